"""What a portal page reads and writes, with nothing of the portal around it."""

import json
from functools import cache
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, transaction
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django_scopes import scopes_disabled

from assessments.models import Participant, Rating, RatingChange
from assessments.models.rating import COMMENT_LENGTH, RatingState
from bench.reads import path_of
from cities.models import MemberRole
from framework.models import CriterionText, LevelText, NoteText, Scale

ICON = (
    "M6.22 8.72a.75.75 0 0 0 1.06 1.06l5.22-5.22v1.69a.75.75 0 0 0 1.5 0v-3.5a.75.75 0 0 0-.75-.75h-3.5a.75.75 0 0 0"
    " 0 1.5h1.69L6.22 8.72Z",
    "M3.5 6.75c0-.69.56-1.25 1.25-1.25H7A.75.75 0 0 0 7 4H4.75A2.75 2.75 0 0 0 2 6.75v4.5A2.75 2.75 0 0 0 4.75 14h4.5A"
    "2.75 2.75 0 0 0 12 11.25V9a.75.75 0 0 0-1.5 0v2.25c0 .69-.56 1.25-1.25 1.25h-4.5c-.69 0-1.25-.56-1.25-1.25v-4.5Z",
)


@cache
def words_of(edition_id: int) -> tuple[dict[int, Any], list[Any]]:
    """Read what an edition says of each criterion and of each level: once a process, as the portal does."""
    texts = CriterionText.objects.filter(criterion__instrument__edition=edition_id)
    fields = ("statement", "meaning", "evidence", "question", "anchors")
    words = {row["criterion_id"]: row for row in texts.values("criterion_id", *fields, ref=F("criterion__ref"))}
    for row in words.values():
        row["notes"] = []
    notes = NoteText.objects.filter(note__edition=edition_id, note__criteria__in=list(words)).order_by("note__ref")
    for criterion_id, ref, name in notes.values_list("note__criteria", "note__ref", "name"):
        words[criterion_id]["notes"].append((ref, name))
    levels = LevelText.objects.filter(level__scale__edition=edition_id, level__scale__key="practice")
    return words, list(levels.order_by("level__value").values("label", "descriptor", value=F("level__value")))


def come_in(request: HttpRequest, city: str) -> int:
    """Read what somebody is in a city, and the city, as every page of it does; their id. Raises Http404 for others."""
    rows = MemberRole.objects.filter(member__user=request.user.pk, member__city__slug=city)
    roles = list(rows.select_related("member__city", "member__organisation"))
    if not roles:
        raise Http404
    return roles[0].member.user_id


@ensure_csrf_cookie
@scopes_disabled()  # type: ignore[untyped-decorator]  # it has no types
def answer(request: HttpRequest, city: str, round_id: int) -> HttpResponse:
    """All that one participant is asked in a round, each with its level, comment and help."""
    participant = get_object_or_404(
        Participant.objects.select_related("round__assessment__edition"),
        round=round_id,
        member__user=come_in(request, city),
    )
    ratings = Rating.objects.filter(participant=participant).order_by("criterion__position")
    words, levels = words_of(participant.round.assessment.edition_id)
    context = {
        "title": participant.round.assessment.title,
        "rows": [(rating, words[rating.criterion_id]) for rating in ratings],
        "levels": levels,
        "states": list(RatingState)[1:3],
        "icon": ICON,
    }
    return render(request, "answer.html", context)


class AnswerForm(forms.Form):
    answer = forms.IntegerField()
    comment = forms.CharField(required=False, max_length=COMMENT_LENGTH)
    version = forms.IntegerField(min_value=0)

    def __init__(self, data: QueryDict, scale: Scale) -> None:
        super().__init__(data)
        self.fields["answer"].validators += [MinValueValidator(scale.lowest), MaxValueValidator(scale.highest)]


@scopes_disabled()  # type: ignore[untyped-decorator]  # it has no types
def save(request: HttpRequest, city: str, rating_id: int) -> HttpResponse:
    """One answer: checked against its scale, stored, and kept in its history; and how many are answered by now."""
    user = come_in(request, city)
    with transaction.atomic():
        rating = get_object_or_404(
            Rating.objects.select_for_update(of=["self"]).select_related("participant__round__assessment"),
            pk=rating_id,
            participant__member__user=user,
        )
        scale = Scale.objects.get(instruments__criteria=rating.criterion_id)  # in one, they take longer to be planned
        form = AnswerForm(request.POST, scale)
        if not form.is_valid():
            return HttpResponse(str(form.errors), status=422)
        if rating.participant.round.closed_at:
            return HttpResponse("It is closed.", status=409)
        rating.state, rating.level = RatingState.RATED, form.cleaned_data["answer"]
        rating.comment, rating.version = form.cleaned_data["comment"], rating.version + 1
        rating.save(update_fields=["state", "level", "comment", "version"])
        RatingChange.objects.create(
            city_id=rating.city_id,
            rating=rating,
            state=rating.state,
            level=rating.level,
            comment=rating.comment,
            version=rating.version,
            by_id=user,
            at=timezone.now(),
        )
    states = list(Rating.objects.filter(participant=rating.participant).values_list("state", flat=True))
    asked, answered = len(states), len(states) - states.count(RatingState.NOT_ANSWERED)
    return render(request, "saved.html", {"rating": rating, "asked": asked, "answered": answered})


@cache
def recorded(name: str) -> tuple[list[str], int]:
    """Return the statements of a page of the portal and its bytes, as they were recorded."""
    statements, size = json.loads(path_of(name).read_text())
    return statements, size


def reads(_request: HttpRequest, name: str) -> HttpResponse:
    """What a page of the portal asks the database, asked straight; as many bytes come back, and nothing is drawn."""
    statements, size = recorded(name)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return HttpResponse(b" " * size)


@scopes_disabled()  # type: ignore[untyped-decorator]  # it has no types
def results(request: HttpRequest, round_id: int) -> HttpResponse:
    """How many people of each sector gave which answer, in both rounds of an assessment, as a table."""
    rows = (
        Rating.objects.filter(round__assessment__rounds=round_id)
        .values(
            "criterion__ref", "criterion__instrument__key", "participant__sector", "state", "level", "round__number"
        )
        .annotate(people=Count("pk"))
        .order_by("criterion__ref")
    )
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["criterion__instrument__key"], row["criterion__ref"])
        found[key] = found.get(key, 0) + row["people"]
    return render(request, "results.html", {"found": found})
