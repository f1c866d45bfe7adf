"""HTML to PDF: the only place that uses WeasyPrint. Accessible (PDF/UA-1), and nothing is fetched from anywhere."""

from collections.abc import Callable
from dataclasses import dataclass

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

FONTS = FontConfiguration()

Progress = Callable[[int], None]


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
    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    try:
        document = HTML(string=html, url_fetcher=fetcher).render(
            font_config=FONTS, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
        )
        progress(80)
        content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
    except FatalURLFetchingError as error:
        raise UnprintablePage(str(error)) from error
    progress(100)
    return Pdf(content, len(document.pages))
