"""What the city agreed on, as the figures read it."""

from django.utils import timezone

from assessments.models import Assessment, Position
from assessments.queries.agreed import agreed_of
from assessments.rules.positions import Agreed
from framework.models import Criterion, Scale


def put_position(staged, ref, **words):
    criterion = Criterion.objects.get(instrument__edition=staged.assessment.edition, ref=ref)
    return Position.objects.create(city=staged.city, assessment=staged.assessment, criterion=criterion, **words)


def test_levels_come_as_index_from_the_lowest(revealed, count_queries):
    Scale.objects.filter(edition=revealed.assessment.edition).update(lowest=1, highest=5)
    put_position(revealed, "1.a.2", level=3, target=5, status="accepted", reason="As we saw.", dissent="One says 4.")
    put_position(revealed, "1.a.1", level=None, status="decided", decision="It is not ours.")

    with count_queries() as statements:
        found = agreed_of(revealed.assessment)

    assert found == {
        "success-factors": {
            "1.a.1": Agreed(None, None, "decided", decision="It is not ours."),
            "1.a.2": Agreed(2, 4, "accepted", "As we saw.", "One says 4."),
        }
    }
    assert len(statements) == 1


def test_a_draft_counts_as_agreed_once_the_assessment_is_locked(revealed):
    put_position(revealed, "1.a.1", level=3)
    before = agreed_of(revealed.assessment)

    Assessment.objects.filter(pk=revealed.assessment.pk).update(locked_at=timezone.now())

    assert before == {}
    assert agreed_of(revealed.assessment) == {"success-factors": {"1.a.1": Agreed(3, None, "drafted")}}
