"""Cells that a spreadsheet takes for what they are. Pure."""

import re
import unicodedata

STARTS_A_FORMULA = ("=", "+", "-", "@")
BEGINS_A_CELL = re.compile(r"([;\t\r\n][\s\"']*)([=+\-@＝＋－＠])")
"""Where a program that splits lines at semicolons or tabs would begin a cell with a formula, in quotes or not."""


def safe_cell(value: object) -> object:
    """Return a value that no spreadsheet runs: a text that begins like a formula or with a control character is quoted.

    Such a text would be run by the program of whoever opens the file (OWASP, CSV injection). Numbers stay numbers.
    """
    if not isinstance(value, str) or not value:
        return value
    # spreadsheets take the wide forms of these signs for the narrow ones
    plain = unicodedata.normalize("NFKC", value)
    begins = plain[:1] in STARTS_A_FORMULA or unicodedata.category(value[0]) == "Cc"
    return f"'{value}" if begins else BEGINS_A_CELL.sub(r"\1'\2", value)
