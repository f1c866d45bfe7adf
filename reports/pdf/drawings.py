"""How drawings are drawn: a text as one run, a drawing that returns as a copy. Importing this changes WeasyPrint."""

from functools import lru_cache
from math import inf
from typing import Any

from weasyprint import svg as drawings
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_emojis
from weasyprint.images import SVGImage
from weasyprint.matrix import Matrix
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text.line_break import split_first_line

from reports.pdf.letters import draw_line

draw_letter_by_letter = drawings.text
draw_anew = SVGImage.draw


def draw_text(svg: Any, node: Any, font_size: float) -> None:
    """Draw a text that stands in one place as one run.

    WeasyPrint sets each letter alone, as if every one had a place of its own. That tears apart the letters of Arabic
    or Hindi, which join, and takes several times as long. Texts with several places are left to it.
    """
    if not node.text or any(node) or " " in node.get("x", ""):
        draw_letter_by_letter(svg, node, font_size)
        return
    families, weight = node.get("font-family", "sans-serif"), int(node.get("font-weight", 400))
    style = style_of(svg.font_config, families, weight, font_size)
    layout, _, _, width, height, baseline = split_first_line(node.text, style, svg.context, inf, 0)
    x, y = size(node.get("x"), font_size, svg.inner_width), size(node.get("y"), font_size, svg.inner_height)
    # what `text-anchor` moves the text by
    node.text_bounding_box = (x, y - baseline, width, height)
    box = TextBox(layout, style)
    box.baseline = baseline

    svg.stream.push_state()
    fill, stroke = svg.set_graphical_state(node, font_size)
    svg.stream.begin_text()
    layout.reactivate(style)
    svg.fill_stroke(fill, stroke, text=True)
    emojis = draw_line(svg.stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
    svg.stream.end_text()
    svg.stream.pop_state()
    draw_emojis(svg.stream, style, x, y, emojis)


@lru_cache(maxsize=64)
def style_of(fonts: Any, families: str, weight: int, size: float) -> Any:
    """Return the style of a text; a report's drawings share a few."""
    style = Style(INITIAL_VALUES)
    style.font_config = fonts
    style["font_family"] = [family.strip() for family in families.split(",")]
    style["font_weight"] = weight
    style["font_size"] = size
    return style


drawings.text = draw_text  # by which it knows a text when it moves one to its anchor
drawings.TAGS |= {tag: draw_text for tag, draw in drawings.TAGS.items() if draw is draw_letter_by_letter}


def draw_image(image: Any, stream: Any, width: float, height: float, style: Any) -> None:
    """Draw an image, or repeat what was written when it was drawn before in this size.

    A report shows the same bar in several places and the same key on every page. Gradients and patterns are placed
    on the page, not in the drawing, and would stay where they were first: no chart has any.
    """
    drawn = vars(image).setdefault("drawn", {})
    # names in a drawing are those of its resources, which live until the document is written
    key = (id(stream._resources), width, height)
    if key in drawn:
        stream.stream.extend(drawn[key])
        return
    # or what happens to be set already would not be written, and be missing elsewhere
    stream._current_color = stream._current_color_stroke = None
    stream._current_alpha = stream._current_alpha_stroke = None
    start = len(stream.stream)
    draw_anew(image, stream, width, height, style)
    drawn[key] = stream.stream[start:]


SVGImage.draw = draw_image
