"""What is written into a history stays: no code of the portal alters or deletes a version of an answer or a position.

Deleting the row that a history belongs to takes it along. Seen is what is written out in one function; a test of all
that a database can be told would need the database's help.
"""

import ast

import pytest
from django.conf import settings

HISTORIES = {"RatingChange", "PositionChange", "RecommendationChange"}
RELATED = "changes"  # what each of them is called seen from its row
WRITES = {"update", "aupdate", "bulk_update", "abulk_update", "update_or_create", "delete", "adelete", "save", "asave"}
APPS = sorted(path.parent for path in settings.BASE_DIR.glob("*/apps.py"))
MODULES = [path for app in APPS for path in app.rglob("*.py") if path.parent.name != "migrations"]


def is_history(node, names):
    """Tell whether an expression begins with a history, or with a name of one: `rating.changes.filter(…)`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr == RELATED:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id in names


def names_of(function):
    """Return the names that a function gives to histories and to what it takes out of them."""
    names, more = set(), set(HISTORIES)
    while more - names:
        names |= more
        for node in ast.walk(function):
            if isinstance(node, ast.arg) and node.annotation and HISTORIES & words_in(node.annotation):
                more.add(node.arg)
            if isinstance(node, ast.Assign):
                given, value = node.targets, node.value
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.For | ast.comprehension):
                given, value = [node.target], node.iter if hasattr(node, "iter") else node.value
            else:
                continue
            if value and any(is_history(part, names) for part in ast.walk(value)):
                more |= {part.id for target in given for part in ast.walk(target) if isinstance(part, ast.Name)}
    return names


def words_in(annotation):
    return {part.id for part in ast.walk(annotation) if isinstance(part, ast.Name)}


def alterations(source):
    """Return the lines on which a history is altered or deleted."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            names = names_of(function)
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
            called = ((node.lineno, node.func) for node in calls if isinstance(node.func, ast.Attribute))
            found |= {line for line, func in called if func.attr in WRITES and is_history(func.value, names)}
    return sorted(found)


def test_no_module_alters_a_history():
    altered = {path.relative_to(settings.BASE_DIR).as_posix(): alterations(path.read_text()) for path in MODULES}

    assert "assessments/actions/answering.py" in altered
    assert {path: lines for path, lines in altered.items() if lines} == {}


ALTERED = """
RatingChange.objects.filter(rating=rating).update(comment="")
RatingChange.objects.all().delete()
rating.changes.all().delete()
rating.changes.filter(version=1).update(level=0)
rows = RatingChange.objects.filter(rating=rating); rows.update(level=0)
rows = list(rating.changes.all()); first = rows[0]; first.save()
for change in rating.changes.all(): change.delete()
[change.save() for change in RatingChange.objects.all()]
RatingChange.objects.bulk_update(rows, ["level"])
PositionChange.objects.get(pk=1).delete()
"""
KEPT = """
RatingChange.objects.create(rating=rating, version=2)
RatingChange.objects.bulk_create(RatingChange(rating=row) for row in rows)
rating.save()
Rating.objects.filter(changes__by=by).update(level=0)
Rating.objects.filter(pk__in=RatingChange.objects.values("rating")).update(carried="")
rating.changes.filter(version=1).first()
"""


@pytest.mark.parametrize("line", ALTERED.strip().splitlines())
def test_what_alters_a_history_is_seen(line):
    assert alterations(f"def act(rating, rows):\n    {line}") == [2]


@pytest.mark.parametrize("line", KEPT.strip().splitlines())
def test_what_adds_to_a_history_or_reads_it_is_no_alteration(line):
    assert alterations(f"def act(rating, rows, by):\n    {line}") == []
