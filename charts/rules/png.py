"""A figure's SVG as a PNG, for slides and documents that take no SVG. Pure but for reading the system's fonts."""

from resvg_py import svg_to_bytes

FONTS = "/usr/share/fonts"
ZOOM = 3
"""Pixels for each unit of a figure: sharp on a slide."""


def png_of(svg: str) -> bytes:
    """Return a figure with a white ground as PNG. ValueError for what is no SVG."""
    picture: bytes = svg_to_bytes(
        svg_string=svg, zoom=ZOOM, background="#ffffff", skip_system_fonts=True, font_dirs=[FONTS]
    )
    return picture
