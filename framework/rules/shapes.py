"""The shapes that every part of an edition's files is made of."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

TAG = re.compile(r"<[A-Za-z/!?][^>]*>?")


def plain(text: str) -> str:
    """Refuse HTML: words are shown as they are, and a tag in them is a mistake or an attack."""
    if tag := TAG.search(text):
        message = f"this holds HTML ({tag.group()[:40]}); write plain text"
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
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$", max_length=20)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z]{2,4})?$")]


class Document(BaseModel):
    """A part of the files: unknown keys are refused, so that a misspelt one is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)
