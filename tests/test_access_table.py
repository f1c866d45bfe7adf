"""Requests every address as every kind of reader, and the other city's objects under one's own address."""

from copy import copy
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django_scopes import scope

from assessments.actions import Upload, add_evidence, take_snapshot
from assessments.models import Assessment, Evidence, LockEvent, Participant, Rating
from cities.actions import accept_invitation, invite_to_city, keep_upload, load_own_edition, show_link
from cities.models import City, Invitation, MemberRole, OutgoingMail, Role
from cities.queries import find_link, own_editions, read_own_edition
from cities.rules.addresses import Addressee
from framework.models import Edition
from framework.rules.reading import files_in
from reports.models import ReportJob
from tests.access_table import READERS, TABLE
from tests.conftest import SMALL_EDITION, Staged, stage_assessment
from tests.depth import furnish_depth, furnish_links, furnish_reviews
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory
from tests.positions import furnish_agreed, furnish_earlier, furnish_positions

pytestmark = pytest.mark.once


def url_names(patterns=None, namespace=""):
    """Walk all URL patterns; yield their names with namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)


def test_every_url_stands_in_the_table():
    assert set(url_names()) == {line.name for line in TABLE}


def make_evidence(staged: Staged, member) -> Evidence:
    """Put a file behind a member's first answer."""
    rating = Rating.objects.select_related("city", "participant__round", "participant__city").get(
        participant=staged.participant(member), criterion__ref="1.a.1"
    )
    return add_evidence(
        rating=rating,
        title="Minutes",
        upload=Upload("minutes.pdf", f"%PDF-1.7 of {staged.city} alone".encode()),
        by=member.user,
        now=timezone.now(),
    )


def make_report(staged: Staged, by) -> ReportJob:
    """Store a finished report of a revealed assessment."""
    now = timezone.now()
    content = ContentFile(f"%PDF-1.7 of {staged.city} alone".encode())
    name = default_storage.save(f"{staged.city.pk}/reports/made.pdf", content)
    return ReportJob.objects.create(
        city=staged.city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=take_snapshot(round_=staged.round, now=now),
        template_version=1,
        requested_by=by.user,
        requested_at=now - timedelta(minutes=1),
        status=ReportJob.Status.DONE,
        progress=100,
        file=name,
        finished_at=now,
        pages=1,
    )


def make_guide(city, by, key: str) -> ReportJob:
    """Store a printed guide of the city's own edition, whose file has gone since."""
    return ReportJob.objects.create(
        city=city,
        kind=ReportJob.Kind.GUIDE,
        edition=Edition.objects.get(key=key),
        note="B1",
        digest="0" * 64,
        template_version=1,
        requested_by=by.user,
        requested_at=timezone.now(),
        status=ReportJob.Status.DONE,
        file=f"{city.pk}/reports/gone.pdf",
        pages=1,
    )


def furnish(city, by, chi=None, rey=None) -> dict[str, str]:
    """Fill a city with one of everything that an address can name; return the names."""
    with scope(city=city):
        draft, opened, closed, agreed, revealed = (
            stage_assessment(city, by, title) for title in ("Draft", "Open", "Closed", "Agreed", "Revealed")
        )
        others: dict[str, list[Participant]] = {}
        for staged in (opened, closed, agreed, revealed):
            others[staged.assessment.title] = staged.leaders(4)
            if chi:
                staged.invite(chi)
            staged.open()
            for participant in others[staged.assessment.title]:
                staged.say(participant, dict.fromkeys(staged.refs[:2], 2), "Said in this city alone.")
        if chi:
            revealed.say(revealed.participant(chi), {revealed.refs[0]: 0})
        Assessment.objects.filter(pk=opened.assessment.pk).update(asks_evidence=True)
        own = make_evidence(opened, chi or others["Open"][0].member)
        shown = make_evidence(revealed, others["Revealed"][0].member)
        closed.close()
        agreed.close_and_reveal()
        furnish_agreed(agreed)
        furnish_earlier(city, by)
        revealed.close_and_reveal()
        position = furnish_positions(revealed, chi or by)
        library = furnish_framework(city)
        people = furnish_people(city, by)
        furnish_depth(revealed, closed, opened, by, Invitation.objects.get(pk=people["invitation"]))
        reviews = furnish_reviews(revealed, opened, by, rey or by)
        return (
            {
                "city": city.slug,
                "draft": str(draft.assessment.pk),
                "open": str(opened.assessment.pk),
                "closed": str(closed.assessment.pk),
                "revealed": str(revealed.assessment.pk),
                "agreed": str(agreed.assessment.pk),
                "position": str(position.pk),
                "lock": str(LockEvent.objects.get(assessment=agreed.assessment).pk),
                "participant": str(opened.round.participants.order_by("pk").first().pk),
                "instrument": "success-factors",
                "group": "1",
                "criterion": "1.a.1",
                "awaited": str(opened.round.awaited.get().pk),
                "close": "close",
                "own_evidence": str(own.token),
                "shown_evidence": str(shown.token),
                "chart": "profile.svg",
                "picture": "svg",
                "csv": "answers.csv",
                "figures": "statements.csv",
                "agreed_levels": "positions.csv",
                "review_file": "review.csv",
                "codebook": "codebook.csv",
                "json": "answers.json",
                "xlsx": "answers.xlsx",
                "job": str(make_report(revealed, by).pk),
                "guide_job": str(make_guide(city, by, library["own_edition"]).pk),
            }
            | library
            | people
            | furnish_links(opened, closed, by)
            | reviews
            | furnish_account(city)
        )


def furnish_framework(city) -> dict[str, str]:
    """Give a city an edition that no other city may see, and files that wait to be looked at."""
    sources = files_in(SMALL_EDITION)
    for file in ("notes/B1.yaml", "glossary.yaml"):
        sources[file] = sources[file].replace(b"A p", f"Of {city.slug} alone: a p".encode())
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"key: small", b"key: own")
    load_own_edition(city=city, files=read_own_edition(city, sources), by=None, now=timezone.now())
    keep_upload(city=city, sources=sources | {"edition.yaml": sources["edition.yaml"].replace(b"key: own", b"key: up")})
    own = own_editions(city).get().key
    return {"own_edition": own, "own_draft": own, "edition_key": "small", "note": "B1", "schema": "note"}


def furnish_people(city, by) -> dict[str, str]:
    """Give a city an organisation, a member, a mail, a logo, and links: one that works and one that was used."""
    now = timezone.now()
    organisation = OrganisationFactory(city=city)
    tokens = {}
    for name in ("token", "used"):
        invited = invite_to_city(
            city=city,
            people=[Addressee(f"{name}@{city.slug}.example", "")],
            organisation=organisation,
            roles=[Role.LEADER],
            address_of=lambda token: token,
            by=by.user,
            now=now,
        )
        tokens[name] = show_link(invitation=invited.asked[0], by=by.user, now=now)
        invitation = invited.asked[0]
    accept_invitation(link=find_link(tokens["used"]), user=UserFactory(), now=now)
    City.objects.filter(pk=city.pk).update(
        logo=default_storage.save(f"{city.pk}/logo/x.png", ContentFile(f"PNG of {city}".encode())), accent="#7a1f4b"
    )
    archived = CityFactory(archived_at=now)
    with scope(city=archived):
        for member in MemberRole.guarded_base.filter(city=city, role=Role.ADMINISTRATOR):
            MemberFactory(city=archived, user=member.member.user, roles=[Role.ADMINISTRATOR])
    return tokens | {
        "organisation": str(OrganisationFactory(city=city).pk),
        "member": str(MemberFactory(city=city).pk),
        "invitation": str(invitation.pk - 1),
        "mail": str(OutgoingMail.objects.filter(city=city).first().pk),
        "archived": archived.slug,
    }


def furnish_account(city) -> dict[str, str]:
    """Give somebody a session and a passkey; return their names, and those of what the operators' pages show."""
    somebody = UserFactory()
    session = UserSession.objects.create(user=somebody, ip="192.0.2.1", session_key=f"somebodys-{city.pk}")
    passkey = Authenticator.objects.create(user=somebody, type="webauthn", data={"name": "Theirs"})
    return {
        "somebody": str(somebody.pk),
        "app": "cities",
        "city_id": str(city.pk),
        "edition": str(Edition.objects.first().pk),
        "somebodys_session": str(session.pk),
        "somebodys_passkey": str(passkey.pk),
    }


@pytest.fixture
def stage(cast, edition):
    return furnish(cast.city, cast.bo, cast.chi, cast.rey)


def request(client, line, names):
    """Send the request of a line with the names of a furnished city; the answer's `body` is read, files included."""
    address = reverse(line.name, args=[names[word] for word in line.args.split()])
    data = {key: names.get(value, value) for key, value in line.data}
    response = getattr(client, line.method)(address, data)
    response.body = response.getvalue()
    return response


def statuses(client, lines, names) -> dict[str, int]:
    """Send the request of every line and undo what it did, signing out included; return the statuses."""
    found = {}
    cookies = copy(client.cookies)
    for line in lines:
        client.cookies = copy(cookies)
        with transaction.atomic():
            found[str(line)] = request(client, line, names).status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_reaches_what_the_table_says(reader, stage, cast, sign_in, everywhere):
    if reader == "anonymous":
        client = Client()
    else:
        client = sign_in(cast.otto if reader == "outsider" else getattr(cast, reader))

    found = statuses(client, TABLE, stage)

    assert found == {str(line): line.expected(reader) for line in TABLE}


def test_ids_of_another_city_are_not_found_under_ones_own_address(stage, cast, sign_in, everywhere):
    """Ada, who reviews too, may do all this in our city; with an id of the other one nothing is there, even so."""
    MemberRole.objects.create(city=cast.city, member=cast.ada, role=Role.REVIEWER)
    theirs = furnish(cast.other_city, cast.otto) | {"city": cast.city.slug}
    inside = [line for line in TABLE if line.args.startswith("city ")]
    lines = [line for line in inside if any(theirs[word] != stage[word] for word in line.args.split())]

    found = statuses(sign_in(cast.ada), lines, theirs)

    assert found == {str(line): 404 for line in lines}


def test_no_page_of_a_city_is_kept_by_a_browser(stage, cast, sign_in, everywhere):
    """After signing out on a shared device, Back must not show what was there."""
    client = sign_in(cast.chi)
    lines = [line for line in TABLE if line.args.startswith("city") and line.method == "get" and "chi" in line.allowed]
    lines = [line for line in lines if not line.kept]

    kept = [str(line) for line in lines if "no-store" not in request(client, line, stage).get("Cache-Control", "")]

    assert kept == []


def test_a_participant_of_another_round_cannot_be_withdrawn_under_this_one(stage, cast, sign_in, everywhere):
    theirs = furnish(cast.other_city, cast.otto)
    address = reverse("assessments:withdraw", args=[cast.city.slug, stage["open"], theirs["participant"]])

    assert sign_in(cast.bo).post(address).status_code == 404


def test_the_other_citys_report_cannot_be_asked_for_in_a_form(stage, cast, sign_in, everywhere):
    theirs = furnish(cast.other_city, cast.otto)
    before = ReportJob.objects.count()

    response = sign_in(cast.bo).post(
        reverse("reports:request", args=[cast.city.slug]), {"assessment": theirs["revealed"]}
    )

    assert (response.status_code, ReportJob.objects.count()) == (404, before)


def test_the_other_citys_members_cannot_be_invited_in_a_form(stage, cast, sign_in, everywhere):
    with scope(city=cast.other_city):
        stranger = MemberFactory(city=cast.other_city, user=UserFactory(name="Olga"))
    address = reverse("assessments:people", args=[cast.city.slug, stage["open"]])

    response = sign_in(cast.bo).post(address, {"members": [stranger.pk]})

    assert response.status_code == 200
    assert response.context["form"].errors["members"] == [
        f"Select a valid choice. {stranger.pk} is not one of the available choices."
    ]
    assert not stranger.participations.exists()
