"""The demo city, as tests that open pages see it: who reads there, and what the words of the access table name.

An address with a new word in its `args` needs one line in `NAMES` here; the tests say so until it is there.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from PIL import Image

from assessments.actions import take_snapshot
from assessments.models import (
    Assessment,
    Awaited,
    Evidence,
    Finding,
    Participant,
    ParticipantLink,
    Position,
    PositionStatus,
    Rating,
    Recommendation,
    Review,
    Round,
    Stage,
)
from cities.actions import (
    accept_invitation,
    add_member,
    archive_city,
    change_city,
    create_city,
    invite_to_city,
    keep_upload,
    leave_city,
    load_own_edition,
    queue_mail,
    set_logo,
    show_link,
)
from cities.models import City, Invitation, Member, Organisation, OutgoingMail, Role, Sector, User
from cities.queries import find_link, invitations_of, mails_of, own_editions, read_own_edition
from cities.rules.addresses import Addressee
from cities.rules.tokens import fresh_token, token_hash
from framework.actions import store_edition
from framework.models import Edition
from framework.rules.reading import files_in
from reports.models import ReportJob
from scf_portal.demo.store import store_demo
from tests.accounts import operator_browser, passkey_of, signed_in_browser
from tests.conftest import EXAMPLE_EDITION, SHIPPED_EDITION, Staged, stage_assessment
from tests.depth import begin_review
from tests.editions import next_sources, read_edition, stored
from tests.factories import PASSWORD

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
    "revealed": lambda city: revealed_round().assessment_id,
    "agreed": lambda city: agreed_assessment().pk,
    "lock": lambda city: agreed_assessment().lock_events.exclude(snapshot=None).latest("pk").pk,
    "position": lambda city: sent_to(member_of(city, "chi")).pk,
    "participant": lambda city: Participant.objects.filter(round=round_at(Stage.OPEN)).earliest("pk").pk,
    "instrument": lambda city: "success-factors",
    "group": lambda city: "1",
    "criterion": lambda city: "1.a.1",
    "close": lambda city: "close",
    "own_evidence": lambda city: Evidence.objects.filter(rating__round=round_at(Stage.OPEN)).latest("pk").token,
    "shown_evidence": lambda city: Evidence.objects.filter(rating__round=round_at(Stage.REVEALED)).latest("pk").token,
    "job": lambda city: ReportJob.objects.get(kind="healthcheck", status=ReportJob.Status.DONE).pk,
    "guide_job": lambda city: ReportJob.objects.get(kind="guide").pk,
    "review": lambda city: Review.objects.get(submitted_at=None).pk,
    "told_review": lambda city: told_reviews().latest("pk").pk,
    "finding": lambda city: Finding.objects.get(review__submitted_at=None).pk,
    "begun_recommendation": lambda city: Recommendation.objects.get(review__submitted_at=None).pk,
    "recommendation": lambda city: Recommendation.objects.filter(review__in=told_reviews()).earliest("pk").pk,
    "chart": lambda city: "profile.svg",
    "picture": lambda city: "svg",
    "csv": lambda city: "answers.csv",
    "figures": lambda city: "statements.csv",
    "agreed_levels": lambda city: "positions.csv",
    "review_file": lambda city: "review.csv",
    "codebook": lambda city: "codebook.csv",
    "json": lambda city: "answers.json",
    "xlsx": lambda city: "answers.xlsx",
    "member": lambda city: Member.objects.filter(city=city).latest("pk").pk,
    "organisation": lambda city: Organisation.objects.filter(city=city).earliest("pk").pk,
    "invitation": lambda city: invitations_of(city).latest("pk").pk,
    "mail": lambda city: mails_of(city).latest("pk").pk,
    "link": lambda city: personal_link(round_at(Stage.OPEN)),
    "ended_link": lambda city: personal_link(round_at(Stage.CLOSED)),
    "awaited": lambda city: Awaited.objects.get().pk,
    "token": lambda city: shown_link(invitations_of(city).latest("pk")),
    "used": lambda city: used_link(city),
    "archived": lambda city: City.objects.exclude(archived_at=None).get().slug,
    "edition_key": lambda city: "scf-2013",
    "own_edition": lambda city: "scf-next",
    "own_draft": lambda city: own_editions(city).latest("pk").key,
    "schema": lambda city: "note",
    "note": lambda city: "B5",
    "app": lambda city: "cities",
    "somebody": lambda city: User.objects.earliest("pk").pk,
    "city_id": lambda city: city.pk,
    "edition": lambda city: Edition.objects.get(key="scf-2013").pk,
    "somebodys_passkey": lambda city: Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).get().pk,
    "somebodys_session": lambda city: UserSession.objects.latest("pk").pk,
}


def round_at(stage: Stage) -> Round:
    """Return the newest round of the city that stands there, of those whose positions are not locked."""
    rounds = Round.objects.filter(assessment__locked_at=None).order_by("-pk")
    return next(round_ for round_ in rounds if round_.stage == stage)


def revealed_round() -> Round:
    """Return the newest revealed round whose positions are not locked."""
    rounds = Round.objects.filter(revealed_at__isnull=False, assessment__locked_at=None)
    return rounds.select_related("assessment__edition", "city").latest("pk")


def agreed_assessment() -> Assessment:
    """Return the newest assessment whose positions are locked."""
    return Assessment.objects.exclude(locked_at=None).latest("pk")


def sent_to(owner: Member) -> Position:
    """Return a position that waits for its owner's reply."""
    waiting = Position.objects.filter(status=PositionStatus.SENT, assessment__locked_at=None)
    return waiting.filter(owner=owner).latest("pk")


def told_reviews() -> QuerySet[Review]:
    return Review.objects.exclude(submitted_at=None)


def words_of(city: City) -> dict[str, str]:
    """Return what the words of the access table name in a city; a word stays out where the city has no such thing."""
    found = {}
    with scope(city=city):
        for word, find in NAMES.items():
            with suppress(ObjectDoesNotExist, StopIteration):
                found[word] = str(find(city))
    return found


def personal_link(round_: Round) -> str:
    """Return the secret of a link that a participant was mailed."""
    token = fresh_token()
    ParticipantLink.objects.create(
        city_id=round_.city_id,
        participant=round_.participants.earliest("pk"),
        token_hash=token_hash(token),
        created_by=round_.assessment.created_by,
        created_at=timezone.now(),
    )
    return token


def store_framework() -> None:
    store_edition(files=read_edition(SHIPPED_EDITION))


def store_next_framework() -> None:
    """Draft an edition after the shipped one, which is published for it: one criterion of each fate."""
    Edition.objects.filter(key="scf-2013", status=Edition.Status.DRAFT).update(status=Edition.Status.PUBLISHED)
    stored(next_sources())


def furnish_demo() -> City:
    """Store the demo city, and what its pages can show but a demo does not need: a draft, reports, a closed round."""
    store_framework()
    store_demo(now=timezone.now())
    store_next_framework()
    city = City.objects.get(slug="demo")
    with scope(city=city):
        bo = member_of(city, "bo")
        stage_assessment(city, bo, "Check of the delivery plan")
        closed = stage_assessment(city, bo, "Check of the data platform")
        closed.invite(*Member.objects.filter(roles__role=Role.LEADER).order_by("pk")[:9])
        closed.open()
        closed.close()
        furnish_evidence(city)
        begin_review(Staged(round_at(Stage.OPEN), bo), member_of(city, "rey"))
        furnish_people(city)
        Awaited.objects.create(city=city, round=round_at(Stage.OPEN), invitation=invitations_of(city).latest("pk"))
        furnish_own_edition(city)
        agreed = Round.objects.exclude(assessment__locked_at=None).select_related("assessment__edition", "city")
        store_report(agreed.earliest("pk"), bo.user, ReportJob.Status.FAILED)
        store_report(agreed.latest("pk"), bo.user, ReportJob.Status.DONE)
        store_guide(city, bo.user)
    return city


def furnish_own_edition(city: City) -> None:
    """Load the example edition for the city, and upload it again, changed: to be looked at."""
    sources = files_in(EXAMPLE_EDITION)
    load_own_edition(city=city, files=read_own_edition(city, sources), by=None, now=timezone.now())
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"name: ", b"name: New ", 1)
    keep_upload(city=city, sources=sources)


def furnish_evidence(city: City) -> None:
    """Ask all there is in the open assessment, and put files behind answers of it and of the newest results."""
    opened, revealed = round_at(Stage.OPEN), round_at(Stage.REVEALED)
    Assessment.objects.filter(pk=opened.assessment_id).update(
        asks_evidence=True, asks_confidence=True, asks_target=True
    )
    chi = member_of(city, "chi")
    for round_, given in ((opened, {"participant__member": chi}), (revealed, {"state": "rated"})):
        rating = Rating.objects.filter(round=round_, criterion__ref="1.a.1", **given).earliest("pk")
        kept = Evidence(city=city, rating=rating, title="Minutes of the programme board", file_name="minutes.pdf")
        kept.file = default_storage.save(f"{city.pk}/evidence/{round_.pk}", ContentFile(b"%PDF-1.7"))
        kept.content_type, kept.size, kept.added_by, kept.added_at = "application/pdf", 8, chi.user, timezone.now()
        kept.save()


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


def store_guide(city: City, by: User) -> None:
    """Store one printed note of the guidance."""
    ReportJob.objects.create(
        city=city,
        kind=ReportJob.Kind.GUIDE,
        edition=Edition.objects.get(key="scf-2013"),
        note="B5",
        language="en-gb",
        digest="0" * 64,
        template_version=1,
        requested_by=by,
        requested_at=timezone.now(),
        status=ReportJob.Status.DONE,
        progress=100,
        finished_at=timezone.now(),
        attempt=1,
        file=default_storage.save(f"{city.pk}/reports/guide.pdf", ContentFile(b"%PDF-1.7")),
        pages=4,
    )


def readers_of_demo(city: City) -> dict[str, User]:
    """Return who reads: the cast of the access table, and people from elsewhere."""
    with scope(city=city):
        cast = {reader: member_of(city, reader).user for reader in PEOPLE}
    return cast | furnish_strangers(city)


def shown_link(invitation: Invitation) -> str:
    return show_link(invitation=invitation, by=invitation.invited_by, now=timezone.now())


def used_link(city: City) -> str:
    """Invite somebody, and let them join by a link that was shown."""
    token = shown_link(invited(city, "used@people.example", "Joan Ashby"))
    accept_invitation(link=find_link(token), user=User.objects.get(email="newcomer@people.example"), now=timezone.now())
    leave_city(member=Member.objects.get(city=city, user__email="newcomer@people.example"), now=timezone.now())
    return token


def invited(city: City, email: str, name: str) -> Invitation:
    """Invite somebody as a leader."""
    asked = invite_to_city(
        city=city,
        people=[Addressee(email, name)],
        organisation=Organisation.objects.filter(city=city).earliest("pk"),
        roles=[Role.LEADER],
        address_of=lambda token: f"https://portal.example/join/{token}/",
        by=member_of(city, "ada").user,
        now=timezone.now(),
    ).asked
    return asked[0]


def furnish_people(city: City) -> None:
    """Invite two people, let one mail fail, give the city a logo and a colour, and archive another city."""
    invited(city, "joanna@people.example", "Joanna Ferris")
    failed = queue_mail(city=city, to="gone@people.example", subject="An invitation", body="", now=timezone.now())
    OutgoingMail.objects.filter(pk=failed.pk).update(
        status=OutgoingMail.Status.FAILED, reason="The mail server refuses to deliver to this address."
    )
    invited(city, "someone.with.a.very.long.address@department.of.long.names.people.example", "")
    drawn = BytesIO()
    Image.new("RGB", (240, 80), "#7a1f4b").save(drawn, "PNG")
    administrator = member_of(city, "ada").user
    set_logo(city=city, content=drawn.getvalue(), by=administrator, now=timezone.now())
    change_city(city=city, settings={"accent": "#7a1f4b"}, by=administrator, now=timezone.now())
    former = create_city(
        name="Oldtown",
        time_zone="Europe/London",
        organisation="Town hall",
        sector=Sector.PUBLIC,
        administrator=administrator,
        now=timezone.now(),
    )
    archive_city(city=former, by=administrator, now=timezone.now())


def browsers_of_strangers() -> dict[str, Client]:
    """Return browsers in which more than a session was shown: a password just now, or a second factor."""
    confirmed = User.objects.create_user("confirmed@people.example", name="Connie Firth", password=PASSWORD)
    operator = operator_browser()
    passkey_of(User.objects.get(is_superuser=True), "Key on the desk")
    return {"confirmed": signed_in_browser(confirmed), "operator": operator}


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
