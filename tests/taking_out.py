"""Files that are taken out of an assessment, as tests get and read them."""

import csv
import io
from zipfile import ZipFile

from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence

TABLES = ("answers", "statements", "positions", "review", "codebook")
FILES = (*(f"{name}.csv" for name in TABLES), "answers.json", "answers.xlsx")


def fetch(client, cast, staged, name="answers.csv"):
    return client.get(reverse("assessments:take-out-file", args=[cast.city.slug, staged.assessment.pk, name]))


def offer(rating, dated_on, **also):
    Evidence.objects.create(
        city=rating.city,
        rating=rating,
        title="A study",
        url="https://evidence.example/study",
        dated_on=dated_on,
        added_by=rating.participant.member.user,
        added_at=timezone.now(),
        **also,
    )


def rows_in(response) -> list[dict[str, str]]:
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def texts_of(response) -> str:
    """Return all that a file says, packed or not."""
    body = response.getvalue()
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())
