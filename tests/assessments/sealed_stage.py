"""A city of assessments that each keep something back, with answers and words that could leak.

`SUBJECTS` says what is kept back in each. Every one has the same people: five of the public, four of the private and
two of the third sector, and Chi, whose own answers are hers to see.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from django.db.models import F, QuerySet
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import (
    Awaited,
    DeliveryConfidence,
    Evidence,
    Finding,
    LockEvent,
    Rating,
    RatingChange,
    Recommendation,
    RecommendationChange,
    Review,
    ReviewRating,
    Round,
)
from cities.models import City, Invitation, Member, Role, Sector, User
from framework.actions import store_edition
from tests.conftest import SMALL_EDITION, Staged, stage_assessment
from tests.depth import begin_review
from tests.editions import read_edition
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory
from tests.positions import criterion_of, latest_round, sent
from tests.test_access_table import furnish, make_report

SECRET = "zinnober"
"""Stands in every text that is kept back."""
FEW = "2.a.2"
"""What three people alone rate."""
SHOWN = "1.a.1"
"""What is revealed by itself, where a round is revealed in part."""
AGAIN = (SHOWN, "1.a.2")
"""What is asked a second time."""
STAFF = {
    "bo": Role.FACILITATOR,
    "chi": Role.LEADER,
    "rey": Role.REVIEWER,
    "una": Role.REVIEWER,
    "ada": Role.ADMINISTRATOR,
    "ola": Role.OBSERVER,
}
"""Who reads. Una is asked to review what Rey reviews, and Rey is asked for his own review alone."""


@dataclass
class Subject:
    """One assessment: what addresses name in it, and which answers and which review of it are kept back."""

    staged: Staged
    names: dict[str, str] = field(default_factory=dict)
    review: Review | None = None

    @property
    def title(self) -> str:
        return self.staged.assessment.title

    def answers(self) -> QuerySet[Rating]:
        """Return the answers of its latest round, Chi's apart."""
        return Rating.objects.filter(round=latest_round(self.staged)).exclude(participant__member__user__name="Chi")


@dataclass
class Stage:
    """The city, who reads in it and their browsers, what addresses name in it, and its subjects by name."""

    city: City
    media: Path
    people: dict[str, Member]
    names: dict[str, str]
    subjects: dict[str, Subject]
    clients: dict[str, Client] = field(default_factory=dict)
    moment: datetime = field(default_factory=timezone.now)


def build(media: Path) -> Stage:
    """Store the city and all that is in it."""
    store_edition(files=read_edition(SMALL_EDITION))
    city = CityFactory(name="Ourtown", slug="ourtown")
    with scope(city=city):
        hall = OrganisationFactory(city=city, name="City hall")
        people = {
            name: MemberFactory(city=city, organisation=hall, user=UserFactory(name=name.title()), roles=[role])
            for name, role in STAFF.items()
        }
    names = furnish(city, people["bo"], people["chi"], people["rey"])
    with scope(city=city):
        voters = {
            sector: [
                MemberFactory(city=city, organisation=organisation, user=UserFactory(name=f"{sector.title()} {number}"))
                for number in range(size)
            ]
            for sector, size in ((Sector.PUBLIC, 5), (Sector.PRIVATE, 4), (Sector.THIRD, 2))
            for organisation in [OrganisationFactory(city=city, sector=sector)]
        }
        earlier = Recommendation.objects.get(pk=names["recommendation"])
        subjects = {}
        for name, carry_on in SUBJECTS.items():
            subject = Subject(asked(stage_assessment(city, people["bo"], name.capitalize()), voters, people["chi"]))
            begin_reviews(subject, people, earlier)
            carry_on(subject, people)
            subject.names |= names_in(subject)
            subjects[name] = subject
        subjects["open"].names["own_evidence"] = token_of(subjects["open"], "1.a.2")
        subjects["small groups"].names["own_evidence"] = token_of(subjects["small groups"], FEW)
        subjects["small groups"].names["job"] = str(make_report(subjects["small groups"].staged, people["bo"]).pk)
    stage = Stage(city, media, people, names, subjects, {name: Client() for name in people})
    for name, client in stage.clients.items():
        client.force_login(people[name].user)
    return stage


def asked(staged: Staged, voters: Mapping[Sector, list[Member]], chi: Member) -> Staged:
    """Open an assessment that asks all there is, and let everybody answer."""
    assessment = staged.assessment
    assessment.asks_evidence = assessment.asks_confidence = assessment.asks_target = True
    assessment.save()
    staged.invite(chi, *chain(*voters.values()))
    staged.open()
    answer(staged, levels={"public": 1, "private": 3, "third": 4})
    return staged


def answer(staged: Staged, levels: Mapping[str, int]) -> None:
    """Let everybody answer what the latest round asks; Chi what the public sector does."""
    rows = Rating.objects.filter(round=latest_round(staged))
    few = [row.pk for row in rows.filter(criterion__ref=FEW, participant__sector=Sector.PRIVATE)[:3]]
    for sector, level in levels.items():
        rows.filter(participant__sector=sector).update(state="rated", level=level)
    rows.filter(criterion__ref=FEW).update(state="dont_know", level=None)
    rows.filter(pk__in=few).update(state="rated", level=0)
    rows.update(comment=f"{SECRET} comment", target=3, confidence="low", version=1)
    RatingChange.objects.bulk_create(
        RatingChange(
            city=staged.city,
            rating=row,
            by=row.participant.member.user,
            at=timezone.now(),
            **{name: getattr(row, name) for name in ("state", "level", "target", "confidence", "comment", "version")},
        )
        for row in rows.select_related("city", "participant__member__user")
    )
    for ref in (SHOWN, FEW):
        rating = rows.filter(criterion__ref=ref, state="rated").exclude(participant__member__user__name="Chi").first()
        if rating:
            put_evidence(rating)


def put_evidence(rating: Rating) -> None:
    actions.add_evidence(
        rating=rating,
        title=f"{SECRET} minutes",
        upload=actions.Upload(f"{SECRET}.pdf", f"%PDF-1.7 {SECRET}".encode()),
        by=rating.participant.member.user,
        now=timezone.now(),
    )


def begin_reviews(subject: Subject, people: Mapping[str, Member], earlier: Recommendation) -> None:
    """Let Rey and Una draft a review each; `subject.review` is Rey's."""
    for name in ("una", "rey"):
        subject.review, finding, advice = begin_review(subject.staged, people[name])
    verdicts = {earlier: ("done", f"{SECRET} verdict")}
    actions.follow_up(review=subject.review, verdicts=verdicts, by=people["rey"].user, now=timezone.now())
    for rows, word in review_words(subject):
        rows.update(**{word: f"{SECRET} {word}"})
    subject.names |= {
        "review": str(subject.review.pk),
        "told_review": str(subject.review.pk),
        "finding": str(finding.pk),
        "begun_recommendation": str(advice.pk),
        "recommendation": str(advice.pk),
    }


def review_words(subject: Subject) -> Iterator[tuple[QuerySet, str]]:
    """Return every text of a review."""
    review = subject.review
    yield Review.objects.filter(pk=review.pk), "summary"
    yield ReviewRating.objects.filter(review=review), "comment"
    yield Finding.objects.filter(review=review), "text"
    yield Recommendation.objects.filter(review=review), "text"
    yield DeliveryConfidence.objects.filter(review=review), "reason"
    yield RecommendationChange.objects.filter(review=review), "note"


def names_in(subject: Subject) -> dict[str, str]:
    """Return what the words of the access table name in a subject, whatever its stage."""
    number = str(subject.staged.assessment.pk)
    evidence = token_of(subject, SHOWN)
    return dict.fromkeys(("draft", "open", "closed", "revealed", "agreed"), number) | {
        "hidden": FEW if subject.title == "Small groups" else "1.a.2",
        "participant": str(subject.answers().latest("pk").participant_id),
        "own_evidence": evidence,
        "shown_evidence": evidence,
    }


def token_of(subject: Subject, ref: str) -> str:
    """Return what names the newest evidence behind an answer to a statement."""
    pieces = Evidence.objects.filter(rating__round__assessment=subject.staged.assessment.pk)
    return str(pieces.filter(rating__criterion__ref=ref).latest("pk").token)


def leave_open(subject: Subject, people: Mapping[str, Member]) -> None:
    """The review is submitted; leaders who still answer are not to see it."""
    actions.submit_review(review=subject.review, by=people["rey"].user, now=timezone.now())
    waits = Invitation.objects.filter(accepted_at=None).latest("pk")
    awaited = Awaited.objects.create(city=subject.staged.city, round=subject.staged.round, invitation=waits)
    subject.names["awaited"] = str(awaited.pk)
    put_evidence(Rating.objects.get(participant=subject.staged.participant(people["chi"]), criterion__ref="1.a.2"))


def close_named(subject: Subject, people: Mapping[str, Member]) -> None:
    """Once it is revealed, everybody who took part is to see who said what."""
    assessment = subject.staged.assessment
    assessment.is_named = True
    assessment.save()
    subject.staged.close()


def reveal_one(subject: Subject, people: Mapping[str, Member]) -> None:
    """Close, reveal one statement of the latest round, and agree on it."""
    Round.objects.filter(pk=latest_round(subject.staged).pk).update(closed_at=timezone.now())
    actions.reveal_criterion(
        round_=latest_round(subject.staged),
        criterion=criterion_of(subject.staged, SHOWN),
        by=people["bo"].user,
        now=timezone.now(),
    )
    if "position" not in subject.names:
        agree_with_chi(subject, people)


def reveal(subject: Subject, people: Mapping[str, Member]) -> None:
    """Una's review is to be seen beside the results; Rey's is not submitted."""
    subject.staged.close_and_reveal()
    agree_with_chi(subject, people)
    told = Review.objects.get(assessment=subject.staged.assessment, reviewer=people["una"])
    actions.submit_review(review=told, by=people["una"].user, now=timezone.now())
    subject.names["recommendation"] = str(told.recommendations.get().pk)
    lock_for_a_moment(subject, people["bo"].user)


def lock_for_a_moment(subject: Subject, by: User) -> None:
    """What was frozen stays to be read."""
    round_, now = latest_round(subject.staged), timezone.now()
    frozen = actions.lock_assessment(round_=round_, reason="Chi is away.", by=by, now=now)
    actions.reopen_assessment(round_=round_, reason="Too early.", by=by, now=now)
    subject.names["lock"] = str(LockEvent.objects.get(snapshot=frozen).pk)


def agree_with_chi(subject: Subject, people: Mapping[str, Member]) -> None:
    subject.names["position"] = str(sent(subject.staged, people["chi"], SHOWN).pk)


def ask_again(subject: Subject, people: Mapping[str, Member]) -> None:
    """Reveal, and ask two statements again, which are answered otherwise; Rey's review was handed back meanwhile."""
    subject.staged.close_and_reveal()
    actions.submit_review(review=subject.review, by=people["rey"].user, now=timezone.now())
    actions.hand_back_review(review=subject.review, by=people["bo"].user, now=timezone.now())
    agree_with_chi(subject, people)
    now = timezone.now()
    actions.propose_round(
        round_=latest_round(subject.staged),
        criteria=[criterion_of(subject.staged, ref).pk for ref in AGAIN],
        closes_on=subject.staged.city.date_at(now) + timedelta(days=7),
        by=people["bo"].user,
        now=now,
    )
    answer(subject.staged, levels={"public": 4, "private": 0, "third": 2})


def ask_again_and_reveal_one(subject: Subject, people: Mapping[str, Member]) -> None:
    ask_again(subject, people)
    reveal_one(subject, people)


SUBJECTS: Mapping[str, Callable[[Subject, Mapping[str, Member]], None]] = {
    "small groups": reveal,
    "open": leave_open,
    "closed": close_named,
    "revealed in part": reveal_one,
    "second round": ask_again,
    "second round, revealed in part": ask_again_and_reveal_one,
}
"""How each goes on once it is answered. The revealed one first: whatever is sealed closed after it."""


def answer_otherwise(rows: QuerySet[Rating]) -> None:
    """Let people have said something else; who answered, and how much, stays."""
    Evidence.objects.filter(rating__in=rows).update(title="Another", file_name="other.pdf", dated_on="2020-01-01")
    RatingChange.objects.filter(rating__in=rows, level__isnull=False).update(level=4 - F("level"), comment="Otherwise")
    rows.filter(level__isnull=False).update(level=4 - F("level"))
    rows.filter(state="dont_know").update(state="not_applicable")
    rows.update(comment="Otherwise", target=1, confidence="high")


def change_places(rows: QuerySet[Rating]) -> None:
    """Let the two of the third sector have given the levels of two of the private sector, and the other way round."""
    rated = rows.filter(state="rated").exclude(criterion__ref=FEW).order_by("participant", "criterion")
    third, private = (list(rated.filter(participant__sector=sector)) for sector in (Sector.THIRD, Sector.PRIVATE))
    for one, other in zip(third, private, strict=False):
        one.level, other.level = other.level, one.level
    Rating.objects.bulk_update([*third, *private], ["level"])


def answers_otherwise(subject: Subject) -> None:
    """Alter every answer of a subject that is kept back, and who of the small groups said what."""
    rows = subject.answers()
    if subject.title == "Small groups":
        change_places(rows)
        rows = rows.filter(criterion__ref=FEW)
    elif subject.title.endswith("in part"):
        rows = rows.exclude(criterion__ref=SHOWN)
    answer_otherwise(rows)


def review_otherwise(subject: Subject) -> None:
    """Let Rey have said something else."""
    review = subject.review
    for rows, word in review_words(subject):
        rows.update(**{word: "Otherwise"})
    ReviewRating.objects.filter(review=review).update(level=4)
    Finding.objects.filter(review=review).update(kind="concern")
    Recommendation.objects.filter(review=review).update(priority="recommended", status="done")
    DeliveryConfidence.objects.filter(review=review).update(band="red")
    RecommendationChange.objects.filter(review=review).update(status="not_taken_up")
