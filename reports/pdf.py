"""HTML to PDF: the only place that uses WeasyPrint. Accessible (PDF/UA-1), and nothing is fetched from anywhere."""

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

FONTS = FontConfiguration()

Progress = Callable[[int], None]

logger = logging.getLogger(__name__)


class UnprintablePage(Exception):
    """The page refers to something that a report may not fetch."""


@dataclass(frozen=True, slots=True)
class Pdf:
    content: bytes
    pages: int


def render_pdf(html: str, *, identifier: str, progress: Progress) -> Pdf:
    """Lay out `html` and return the PDF; `progress` is told the percentage of this work done.

    The same page and identifier give the same bytes. Raises UnprintablePage for an address that is not data.
    """
    started = time.monotonic()
    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": identifier.encode()}
    try:
        with collector_paused():
            document = HTML(string=html, url_fetcher=fetcher).render(font_config=FONTS, **options)
            progress(60)
            content: bytes = document.write_pdf(**options)
    except FatalURLFetchingError as error:
        raise UnprintablePage(str(error)) from error
    pages = len(document.pages)
    logger.info("%d pages, %d kB in %.1f s", pages, len(content) // 1000, time.monotonic() - started)
    progress(100)
    return Pdf(content, pages)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no garbage meanwhile: a layout makes a great many objects that live until its end.

    That saves an eighth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
