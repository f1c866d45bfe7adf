"""What the pages of reports, and the printed guide, put into words and links."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from framework.rules.marking import Marked, Segment
from framework.templatetags.library import is_foreign
from reports.kinds import KINDS
from reports.models import ReportJob

register = template.Library()

PLACES = {"note": '<a class="ref-to" href="#note-{}">{}</a>', "term": '<a class="term" href="#term-{}">{}</a>'}


@register.filter
def printed_title(job: ReportJob) -> str:
    """Name what a job prints, in words."""
    return KINDS[job.kind].title(job)


@register.filter
def linked(text: Marked) -> SafeString:
    """Write a marked text; what leads on in it is a link inside the document."""
    return format_html_join("", "{}", ((linked_piece(piece),) for piece in text))


def linked_piece(piece: Segment) -> str:
    return format_html(PLACES[piece.kind], piece.target, piece.text) if piece.kind in PLACES else piece.text


@register.filter
def spoken(language: str) -> SafeString:
    """Say in which language words are, as attributes of their element, where it is not the reader's own."""
    return format_html(' lang="{}" dir="auto"', language) if is_foreign(language) else SafeString()
