"""What reviewers say, to take out: of reviews that the city may see, as they stand in print."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.models import Finding, Recommendation, Round
from assessments.queries.frozen_reviews import frozen_reviews
from assessments.queries.taking_out.table import Row, Table, level_cells
from assessments.queries.visible_reviews import visible_reviews
from assessments.queries.words import confidence_meaning
from assessments.rules.bands import Band
from assessments.rules.frozen_reviews import About, FrozenReview
from framework.rules.outline import InstrumentOutline


def review_table(round_: Round, outlines: Sequence[InstrumentOutline], edition: str) -> Table:
    """Return all that reviewers say. One query; the others once the rows are read."""
    kinds = {kind.value: str(kind.label) for kind in Finding.Kind}
    priorities = {priority.value: str(priority.label) for priority in Recommendation.Priority}
    return Table(
        name="review",
        title=_("The reviewer’s view"),
        holds=_("Levels, findings, recommendations and confidence in delivery, one row each."),
        columns=column_meanings(),
        rows=lambda: review_rows(frozen_reviews(round_)[0], outlines, edition),
        is_empty=not visible_reviews(round_.city).filter(assessment=round_.assessment_id).exists(),
        codes={
            "record": record_meanings(),
            "judgement": {**{band.value: confidence_meaning(band) for band in Band}, **kinds, **priorities},
            "state": {status.value: str(status.label) for status in Recommendation.Status},
        },
    )


def review_rows(reviews: Sequence[FrozenReview], outlines: Sequence[InstrumentOutline], edition: str) -> Iterator[Row]:
    names = {(outline.key, group.ref): group.name for outline in outlines for group in outline.groups}
    for review in reviews:
        whose = (review.reviewer, review.organisation, review.submitted_on.isoformat(), edition)

        def part(about: About) -> tuple[str, ...]:
            """Instrument, group, criterion and the name of a part; all empty for the whole."""
            return (*about, "", names.get(about, "")) if about else ("", "", "", "")

        if review.summary:
            yield ("summary", *whose, *part(None), "", "", "", "", "", "", review.summary, "")
        for sure in review.confidences:
            yield ("confidence", *whose, *part(sure.about), "", "", sure.band, "", "", "", sure.reason, "")
        yield from (("rating", *whose, *cells) for cells in rating_cells(review, outlines))
        for remark in review.findings:
            yield ("finding", *whose, *part(remark.about), "", "", remark.kind, "", "", "", remark.text, "")
        for advice in review.recommendations:
            due = advice.due_on.isoformat() if advice.due_on else ""
            said = (advice.priority, advice.status, advice.owner, due, advice.text, "")
            yield ("recommendation", *whose, *part(advice.about), "", "", *said)
        for change in review.follow_ups:
            said = ("", change.status, "", "", change.text, change.note)
            yield ("follow_up", *whose, *part(None), "", "", *said)


def rating_cells(review: FrozenReview, outlines: Sequence[InstrumentOutline]) -> Iterator[Row]:
    """Return what a reviewer says of each criterion, where they gave a level or wrote anything."""
    for outline in outlines:
        levels, comments = review.levels.get(outline.key, {}), review.comments.get(outline.key, {})
        for group in outline.groups:
            for item in group.all_criteria:
                level, comment = levels.get(item.ref), comments.get(item.ref, "")
                if level is not None or comment:
                    about = (outline.key, group.ref, item.ref, item.title)
                    yield (*about, *level_cells(level, outline), "", "", "", "", comment, "")


def record_meanings() -> dict[str, str]:
    return {
        "summary": _("What the reviewer says of the whole"),
        "confidence": _("Confidence in delivery of a part, or of the whole"),
        "rating": _("The reviewer’s level for a criterion, and why"),
        "finding": _("A strength, a concern or an opportunity"),
        "recommendation": _("A recommendation, as it stands now"),
        "follow_up": _("What had become of an earlier recommendation"),
    }


def column_meanings() -> dict[str, str]:
    return {
        "record": _("What the row is"),
        "reviewer": _("Who reviewed"),
        "organisation": _("Organisation of the reviewer"),
        "submitted_on": _("Day on which the review was submitted"),
        "edition": _("Key of the edition whose words were asked"),
        "instrument": _("Key of the instrument; empty where the row is about the whole"),
        "group": _("Reference of the part that the row is about, or that its criterion belongs to"),
        "criterion": _("Reference of the criterion in its instrument"),
        "title": _("Short title of the criterion, or name of the part"),
        "level": _("Value of the reviewer’s level"),
        "level_label": _("Name of the reviewer’s level"),
        "judgement": _("Kind of a finding, priority of a recommendation, or how likely delivery is"),
        "state": _("Where a recommendation stands"),
        "owner": _("Who answers for a recommendation"),
        "due_on": _("Day by which a recommendation is due"),
        "text": _("What the reviewer wrote"),
        "note": _("What was said about where a recommendation stands"),
    }
