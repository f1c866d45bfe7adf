"""Which criteria come first on a list. Pure: results in, the top of a ranking out, never what is withheld."""

from collections.abc import Callable

from assessments.rules.results import CriterionResult, Figures, Results


def weakest(results: Results, count: int) -> tuple[CriterionResult, ...]:
    """Up to `count` criteria with the lowest scores, the lowest first. Ties keep the framework's order."""
    return _lowest(results, count, lambda figures: figures.score)


def most_disputed(results: Results, count: int) -> tuple[CriterionResult, ...]:
    """Up to `count` criteria with the least consensus, the least first. Ties keep the framework's order."""
    return _lowest(results, count, lambda figures: figures.consensus)


def _lowest(results: Results, count: int, figure_of: Callable[[Figures], float | None]) -> tuple[CriterionResult, ...]:
    ranked = [
        (figure, result)
        for result in results.all_criteria
        if result.figures and (figure := figure_of(result.figures)) is not None
    ]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(result for _, result in ranked[:count])
