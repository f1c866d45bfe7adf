"""What WeasyPrint would find out again for every box, found out once. Importing this changes WeasyPrint.

The pages are the same to the last byte. What follows from a style alone is kept with the style, which all elements
of one kind share, and lives as long as it does.
"""

import re
from typing import Any

import pydyf
from weasyprint.css.properties import Dimension
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats
from weasyprint.text import line_break
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
LENGTHS = (
    *(f"{space}_{side}" for space in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for axis in ("width", "height") for limit in ("", "min_", "max_")),
)
PARAGRAPH_END = re.compile("[\n\r\u2029]")

page_references = pydyf.PDF.page_references.fget
resolve_anew = percent.resolve_percentages
strut_anew = line_break.strut
set_text, reactivate, deactivate = Layout.set_text, Layout.reactivate, Layout.deactivate


# --- Boxes ------------------------------------------------------------------------------------------------


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give a box the lengths of its style; only those in per cent depend on what is around it."""
    style = box.style
    known = vars(style)
    if "lengths" not in known:
        known["lengths"] = lengths_of(style)
    if known["lengths"] is None:
        resolve_anew(box, containing_block)
        return
    used = vars(box)
    used.update(known["lengths"])
    collapse = style["border_collapse"] == "collapse"
    for name in BORDERS:
        # where borders collapse, the table has settled them already
        if not (collapse and name in used):
            used[name] = style[name]
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def lengths_of(style: Any) -> dict[str, Any] | None:
    """Return the lengths that a style gives to every box alike, or nothing if it does not."""
    lengths = {}
    for name in LENGTHS:
        value = style[name]
        if type(value) is Dimension and value.unit == "px":
            lengths[name] = value.value
        elif value == "auto":
            lengths[name] = 0 if name.startswith("min_") else "auto"
        else:
            return None
    return lengths


# --- Words ------------------------------------------------------------------------------------------------


def strut(style: Any) -> Any:
    """Return the height of a line, and where its letters stand."""
    known = vars(style)
    if "strut" not in known:
        known["strut"] = strut_anew(style)
    return known["strut"]


def set_words(layout: Any, text: str, justify: bool = False) -> None:
    """Give Pango a text; to draw a line it must be one paragraph, and Pango lays out again what becomes one later."""
    set_text(layout, text, justify)
    if not PARAGRAPH_END.search(layout.text):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)


def take_up(layout: Any, style: Any) -> None:
    """Go on with a line to draw it, as it was when it was measured."""
    if layout.justification_spacing or not hasattr(layout, "layout"):
        reactivate(layout, style)
    layout.is_drawn = True


def put_down(layout: Any) -> None:
    """Give back what Pango holds of a line that is drawn."""
    if hasattr(layout, "is_drawn"):
        deactivate(layout)


# --- The file ---------------------------------------------------------------------------------------------


def references_of_pages(pdf: Any) -> Any:
    """Return what each page is called, which every element of the structure asks for."""
    known = vars(pdf)
    if len(known.get("page_names", ())) != pdf.pages["Count"]:
        known["page_names"] = page_references(pdf)
    return known["page_names"]


CHANGES: tuple[tuple[Any, str, Any], ...] = (
    *(
        (module, "resolve_percentages", resolve_percentages)
        for module in (absolute, block, column, floats, grid, inline, page, table)
    ),
    (inline, "strut", strut),
    (Layout, "set_text", set_words),
    (Layout, "reactivate", take_up),
    (Layout, "deactivate", put_down),
    (pydyf.PDF, "page_references", property(references_of_pages)),
)
BEFORE = tuple((owner, name, vars(owner)[name]) for owner, name, _ in CHANGES)
for owner, name, changed in CHANGES:
    setattr(owner, name, changed)
