"""HTML to PDF: the only place that uses WeasyPrint. Accessible (PDF/UA-1), and nothing is fetched from anywhere."""

import base64
import gc
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # it has no types
from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

import reports.pdf.drawings
import reports.pdf.economy
import reports.pdf.languages
import reports.pdf.lines  # noqa: F401 - these four are imported for what they change
from cities.rules.direction import runs_right_to_left
from reports.pdf.finisher import compress
from reports.pdf.mirror import mirrored

FONTS = FontConfiguration()
ELEMENTS = Path(__file__).with_name("elements.css")

SVG = "http://www.w3.org/2000/svg"
DRAWN = ("viewBox", "width", "height", "fill", "font-family", "font-size")

# what XML 1.0 (2.2, "Characters") does not allow anywhere, not even escaped
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# an error quotes a drawing whole: what it shows is nothing for a log
DATA = re.compile(r"data:[^\s\"']+")
REPLACEMENT = "\ufffd"
BETWEEN_TAGS = re.compile(r">\s*\n\s*<")

Progress = Callable[[int], None]

logger = logging.getLogger(__name__)


class UnprintablePage(Exception):
    """The page refers to something that a report may not fetch, or holds a drawing that fails."""


@dataclass(frozen=True, slots=True)
class Pdf:
    content: bytes
    pages: int


class Page(HTML):  # type: ignore[misc]  # nor has WeasyPrint
    """HTML in XML syntax, which Python reads in a fiftieth of the time that HTML5 takes.

    Each `svg` becomes an image named by its title: no styles are sought for its shapes, and one that occurs often
    is read once.
    """

    def __init__(self, html: str, url_fetcher: URLFetcher) -> None:
        text = BETWEEN_TAGS.sub("><", NOT_XML.sub("", html))
        tree = ElementTree.fromstring(text)  # noqa: S314 - our own markup, all it quotes escaped
        for drawing in list(tree.iter("svg")):
            as_image(drawing)
        self.runs_left = tree.get("dir") == "rtl"
        for element in tree.iter():
            if element.tag == "bdi" or element.get("dir"):
                settle_direction(element, within_rtl=self.runs_left)
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = tree

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """Return what elements look like without a report's style."""
        style = ELEMENTS.read_text()
        return [stylesheet(mirrored(style) if self.runs_left else style)]


def as_image(drawing: ElementTree.Element) -> None:
    """Turn an `svg` into an `img`. What names it and tells it from its like is left out of the drawing."""
    tail, drawing.tail = drawing.tail, None
    image = {"class": drawing.get("class", ""), "alt": drawing.findtext("title", "")}
    drawing.attrib = {name: value for name, value in drawing.items() if name in DRAWN} | {"xmlns": SVG}
    drawing[:] = [shape for shape in drawing if shape.tag not in ("title", "desc")]
    source = base64.b64encode(ElementTree.tostring(drawing)).decode()
    drawing.clear()
    drawing.tag, drawing.tail = "img", tail
    drawing.attrib = {**image, "src": f"data:image/svg+xml;base64,{source}"}


def settle_direction(element: ElementTree.Element, *, within_rtl: bool) -> None:
    """Say in a class which way a `bdi` or what has a `dir` runs: WeasyPrint does not find out by itself.

    What runs from left to right says so only in a document that does not.
    """
    direction = element.get("dir", "auto")
    if direction == "auto":
        direction = "rtl" if runs_right_to_left("".join(element.itertext())) else "ltr"
    if direction == "rtl" or within_rtl:
        element.set("class", f"{element.get('class', '')} {direction}".strip())


def render_pdf(html: str, *, css: str, progress: Progress) -> Pdf:
    """Lay out `html` and return the PDF; `progress` is told the percentage of this work done.

    The page is well-formed XML: every element closed, numbers for entities. A line break between two tags is no
    space. The same page gives the same bytes. A character that no font has is printed as �. Raises UnprintablePage
    for an address that is not data and for a drawing that fails.
    """
    started = time.monotonic()
    try:
        pdf, gaps = attempt(html, css, progress)
        if gaps:
            pdf, _ = attempt(html.translate(dict.fromkeys(map(ord, gaps), REPLACEMENT)), css, progress)
    except FatalURLFetchingError as error:
        raise UnprintablePage(str(error)) from error
    logger.info("%d pages, %d kB in %.1f s", pdf.pages, len(pdf.content) // 1000, time.monotonic() - started)
    progress(100)
    return pdf


def attempt(html: str, css: str, progress: Progress) -> tuple[Pdf, frozenset[str]]:
    """Print a page; also return the characters of it that no font has, of which the file shows an empty box."""
    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    # no identifier: to make one, every object would be written and compressed twice
    options = {"pdf_variant": "pdf/ua-1"}
    with errors_raised():
        page = Page(html, fetcher)
        style = stylesheet(mirrored(css) if page.runs_left else css)
        document = page.render(font_config=FONTS, stylesheets=[style], **options)
        progress(60)
        content: bytes = document.write_pdf(finisher=compress, **options)
    gaps = frozenset(chr(code) for font in document.fonts.values() for code in font.missing)
    return Pdf(content, len(document.pages)), gaps


@lru_cache(maxsize=8)
def stylesheet(css: str) -> CSS:
    """Read a stylesheet once for all the documents it serves."""
    return CSS(string=css, font_config=FONTS, media_type="print")


class ErrorKeeper(logging.Handler):
    """Remembers the first error."""

    first: logging.LogRecord | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.first = self.first or record


@contextmanager
def errors_raised() -> Iterator[None]:
    """Take what WeasyPrint logs as an error for one: it would print the page without the drawing that failed."""
    keeper = ErrorKeeper(logging.ERROR)
    LOGGER.addHandler(keeper)
    try:
        yield
    finally:
        LOGGER.removeHandler(keeper)
    if keeper.first:
        raise UnprintablePage(DATA.sub("data:…", keeper.first.getMessage()))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no garbage while a report is made: it makes a great many objects that live until its end.

    That saves an eighth of the time. What the report before left is collected in its wake.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
