"""How many statements each page costs, as literal numbers: the same however many rows it lists."""

from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.actions import Upload, add_evidence, send_link, take_snapshot
from assessments.models import Assessment, Participant, Rating, Review, Round
from cities.actions import invite_to_city, keep_upload, load_own_edition, show_link
from cities.actions.addresses import trust_address
from cities.models import City, OutgoingMail, Role, Sector
from cities.queries import own_editions, read_own_edition
from cities.rules.addresses import Addressee
from framework.models import Criterion, Edition, Group
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_between
from framework.queries.searching import index_of
from framework.rules.reading import files_in
from reports.models import ReportJob
from tests.access_table import TABLE
from tests.accounts import operator_browser, passkey_of, signed_in_browser
from tests.conftest import SMALL_EDITION, Staged, stage_assessment
from tests.editions import changed, second_sources, stored
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory
from tests.positions import agree, agreed_directly, ask_again, criterion_of, latest_round, lock, send

KEY = "success-factors"

# Of each, the session and the user are two, and the city with the member and their roles a third.
COUNTS = {
    "healthz": 0,
    "readyz": 0,  # it asks on connections of its own
    "home": 4,
    "sign-in": 0,
    "city-home as a leader": 6,
    "city-home as a facilitator": 10,
    "city-home as a reviewer": 10,
    "new-city": 5,
    "join": 4,
    "cities:people as a leader": 6,
    "cities:people as an administrator": 7,
    "cities:leave": 3,
    "cities:invite": 4,
    "cities:member": 6,
    "cities:remove-member": 4,
    "cities:invitation": 5,
    "cities:settings": 3,
    "cities:logo-settings": 3,
    "cities:logo": 3,
    "cities:theme": 3,
    "cities:archive": 3,
    "cities:own-editions": 5,
    "cities:upload": 6,
    "cities:publish-edition": 5,
    "cities:delete-edition": 5,
    "cities:organisations": 4,
    "cities:new-organisation": 4,
    "cities:organisation": 5,
    "cities:mail": 5,
    "cities:audit": 7,
    "cities:audit-file": 6,
    "assessments:list": 4,
    "framework:editions": 3,
    "framework:contents": 4,
    "framework:note": 3,
    "framework:instrument": 3,
    "framework:phases": 3,
    "framework:glossary": 3,
    "library:editions": 4,
    "library:contents": 8,
    "library:note": 7,
    "library:instrument": 4,
    "library:phases": 4,
    "library:glossary": 4,
    "framework:search": 3,
    "framework:map": 3,
    "library:search": 4,
    "library:map": 4,
    "framework:files": 4,
    "framework:schema": 2,
    "library:files": 5,
    "framework:vocabulary-terms": 2,
    "framework:vocabulary": 2,
    "framework:vocabulary-ttl": 0,
    "framework:vocabulary-jsonld": 0,
    "framework:data": 3,
    "framework:ttl": 3,
    "framework:jsonld": 3,
    "library:data": 4,
    "library:ttl": 6,
    "library:jsonld": 6,
    "api:openapi": 0,
    "api:editions": 1,
    "api:edition": 2,
    "api:notes": 1,
    "api:note": 1,
    "api:instruments": 1,
    "api:instrument": 1,
    "api:criteria": 1,
    "api:criterion": 1,
    "api:glossary": 1,
    "api:phases": 1,
    "assessments:new": 7,
    "assessments:settings": 4,
    "assessments:remind": 9,
    "assessments:completion": 6,
    "assessments:invite-list": 10,
    "assessments:participant": 9,
    "assessments:withdraw": 6,
    "assessments:replace": 7,
    "assessments:deputy": 8,
    "personal-link": 5,
    "assessments:detail": 7,
    "assessments:people": 11,
    "assessments:last-day": 4,
    "assessments:step": 5,
    "assessments:moderate": 15,
    "assessments:moderate-criterion": 21,
    "assessments:revealed": 16,
    "assessments:send-positions": 9,
    "assessments:propose-round": 15,
    "assessments:lock": 12,
    "assessments:open-again": 4,
    "assessments:agreed-then": 5,
    "assessments:archive": 4,
    "assessments:my-positions": 8,
    "assessments:reply": 11,
    "assessments:reply-evidence": 9,
    "assessments:preview": 5,
    "assessments:preview-page": 5,
    "assessments:continue": 5,
    "assessments:answer": 6,
    "assessments:answer-all": 6,
    "assessments:evidence": 10,
    "assessments:evidence-file": 4,
    "assessments:review": 5,
    "assessments:results": 17,
    "assessments:compare": 21,
    "assessments:over-time": 8,
    "assessments:over-time-file": 8,
    "assessments:other-cities": 16,
    "assessments:breakdown": 12,
    "assessments:statements": 15,
    "assessments:mirror": 16,
    "assessments:results-group": 16,
    "assessments:chart-file": 15,
    "assessments:take-out": 17,
    "assessments:take-out-file as CSV": 17,
    "assessments:take-out-file as JSON": 30,
    "assessments:take-out-file as a workbook": 30,
    "assessments:take-out-file of a review": 30,
    "assessments:reviewers": 8,
    "assessments:my-review": 18,
    "assessments:review-preview": 18,
    "assessments:review-submit": 18,
    "assessments:review-judgement": 17,
    "assessments:review-earlier": 18,
    "assessments:review-ratings": 19,
    "assessments:new-finding": 17,
    "assessments:finding": 18,
    "assessments:new-recommendation": 18,
    "assessments:review-recommendation": 20,
    "assessments:reviews": 5,
    "assessments:reviewed": 22,
    "assessments:recommendations": 6,
    "assessments:recommendation": 6,
    "editions:list": 6,
    "editions:change": 9,
    "reports:list": 5,
    "reports:detail": 4,
    "reports:detail of a guide": 4,
    "reports:status": 4,
    "reports:file": 4,
}


# The pages that lead in, for nobody: those in the middle of it send one to where it begins.
ENTRANCE = {
    "account_confirm_login_code": 0,
    "account_confirm_password_reset_code": 0,
    "account_complete_password_reset": 0,
    "account_email_verification_sent": 0,
    "account_inactive": 0,
    "account_login": 0,
    "account_password_reset_completed": 0,
    "account_request_login_code": 0,
    "account_reset_password": 0,
    "account_signup": 0,
    "mfa_authenticate": 0,
    "mfa_login_webauthn": 0,
}

# One's own account, for somebody with so many passkeys and sessions. Of each, session and user are two, and whether
# the address is proven often a third.
ACCOUNT = {
    "account": 6,
    "account-name": 2,
    "account-language": 2,
    "account_change_password": 3,
    "account_email": 7,
    "account_reauthenticate": 8,
    "account_set_password": 3,
    "mfa_activate_totp": 8,
    "mfa_add_webauthn": 10,
    "mfa_deactivate_totp": 9,
    "mfa_download_recovery_codes": 7,
    "mfa_edit_webauthn": 7,
    "mfa_generate_recovery_codes": 7,
    "mfa_index": 6,
    "mfa_list_webauthn": 6,
    "mfa_reauthenticate": 8,
    "mfa_reauthenticate_webauthn": 10,
    "mfa_remove_webauthn": 8,
    "mfa_view_recovery_codes": 7,
    "second-factor": 5,
    "usersessions_list": 4,
}

# The operators' pages, for somebody who has shown a second factor.
OPERATOR = {
    "admin:index": 3,
    "admin:jsi18n": 3,
    "admin:app_list": 3,
    "admin:cities_user_changelist": 6,
    "admin:cities_user_change": 5,
    "admin:cities_user_history": 5,
    "admin:cities_city_changelist": 6,
    "admin:cities_city_change": 5,
    "admin:cities_city_history": 5,
    "admin:framework_edition_changelist": 6,
    "admin:framework_edition_change": 5,
    "admin:framework_edition_history": 5,
}


# What the pages list, with how many more there are than the rows asked for.
LISTS = {
    ("home", "cities"): 1,
    ("city-home as a leader", "waiting"): 0,
    ("assessments:detail", "parts"): 0,
    ("assessments:people", "participants"): 1,
    ("assessments:evidence", "pieces"): 0,
    ("assessments:people", "members"): 3,
    ("assessments:completion", "parts"): 0,
    ("cities:people as an administrator", "invitations"): 0,
    ("cities:mail", "page"): 2,  # and the mails with a personal link, and to an owner
    ("assessments:compare", "rounds"): 4,
    ("assessments:send-positions", "drafts"): 0,
    ("assessments:my-positions", "waiting"): 0,
    ("assessments:reviewers", "reviews"): 0,
    ("assessments:reviewers", "members"): 0,
    ("assessments:my-review", "earlier"): 0,
    ("assessments:review-earlier", "rows"): 0,
    ("assessments:reviews", "page"): 0,
    ("assessments:reviewed", "shown"): 0,
    ("assessments:recommendations", "advice"): 0,
    ("assessments:recommendation", "history"): 0,
    ("editions:change", "unfinished"): 0,
    ("editions:change", "past"): 5,
    ("reports:list", "jobs"): 1,
    ("cities:own-editions", "editions"): 2,
    ("reports:list", "rounds"): 4,
}


@pytest.fixture(autouse=True)
def sessions_in_the_database(settings):
    """As in the embedded portal: with Redis, most requests read their session there, one statement less."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


def answered(staged: Staged, stage: str) -> Staged:
    """Let everybody say the same, and put the round at a stage whatever the minimum group."""
    now = timezone.now()
    Rating.objects.filter(round=staged.round).update(state="rated", level=2, comment="So it is.", version=1)
    changes = {"opened_at": now - timedelta(days=2)}
    if stage == "revealed":
        changes |= {"closed_at": now - timedelta(days=1), "revealed_at": now}
    Round.objects.filter(pk=staged.round.pk).update(**changes)
    staged.round.refresh_from_db()
    return staged


def printed(staged: Staged) -> ReportJob:
    now = timezone.now()
    return ReportJob.objects.create(
        city=staged.city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=take_snapshot(round_=staged.round, now=now),
        template_version=1,
        requested_by=staged.by.user,
        requested_at=now,
        status=ReportJob.Status.DONE,
        file=default_storage.save("made.pdf", ContentFile(b"%PDF-1.7")),
        pages=1,
    )


def printed_note(cast) -> ReportJob:
    """Store one printed note of the guidance."""
    return ReportJob.objects.create(
        city=cast.city,
        kind=ReportJob.Kind.GUIDE,
        edition=Edition.objects.get(),
        note="B1",
        digest="0" * 64,
        template_version=1,
        requested_by=cast.chi.user,
        requested_at=timezone.now(),
        status=ReportJob.Status.DONE,
        file=default_storage.save("note.pdf", ContentFile(b"%PDF-1.7")),
        pages=1,
    )


def furnish(cast, rows: int) -> dict[str, str]:
    """Give the city so many of everything that a page lists; return the addresses of all pages, by name.

    So many open assessments, each with Chi and somebody of so many sectors; as many revealed and printed ones
    after a first, with which they can be compared; as many people who are not invited.
    """
    sectors = list(Sector)[:rows]
    organisations = [OrganisationFactory(city=cast.city, sector=sector) for sector in sectors]
    leaders = [MemberFactory(city=cast.city, organisation=organisation) for organisation in organisations]
    staged = {"open": [], "revealed": []}
    for stage, count in {"open": rows, "revealed": rows + 1}.items():
        for number in range(count):
            one = stage_assessment(cast.city, cast.bo, f"{stage} {number}")
            one.invite(cast.chi, *leaders)
            staged[stage].append(answered(one, stage))
    for _ in range(rows):
        MemberFactory(city=cast.city, organisation=organisations[-1])
    Rating.objects.filter(round=staged["open"][0].round, criterion__ref="1.a.2").update(
        state="not_answered", level=None, comment="", version=0
    )
    asked = staged["open"][0].participant(cast.chi).pk
    job = [printed(one) for one in staged["revealed"][1:]][-1]
    guide_job = printed_note(cast)
    city, opened, shown = cast.city.slug, staged["open"][0].assessment.pk, staged["revealed"][-1].assessment.pk
    arguments = {
        "healthz": [],
        "readyz": [],
        "home": [],
        "sign-in": [],
        "city-home as a leader": [city],
        "city-home as a facilitator": [city],
        "city-home as a reviewer": [city],
        "assessments:list": [city],
        "framework:editions": [],
        "framework:contents": ["small"],
        "framework:note": ["small", "B1"],
        "framework:instrument": ["small", KEY],
        "framework:phases": ["small"],
        "framework:glossary": ["small"],
        "library:editions": [city],
        "library:contents": [city, "small"],
        "library:note": [city, "small", "B1"],
        "library:instrument": [city, "small", KEY],
        "library:phases": [city, "small"],
        "library:glossary": [city, "small"],
        "framework:search": ["small"],
        "framework:map": ["small"],
        "framework:files": ["small"],
        "framework:schema": ["note"],
        "library:files": [city, "small"],
        **{f"framework:vocabulary{form}": [] for form in ("", "-terms", "-ttl", "-jsonld")},
        **{f"framework:{form}": ["small"] for form in ("data", "ttl", "jsonld")},
        **{f"library:{form}": [city, "small"] for form in ("data", "ttl", "jsonld")},
        **{f"api:{name}": [] for name in ("openapi", "editions")},
        **{f"api:{name}": ["small"] for name in ("edition", "notes", "instruments", "glossary", "phases")},
        **{f"api:{name}": ["small", KEY] for name in ("instrument", "criteria")},
        "api:note": ["small", "B1"],
        "api:criterion": ["small", KEY, "1.a.1"],
        "library:search": [city, "small"],
        "library:map": [city, "small"],
        "assessments:new": [city],
        "assessments:detail": [city, opened],
        "assessments:people": [city, opened],
        "assessments:last-day": [city, opened],
        "assessments:remind": [city, opened],
        "assessments:completion": [city, opened],
        "assessments:invite-list": [city, opened],
        **{f"assessments:{name}": [city, opened, asked] for name in ("participant", "withdraw", "replace")},
        "assessments:deputy": [city, opened],
        "personal-link": [link_to(staged["open"][0], cast)],
        "assessments:settings": [city, opened],
        "assessments:step": [city, opened, "close"],
        "assessments:continue": [city, opened],
        "assessments:answer": [city, opened, KEY, "1"],
        "assessments:evidence": [city, opened, KEY, "1.a.1"],
        "assessments:evidence-file": [city, furnish_evidence(cast, opened, rows)],
        "assessments:answer-all": [city, opened, KEY],
        "assessments:preview": [city, opened],
        "assessments:preview-page": [city, opened, KEY, "1"],
        "assessments:review": [city, opened],
        "assessments:results": [city, shown],
        "assessments:compare": [city, shown],
        "assessments:over-time": [city],
        "assessments:over-time-file": [city, KEY, "svg"],
        "assessments:other-cities": [city],
        "assessments:breakdown": [city, shown],
        "assessments:statements": [city, shown],
        "assessments:mirror": [city, shown],
        "assessments:chart-file": [city, shown, KEY, "1.a.1.svg"],
        "assessments:take-out": [city, shown],
        "assessments:take-out-file as CSV": [city, shown, "answers.csv"],
        "assessments:take-out-file as JSON": [city, shown, "answers.json"],
        "assessments:take-out-file as a workbook": [city, shown, "answers.xlsx"],
        "assessments:take-out-file of a review": [city, shown, "review.csv"],
        "editions:list": [city],
        "editions:change": [city, "small-2"],
        "assessments:results-group": [city, shown, KEY, "1"],
        "reports:list": [city],
        "reports:detail": [city, job.pk],
        "reports:detail of a guide": [city, guide_job.pk],
        "reports:status": [city, job.pk],
        "reports:file": [city, job.pk],
    }
    arguments |= furnish_people(cast, rows) | furnish_editions(cast, rows)
    arguments |= furnish_agreeing(cast, rows, staged["revealed"][-1])
    arguments |= furnish_reviews(cast, rows, staged["open"][0], staged["revealed"][-1])
    return {name: reverse(name.partition(" ")[0], args=args) for name, args in arguments.items()}


def furnish_agreeing(cast, rows: int, staged: Staged) -> dict[str, list[object]]:
    """Draft so many positions and send as many; close a round, and lock another; return the addresses of the pages."""
    closed, agreed = (answered(invited(cast, title), "revealed") for title in ("Closed", "Agreed"))
    Round.objects.filter(pk=closed.round.pk).update(revealed_at=None)
    agree(agreed)
    lock(agreed)
    agreed_directly(cast.city, cast.bo, {"1.a.1": 2})
    City.objects.filter(pk=cast.city.pk).update(shares_scores=True)
    own = answered(invited(cast, "Of an owner"), "revealed")
    positions = [agree(own, ref, owner=cast.bo) for ref in own.refs[:rows]]
    send(own, *positions)
    for ref in staged.refs[:rows]:
        agree(staged, ref, owner=cast.chi)
    city, shown = cast.city.slug, staged.assessment.pk
    return {
        "assessments:moderate": [city, shown],
        "assessments:moderate-criterion": [city, shown, KEY, "1.a.1"],
        "assessments:revealed": [city, closed.assessment.pk],
        "assessments:send-positions": [city, shown],
        "assessments:propose-round": [city, shown],
        "assessments:lock": [city, shown],
        "assessments:open-again": [city, agreed.assessment.pk],
        "assessments:agreed-then": [city, agreed.assessment.pk, agreed.assessment.lock_events.get().pk],
        "assessments:archive": [city, agreed.assessment.pk],
        "assessments:my-positions": [city],
        "assessments:reply": [city, positions[-1].pk],
        "assessments:reply-evidence": [city, positions[-1].pk],
    }


def invited(cast, title: str) -> Staged:
    one = stage_assessment(cast.city, cast.bo, title)
    one.invite(cast.chi)
    return one


def link_to(staged: Staged, cast) -> str:
    """Mail Chi a personal link; return its secret."""
    tokens: list[str] = []
    send_link(
        participant=staged.participant(cast.chi),
        address_of=lambda token: tokens.append(token) or token,
        by=cast.bo.user,
        now=timezone.now(),
    )
    return tokens[0]


def furnish_evidence(cast, assessment_id: int, rows: int) -> UUID:
    """Put so many files behind an answer of Chi's; return the token of the last."""
    Assessment.objects.filter(pk=assessment_id).update(asks_evidence=True)
    rating = Rating.objects.select_related("city", "participant__round", "participant__city").get(
        participant__member=cast.chi, round__assessment=assessment_id, criterion__ref="1.a.1"
    )
    upload = Upload("minutes.pdf", b"%PDF-1.7")
    return [
        add_evidence(rating=rating, title="Minutes", upload=upload, by=cast.chi.user, now=timezone.now())
        for _ in range(rows)
    ][-1].token


def furnish_next(edition) -> Edition:
    """Publish the edition, and draft one that replaces it."""
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.PUBLISHED)
    edition.refresh_from_db()
    return stored(
        changed(
            second_sources(),
            ("edition.yaml", "status: published", "status: draft"),
            ("mapping.yaml", '    dropped: ["2.b.1"]\n', ""),
        )
    )


def furnish_reviews(cast, rows: int, opened: Staged, shown: Staged) -> dict[str, list[object]]:
    """Submit so many reviews of what is shown; begin one by Rey, with so many of everything, and ask others beside."""
    told = [MemberFactory(city=cast.city, roles=[Role.REVIEWER]) for _ in range(rows)]
    by, now = {"by": cast.bo.user, "now": timezone.now()}, timezone.now()
    criteria = Criterion.objects.filter(instrument__key=KEY)
    for review in actions.ask_reviewers(assessment=shown.assessment, members=told, address="", **by):
        advice = written(review, criteria, cast, 1)
        actions.submit_review(review=review, by=review.reviewer.user, now=now)
    for number in range(rows):
        given = {"status": "open", "owner": cast.chi, "due_on": None, "note": f"Note {number}."}
        actions.update_recommendation(recommendation=advice, **given, **by)
    asked = [cast.rey, *(MemberFactory(city=cast.city, roles=[Role.REVIEWER]) for _ in range(rows - 1))]
    begun = actions.ask_reviewers(assessment=opened.assessment, members=asked, address="", **by)[0]
    draft = written(begun, criteria, cast, rows)
    OutgoingMail.objects.filter(to__in=[review.reviewer.user.email for review in Review.objects.all()]).delete()
    city, own, other = cast.city.slug, opened.assessment.pk, shown.assessment.pk
    plain = ("my-review", "review-preview", "review-submit", "review-judgement", "review-earlier", "reviewers")
    arguments = {
        **{name: [city, own] for name in (*plain, "new-finding", "new-recommendation")},
        "review-ratings": [city, own, KEY, "1"],
        "finding": [city, own, begun.findings.first().pk],
        "review-recommendation": [city, own, draft.pk],
        "reviews": [city],
        "reviewed": [city, other],
        "recommendations": [city],
        "recommendation": [city, advice.pk],
    }
    return {f"assessments:{name}": args for name, args in arguments.items()}


def written(review, criteria, cast, count: int):
    """Let a reviewer rate everything and write so many findings and recommendations; return the last of these."""
    for criterion in criteria:
        actions.rate_for_review(review=review, criterion=criterion, state="rated", level=1, comment="So.", version=0)
    about = dict.fromkeys([None, *Group.objects.filter(parent=None, instrument__key=KEY)], ("amber", "So."))
    actions.judge_review(review=review, summary="In short.", judgements=about)
    for _ in range(count):
        actions.add_finding(review=review, kind="concern", text="Seen.", group=None)
        owner = {"owner": cast.chi, "due_on": None, "group": None}
        advice = actions.add_recommendation(review=review, priority="essential", text="Do it.", **owner)
    return advice


def furnish_people(cast, rows: int) -> dict[str, list[object]]:
    """Invite so many people, each by mail and by a link that was shown; return the addresses of the pages on people."""
    now = timezone.now()
    invited = invite_to_city(
        city=cast.city,
        people=[Addressee(f"new{number}@people.example", "") for number in range(rows)],
        organisation=cast.ada.organisation,
        roles=[Role.LEADER],
        address_of=lambda token: token,
        by=cast.ada.user,
        now=now,
    ).asked[0]
    tokens = [show_link(invitation=invited, by=cast.ada.user, now=now) for _ in range(rows)]
    City.objects.filter(pk=cast.city.pk).update(logo=default_storage.save("logo.png", ContentFile(b"PNG")))
    plain = ("leave", "invite", "settings", "logo-settings", "logo", "theme", "archive", "organisations", "mail")
    city, more = cast.city.slug, ("people as a leader", "people as an administrator", "new-organisation")
    return {
        **{f"cities:{name}": [city] for name in (*plain, *more, "audit", "audit-file")},
        "new-city": [],
        "join": [tokens[0]],
        "cities:member": [city, cast.chi.pk],
        "cities:remove-member": [city, cast.chi.pk],
        "cities:invitation": [city, invited.pk],
        "cities:organisation": [city, cast.chi.organisation_id],
    }


def furnish_editions(cast, rows: int) -> dict[str, list[object]]:
    """Load so many editions for the city alone, and upload another; return the addresses of the pages on them."""
    sources = files_in(SMALL_EDITION)
    for key in [*(f"own-{number}" for number in range(rows)), "up"]:
        renamed = sources | {"edition.yaml": sources["edition.yaml"].replace(b"key: small", f"key: {key}".encode())}
        if key != "up":
            files = read_own_edition(cast.city, renamed)
            load_own_edition(city=cast.city, files=files, by=cast.ada.user, now=timezone.now())
    keep_upload(city=cast.city, sources=renamed)
    city, own = cast.city.slug, own_editions(cast.city)[0].key
    return {
        "cities:own-editions": [city],
        "cities:upload": [city],
        "cities:publish-edition": [city, own],
        "cities:delete-edition": [city, own],
    }


def member_of_cities(count: int):
    """Somebody who belongs to so many cities: with one alone, the front page leads straight into it."""
    user = UserFactory()
    for _ in range(count):
        city = CityFactory()
        with scope(city=city):
            member = MemberFactory(city=city, user=user)
    return member


def test_every_page_is_counted():
    pages = {line.name for line in TABLE if line.method == "get"}

    assert {name.partition(" ")[0] for name in COUNTS} | ENTRANCE.keys() | ACCOUNT.keys() | OPERATOR.keys() == pages


@pytest.mark.parametrize("rows", [1, 5])
def test_a_page_costs_the_same_with_one_row_and_with_five(rows, cast, edition, sign_in, client, count_queries):
    addresses = furnish(cast, rows)
    following = furnish_next(edition)
    for one in (edition, following):
        guide_of(one)  # a process reads it once
    changes_between(edition.pk, following.pk)  # and what became of its criteria
    # Bo is asked nothing; Chi answers, and sees what is waiting
    managed = ("cities:", "editions:")
    clients = {name: sign_in(cast.ada if name.startswith(managed) else cast.bo) for name in COUNTS}
    clients["cities:people as a leader"] = sign_in(cast.chi)
    asked = ("deputy", "continue", "answer", "answer-all", "evidence", "evidence-file", "review", "mirror")
    for name in ("city-home as a leader", *(f"assessments:{page}" for page in asked)):
        clients[name] = sign_in(cast.chi)
    for name in COUNTS:
        if name.startswith(("assessments:review-", "assessments:my-review", "assessments:new-finding")):
            clients[name] = sign_in(cast.rey)
    for name in ("finding", "new-recommendation"):
        clients[f"assessments:{name}"] = sign_in(cast.rey)
    clients["home"] = sign_in(member_of_cities(rows + 1))
    clients["sign-in"] = client
    counted, statuses, contexts = {}, {}, {}
    guide_of(edition), instruments_of(edition)  # a process reads them once
    index_of(edition)
    for form in ("ttl", "jsonld"):
        client.get(addresses[f"framework:{form}"])  # which a process makes once

    for name in COUNTS:
        caches["counts"].clear()  # every page as the first that a process makes of these rounds
        with count_queries() as statements:
            response = clients[name].get(addresses[name])
            if response.streaming:
                list(response)  # a file is closed with its last byte
        counted[name], statuses[name], contexts[name] = len(statements), response.status_code, response.context

    assert counted.keys() == COUNTS.keys()
    assert [f"{name}: {number}" for name, number in counted.items() if number != COUNTS[name]] == []
    assert statuses == dict.fromkeys(COUNTS, 200) | {
        "assessments:continue": 302,
        "assessments:preview": 302,
        "framework:vocabulary-terms": 303,
        "library:editions": 302,
        "readyz": 503,
    }
    lengths = {(name, key): len(contexts[name][key]) for name, key in LISTS}
    assert lengths == {entry: rows + more for entry, more in LISTS.items()}
    managed_here = contexts["city-home as a facilitator"]["managed"]
    assert len(managed_here) == 2 * rows + 3  # the open ones, and the revealed ones that are not agreed yet


def test_the_pages_that_lead_in_ask_the_database_nothing(db, client, count_queries):
    counted = {}
    for name in ENTRANCE:
        with count_queries() as statements:
            client.get(reverse(name))
        counted[name] = len(statements)

    assert counted == ENTRANCE


@pytest.mark.parametrize("rows", [1, 5])
def test_a_page_of_ones_own_account_costs_the_same_with_one_row_and_with_five(rows, db, count_queries):
    user = UserFactory()
    trust_address(user)
    clients = [signed_in_browser(user) for _ in range(rows)]
    TOTP.activate(user, "A" * 32)
    RecoveryCodes.activate(user).mark_as_viewed()
    passkeys = [passkey_of(user, f"Key {number}") for number in range(rows)]
    counted, statuses, contexts = {}, {}, {}

    for name in ACCOUNT:
        address = reverse(name, args=[passkeys[-1].pk] if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else [])
        with count_queries() as statements:
            response = clients[-1].get(address)
        counted[name], statuses[name], contexts[name] = len(statements), response.status_code, response.context

    assert counted == ACCOUNT
    # who has a password changes it; who has an app may remove it
    moved = {"account_set_password": 302, "mfa_activate_totp": 302}
    assert statuses == dict.fromkeys(ACCOUNT, 200) | moved
    assert len(contexts["usersessions_list"]["sessions"]) == len(contexts["account"]["factors"].passkeys) == rows


@pytest.mark.parametrize("rows", [1, 5])
def test_an_operators_page_costs_the_same_with_one_row_and_with_five(rows, db, edition, count_queries):
    client = operator_browser()
    ContentType.objects.clear_cache()
    people, cities = UserFactory.create_batch(rows), CityFactory.create_batch(rows)
    ids = {"app_list": ["cities"], "user": [people[0].pk], "city": [cities[0].pk], "edition": [edition.pk]}
    counted, statuses = {}, {}

    for name in OPERATOR:
        word = name.rpartition(":")[2]
        args = ids.get(word, []) if "_" not in word or word == "app_list" else ids[word.split("_")[1]]
        with count_queries() as statements:
            response = client.get(reverse(name, args=[] if name.endswith("changelist") else args))
        counted[name], statuses[name] = len(statements), response.status_code

    assert counted == OPERATOR
    assert statuses == dict.fromkeys(OPERATOR, 200)


@pytest.mark.parametrize("people", [5, 30])
def test_the_checklists_pages_do_not_depend_on_the_number_of_people(people, cast, checklist, sign_in, count_queries):
    """At most 5 statements to answer a factor, at most 20 for the results, the round before them included."""
    before, shown, opened = (stage_assessment(cast.city, cast.bo, title) for title in ("Before", "Shown", "Open"))
    organisations = [OrganisationFactory(city=cast.city, sector=sector) for sector in Sector]
    members = [MemberFactory(city=cast.city, organisation=organisations[number % 5]) for number in range(people)]
    for one, stage in ((before, "revealed"), (shown, "revealed"), (opened, "open")):
        one.invite(cast.chi, *members)
        answered(one, stage)
    Round.objects.filter(pk=before.round.pk).update(closed_at=timezone.now() - timedelta(days=400))
    bo, chi = sign_in(cast.bo), sign_in(cast.chi)
    pages = {
        "answer": (chi, opened, [KEY, "1"]),
        "review": (chi, opened, []),
        "results": (bo, shown, []),
        "results-group": (bo, shown, [KEY, "1"]),
        "people": (bo, opened, []),
        "detail": (bo, opened, []),
    }
    counted = {}
    guide_of(checklist.edition), instruments_of(checklist.edition)  # a process reads them once

    for name, (client, staged, args) in pages.items():
        address = reverse(f"assessments:{name}", args=[cast.city.slug, staged.assessment.pk, *args])
        caches["counts"].clear()
        with count_queries() as statements:
            response = client.get(address)
        assert response.status_code == 200
        counted[name] = len(statements)

    assert counted == {"answer": 5, "review": 5, "results": 17, "results-group": 16, "people": 11, "detail": 7}
    assert Participant.objects.filter(round=shown.round).count() == people + 1


@pytest.mark.django_db(transaction=True)
def test_one_answer_that_saves_itself_costs_eight_statements(cast, checklist, sign_in, count_queries):
    """Session, user, city with member; participant, rating; the change, its history; how many are answered now.

    Only where another page or device changed it meanwhile, what this one saw and the scale's words are read besides.
    """
    staged = stage_assessment(cast.city, cast.bo)
    staged.invite(cast.chi, *[MemberFactory(city=cast.city) for _ in range(4)])
    staged.open()
    client = sign_in(cast.chi)
    address = reverse("assessments:save", args=[cast.city.slug, staged.assessment.pk, KEY, "1.a.1"])
    costs = []

    for level in (3, 1):
        with count_queries() as statements:
            response = client.post(address, {"q-1-a-1-answer": level, "q-1-a-1-version": "0"})
        assert response.status_code == 200
        costs.append(len(statements))

    assert costs == [8, 10]
    assert response.context["undo"]["words"] == "Largely in place"


def test_results_of_all_instruments_in_two_rounds_cost_at_most_twenty(cast, checklist, sign_in, count_queries):
    """All 139 statements, asked twice, with all that can be asked beside the level, after another assessment."""
    now = timezone.now()
    groups = Group.objects.filter(instrument__edition=checklist.edition, parent=None).select_related("instrument")
    rounds = []
    for title in ("Before", "Now"):
        made = actions.create_assessment(
            city=cast.city,
            groups=list(groups),
            title=title,
            closes_on=cast.city.date_at(now) + timedelta(days=14),
            minimum_group=4,
            asks_evidence=True,
            asks_confidence=True,
            asks_target=True,
            by=cast.bo.user,
            now=now,
        )
        staged = Staged(Round.objects.select_related("assessment__edition", "city").get(pk=made.pk), cast.bo)
        staged.invite(cast.chi)
        staged.leaders(5)
        staged.open()
        rounds.append(staged)
        answer_everything(staged)
        actions.propose_round(
            round_=staged.round,
            criteria=list(Criterion.objects.filter(instrument__edition=checklist.edition).values_list("pk", flat=True)),
            closes_on=cast.city.date_at(now) + timedelta(days=14),
            by=cast.bo.user,
            now=timezone.now(),
        )
        staged.round = Round.objects.select_related("assessment__edition", "city").get(
            assessment=staged.assessment, number=2
        )
        answer_everything(staged)
    guide_of(checklist.edition), instruments_of(checklist.edition)  # a process reads them once
    chi, assessment = sign_in(cast.chi), rounds[-1].assessment.pk
    pages = {"results": [], "statements": [], "mirror": [], "breakdown": []}
    counted = {}

    for name, args in pages.items():
        with count_queries() as statements:
            response = chi.get(reverse(f"assessments:{name}", args=[cast.city.slug, assessment, *args]))
        assert response.status_code == 200
        counted[name] = len(statements)

    assert Rating.objects.filter(round=rounds[-1].round).count() == 139 * 6
    assert {name: number for name, number in counted.items() if number > 20} == {}
    bo = sign_in(cast.bo)
    agenda = reverse("assessments:moderate", args=[cast.city.slug, assessment])
    with count_queries() as statements:
        bo.get(agenda)
    assert len(statements) == KEY_PRESSES["agenda"]


def answer_everything(staged):
    """Fill in every answer of the latest round at once, then close and reveal it."""
    Rating.objects.filter(round=staged.round).update(state="rated", level=2, target=3, confidence="high", version=1)
    staged.close_and_reveal()


# What one key press in the room costs, and the list it belongs to.
KEY_PRESSES = {"reveal": 11, "next": 19, "next to discuss": 19, "record": 16, "agenda": 15}


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("people", [1, 5])
def test_a_key_press_costs_the_same_after_one_round_and_two_with_few_people_and_many(
    rounds, people, open_assessment, cast, sign_in, count_queries
):
    bo = sign_in(cast.bo)
    open_assessment.rate_as(Sector.PUBLIC, people=3 + people, level=1)
    open_assessment.close_and_reveal()
    if rounds == 2:
        again = ask_again(open_assessment, *open_assessment.refs)
        for participant in again.round.participants.all():
            again.say(again.participant(participant.member), dict.fromkeys(again.refs, 3), "So it is.")
        again.close_and_reveal()
    latest = latest_round(open_assessment)
    Round.objects.filter(pk=latest.pk).update(revealed_at=None)
    for ref in open_assessment.refs[1:]:
        criterion = criterion_of(open_assessment, ref)
        actions.reveal_criterion(round_=latest, criterion=criterion, by=cast.bo.user, now=timezone.now())
    city, assessment = cast.city.slug, open_assessment.assessment.pk
    agenda = reverse("assessments:moderate", args=[city, assessment])
    statement = reverse("assessments:moderate-criterion", args=[city, assessment, KEY, "1.a.1"])
    reveal = reverse("assessments:reveal-criterion", args=[city, assessment, KEY, "1.a.1"])
    presses = {
        "reveal": lambda: bo.post(reveal),
        "next": lambda: bo.get(statement),
        "next to discuss": lambda: bo.get(statement + "?order=discuss"),
        "record": lambda: bo.post(statement, {"level": "2", "version": "0"}),
        "agenda": lambda: bo.get(agenda),
    }
    counted, statuses = {}, []

    for name, act in presses.items():
        with count_queries() as statements:
            statuses.append(act().status_code)
        counted[name] = len(statements)

    assert (counted, statuses) == (KEY_PRESSES, [302, 200, 200, 302, 200])


# What people do to many at once.
ACTS = {"send positions": 13, "ask reviewers": 8, "ask reviewers again": 8, "judge": 7}


@pytest.mark.parametrize("rows", [1, 5])
def test_an_act_on_many_costs_the_same_as_on_one(rows, revealed, cast, edition, count_queries):
    by, now = cast.bo.user, timezone.now()
    today = cast.city.date_at(now)
    owners = [MemberFactory(city=cast.city) for _ in range(rows)]
    drafts = [agree(revealed, ref, owner=owner) for ref, owner in zip(revealed.refs, owners, strict=False)]
    reviewers = [MemberFactory(city=cast.city, roles=[Role.REVIEWER]) for _ in range(rows)]
    to_send = {"round_": latest_round(revealed), "positions": [row.pk for row in drafts], "reply_by": today}
    to_ask = {"assessment": revealed.assessment, "members": reviewers, "address": "", "by": by, "now": now}
    about = dict.fromkeys([None, *Group.objects.filter(parent=None, instrument__key=KEY)][:rows], ("amber", "So."))
    counted = {}

    with count_queries() as statements:
        actions.send_positions(**to_send, address="", by=by, now=now)
    counted["send positions"] = len(statements)
    with count_queries() as statements:
        reviews = actions.ask_reviewers(**to_ask)
    counted["ask reviewers"] = len(statements)
    for review in reviews:
        actions.take_back_review(review=review, by=by, now=now)
    with count_queries() as statements:
        [review, *_others] = actions.ask_reviewers(**to_ask)
    counted["ask reviewers again"] = len(statements)
    actions.judge_review(review=review, summary="In short.", judgements=about)
    with count_queries() as statements:
        actions.judge_review(review=review, summary="In short.", judgements=about)
    counted["judge"] = len(statements)

    assert counted == ACTS
    assert review.confidences.count() == min(rows, len(about))
