"""The parts of a row that are the same for everybody: drawn once in each process, for they are most of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from assessments.forms.rating import OTHER_ANSWERS, prefix_of
from assessments.queries.questionnaire import Question
from cities.models import City
from framework.models import Edition
from framework.queries.languages import reading_languages
from framework.templatetags.library import lang


@cache
def template(name: str) -> Any:
    """Return a Jinja template, which escapes what it is given."""
    return get_template(name, using="jinja2")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is drawn: `key` tells apart all that may look different. `context` holds nothing of anybody's."""

    name: str
    key: tuple[object, ...]
    context: Mapping[str, object] = field(compare=False)


@lru_cache(maxsize=4096)
def drawn(part: Fixed) -> SafeString:
    """Draw a part, or return what was drawn of it before."""
    return SafeString(template(part.name).render(dict(part.context)))


class FixedParts:
    """The fixed parts of the rows of one page: of an edition, read in a city in one language."""

    def __init__(self, city: City, edition: Edition) -> None:
        self.key = (city.slug, edition.key, edition.digest, edition.status, reading_languages())
        self.words: dict[str, Any] = {"_": cache(gettext), "lang": cache(lang)}
        self.note_url: Callable[[str], str] = lambda ref: reverse("library:note", args=[city.slug, edition.key, ref])

    def help_of(self, question: Question) -> SafeString:
        """Return what a statement means, to unfold."""
        context = {
            "help": question.help,
            "anchored_levels": question.anchored_levels,
            "own": lang(question.criterion.language),
            "note_url": self.note_url,
        }
        return self.draw("assessments/help.html", question, (), context)

    def levels_of(self, question: Question, value: str, *, is_locked: bool) -> SafeString:
        """Return the answers offered, the one with this value chosen; none is where none has it."""
        offered = {*(str(level.value) for level in question.levels), *(state.value for state in OTHER_ANSWERS)}
        chosen = value if value in offered else ""
        context = {
            "ref": question.criterion.ref,
            "prefix": prefix_of(question.criterion.ref),
            "described_levels": question.described_levels,
            "other_answers": OTHER_ANSWERS,
            "chosen": chosen,
            "is_locked": is_locked,
        }
        return self.draw("assessments/levels.html", question, (chosen, is_locked), context)

    def draw(self, name: str, question: Question, more: tuple[object, ...], context: dict[str, object]) -> SafeString:
        key = (*self.key, question.instrument_key, question.criterion.ref, *more)
        return drawn(Fixed(name, key, self.words | context))
