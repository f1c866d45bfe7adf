"""The agreed assessments of a city along each other: how each part has come on, and where that cannot be said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.queries.agreed_rounds import ByInstrument, agreed_rounds, asked_of, results_of_all
from assessments.queries.words import change, coverage
from assessments.rules.trend import Missing, Point, Scored, Trend, other_edition, same_edition, trend_of
from charts.rules.table import Cell, Noted
from charts.rules.text import points_between, whole
from charts.rules.trend import Strips, TrendRow, strips
from cities.models import City
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_to
from framework.rules.mapping import Change
from framework.rules.outline import InstrumentOutline


@dataclass(frozen=True, slots=True)
class Stop:
    """One agreed assessment on the way. `edition` is its name where it is another one than that of the last."""

    round: Round
    closed_on: date
    agreed: int
    number: int
    edition: str = ""
    is_joined: bool = True


@dataclass(frozen=True, slots=True)
class InstrumentTrend:
    """One instrument over the stops; without a chart where fewer than two of them can be compared."""

    outline: InstrumentOutline
    trend: Trend
    chart: Strips | None
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """The earliest stop first, and what was asked at any of them in the edition of the last."""

    stops: tuple[Stop, ...]
    instruments: tuple[InstrumentTrend, ...]


def over_time(city: City) -> OverTime:
    """Lay all agreed assessments of a city along each other, in the edition of the one that closed last.

    Six queries at most, whatever their number, once a process has read the editions.
    """
    rounds = list(agreed_rounds().filter(city=city))
    if not rounds:
        return OverTime((), ())
    edition = rounds[-1].assessment.edition
    others = {item.assessment.edition_id for item in rounds} - {edition.pk}
    joined: Mapping[int, tuple[Change, ...]] = changes_to(edition.pk, others) if others else {}
    asked = asked_of(rounds)
    held = [item for item in rounds if item.assessment.edition_id in {edition.pk, *joined}]
    results = results_of_all(held, {item.assessment_id: asked[item.assessment_id] for item in held})
    stops = tuple(stop_of(item, edition.pk, asked[item.assessment_id], results) for item in rounds)
    found = []
    for outline in (item.outline for item in instruments_of(edition)):
        scored = [scored_in(item, outline, asked, results, joined) for item in rounds]
        if any(item.related for item in scored):
            found.append(instrument_trend(outline, trend_of(outline, scored), stops))
    return OverTime(stops, tuple(found))


def stop_of(
    round_: Round, edition_id: int, asked: Iterable[InstrumentOutline], results: Mapping[int, ByInstrument]
) -> Stop:
    """Say of an agreed assessment what it was; of one that no mapping joins with the last there are no results here."""
    assessment = round_.assessment
    found = results.get(assessment.pk)
    return Stop(
        round=round_,
        closed_on=round_.city.date_at(round_.closed_at) if round_.closed_at else round_.closes_on,
        agreed=sum(item.agreed for item in found.values()) if found else 0,
        number=sum(len(tuple(outline.all_criteria)) for outline in asked),
        edition="" if assessment.edition_id == edition_id else guide_of(assessment.edition).name,
        is_joined=found is not None,
    )


def scored_in(
    round_: Round,
    outline: InstrumentOutline,
    asked: Mapping[int, list[InstrumentOutline]],
    results: Mapping[int, ByInstrument],
    joined: Mapping[int, tuple[Change, ...]],
) -> Scored:
    """Return the scores of a round under the references of an instrument of now."""
    found = results.get(round_.assessment_id)
    if found is None:
        is_asked = any(item.key == outline.key for item in asked[round_.assessment_id])
        return Scored({}, frozenset(item.ref for item in outline.all_criteria) if is_asked else frozenset())
    criteria = found[outline.key].all_criteria if outline.key in found else ()
    scores = {item.key: item.score for item in criteria}
    answers = {item.key: item.covered for item in criteria if item.covered}
    changes = joined.get(round_.assessment.edition_id)
    return same_edition(scores, answers) if changes is None else other_edition(outline.key, scores, changes, answers)


def instrument_trend(outline: InstrumentOutline, trend: Trend, stops: tuple[Stop, ...]) -> InstrumentTrend:
    """Draw one instrument and say its gaps."""
    chart = trend_chart(outline, trend, stops) if trend.points > 1 else None
    return InstrumentTrend(outline, trend, chart, tuple(gap_words(trend, stops)) if chart else ())


def trend_chart(outline: InstrumentOutline, trend: Trend, stops: tuple[Stop, ...]) -> Strips:
    """Draw a strip for the whole and one for each top group."""
    titles = [date_format(stop.closed_on, "M Y") for stop in stops]
    if len(set(titles)) < len(titles):
        titles = [date_format(stop.closed_on, "j M Y") for stop in stops]
    rows = [(_("Overall"), trend.overall), *((group.name, points) for group, points in trend.groups)]
    return strips(
        [
            TrendRow(name, tuple(p.score for p in points), tuple(map(point_words, points)), since_words(points))
            for name, points in rows
        ],
        [stop.closed_on for stop in stops],
        titles=titles,
        title=trend_title(outline, trend),
        description=_(
            "A strip for each %(part)s, from 0 at its foot to 100 at its head, with a point for each agreed"
            " assessment. At the left stands the first score, at the right the last. Where nothing can be compared"
            " there is no point, and the line is broken."
        )
        % {"part": outline.part},
        head=(capfirst(outline.part), _("Change")),
        gap_label=_("no score that can be compared"),
    )


def trend_title(outline: InstrumentOutline, trend: Trend) -> str:
    """Say what the picture shows: the way of the whole where there is one."""
    scores = [point.score for point in trend.overall if point.score is not None]
    if len(scores) < 2:
        return _("Agreed scores by %(part)s") % {"part": outline.part}
    return _("Overall from %(first)s to %(last)s") % {"first": whole(scores[0]), "last": whole(scores[-1])}


def since_words(points: Iterable[Point]) -> str:
    """Return the change from the first score to that of the last assessment, between the figures as they are read."""
    *before, last = (point.score for point in points)
    first = next((score for score in before if score is not None), None)
    return change(None if first is None or last is None else points_between(first, last))


def point_words(point: Point) -> Cell:
    """Write a point: its score and the coverage below it, or in a word why there is none."""
    if point.score is not None:
        note = coverage(point.coverage)
        return Noted(whole(point.score), note) if note else whole(point.score)
    words = {
        Missing.NOT_ASKED: _("not asked"),
        Missing.CHANGED: _("not comparable"),
        Missing.NO_SCORE: _("no score"),
    }
    return words[point.missing] if point.missing else "–"


def gap_words(trend: Trend, stops: Iterable[Stop]) -> Iterable[str]:
    """Say for each assessment what cannot be compared, and why; and what the whole is made of, if not of everything."""
    if len(trend.counted) < len(trend.groups):
        names = get_text_list([group.name for group in trend.counted], _("and"))
        yield _("Overall counts what the last assessment asked: %(names)s.") % {"names": names}
    for place, stop in enumerate(stops):
        title = stop.round.assessment.title
        if stop.is_joined:
            yield from missing_words(trend, place, title)
        else:
            yield _("“%(title)s” asked another framework, and nothing says how one came out of the other.") % {
                "title": title
            }


def missing_words(trend: Trend, place: int, title: str) -> Iterable[str]:
    """Say what one assessment cannot be compared in: the first is place 0."""
    if trend.overall[place].missing == Missing.NOT_ASKED:
        yield _("“%(title)s” asked nothing of this.") % {"title": title}
        return
    words = {
        Missing.NOT_ASKED: _("“%(title)s” did not ask: %(names)s."),
        Missing.CHANGED: _("“%(title)s” asked other statements of: %(names)s."),
        Missing.NO_SCORE: _("“%(title)s” has no score that may be shown of: %(names)s."),
    }
    for kind, said in words.items():
        names = [group.name for group, points in trend.groups if points[place].missing == kind]
        if names:
            yield said % {"title": title, "names": get_text_list(names, _("and"))}
    if trend.overall[place].missing == Missing.CHANGED:
        yield _("“%(title)s” has no overall score here: it did not ask all that the last one asked.") % {"title": title}
