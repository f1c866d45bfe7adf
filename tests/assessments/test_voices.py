"""Who said what: of a named assessment for those who run it and those who took part, of a confidential one never."""

import re

import pytest
from django.urls import reverse

from assessments.models import Evidence
from assessments.queries.voices import voices_of
from cities.models import Sector

KEY = "success-factors"


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def read(client, cast, staged):
    return words_of(
        client.get(reverse("assessments:results-group", args=[cast.city.slug, staged.assessment.pk, KEY, "1"]))
    )


@pytest.fixture(params=[True, False], ids=["named", "confidential"])
def said(request, draft, cast):
    """Chi says 4 to 1.a.1 with a comment, five others 1."""
    draft.assessment.is_named = request.param
    draft.assessment.save()
    draft.invite(cast.chi)
    draft.leaders(4)
    draft.open()
    draft.rate_as(Sector.PUBLIC, people=5, level=1)
    draft.say(draft.participant(cast.chi), {"1.a.1": 4}, "Chi wrote this.")
    draft.close_and_reveal()
    return draft


def test_names_stand_where_they_were_promised_and_nowhere_else(said, cast, sign_in):
    is_named = said.assessment.is_named

    pages = {name: read(sign_in(getattr(cast, name)), cast, said) for name in ("bo", "chi", "ola", "rey")}

    named = {name: "Chi : Embedded" in page for name, page in pages.items()}
    assert named == {"bo": is_named, "chi": is_named, "ola": False, "rey": False}
    assert {name: "Chi wrote this." in page for name, page in pages.items()} == dict.fromkeys(pages, True)
    assert {name: "Who said what" in page for name, page in pages.items()} == named


def test_the_voices_of_a_confidential_assessment_cannot_be_asked_for(revealed):
    with pytest.raises(ValueError, match="is confidential"):
        voices_of(revealed.round, [1], [])


def test_evidence_stands_beside_its_statement_without_who_offered_it(backed, cast, sign_in):
    page = sign_in(cast.ola).get(
        reverse("assessments:results-group", args=[cast.city.slug, backed.assessment.pk, KEY, "1"])
    )

    words = words_of(page)
    assert "2 pieces of evidence Minutes 1 February 2026 Plan 1 May 2024" in words
    assert "Mistake" not in words
    assert Evidence.objects.first().added_by.name not in words


def test_evidence_behind_what_is_withheld_stays_away(backed, cast, sign_in):
    backed.assessment.minimum_group = 7
    backed.assessment.save()

    page = sign_in(cast.ola).get(
        reverse("assessments:results-group", args=[cast.city.slug, backed.assessment.pk, KEY, "1"])
    )

    assert "Minutes" not in words_of(page)


def test_who_hears_names_is_not_told_that_nobody_shall_be_guessed(draft, cast, sign_in):
    draft.assessment.is_named = True
    draft.assessment.save()
    draft.invite(cast.chi)
    draft.leaders(3)
    draft.open()
    draft.say(draft.participant(cast.chi), {"1.a.1": 4}, "Chi wrote this.")
    draft.close()
    room = reverse("assessments:moderate-criterion", args=[cast.city.slug, draft.assessment.pk, KEY, "1.a.1"])
    sign_in(cast.bo).post(room.removesuffix("/") + "/reveal/")
    in_the_room = words_of(sign_in(cast.bo).get(room))
    draft.reveal()

    pages = {name: read(sign_in(getattr(cast, name)), cast, draft) for name in ("chi", "ola")}

    assert "without a name" not in in_the_room
    assert "so there are no figures" in in_the_room
    told = {name: ("so there are no figures" in page, "shall be guessed" in page) for name, page in pages.items()}
    assert told["ola"] == (False, True)
    assert told["chi"][0]
