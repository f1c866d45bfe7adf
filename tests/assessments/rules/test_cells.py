"""What somebody typed is never run by the program of whoever opens a file."""

import pytest

from assessments.rules.cells import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x01x", "＝1+1", "－1"])
def test_what_looks_like_a_formula_is_quoted(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("begins", [";", "\t", "\r\n", '; "', ";'", ';""'])
def test_what_would_begin_a_cell_within_a_text_is_quoted(begins):
    """A program that splits at semicolons takes the quotation mark behind one for its own."""
    assert safe_cell(f"Fine so far{begins}=1+2") == f"Fine so far{begins}'=1+2"


@pytest.mark.parametrize("value", ["", "1 = 1", "Good − better", "–", "'=1", 0, -1, None])
def test_everything_else_stays(value):
    assert safe_cell(value) == value
