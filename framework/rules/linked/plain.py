"""A discussion as plain text, for those who cannot show its parts."""

from collections.abc import Iterable, Iterator

from framework.rules.guidance import BlockDocument, ListDocument, PointDocument, TableDocument

STEP = "  "
CELLS = " | "


def plain_discussion(blocks: Iterable[BlockDocument]) -> str:
    """Return the blocks one after the other, an empty line between them."""
    return "\n\n".join(plain_block(block) for block in blocks)


def plain_block(block: BlockDocument) -> str:
    if block.list is not None:
        return "\n".join(list_lines(block.list))
    if block.table is not None:
        return "\n".join(table_lines(block.table))
    return block.heading or block.text or ""


def list_lines(found: ListDocument) -> Iterator[str]:
    """Yield what leads in to a list, then a line for each of its points."""
    if found.lead:
        yield found.lead
    for point in found.items:
        yield from point_lines(point)


def point_lines(point: PointDocument, indent: str = "") -> Iterator[str]:
    """Yield a point and, further in, those below it: `a) Near: Soon.`, or `– Soon.` where it has no mark."""
    mark = f"{point.ref})" if point.ref else "–"
    yield f"{indent}{mark} {named_text(point)}"
    for item in point.items:
        yield from point_lines(item, indent + STEP)


def named_text(point: PointDocument) -> str:
    """Return the text of a point after its name, where it has one."""
    return f"{point.term}: {point.text}" if point.term else point.text


def table_lines(table: TableDocument) -> Iterator[str]:
    """Yield the caption, the heads of the columns and the rows."""
    yield table.caption
    yield CELLS.join(table.columns)
    for row in table.rows:
        yield CELLS.join(row)
