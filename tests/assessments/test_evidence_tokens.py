"""Evidence is named in addresses by random bits: no number tells how much there is, and none can be tried."""

from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Evidence, Rating

give_tokens = import_module("assessments.migrations.0008_evidence_tokens").give_tokens


@pytest.fixture
def pieces(open_assessment, cast):
    """Three files behind Chi's answer."""
    Assessment.objects.update(asks_evidence=True)
    rating = Rating.objects.select_related("city", "participant__round", "participant__city").get(
        participant=open_assessment.participant(cast.chi), criterion__ref="1.a.1"
    )
    return [
        actions.add_evidence(
            rating=rating,
            title=f"Minutes {number}",
            upload=actions.Upload("minutes.pdf", f"%PDF-1.7 {number}".encode()),
            by=cast.chi.user,
            now=timezone.now(),
        )
        for number in range(3)
    ]


def test_an_address_of_evidence_holds_random_bits_and_no_number(pieces, cast, sign_in):
    page = (
        sign_in(cast.chi)
        .get(
            reverse(
                "assessments:evidence",
                args=[cast.city.slug, pieces[0].rating.round.assessment_id, "success-factors", "1.a.1"],
            )
        )
        .content.decode()
    )

    tokens = {piece.token for piece in pieces}
    assert {(token.version, len(token.hex)) for token in tokens} == {(4, 32)}
    assert len(tokens) == 3
    assert [page.count(f"/evidence/{piece.token}/remove/") for piece in pieces] == [1, 1, 1]
    for name in ("evidence-file", "remove-evidence"):
        with pytest.raises(NoReverseMatch):
            reverse(f"assessments:{name}", args=[cast.city.slug, pieces[0].pk])


def test_who_knows_a_token_still_has_to_be_allowed(pieces, cast, sign_in):
    address = reverse("assessments:evidence-file", args=[cast.city.slug, pieces[1].token])

    assert sign_in(cast.chi).get(address).getvalue() == b"%PDF-1.7 1"
    assert [sign_in(member).get(address).status_code for member in (cast.bo, cast.ada, cast.ola, cast.otto)] == [
        404
    ] * 4


def test_evidence_from_before_gets_a_token_each(pieces):
    was = [piece.token for piece in pieces]

    give_tokens(None, connection.schema_editor())

    tokens = list(Evidence.objects.order_by("pk").values_list("token", flat=True))
    assert len({*was, *tokens}) == 6
    assert {type(token) for token in tokens} == {UUID}
