"""What a group shows of its members: figures from answers, and from the figures of several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assessments.rules.bands import Band, Limits, band_of
from assessments.rules.consensus import consensus
from assessments.rules.scoring import median, modes, quartiles, score, weighted_mean
from assessments.rules.tally import Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """Score 0 to 100; consensus and coverage 0 to 1; median and quartiles as level index, 0 the lowest.

    None stands for a figure that does not exist, never for zero. What follows from the counts alone is worked out for
    whoever asks: of most parts of a breakdown nobody does.
    """

    tally: Tally
    score: float | None
    consensus: float | None
    coverage: float | None
    band: Band | None

    @property
    def median(self) -> float | None:
        return median(self.tally.levels)

    @property
    def quartiles(self) -> tuple[float, float] | None:
        return quartiles(self.tally.levels)

    @property
    def modes(self) -> tuple[int, ...]:
        """The levels that most people chose, as index; empty without ratings."""
        return modes(self.tally.levels)


@dataclass(frozen=True, slots=True)
class Scale:
    """How many levels there are, and from which scores the bands begin."""

    levels: int
    bands: Limits


@dataclass(frozen=True, slots=True)
class Cell:
    """What one criterion or group brings to a roll-up, for everybody or for one part.

    `answers` are empty where they are withheld. `score` is that of the agreed level where there is one.
    """

    figures: Figures | None
    answers: Tally
    score: float | None
    weight: float = 1


def cell_of(figures: Figures | None, answers: Tally, weight: float = 1) -> Cell:
    """Make a cell; of what is withheld it holds no answers, for the coverage of a group would tell them.

    Nor does it of what has figures and no coverage that may be told.
    """
    shown = answers if figures and figures.coverage is not None else Tally.empty(len(answers.levels))
    return Cell(figures, shown, figures.score if figures else None, weight)


def roll_up(cells: Sequence[Cell], scale: Scale) -> Figures:
    """Figures of a group from those of its members; the same for everybody and for one part.

    What is withheld stays out of the score and the counts: with it inside, taking the shown ones away from
    the group would give it. So it does of the coverage, which would tell how many of a few could not say.
    Consensus is the plain mean: pooled ratings would mistake differences between statements for differences
    between people.
    """
    shown = [cell.figures for cell in cells if cell.figures]
    return _figures(
        Tally.pooled((figures.tally for figures in shown), scale.levels),
        weighted_mean((cell.score, cell.weight) for cell in cells if cell.score is not None),
        weighted_mean((figures.consensus, 1) for figures in shown if figures.consensus is not None),
        coverage_of(cell.answers for cell in cells),
        scale.bands,
    )


def coverage_of(answers: Iterable[Tally]) -> float | None:
    """Coverage of several criteria together, whatever their scales: all who rated ÷ all who were asked."""
    rated = asked = 0
    for tally in answers:
        rated, asked = rated + tally.rated, asked + tally.asked
    return rated / asked if asked else None


def figures_of(tally: Tally, scale: Scale) -> Figures:
    return _figures(tally, score(tally.levels), consensus(tally.levels), tally.coverage, scale.bands)


def figures_of_part(tally: Tally, scale: Scale, *, is_shown: bool, is_told: bool) -> Figures | None:
    """Figures of one part of a breakdown, if they are shown; without a coverage, if that must not be told."""
    if not is_shown:
        return None
    return figures_of(tally, scale) if is_told else replace(figures_of(tally, scale), coverage=None)


def _figures(
    tally: Tally, mean_score: float | None, agreement: float | None, coverage: float | None, bands: Limits
) -> Figures:
    return Figures(
        tally=tally,
        score=mean_score,
        consensus=agreement,
        coverage=coverage,
        band=None if mean_score is None else band_of(mean_score, bands),
    )
