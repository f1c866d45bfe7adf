"""A QR code as plain data, for a template to draw."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A square of `size` × `size` units, quiet zone included, and the dark modules as one SVG path."""

    size: int
    path: str


def qr_drawing(text: str) -> QrDrawing:
    """Return the QR code of `text`; a seventh of it may be hidden or dirty (level M)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    dark = ((row, column) for row, line in enumerate(matrix) for column, on in enumerate(line) if on)
    return QrDrawing(len(matrix), "".join(f"M{column} {row}h1v1h-1z" for row, column in dark))
