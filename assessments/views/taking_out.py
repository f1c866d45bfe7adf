"""Taking the answers of a revealed round out: a page that says what is in the files, and the files."""

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
from assessments.queries.voices import hears_names
from assessments.rules.cells import safe_cell
from cities.access import CityRequest, city_view
from cities.permissions import Permission

CODEBOOK = ("kind", "instrument", "code", "meaning")
CSV, JSON = "text/csv; charset=utf-8", "application/json"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every workbook says it was made, so that the same answers are the same file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@city_view(Permission.VIEW_RESULTS)
def take_out(request: CityRequest, assessment_id: int) -> HttpResponse:
    """What can be taken out, and what stands in it."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    context = {"round": round_, "with_names": hears_names(request.membership, round_)}
    return render(request, "assessments/take_out.html", context)


@city_view(Permission.VIEW_RESULTS)
def file(request: CityRequest, assessment_id: int, name: str) -> HttpResponseBase:
    """One of the files."""
    round_ = access.load_revealed_round(request.membership, assessment_id)
    if name not in FILES:
        raise Http404
    taken = taken_out(round_, with_names=hears_names(request.membership, round_))
    return FILES[name](taken, f"{request.city.slug}-{assessment_id}")


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


def answers_csv(taken: TakenOut, name: str) -> HttpResponseBase:
    return streamed(csv_lines(taken.columns, list(taken.rows())), f"{name}-answers.csv", CSV)


def codebook_csv(taken: TakenOut, name: str) -> HttpResponseBase:
    return streamed(csv_lines(CODEBOOK, taken.codebook), f"{name}-codebook.csv", CSV)


def answers_json(taken: TakenOut, name: str) -> HttpResponseBase:
    return streamed(json_parts(taken, list(taken.rows())), f"{name}-answers.json", JSON)


def json_parts(taken: TakenOut, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Write everything as one object: about the assessment, the codebook, then the rows one by one."""
    about = {
        "city": taken.city,
        "assessment": taken.title,
        "closed_on": taken.closed_on,
        "minimum_group": taken.minimum_group,
        "has_names": taken.is_named,
        "codebook": [dict(zip(CODEBOOK, row, strict=True)) for row in taken.codebook],
    }
    yield json.dumps(about, ensure_ascii=False).removesuffix("}") + ', "rows": ['
    for number, row in enumerate(rows):
        filled = {key: value for key, value in zip(taken.columns, row, strict=True) if value != ""}
        yield (",\n" if number else "\n") + json.dumps(filled, ensure_ascii=False)
    yield "\n]}\n"


def answers_xlsx(taken: TakenOut, name: str) -> HttpResponseBase:
    """Write a workbook of two sheets. Every text is written as a text; the rows go to disk as they come."""
    out = TemporaryFile()  # noqa: SIM115 - the response closes it with its last byte
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": taken.title, "created": EPOCH})
        bold = book.add_format({"bold": True})
        for title, head, rows in (
            ("answers", taken.columns, taken.rows()),
            ("codebook", CODEBOOK, iter(taken.codebook)),
        ):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for place, word in enumerate(head):
                sheet.write_string(0, place, word, bold)
            for number, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    write_cell(sheet, number, place, safe_cell(value))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}-answers.xlsx", content_type=XLSX)


def write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value != "":
        sheet.write_string(row, column, str(value))


def streamed(parts: Iterator[str], name: str, kind: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(parts, content_type=kind, headers=headers)


FILES = {
    "answers.csv": answers_csv,
    "codebook.csv": codebook_csv,
    "answers.json": answers_json,
    "answers.xlsx": answers_xlsx,
}
