"""What was typed on a page that nothing takes any more: handed back in words, so that it can be copied."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from assessments.forms.rating import OTHER_ANSWERS, prefix_of
from assessments.models import Assessment
from cities.access import CityRequest
from framework.queries.annotated import instruments_of
from framework.rules.outline import LevelOutline

SENT = re.compile(r"(q-(.+))-(?:answer|comment)")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent for one statement: the answer in words, and the comment."""

    ref: str
    answer: str
    comment: str


def typed_in(data: QueryDict, levels: Sequence[LevelOutline], shown: Collection[str] = ()) -> list[Typed]:
    """Return what was chosen or typed for statements other than those `shown`, by their references."""
    words = {str(level.value): level.label for level in levels}
    words |= {state.value: str(state.label) for state in OTHER_ANSWERS}
    sent = dict.fromkeys(found.groups() for found in map(SENT.fullmatch, data) if found)
    known = {prefix_of(ref) for ref in shown}
    typed = []
    for prefix, name in sent:
        answer, comment = data.get(f"{prefix}-answer", ""), data.get(f"{prefix}-comment", "")
        if prefix not in known and (answer or comment.strip()):
            typed.append(Typed(name.replace("-", "."), words.get(answer, answer), comment))
    return typed


def handed_back(
    request: CityRequest, assessment: Assessment, instrument: str, *, refusal: str, status: int
) -> HttpResponse | None:
    """Return a page with all that was sent and why it is not saved; None where nothing was."""
    outlines = [item.outline for item in instruments_of(assessment.edition)]
    typed = typed_in(request.POST, next((item.levels for item in outlines if item.key == instrument), ()))
    if not typed:
        return None
    return render(request, "assessments/handed_back.html", {"typed": typed, "refusal": refusal}, status=status)
