"""The demo command: it can be run again, can begin anew, and touches no other city."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from assessments.actions import change_last_day, take_snapshot
from assessments.models import Assessment, Participant, Rating, RatingChange, RatingState, Round
from assessments.queries.overview import completion_of, completion_total
from assessments.queries.results import asked_instruments, compute, freeze, previous_round
from assessments.rules.consensus import is_polarised
from cities.actions import invite_to_city
from cities.models import AuditEntry, City, Invitation, Member, MemberRole, Organisation, OutgoingMail, Role, User
from cities.queries import cities_of
from cities.rules.addresses import Addressee
from framework.actions import store_edition
from framework.queries import NoFramework
from framework.rules.reading import read_edition
from reports.models import ReportJob
from scf_portal.demo.store import store_demo
from tests.conftest import SHIPPED_EDITION, SMALL_EDITION
from tests.factories import MemberFactory
from tests.scf_portal.conftest import rows_of_every_city

WORDS = """\
Demo city Merrowmouth. Everybody's password is “harbour-lantern-thistle”. For example:
  ruth.penhale@demo.example       Facilitator
  amina.thorley@demo.example      Leader
  imogen.varley@demo.example      Programme manager
  tomasz.wilk@demo.example        Administrator
"""


@pytest.fixture
def framework(db, tmp_path):
    """Five of the statements that the demo's leaders have opinions on: quick to answer."""
    for path in SMALL_EDITION.rglob("*.yaml"):
        copy = tmp_path / "edition" / path.relative_to(SMALL_EDITION)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text().replace('"2.a.2"', '"2.b.1"').replace("key: small", "key: for-the-demo"))
    store_edition(files=read_edition(tmp_path / "edition"))


@pytest.fixture
def demo_city(framework):
    call_command("demo", verbosity=0)
    city = City.objects.get(slug="demo")
    with scope(city=city):
        yield city


def test_without_framework_it_says_what_to_do_and_stores_nothing(db):
    with pytest.raises(CommandError) as refused:
        call_command("demo")

    assert str(refused.value) == "No framework is loaded yet. Run `manage.py load_framework` first."
    assert (City.objects.count(), User.objects.count()) == (0, 0)


def test_it_prints_who_can_sign_in(framework, capsys):
    call_command("demo")

    assert capsys.readouterr().out == WORDS


@pytest.mark.parametrize("line", WORDS.splitlines()[1:])
def test_those_it_prints_can_sign_in(line, demo_city):
    client = Client()
    address, password = line.split()[0], "harbour-lantern-thistle"

    response = client.post("/sign-in/", {"login": address.upper(), "password": password})

    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/").url == "/c/demo/"


def test_run_again_it_changes_nothing(demo_city, capsys):
    before = rows_of_every_city()

    call_command("demo")

    assert rows_of_every_city() == before
    assert capsys.readouterr().out == WORDS


def test_run_again_it_keeps_what_people_did_meanwhile(demo_city):
    round_ = Round.objects.get(closed_at=None)
    change_last_day(
        round_=round_, closes_on=timezone.localdate(), by=User.objects.get(name="Ruth Penhale"), now=timezone.now()
    )

    call_command("demo", verbosity=0)

    round_.refresh_from_db()
    assert round_.closes_on == timezone.localdate()


def count_rows():
    """How much there is of everything in the demo city."""
    kinds = (Organisation, Member, MemberRole, AuditEntry, Assessment, Round, Participant, Rating)
    return {kind.__name__: kind.objects.count() for kind in kinds} | {"User": User.objects.count()}


def answers():
    fields = ("round__assessment__title", "participant__member__user__email", "criterion__ref", "state", "level")
    return sorted(Rating.objects.values_list(*fields, "comment"), key=str)


def test_reset_makes_the_same_city_again(demo_city):
    numbers, given = count_rows(), answers()
    Organisation.objects.create(city=demo_city, name="Made meanwhile", sector="private")
    AuditEntry.objects.all().delete()

    call_command("demo", "--reset", verbosity=0)

    again = City.objects.get(slug="demo")
    assert again.pk != demo_city.pk
    with scope(city=again):
        assert count_rows() == numbers
        assert answers() == given


def test_reset_removes_reports_with_their_files(demo_city, django_capture_on_commit_callbacks):
    kept = default_storage.save("987654/reports/theirs.pdf", ContentFile(b"theirs"))
    gone = default_storage.save(f"{demo_city.pk}/reports/ours.pdf", ContentFile(b"ours"))
    round_ = Round.objects.select_related("assessment__edition", "city").exclude(revealed_at=None).first()
    ReportJob.objects.create(
        city=demo_city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=take_snapshot(round_=round_, now=timezone.now()),
        template_version=1,
        requested_by=User.objects.get(name="Ruth Penhale"),
        requested_at=timezone.now(),
        status=ReportJob.Status.DONE,
        file=gone,
    )

    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", "--reset", verbosity=0)

    assert (default_storage.exists(gone), default_storage.exists(kept)) == (False, True)
    assert not Path(default_storage.path(str(demo_city.pk))).exists()
    with scope(city=City.objects.get(slug="demo")):
        assert not ReportJob.objects.exists()


def test_reset_removes_invitations_with_their_mails(demo_city):
    ruth = User.objects.get(name="Ruth Penhale")
    with scope(city=demo_city):
        invite_to_city(
            city=demo_city,
            people=[Addressee("mo@people.example", "")],
            organisation=Organisation.objects.first(),
            roles=[Role.LEADER],
            address_of=str,
            by=ruth,
            now=timezone.now(),
        )

    call_command("demo", "--reset", verbosity=0)

    assert not OutgoingMail.objects.exists()
    with scope(city=City.objects.get(slug="demo")):
        assert not Invitation.objects.exists()


def test_reset_does_not_touch_another_city(revealed, cast, demo_city):
    """Ourtown has people, an assessment and results of its own, and a demo person among its members."""
    ruth = User.objects.get(name="Ruth Penhale")
    with scope(city=cast.city):
        MemberFactory(city=cast.city, user=ruth)
    before = rows_of_every_city(cast.city)
    assert {model.__name__ for model, rows in before.items() if rows} == {
        *("AuditEntry", "Member", "MemberRole", "Organisation"),
        *("Assessment", "AssessmentGroup", "Participant", "Rating", "RatingChange", "Round"),
    }

    call_command("demo", "--reset", verbosity=0)

    assert rows_of_every_city(cast.city) == before
    assert sorted(city.name for city in cities_of(ruth)) == ["Merrowmouth", "Ourtown"]


def test_reset_without_a_demo_city_sets_one_up(framework):
    call_command("demo", "--reset", verbosity=0)

    assert City.objects.get().name == "Merrowmouth"


def test_reset_without_framework_leaves_the_old_one_standing(demo_city, monkeypatch):
    def nothing(key):
        raise NoFramework(key)

    before = rows_of_every_city()
    monkeypatch.setattr("scf_portal.demo.store.current_instrument", nothing)

    with pytest.raises(CommandError):
        call_command("demo", "--reset", verbosity=0)

    assert rows_of_every_city() == before


# --- the story, on the whole checklist as stored ------------------------------------------------------------

SETUP = datetime(2027, 3, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def stored_story(django_db_setup, django_db_blocker):
    """The demo city in full, stored once for all the tests below and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        store_edition(files=read_edition(SHIPPED_EDITION))
        store_demo(now=SETUP)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def story(stored_story, db):
    with scope(city=City.objects.get(slug="demo")):
        yield {
            round_.assessment.title: round_
            for round_ in Round.objects.select_related("assessment__edition", "city").order_by("opened_at")
        }


THIS_YEAR = "Leadership self-assessment 2027"


@pytest.fixture
def results(story):
    round_ = story[THIS_YEAR]
    outlines = asked_instruments(round_)
    return compute(freeze(round_, outlines), outlines[0])


def test_two_assessments_a_year_apart_are_revealed_and_one_is_open(story):
    assert [(title, str(round_.stage)) for title, round_ in story.items()] == [
        ("Leadership self-assessment 2026", "revealed"),
        (THIS_YEAR, "revealed"),
        ("Second look before the leadership workshop", "open"),
    ]
    last_year, this_year, open_ = story.values()
    assert previous_round(this_year) == last_year
    assert (this_year.closes_on - last_year.closes_on).days == 371
    assert open_.takes_ratings(SETUP.date())
    assert (open_.closes_on - SETUP.date()).days == 21


def test_36_leaders_are_asked_each_time_and_14_have_finished_the_open_one(story):
    finished = {title: completion_total(completion_of(round_)) for title, round_ in story.items()}

    assert [(total.asked, total.finished) for total in finished.values()] == [(36, 32), (36, 32), (36, 14)]
    assert {rating.criterion_id for rating in Rating.objects.all()} == {
        criterion.id for criterion in asked_instruments(story[THIS_YEAR])[0].all_criteria
    }
    assert Rating.objects.count() == 3 * 36 * 47


def test_leaders_are_of_two_minds_or_far_apart_on_many_statements(results):
    figures = [result.figures for result in results.all_criteria if result.figures]

    assert sum(is_polarised(found.tally.levels) for found in figures) == 8
    assert sum(found.consensus < 0.6 for found in figures if found.consensus is not None) == 10


def test_future_proofing_alone_has_too_little_coverage(results):
    assert [group.key for group in results.groups if group.figures.coverage < 0.6] == ["7"]


def test_the_third_sector_is_too_small_and_is_merged(results):
    """Its two people are never a part of their own."""
    assert results.parts == (("academic",), ("private",), ("public",), ("community", "third"))


def test_every_answer_was_given_by_the_one_who_was_asked_once_the_round_was_open(story):
    opened = {round_.pk: round_.opened_at for round_ in story.values()}
    people = dict(Participant.objects.values_list("pk", "member__user"))
    asked = {pk: (people[of], opened[at]) for pk, of, at in Rating.objects.values_list("pk", "participant", "round")}

    given = list(RatingChange.objects.values_list("rating", "by", "at"))

    assert [rating for rating, by, at in given if by != asked[rating][0] or at < asked[rating][1]] == []
    assert len(given) == Rating.objects.exclude(state=RatingState.NOT_ANSWERED).count() > 0
