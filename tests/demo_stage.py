"""The demo city, as tests that open pages see it: who reads there, and what the words of the access table name.

An address with a new word in its `args` needs one line in `NAMES` here; the tests say so until it is there.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Participant, Round, Stage
from cities.actions import add_member, create_city
from cities.models import City, Member, Organisation, Role, Sector, User
from framework.actions import store_edition
from framework.rules.reading import read_edition
from reports.models import ReportJob
from scf_portal.demo.store import store_demo
from tests.conftest import SHIPPED_EDITION, stage_assessment

# Chi is a leader who has begun to answer the open assessment.
PEOPLE = {
    "alma": "imogen.varley",
    "bo": "ruth.penhale",
    "chi": "amina.thorley",
    "rey": "ingrid.talbot",
    "ada": "tomasz.wilk",
    "ola": "geraint.moss",
}

NAMES: Mapping[str, Callable[[City], object]] = {
    "city": lambda city: city.slug,
    "draft": lambda city: round_at(Stage.DRAFT).assessment_id,
    "open": lambda city: round_at(Stage.OPEN).assessment_id,
    "closed": lambda city: round_at(Stage.CLOSED).assessment_id,
    "revealed": lambda city: round_at(Stage.REVEALED).assessment_id,
    "participant": lambda city: Participant.objects.filter(round=round_at(Stage.OPEN)).earliest("pk").pk,
    "instrument": lambda city: "success-factors",
    "group": lambda city: "1",
    "criterion": lambda city: "1.a.1",
    "close": lambda city: "close",
    "job": lambda city: ReportJob.objects.get(status=ReportJob.Status.DONE).pk,
}


def round_at(stage: Stage) -> Round:
    """Return the newest round of the city that stands there."""
    return next(round_ for round_ in Round.objects.order_by("-pk") if round_.stage == stage)


def words_of(city: City) -> dict[str, str]:
    """Return what the words of the access table name in a city; a word stays out where the city has no such thing."""
    found = {}
    with scope(city=city):
        for word, find in NAMES.items():
            with suppress(ObjectDoesNotExist, StopIteration):
                found[word] = str(find(city))
    return found


def store_framework() -> None:
    store_edition(files=read_edition(SHIPPED_EDITION))


def furnish_demo() -> City:
    """Store the demo city, and what its pages can show but a demo does not need: a draft, reports, a closed round."""
    store_framework()
    store_demo(now=timezone.now())
    city = City.objects.get(slug="demo")
    with scope(city=city):
        bo = member_of(city, "bo")
        stage_assessment(city, bo, "Check of the delivery plan")
        closed = stage_assessment(city, bo, "Check of the data platform")
        closed.invite(*Member.objects.filter(roles__role=Role.LEADER).order_by("pk")[:9])
        closed.open()
        closed.close()
        revealed = [round_ for round_ in Round.objects.order_by("pk") if round_.stage == Stage.REVEALED]
        for round_, status in zip(revealed, (ReportJob.Status.FAILED, ReportJob.Status.DONE), strict=True):
            store_report(round_, bo.user, status)
    return city


def member_of(city: City, reader: str) -> Member:
    """Return who reads under that name. The city's scope must be open."""
    return Member.objects.select_related("user").get(city=city, user__email=f"{PEOPLE[reader]}@demo.example")


def store_report(round_: Round, by: User, status: ReportJob.Status) -> None:
    """Store a report that is over, well or not."""
    now = timezone.now()
    is_done = status == ReportJob.Status.DONE
    name = f"{round_.city_id}/reports/{round_.pk}.pdf"
    ReportJob.objects.create(
        city=round_.city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=take_snapshot(round_=round_, now=now),
        template_version=1,
        requested_by=by,
        requested_at=now - timedelta(minutes=1),
        status=status,
        progress=100 if is_done else 40,
        finished_at=now,
        attempt=1,
        file=default_storage.save(name, ContentFile(b"%PDF-1.7")) if is_done else "",
        pages=36 if is_done else None,
        reason="" if is_done else "A drawing could not be made.",
    )


def readers_of_demo(city: City) -> dict[str, User]:
    """Return who reads: the cast of the access table, and people from elsewhere."""
    with scope(city=city):
        cast = {reader: member_of(city, reader).user for reader in PEOPLE}
    return cast | furnish_strangers(city)


def furnish_empty() -> City:
    """Store a city with one administrator and nothing else."""
    store_framework()
    return create_city(
        name="Newhaven",
        slug="newhaven",
        time_zone="Europe/London",
        organisation="City hall",
        sector=Sector.PUBLIC,
        administrator=User.objects.create_user("ada@people.example", name="Ada Quill"),
        now=timezone.now(),
    )


def readers_of_empty(city: City) -> dict[str, User]:
    return {"ada": User.objects.get(email="ada@people.example")}


def furnish_strangers(city: City) -> dict[str, User]:
    """Return people with no city, with another one, and with two."""
    now = timezone.now()
    people = {
        name: User.objects.create_user(f"{name}@people.example", name=name.title())
        for name in ("newcomer", "outsider", "commuter")
    }
    other = create_city(
        name="Theirtown",
        slug="theirtown",
        time_zone="Europe/London",
        organisation="Town hall",
        sector=Sector.PUBLIC,
        administrator=people["outsider"],
        now=now,
    )
    for home in (city, other):
        with scope(city=home):
            hall = Organisation.objects.filter(city=home).earliest("pk")
            add_member(city=home, user=people["commuter"], organisation=hall, roles=[Role.OBSERVER], by=None, now=now)
    return people
