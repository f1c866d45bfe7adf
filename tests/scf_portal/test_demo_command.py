"""The demo command: it can be run again, can begin anew, and touches no other city."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from assessments.actions import change_last_day, take_snapshot
from assessments.models import Assessment, Participant, Rating, Round
from cities.actions import invite_to_city
from cities.models import AuditEntry, City, Invitation, Member, MemberRole, Organisation, OutgoingMail, Role, User
from cities.queries import cities_of
from cities.rules.addresses import Addressee
from framework.actions import store_edition
from framework.queries import NoFramework
from reports.models import ReportJob
from tests.conftest import SMALL_EDITION
from tests.editions import read_edition
from tests.factories import MemberFactory
from tests.scf_portal.conftest import rows_of_every_city

pytestmark = pytest.mark.once

WORDS = """\
Demo city Merrowmouth. Everybody's password is “harbour-lantern-thistle”. For example:
  ruth.penhale@demo.example       Facilitator
  amina.thorley@demo.example      Leader
  imogen.varley@demo.example      Programme manager
  tomasz.wilk@demo.example        Administrator
  ingrid.talbot@demo.example      Reviewer
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


def test_run_again_it_mails_nobody_and_reset_leaves_no_file_behind(demo_city, django_capture_on_commit_callbacks):
    old = Path(default_storage.path(str(demo_city.pk)))
    mails = OutgoingMail.objects.filter(city=demo_city)
    assert {(mail.status, mail.body) for mail in mails} == {("sent", "")}
    assert [mail for mail in mails if mail.finished_at > timezone.now()] == []
    assert len(list(old.rglob("*"))) > 1

    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", "--reset", verbosity=0)

    assert not old.exists()


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

    assert not OutgoingMail.objects.filter(to="mo@people.example").exists()
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
    monkeypatch.setattr("scf_portal.demo.scene.current_instrument", nothing)

    with pytest.raises(CommandError):
        call_command("demo", "--reset", verbosity=0)

    assert rows_of_every_city() == before
