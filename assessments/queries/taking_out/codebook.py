"""The codebook: what every table, column and code of what is taken out means."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.queries.taking_out.table import Row, Table
from framework.rules.outline import InstrumentOutline


def codebook_of(tables: Sequence[Table], outlines: Sequence[InstrumentOutline]) -> Table:
    """Return the codebook of tables about instruments."""
    return Table(
        name="codebook",
        title=_("Codebook"),
        holds=_("What every table, column, level and statement means."),
        columns=column_meanings(),
        rows=lambda: codebook_rows(tables, outlines),
        is_empty=False,
    )


def codebook_rows(tables: Sequence[Table], outlines: Sequence[InstrumentOutline]) -> Iterator[Row]:
    """Return the tables, then the columns of each with their codes, then levels and criteria."""
    yield from (("table", "", "", table.name, table.holds) for table in tables)
    for table in tables:
        yield from (("column", table.name, "", name, meaning) for name, meaning in table.columns.items())
    for table in tables:
        for column, codes in table.codes.items():
            yield from ((column, table.name, "", code, meaning) for code, meaning in codes.items())
    for outline in outlines:
        key, words = outline.key, f"{outline.name}: {outline.edition_name}, {outline.edition_version}"
        yield ("instrument", "", key, key, words)
        yield from (("level", "", key, level.value, f"{level.label}: {level.descriptor}") for level in outline.levels)
        yield from (("group", "", key, group.ref, group.name) for group in outline.groups)
        yield from (("criterion", "", key, item.ref, item.statement) for item in outline.all_criteria)


def column_meanings() -> dict[str, str]:
    return {
        "kind": _("What is explained: a table, a column, or the codes in the column of that name"),
        "table": _("The table it stands in; empty where it is the same in all"),
        "instrument": _("Key of the instrument it belongs to; empty where it is the same in all"),
        "code": _("How it is written in the tables"),
        "meaning": _("What it means"),
    }
