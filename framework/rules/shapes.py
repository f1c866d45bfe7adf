"""The shapes that every part of an edition's files is made of."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from framework.rules.messages import _

TAG = re.compile(r"<[A-Za-z/!?][^>]*>?")
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
REF = r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$"
LANGUAGE = r"^[a-z]{2,3}(-[a-z]{2,4})?$"
MARK = r"^[a-z0-9]{1,3}$"

PATTERNS = {
    KEY: _("a key holds small letters, digits and single hyphens, such as %(example)s", example="success-factors"),
    REF: _("a reference holds letters and digits, its parts joined by dots, such as %(example)s", example="1.a.2"),
    LANGUAGE: _("this must be the code of a language, such as %(one)s or %(other)s", one="en", other="pt-br"),
    MARK: _(
        "the mark of a point has up to three small letters or digits, such as %(one)s or %(other)s", one="a", other="12"
    ),
}
"""What to say of a text that does not have the form it needs."""


def plain(text: str) -> str:
    """Refuse HTML: words are shown as they are, and a tag in them is a mistake or an attack."""
    if tag := TAG.search(text):
        message = _("this holds HTML (%(tag)s); write plain text", tag=tag.group()[:40])
        raise ValueError(message)
    return text


def text(**bounds: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, **bounds)  # type: ignore[arg-type]  # bounds are of lengths


Line = Annotated[str, text(min_length=1, max_length=200), AfterValidator(plain)]
Title = Annotated[str, text(min_length=1, max_length=100), AfterValidator(plain)]
Label = Annotated[str, text(min_length=1, max_length=60), AfterValidator(plain)]
Noun = Annotated[str, text(min_length=1, max_length=40), AfterValidator(plain)]
Prose = Annotated[str, text(min_length=1, max_length=6000), AfterValidator(plain)]
MaybeProse = Annotated[str, text(max_length=6000), AfterValidator(plain)]
Key = Annotated[str, StringConstraints(pattern=KEY, max_length=50)]
Ref = Annotated[str, StringConstraints(pattern=REF, max_length=20)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Mark = Annotated[str, StringConstraints(pattern=MARK)]
"""The letter or number of a point in a list, such as `a` or `1`."""
NoteRefs = Annotated[tuple[Ref, ...], Field(max_length=50)]
"""References of guidance notes that something belongs to."""
Place = tuple[str, ...]
"""Where the words of something stand in a file of wording: `("notes", "B1")`, `("scales", "practice", "0")`."""


class Document(BaseModel):
    """A part of the files: unknown keys are refused, so that a misspelt one is found.

    The docstrings of documents and of their fields are what an author's editor shows.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        model_title_generator=lambda kind: re.sub("(Document|Words)$", "", kind.__name__),
    )
