"""Which criteria come first on a list. Pure: results in, the top of a ranking out, never what is withheld."""

from collections.abc import Callable

from assessments.rules.results import CriterionResult, Results


def weakest(results: Results, count: int) -> tuple[CriterionResult, ...]:
    """Up to `count` criteria with the lowest scores, the lowest first. Ties keep the framework's order."""
    return _lowest(results, count, lambda result: result.score)


def most_disputed(results: Results, count: int) -> tuple[CriterionResult, ...]:
    """Up to `count` criteria with the least consensus, the least first. Ties keep the framework's order."""
    return _lowest(results, count, lambda result: result.figures.consensus if result.figures else None)


def least_known(results: Results, count: int) -> tuple[CriterionResult, ...]:
    """Up to `count` criteria that most of those asked could not rate: *don't know* or not answered, most first.

    Ties keep the framework's order; what everybody rated is on no such list.
    """

    def coverage(result: CriterionResult) -> float | None:
        found = result.figures.coverage if result.figures else None
        return None if found == 1 else found

    return _lowest(results, count, coverage)


def _lowest(
    results: Results, count: int, figure_of: Callable[[CriterionResult], float | None]
) -> tuple[CriterionResult, ...]:
    ranked = [(figure, result) for result in results.all_criteria if (figure := figure_of(result)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(result for _, result in ranked[:count])
