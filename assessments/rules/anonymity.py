"""The minimum-group rule, and the only place it is written: what may be shown of a confidential assessment.

A figure is shown only where it, and the rest that subtraction would give, hold at least `minimum` rated
answers; a coverage of a part only where they hold as many people who were asked.
"""

from collections.abc import Mapping, Sequence

from assessments.rules.tally import Tally

MINIMUM_GROUP_FLOOR = 3
DEFAULT_MINIMUM_GROUP = 4


def are_enough(people: int, minimum: int) -> bool:
    """Whether so many people may be told of together."""
    return people >= minimum


def are_few(people: int, minimum: int) -> bool:
    """Whether so many could be told from one another: some, but fewer than the minimum."""
    return 0 < people < minimum


def is_withheld(tally: Tally, minimum: int) -> bool:
    """Whether the figures of a criterion stay hidden: too few people asked, or some but too few ratings or answers.

    With no answer at all, *don't know* and *not applicable* included, there is nothing that could point to a person.
    """
    return not are_enough(tally.asked, minimum) or are_few(tally.rated, minimum) or are_few(tally.said, minimum)


def is_heard(tally: Tally, minimum: int) -> bool:
    """Whether a round says something to a criterion, and may: enough people answered, with a level or without.

    Nobody's answer withholds nothing, but says nothing either, and must not stand in place of an earlier round's.
    """
    return tally.said > 0 and not is_withheld(tally, minimum)


def merge_small_parts(sizes: Mapping[str, int], minimum: int) -> tuple[tuple[str, ...], ...]:
    """Partition of the part names into parts that are big enough to be told apart.

    `sizes` are the people of each part with at least one rated answer; parts without any are left out. Parts
    of `minimum` or more stand alone, in the order given; the smaller ones become one part, which comes last.
    Where that is still too small, the smallest standing part joins it (ties: by name). Empty when all end in
    one part: a breakdown with one part says nothing.
    """
    standing = [name for name, size in sizes.items() if size and are_enough(size, minimum)]
    merged = {name for name, size in sizes.items() if are_few(size, minimum)}
    if standing and are_few(sum(sizes[name] for name in merged), minimum):
        # one is enough: whatever stands alone already holds the minimum
        smallest = min(standing, key=lambda name: (sizes[name], name))
        standing.remove(smallest)
        merged.add(smallest)
    parts: list[tuple[str, ...]] = [(name,) for name in standing]
    if merged:
        parts.append(tuple(name for name in sizes if name in merged))
    return tuple(parts) if len(parts) > 1 else ()


def shown_parts(counts: Sequence[int], minimum: int) -> tuple[bool, ...]:
    """Which parts of one criterion may be shown, from how many people each part holds: who rated, or were asked.

    Each shown part holds at least `minimum`, and so do the hidden ones together, unless they hold nothing:
    where it must be, the smallest part that could be shown (ties: the later) is hidden with them. Nothing is
    shown where all parts together hold fewer than `minimum`.
    """
    return shown_columns([counts], minimum)


def shown_columns(table: Sequence[Sequence[int]], minimum: int) -> tuple[bool, ...]:
    """Which parts of a breakdown may be shown beside another one, from how many people stand where the two cross.

    A row of `table` is a part of the breakdown that is shown already, a column a part of this one. Wherever a row
    crosses a shown column, or all hidden ones together, there is nobody or at least `minimum`: then whatever adding
    and subtracting gives holds at least as many. Small parts are hidden first (ties: the later).
    """
    sizes = [sum(column) for column in zip(*table, strict=True)]
    shown = set(range(len(sizes)))
    while shown:
        hidden = [sum(count for index, count in enumerate(row) if index not in shown) for row in table]
        small = {index for index in shown if any(are_few(row[index], minimum) for row in table)}
        if not small and not any(are_few(count, minimum) for count in hidden):
            break
        shown.remove(min(small or shown, key=lambda index: (sizes[index], -index)))
    return tuple(index in shown and sizes[index] > 0 for index in range(len(sizes)))
