"""A city between two editions, and a note to which every statement belongs."""

from datetime import date

import pytest
from django.utils import timezone

from assessments.actions import submit_answers
from assessments.models import Evidence, Rating
from cities.models import Sector
from framework.models import Criterion, Edition, Note
from tests.assessments.editions import Between
from tests.conftest import stage_assessment
from tests.editions import first_sources, second_sources, stored


@pytest.fixture
def between(cast) -> Between:
    """Chi has answered everything, in each state; of three others one has handed in, one begun, one not."""
    stored(first_sources())
    old = stage_assessment(cast.city, cast.bo)
    old.invite(cast.chi)
    done, begun, _silent = old.leaders(3)
    old.open()
    own = {"1.a.1": 3, "1.a.2": 1, "1.b.1": 2, "2.a.1": 4, "2.a.2": "dont_know", "2.b.1": "not_applicable"}
    old.say(old.participant(cast.chi), own, "Chi’s own words.")
    old.say(done, dict.fromkeys(old.refs, 2))
    old.say(begun, {"1.a.1": 1, "1.b.1": 0})
    submit_answers(participant=old.participant(done.member), by=done.member.user, now=timezone.now())
    return Between(old, stored(second_sources()))


@pytest.fixture
def whole_note(edition):
    """Every statement belongs to note B1."""
    note = Note.objects.get(edition=edition, ref="B1")
    for criterion in Criterion.objects.filter(instrument__edition=edition):
        criterion.notes.set([note])
    Edition.objects.filter(pk=edition.pk).update(digest=f"whole {timezone.now()}")
    edition.refresh_from_db()
    return edition


@pytest.fixture
def backed(open_assessment):
    """An assessment that asks for evidence: two pieces behind 1.a.1, one old and due for review, one removed."""
    open_assessment.assessment.asks_evidence = True
    open_assessment.assessment.save()
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1)
    rating = Rating.objects.filter(round=open_assessment.round, state="rated", criterion__ref="1.a.1").first()
    now = timezone.now()
    for title, more in {
        "Plan": {"dated_on": date(2024, 5, 1), "review_by": date(2025, 5, 1)},
        "Minutes": {"dated_on": date(2026, 2, 1)},
        "Mistake": {"dated_on": date(2026, 3, 1), "removed_at": now},
    }.items():
        Evidence.objects.create(
            city=open_assessment.city,
            rating=rating,
            title=title,
            url="https://evidence.example/",
            added_by=rating.participant.member.user,
            added_at=now,
            **more,
        )
    open_assessment.close_and_reveal()
    return open_assessment
