"""What WeasyPrint would find out again for every box, found out once. Importing this changes WeasyPrint.

The pages are the same to the last byte. What follows from a style alone is kept with the style, which all elements
of one kind share, and lives as long as it does.
"""

import re
from typing import Any

import pydyf
from weasyprint import css
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import absolute, background, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.line_break import Layout

SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
LENGTHS = (
    *(f"{space}_{side}" for space in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for axis in ("width", "height") for limit in ("", "min_", "max_")),
)
NO_RADII = {f"border_{corner}_radius": (0, 0) for corner in ("top_left", "top_right", "bottom_right", "bottom_left")}
PLAIN = frozenset({str, int, float, Dimension, type(None)})
PARAGRAPH_END = re.compile("[\n\r\u2029]")

check_math = css.check_math
bytes_of = pydyf._to_bytes
page_references = pydyf.PDF.page_references.fget
resolve_anew = percent.resolve_percentages
strut_anew = line_break.strut
set_up_anew, set_text, reactivate, deactivate = Layout.setup, Layout.set_text, Layout.reactivate, Layout.deactivate
find_background = background.layout_box_backgrounds


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


def is_in_normal_flow(box: Any) -> bool:
    """Tell whether a box stands where it would without CSS."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


def layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Find the background of a box and of those in it; most have none."""
    if style is not None or box is page or not is_bare(box.style):
        find_background(page, box, get_image, layout_children, style)
        return
    # what stands apart from the flow has a deputy in it
    vars(vars(box).get("_box", box)).update(NO_RADII, background=None)
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)


def is_bare(style: Any) -> bool:
    """Tell whether a style paints nothing behind its boxes."""
    known = vars(style)
    if "is_bare" not in known:
        colour = style["background_color"]
        known["is_bare"] = (
            style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and not any(kind != "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and colour != "currentcolor"
            and colour.alpha == 0
            and all((0, "px") in style[name] for name in NO_RADII)
        )
    return bool(known["is_bare"])


def is_math(value: Any) -> Any:
    """Tell whether a value has to be calculated; most are words and numbers."""
    return type(value) not in PLAIN and check_math(value)


# --- Words ------------------------------------------------------------------------------------------------


def strut(style: Any) -> Any:
    """Return the height of a line, and where its letters stand."""
    known = vars(style)
    if "strut" not in known:
        known["strut"] = strut_anew(style)
    return known["strut"]


def set_up(layout: Any, style: Any) -> None:
    """Prepare Pango for a text; for plain ones it was told already what is to know of their style."""
    known = vars(style)
    if "pango" not in known:
        known["pango"] = pango_of(style)
    if known["pango"] is None:
        set_up_anew(layout, style)
        return
    context, language, description, features = known["pango"]
    layout.style, layout.language, layout.first_line_direction = style, language, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)
    if features:
        pango.pango_layout_set_attributes(layout.layout, features)


def pango_of(style: Any) -> tuple[Any, Any, Any, Any] | None:
    """Return what Pango has to know of a style; nothing for one that changes what it knows with each text."""
    if (
        style["text_decoration_line"] != "none"
        or style["letter_spacing"] not in ("normal", 0)
        or style["word_spacing"] != 0
        or style["overflow_wrap"] != "normal"
        or style["font_language_override"] != "normal"
    ):
        return None
    font_map = style.font_config.font_map
    context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_get_default()
    if style["lang"]:
        name, _ = line_break.unicode_to_char_p(style["lang"])
        language = pango.pango_language_from_string(name)
        pango.pango_context_set_language(context, language)
    return context, language, fonts.get_font_description(style), features_of(style)


def features_of(style: Any) -> Any:
    """Return the features of its fonts that a style asks for, as Pango takes them."""
    features = fonts.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    if not features:
        return None
    text = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(text))
    return attributes


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


def to_bytes(item: Any) -> Any:
    """Write down what a file is made of, the most frequent first."""
    kind = type(item)
    if kind is str:
        return item.encode("ascii")
    if kind is int:
        return b"%d" % item
    return bytes_of(item)


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
    (Box, "is_in_normal_flow", is_in_normal_flow),
    (background, "layout_box_backgrounds", layout_box_backgrounds),
    (css, "check_math", is_math),
    (inline, "strut", strut),
    (Layout, "setup", set_up),
    (Layout, "set_text", set_words),
    (Layout, "reactivate", take_up),
    (Layout, "deactivate", put_down),
    (pydyf, "_to_bytes", to_bytes),
    (pydyf.PDF, "page_references", property(references_of_pages)),
)
BEFORE = tuple((owner, name, vars(owner)[name]) for owner, name, _ in CHANGES)
for owner, name, changed in CHANGES:
    setattr(owner, name, changed)
