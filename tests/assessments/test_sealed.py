"""What is sealed, withheld or not yet submitted changes nothing that anybody can ask for.

Driven by the table of addresses: whatever stands there is asked for, about each assessment of `sealed_stage.py`, by
everybody whose rights differ; then what is kept back there is altered, and all is asked for again. A new address is
covered by itself, or fails here until it is said what it names, or why it tells nothing of assessments.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from cities.models import AuditEntry, OutgoingMail
from reports.kinds import healthcheck
from reports.models import ReportJob
from tests.access_table import TABLE, Line
from tests.assessments import sealed_stage
from tests.assessments.sealed_stage import (
    FEW,
    SECRET,
    SHOWN,
    Stage,
    answer_otherwise,
    answers_otherwise,
    review_otherwise,
)
from tests.two_cities import for_a_module, text_of_answer, undone

pytestmark = pytest.mark.once

NOT_ASKED = {
    "healthz readyz": "tells of the machine alone",
    "api: framework:": "tells of the framework alone, the same to everybody, signed in or not",
    "admin:": "for operators, and about people, cities and editions alone",
    "account mfa_ usersessions_ second-factor sign-in sign-out": "tells of one's own account alone",
    "join personal-link new-city bring-back cities:archive cities:show-link": "leads into a city or out of it",
    "cities:own-editions cities:upload cities:publish-edition cities:delete-edition": "tells of the framework alone",
    "cities:logo cities:theme": "tells of a city's looks alone",
    "library:files library:data library:ttl library:jsonld library:map library:phases library:glossary": (
        "tells of the framework alone, as its public address does"
    ),
}
"""Beginnings of names of addresses that have nothing to do with assessments, with why."""

NAMED_BY_SUBJECT = {
    "draft", "open", "closed", "revealed", "agreed", "participant", "awaited", "own_evidence", "shown_evidence", "job",
    "review", "told_review", "finding", "begun_recommendation", "recommendation", "position",
    "lock",
}  # fmt: skip
"""Words of the table that are another thing in each assessment."""
NAMED_BY_CITY = {
    "city", "own_edition", "note", "member", "invitation", "organisation", "mail", "guide_job", "close", "csv",
    "codebook", "json", "xlsx", "figures", "agreed_levels", "review_file",
}  # fmt: skip
"""Words that are the same whatever the assessment."""
EACH = {
    "instrument": ("success-factors",),
    "group": ("1", "2"),
    "criterion": (SHOWN, "hidden"),
    "chart": ("profile.svg", "sectors.svg", f"{FEW}.svg", "together.svg", f"before-{SHOWN}.svg"),
    "picture": ("svg",),
}
"""Words that are several things in an assessment, each of which is asked for; `hidden` is a statement kept back."""
QUERIES = {
    "assessments:list": "archived=1",
    "assessments:statements": "show=discuss&sort=evidence",
    "assessments:moderate": "order=discuss",
    "assessments:recommendations": f"q={SECRET}&status=done",
    "library:search": f"q={SECRET}",
    "cities:people": f"q={SECRET}",
}
"""What pages are asked besides."""
REVEALS = "assessments:reveal-criterion"
"""Shows what was sealed, which is what it is for: the page after it is not looked at."""
REFUSED = (403, 404)
NUMBER = re.compile(r"/\d+/|'Content-Length': '\d+'")
"""PostgreSQL takes the numbers of rows back with no transaction: they grow, and with them the length of a page."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""When a report was asked for: one that is the same but for what it keeps back has the moment of the first."""
LINK = re.compile(r"/[\w-]{32,36}/")
"""What is drawn at random: the secret of a link, the token of evidence."""


@dataclass(frozen=True, eq=False)
class Request:
    """One thing to ask for, and who may: whoever has not the right is refused before anything is looked up.

    `tests/test_access_table.py` shows that.
    """

    about: str
    label: str
    line: Line
    address: str
    data: Mapping[str, str]
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """An answer: its status, and every word that came of asking, headers, mails and the city's log included."""

    status: int
    text: str


def is_asked(line: Line) -> bool:
    return not line.name.startswith(tuple(" ".join(NOT_ASKED).split()))


LINES = [line for line in TABLE if is_asked(line)]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stage]:
    media = tmp_path_factory.mktemp("media")
    with for_a_module(django_db_blocker, media):
        with scopes_disabled():
            stage = sealed_stage.build(media)
        yield stage


@pytest.fixture(scope="module")
def told(built) -> dict[tuple[Request, str], Told]:
    """What everybody is told who asks for everything."""
    return answers(built, [(request, reader) for request in requests_in(built) for reader in request.readers])


@pytest.fixture
def stage(built, told, settings, db) -> Stage:
    settings.MEDIA_ROOT = built.media
    return built


def requests_in(stage: Stage) -> list[Request]:
    """Return all that can be asked for: about each subject, and once what is the same for all of them."""
    found: dict[str, Request] = {}
    for about, subject in stage.subjects.items():
        for line in LINES:
            words = line.args.split()
            is_of_city = NAMED_BY_SUBJECT.isdisjoint([*words, *dict(line.data).values()])
            names = stage.names | ({} if is_of_city else subject.names)
            readers = tuple(reader for reader in stage.people if may_ask(reader, line))
            for chosen in product(*(EACH.get(word, (word,)) for word in words)):
                address = reverse(line.name, args=[names.get(word, word) for word in chosen])
                parts = [value for word, value in zip(words, chosen, strict=True) if word in EACH]
                data = {key: names.get(value, value) for key, value in line.data}
                for query in {"", QUERIES.get(line.name, "")} if line.method == "get" else ("",):
                    label = " ".join([line.method, line.name, *parts, query]).strip()
                    key = f"{about} {label}" if line.method == "post" and not is_of_city else f"{label} {address}"
                    asked = Request("city" if is_of_city else about, label, line, f"{address}?{query}", data, readers)
                    found[key] = merged(found[key], asked) if key in found else asked
    return list(found.values())


def may_ask(reader: str, line: Line) -> bool:
    """Tell whether a reader gets past the question of rights.

    Rey asks for his own review alone, and Ada does nothing that Bo does, who has the right by another role.
    """
    if reader == "rey":
        return line.allowed == "rey"
    if reader == "ada" and line.method == "post" and "bo" in line.allowed.split():
        return False
    return line.expected("rey" if reader == "una" else reader) != 403


def merged(one: Request, other: Request) -> Request:
    readers = one.readers + tuple(reader for reader in other.readers if reader not in one.readers)
    return Request(one.about, one.label, one.line, one.address, one.data, readers)


def answers(stage: Stage, asked: Collection[tuple[Request, str]]) -> dict[tuple[Request, str], Told]:
    caches["counts"].clear()  # what a process has counted before would hide that a count changed
    with patch("django.utils.timezone.now", return_value=stage.moment):
        return {(request, reader): tell(stage, reader, request) for request, reader in asked}


def tell(stage: Stage, reader: str, request: Request) -> Told:
    """Ask once, with cookies that no request before has changed, and take back what it did."""
    client = Client()
    client.cookies = stage.clients[reader].cookies.copy()
    if request.line.method == "get":
        response = client.get(request.address)
        response.body = response.getvalue()
        return Told(response.status_code, text_of_answer(response))
    with undone():
        marks = [newest(model) for model in (OutgoingMail, AuditEntry, ReportJob)]
        response = client.post(request.address, request.data, follow=request.line.name != REVEALS)
        status = response.redirect_chain[0][1] if getattr(response, "redirect_chain", None) else response.status_code
        response.body = response.getvalue()
        return Told(status, LINK.sub("/x/", NUMBER.sub("/0/", text_of_answer(response) + words_left_by(stage, *marks))))


def newest(model) -> int:
    return QuerySet(model).order_by("pk").values_list("pk", flat=True).last() or 0


def words_left_by(stage: Stage, mail: int, entry: int, job: int) -> str:
    """Return what was mailed, noted in the log, and would be printed, since these were the newest."""
    words = [*QuerySet(OutgoingMail).filter(pk__gt=mail).values_list("to", "subject", "body").order_by("pk")]
    words += QuerySet(AuditEntry).filter(pk__gt=entry).values_list("verb", "object_type", "fields").order_by("pk")
    with scope(city=stage.city):
        for made in ReportJob.objects.filter(pk__gt=job, kind="healthcheck"):
            report = healthcheck.build(made.snapshot)
            printed = render_to_string("reports/healthcheck/document.html", {"report": report})
            words.append(MOMENT.sub("", printed))
    return "\n".join(map(str, words))


def told_otherwise(stage: Stage, told: Mapping[tuple[Request, str], Told], asked) -> dict[str, str]:
    """Ask again, and return who is told something else, and the first words of it."""
    again = answers(stage, list(asked))
    return {
        f"{request.about}: {request.label} by {reader}": first_difference(told[request, reader].text, now.text)
        for (request, reader), now in again.items()
        if now != told[request, reader]
    }


def first_difference(one: str, other: str) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    place = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    return f"{one[max(0, place - 60) : place + 60]!r} != {other[place : place + 60]!r}"


def not_refused(told: Mapping[tuple[Request, str], Told]) -> Iterator[tuple[Request, str]]:
    return (key for key, answer in told.items() if answer.status not in REFUSED)


def test_every_address_is_asked_for_or_is_said_to_tell_nothing():
    """A new one names something of each assessment, or of the city, or stands among those left out."""
    known = NAMED_BY_SUBJECT | NAMED_BY_CITY | EACH.keys()
    left_out = " ".join(NOT_ASKED).split()

    assert {word for line in LINES for word in line.args.split()} - known == set()
    assert [begin for begin in left_out if not any(line.name.startswith(begin) for line in TABLE)] == []


def test_every_address_was_really_there(stage, told):
    """What nobody can open could not leak."""
    answered = {(request.line.method, request.line.name) for request, _reader in not_refused(told)}

    assert {(line.method, line.name) for line in LINES} - answered == set()


def test_what_is_kept_back_changes_nothing_that_anybody_is_told(stage, told):
    """Answers before they are revealed, those of too small groups, and reviews that the city may not see yet."""
    with undone():
        with scopes_disabled():
            for subject in stage.subjects.values():
                answers_otherwise(subject)
                review_otherwise(subject)
        found = told_otherwise(stage, told, ((asked, reader) for asked, reader in not_refused(told) if reader != "rey"))

    assert found == {}


def test_what_is_shown_changes_where_it_is_shown(stage, told):
    """Without this, the equality that the test above asks for would say nothing."""
    asked = [each for each in not_refused(told) if each[1] == "bo" and each[0].about in ("small groups", "city")]
    with undone():
        with scopes_disabled():
            answer_otherwise(stage.subjects["small groups"].answers().filter(criterion__ref=SHOWN))
        found = told_otherwise(stage, told, asked)

    about = "small groups: "
    assert {label.removeprefix(about).removesuffix(" by bo").removesuffix(f" {SHOWN}") for label in found} == {
        "get assessments:breakdown",
        "get assessments:chart-file success-factors profile.svg",
        "get assessments:chart-file success-factors sectors.svg",
        "get assessments:chart-file success-factors together.svg",
        "get assessments:compare",
        "get assessments:evidence-file",
        "get assessments:moderate-criterion success-factors",
        "get assessments:results",
        "get assessments:results-group success-factors 1",
        "get assessments:reviewed",
        "get assessments:statements",
        "get assessments:statements show=discuss&sort=evidence",
        "get assessments:take-out-file",
        "post assessments:decide success-factors",
        "post assessments:moderate-criterion success-factors",
        "post reports:request",
    }
