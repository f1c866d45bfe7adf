"""Taking a revealed round out: a page that says what is in the files, and the files."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from xlsxwriter import Workbook

from assessments import access
from assessments.queries.taking_out import TakenOut, taken_out
from assessments.queries.taking_out.table import Row, Table
from assessments.queries.voices import hears_names
from assessments.rules.cells import safe_cell
from cities.access import CityRequest, city_view
from cities.permissions import Permission

CSV, JSON = "text/csv; charset=utf-8", "application/json"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every workbook says it was made, so that the same answers are the same file."""
WIDTHS = {
    **dict.fromkeys(("title", "level_label", "target_label", "person", "organisation", "owner", "reviewer"), 24),
    **dict.fromkeys(("comment", "reason", "dissent", "decision", "text", "note", "meaning"), 60),
}
"""How many letters wide the columns of words are in a workbook; the others have room for their head."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@city_view(Permission.VIEW_RESULTS)
def take_out(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What can be taken out, and what stands in it."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    taken = taken_out(round_, with_names=hears_names(request.membership, round_))
    return render(request, "assessments/take_out.html", {"round": round_, "taken": taken})


@city_view(Permission.VIEW_RESULTS)
def file(request: CityRequest, assessment_id: int, name: str) -> HttpResponseBase:
    """One of the files: a table by its name as CSV, or all of them."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    taken = taken_out(round_, with_names=hears_names(request.membership, round_))
    slug = f"{request.city.slug}-{assessment_id}"
    if name in TOGETHER:
        return TOGETHER[name](taken, slug)
    table = taken.table(name.removesuffix(".csv")) if name.endswith(".csv") else None
    if table is None:
        raise Http404
    return streamed(csv_lines(table.columns, list(table.rows())), f"{slug}-{name}", CSV)


class Line:
    """A file that hands back what is written to it, line by line."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Write a table as CSV. The mark in front lets spreadsheets read the letters right."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def all_json(taken: TakenOut, slug: str) -> HttpResponseBase:
    found = [(table, list(table.rows())) for table in taken.tables]
    return streamed(json_parts(taken, found), f"{slug}-answers.json", JSON)


def json_parts(taken: TakenOut, found: Iterable[tuple[Table, list[Row]]]) -> Iterator[str]:
    """Write everything as one object: about the assessment, then each table, row by row. Empty cells are left out."""
    about = {
        "city": taken.city,
        "assessment": taken.title,
        "edition": taken.edition,
        "closed_on": taken.closed_on,
        "rounds": taken.rounds,
        "minimum_group": taken.minimum_group,
        "has_names": taken.is_named,
    }
    yield json.dumps(about, ensure_ascii=False).removesuffix("}")
    for table, rows in found:
        yield f", {json.dumps(table.name)}: ["
        for number, row in enumerate(rows):
            filled = {key: value for key, value in zip(table.columns, row, strict=True) if value != ""}
            yield (",\n" if number else "\n") + json.dumps(filled, ensure_ascii=False)
        yield "\n]"
    yield "}\n"


def all_xlsx(taken: TakenOut, slug: str) -> HttpResponseBase:
    """Write a workbook, a sheet a table that says anything. Every text is one; the rows go to disk as they come."""
    out = TemporaryFile()  # noqa: SIM115 - the response closes it with its last byte
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": taken.title, "created": EPOCH})
        bold = book.add_format({"bold": True})
        for table in taken.filled:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for place, word in enumerate(table.columns):
                sheet.set_column(place, place, WIDTHS.get(word, len(word) + 3))
                sheet.write_string(0, place, word, bold)
            for number, row in enumerate(table.rows(), start=1):
                for place, value in enumerate(row):
                    write_cell(sheet, number, place, safe_cell(value))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{slug}-answers.xlsx", content_type=XLSX)


def write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value != "":
        sheet.write_string(row, column, str(value))


def streamed(parts: Iterator[str], name: str, kind: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(parts, content_type=kind, headers=headers)


TOGETHER = {"answers.json": all_json, "answers.xlsx": all_xlsx}
"""The files that hold all tables."""
