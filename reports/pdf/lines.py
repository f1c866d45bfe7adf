"""When a line is full. Importing this changes WeasyPrint.

Pango fills a line, WeasyPrint measures it once more, and both round. Where that came out wider than the line by a
fraction of a point, WeasyPrint broke it at the last place before the words it had just filled in: after a link in the
middle, say.
"""

from typing import Any

from weasyprint.layout import inline

ROUNDING = 0.25  # of a CSS pixel
measure_spaces = inline.trailing_whitespace_size


def room_at_the_end(context: Any, box: Any) -> float:
    """Return by how much a text may stick out of its line: the spaces at its end, and what comes of rounding."""
    return float(measure_spaces(context, box)) + ROUNDING


inline.trailing_whitespace_size = room_at_the_end
