"""How many statements each page costs, as literal numbers: the same however many rows it lists."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Participant, Rating, Round
from cities.actions import invite_to_city, show_link
from cities.actions.addresses import trust_address
from cities.models import City, Role, Sector
from cities.rules.addresses import Addressee
from reports.models import ReportJob
from tests.access_table import TABLE
from tests.accounts import operator_browser, passkey_of, signed_in_browser
from tests.conftest import Staged, stage_assessment
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory

KEY = "success-factors"

# Of each, the session and the user are two, and the city with the member and their roles a third.
COUNTS = {
    "healthz": 0,
    "readyz": 0,  # it asks on connections of its own
    "home": 4,
    "sign-in": 0,
    "city-home as a leader": 5,
    "city-home as a facilitator": 6,
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
    "cities:organisations": 4,
    "cities:new-organisation": 4,
    "cities:organisation": 5,
    "cities:mail": 5,
    "cities:audit": 7,
    "cities:audit-file": 6,
    "assessments:list": 4,
    "assessments:new": 5,
    "assessments:detail": 6,
    "assessments:people": 6,
    "assessments:last-day": 4,
    "assessments:step": 5,
    "assessments:continue": 9,
    "assessments:answer": 9,
    "assessments:review": 9,
    "assessments:results": 18,
    "assessments:results-group": 18,
    "reports:list": 5,
    "reports:detail": 4,
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
    ("city-home as a facilitator", "managed"): 0,
    ("assessments:detail", "parts"): 0,
    ("assessments:people", "participants"): 1,
    ("assessments:people", "members"): 3,
    ("cities:people as an administrator", "invitations"): 0,
    ("cities:mail", "page"): 0,
    ("reports:list", "jobs"): 0,
    ("reports:list", "rounds"): 1,
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
    job = [printed(one) for one in staged["revealed"][1:]][-1]
    city, opened, shown = cast.city.slug, staged["open"][0].assessment.pk, staged["revealed"][-1].assessment.pk
    arguments = {
        "healthz": [],
        "readyz": [],
        "home": [],
        "sign-in": [],
        "city-home as a leader": [city],
        "city-home as a facilitator": [city],
        "assessments:list": [city],
        "assessments:new": [city],
        "assessments:detail": [city, opened],
        "assessments:people": [city, opened],
        "assessments:last-day": [city, opened],
        "assessments:step": [city, opened, "close"],
        "assessments:continue": [city, opened],
        "assessments:answer": [city, opened, KEY, "1"],
        "assessments:review": [city, opened],
        "assessments:results": [city, shown],
        "assessments:results-group": [city, shown, KEY, "1"],
        "reports:list": [city],
        "reports:detail": [city, job.pk],
        "reports:status": [city, job.pk],
        "reports:file": [city, job.pk],
    }
    arguments |= furnish_people(cast, rows)
    return {name: reverse(name.partition(" ")[0], args=args) for name, args in arguments.items()}


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
    # Bo is asked nothing; Chi answers, and sees what is waiting
    clients = {name: sign_in(cast.ada if name.startswith("cities:") else cast.bo) for name in COUNTS}
    clients["cities:people as a leader"] = sign_in(cast.chi)
    for name in ("city-home as a leader", "assessments:continue", "assessments:answer", "assessments:review"):
        clients[name] = sign_in(cast.chi)
    clients["home"] = sign_in(member_of_cities(rows + 1))
    clients["sign-in"] = client
    counted, statuses, contexts = {}, {}, {}

    for name in COUNTS:
        with count_queries() as statements:
            response = clients[name].get(addresses[name])
            if response.streaming:
                list(response)  # a file is closed with its last byte
        counted[name], statuses[name], contexts[name] = len(statements), response.status_code, response.context

    assert counted == COUNTS
    assert statuses == dict.fromkeys(COUNTS, 200) | {"assessments:continue": 302, "readyz": 503}
    lengths = {(name, key): len(contexts[name][key]) for name, key in LISTS}
    assert lengths == {entry: rows + more for entry, more in LISTS.items()}


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
    """At most 12 statements to answer a factor, at most 20 for the results, the round before them included."""
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

    for name, (client, staged, args) in pages.items():
        address = reverse(f"assessments:{name}", args=[cast.city.slug, staged.assessment.pk, *args])
        with count_queries() as statements:
            response = client.get(address)
        assert response.status_code == 200
        counted[name] = len(statements)

    assert counted == {"answer": 9, "review": 9, "results": 18, "results-group": 18, "people": 6, "detail": 6}
    assert Participant.objects.filter(round=shown.round).count() == people + 1


@pytest.mark.django_db(transaction=True)
def test_one_answer_that_saves_itself_costs_six_statements(cast, checklist, sign_in, count_queries):
    """Session, user, city with member; the rating with all around it; the change and its history.

    Only where it replaced an answer given elsewhere, the scale's words are read besides.
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

    assert costs == [6, 7]
    assert response.context["replaced"] == "Largely in place"
