"""The pages around a change of edition: the administrator's choice, the participant's answers, results side by side."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Rating, Round
from assessments.queries.breaking_down import frozen_parts
from assessments.queries.findings import findings_of
from assessments.queries.results import freeze_results
from assessments.queries.words import bridge_words
from assessments.rules.frozen import from_json, to_json
from cities.models import City, EditionGrant
from framework.models import Edition
from reports.kinds.healthcheck import build
from tests.assessments.editions import answers_in
from tests.conftest import Staged, stage_assessment
from tests.editions import changed, first_sources, second_sources, stored

KEY = "success-factors"


def url(name, city, *args):
    return reverse(name, args=[city.slug, *args])


def text_of(response) -> str:
    """Return the words of a page's main part, with single spaces."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# --- the choice ---------------------------------------------------------------------------------------------


def test_with_one_edition_alone_the_page_says_so(cast, edition, sign_in):
    page = text_of(sign_in(cast.ada).get(url("editions:list", cast.city)))

    assert "There is only this one edition." in page
    assert "See what would change" not in page


def test_without_any_edition_it_says_so_too(cast, sign_in):
    response = sign_in(cast.ada).get(url("editions:list", cast.city))

    assert response.status_code == 200
    assert "assessments/no_framework.html" in [template.name for template in response.templates]


def test_the_page_names_the_citys_edition_and_those_it_may_use(between, cast, sign_in):
    """A draft is marked; what another city was granted is not there."""
    sketch = ("edition.yaml", "status: published", "status: draft")
    stored(changed(first_sources(), ("edition.yaml", "key: small", "key: sketch"), sketch))
    theirs = stored(
        changed(
            first_sources(),
            ("edition.yaml", "key: small", "key: theirs"),
            ("edition.yaml", "name: Small framework", "name: Theirs alone"),
            sketch,
        )
    )
    Edition.objects.filter(pk=theirs.pk).update(shared=False)
    EditionGrant.guarded_base.create(city=cast.other_city, edition=theirs, granted_at=timezone.now())

    response = sign_in(cast.ada).get(url("editions:list", cast.city))

    current, others = response.context["current"], response.context["others"]
    assert (current.key, current.status) == ("small", "superseded")
    found = sorted((entry.key, str(entry.status_label), replaced) for entry, replaced in others)
    assert found == [("sketch", "Draft", None), ("small-2", "Published", "Small framework")]
    assert "Theirs alone" not in response.content.decode()
    assert sign_in(cast.ada).get(url("editions:change", cast.city, "theirs")).status_code == 404


def test_a_preview_says_it_all_and_changes_nothing(between, cast, sign_in):
    before = list(City.objects.order_by("pk").values()), Assessment.objects.count()

    page = text_of(sign_in(cast.ada).get(url("editions:change", cast.city, "small-2")))

    assert "5 answers are taken along as they are." in page
    assert "3 answers are taken along to be confirmed: their statements were split." in page
    assert "6 answers stay to be read in the edition before: their statements were merged or dropped." in page
    assert "1 is split Outcomes we measure → Outcomes we named + Outcomes we count" in page
    assert "1 is merged from others Leaders stay + Money stays → Leaders and money stay" in page
    assert "1 is dropped Reports go out" in page
    assert "1 is new Open about failures" in page
    assert (list(City.objects.order_by("pk").values()), Assessment.objects.count()) == before


def test_editions_that_are_not_linked_are_said_to_be_so_once(between, cast, sign_in):
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))
    words = "These two editions are not linked. Your assessments stay as they are;"

    linked, unlinked = (
        text_of(sign_in(cast.ada).get(url("editions:change", cast.city, key))) for key in ("small-2", other.key)
    )

    assert (linked.count(words), unlinked.count(words), unlinked.count("not linked")) == (0, 1, 1)
    assert between.old.assessment.title in unlinked
    assert "goes on under the same title" not in unlinked


def test_the_edition_that_the_city_works_with_has_nothing_to_change(cast, edition, sign_in):
    page = text_of(sign_in(cast.ada).get(url("editions:change", cast.city, edition.key)))

    assert "Your city works with this edition already. There is nothing to change." in page
    assert "Not now" not in page


def test_the_choice_of_an_edition_is_part_of_the_settings(between, cast, sign_in):
    settings = f'<a href="{url("cities:settings", cast.city)}" aria-current="true">'

    for address in (url("editions:list", cast.city), url("editions:change", cast.city, "small-2")):
        assert settings in " ".join(sign_in(cast.ada).get(address).content.decode().split())


@pytest.mark.parametrize("ticked", [True, False])
def test_what_is_ticked_follows_and_the_rest_stays(ticked, between, cast, sign_in):
    data = {"assessments": [between.old.assessment.pk]} if ticked else {}

    response = sign_in(cast.ada).post(url("editions:change", cast.city, "small-2"), data, follow=True)

    said = [str(message) for message in response.context["messages"]]
    went_on = " 1 assessment goes on in it." if ticked else ""
    assert said == [f"The city works with “Small framework, second edition” now.{went_on}"]
    assert City.objects.get(pk=cast.city.pk).edition == between.second
    assert Assessment.objects.filter(continues=between.old.assessment).exists() is ticked
    assert Round.objects.get(pk=between.old.round.pk).stage == ("closed" if ticked else "open")
    assert ("1 assessment that is not over yet asks another edition." in text_of(response)) is not ticked


def test_what_changed_meanwhile_is_looked_at_once_more(between, cast, sign_in):
    between.old.close()

    response = sign_in(cast.ada).post(
        url("editions:change", cast.city, "small-2"), {"assessments": [between.old.assessment.pk]}
    )

    assert response.context["form"].errors["assessments"] == [
        "One of these assessments has changed in the meantime. Look at them once more."
    ]
    assert City.objects.get(pk=cast.city.pk).edition.key == "small"


# --- answering ----------------------------------------------------------------------------------------------


@pytest.fixture
def new(between) -> Staged:
    (found,) = between.change(between.old)
    return found


def test_a_participant_sees_what_wants_a_look_and_why(new, cast, sign_in):
    chi = sign_in(cast.chi)

    first = chi.get(url("assessments:answer", cast.city, new.assessment.pk, KEY, "1"))
    second = chi.get(url("assessments:answer", cast.city, new.assessment.pk, KEY, "2"))

    page = text_of(first)
    assert "On this page, 3 statements want a look:" in page
    assert "Reworded since you answered. Your answer counts. See whether it still fits. Everybody knows it." in page
    assert page.count("We measure outcomes. Partly in place Chi’s own words.") == 2  # beside each part
    assert page.count("Confirm this answer") == 2
    assert "2 of 6 answered" in page
    merged = text_of(second)
    assert "You answered these earlier. They cannot be compared with this one, so please answer it anew." in merged
    assert "Our leaders stay committed. Embedded" in merged
    assert "Our money is secured. Don’t know" in merged
    assert "Confirm this answer" not in merged


def test_nobody_sees_the_earlier_answers_of_another(new, between, cast, sign_in):
    other = between.old.round.participants.exclude(submitted_at=None).get()
    between_words = "Chi’s own words."

    page = text_of(sign_in(other.member).get(url("assessments:answer", cast.city, new.assessment.pk, KEY, "1")))

    assert "Partly in place" in page
    assert between_words not in page


def test_one_click_confirms_without_javascript_and_leaving_the_page_does_not(new, cast, sign_in):
    chi, address = sign_in(cast.chi), url("assessments:answer", cast.city, new.assessment.pk, KEY, "1")
    own = "Chi’s own words."
    as_drawn = {}
    for ref, level in {"1-a-1": 3, "1-a-2": 1, "1-b-2": 2, "1-b-3": 2}.items():
        as_drawn |= {f"q-{ref}-answer": level, f"q-{ref}-comment": own, f"q-{ref}-version": 1}

    chi.post(address, as_drawn | {"go": "next"})
    assert answers_in(new.assessment, cast.chi)["1.b.2"] == (2, own, "to_confirm", 1)

    response = chi.post(address, as_drawn | {"confirm": "1.b.2"})

    assert response.url == f"{address}#s-1.b.2"
    found = answers_in(new.assessment, cast.chi)
    assert [found[ref] for ref in ("1.a.2", "1.b.2", "1.b.3")] == [
        (1, own, "reworded", 1),
        (2, own, "", 2),
        (2, own, "to_confirm", 1),
    ]


def test_a_save_by_itself_confirms_and_takes_the_mark_away(new, cast, sign_in):
    chi, address = sign_in(cast.chi), url("assessments:save", cast.city, new.assessment.pk, KEY, "1.b.2")
    sent = {"q-1-b-2-answer": 2, "q-1-b-2-comment": "Chi’s own words.", "q-1-b-2-version": 1}

    first, second = (chi.post(address, sent, headers={"HX-Request": "true"}).content.decode() for _ in range(2))

    assert '<div id="q-1-b-2-carried" data-replaces="nothing"></div>' in first
    assert "carried" not in second
    assert re.sub(r"\s+", " ", first).count("3 of 6 answered") == 1
    assert answers_in(new.assessment, cast.chi)["1.b.2"] == (2, "Chi’s own words.", "", 2)


def test_the_review_lists_what_to_confirm_and_what_is_kept(new, between, cast, sign_in):
    chi = sign_in(cast.chi)

    page = text_of(chi.get(url("assessments:review", cast.city, new.assessment.pk)))
    old = text_of(chi.get(url("assessments:review", cast.city, between.old.assessment.pk)))

    assert "To confirm These answers were carried over from a wider statement." in page
    assert "No longer asked Reports go out Not applicable" in page
    assert "Leaders and money stay" in page.split("Not answered")[1].split("Answered")[0]
    assert "Reports go out Not applicable Chi’s own words." in old
    assert "It goes on in another edition of the framework" in old
    assert "Go on there" in old


def test_a_save_in_the_one_before_is_refused_in_words(new, between, cast, sign_in):
    address = url("assessments:save", cast.city, between.old.assessment.pk, KEY, "1.a.1")

    response = sign_in(cast.chi).post(address, {"q-1-a-1-answer": 0, "q-1-a-1-version": 1})

    assert response.status_code == 409
    assert "This assessment goes on in another edition of the framework." in response.content.decode()


def test_the_front_page_and_the_list_lead_to_the_new_one(new, between, cast, sign_in):
    bo, chi = sign_in(cast.bo), sign_in(cast.chi)

    home, listed = bo.get(url("city-home", cast.city)), bo.get(url("assessments:list", cast.city))
    waiting = chi.get(url("city-home", cast.city)).context["waiting"]
    detail = text_of(bo.get(url("assessments:detail", cast.city, between.old.assessment.pk)))
    step = bo.get(url("assessments:step", cast.city, between.old.assessment.pk, "reveal"))

    assert [entry.round.assessment_id for entry in home.context["managed"]] == [new.assessment.pk]
    assert text_of(listed).count("Goes on in another edition") == 1
    assert [(entry.item.round.pk, entry.item.answered, entry.item.asked) for entry in waiting] == [(new.round.pk, 2, 6)]
    assert "See where it goes on" in detail
    assert "Reveal the results" not in detail
    assert step.status_code == 302


def test_somebody_invited_since_has_nothing_earlier(new, cast, sign_in):
    new.invite(cast.alma)

    page = text_of(sign_in(cast.alma).get(url("assessments:answer", cast.city, new.assessment.pk, KEY, "1")))

    assert "want a look" not in page
    assert "0 of 6 answered" in page


# --- results ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_shown(cast) -> tuple[Staged, Staged]:
    """Five leaders in the first edition, everything on level 1; five in the second, everything on level 3."""
    stored(first_sources())
    before = stage_assessment(cast.city, cast.bo, "Before")
    before.leaders(5)
    before.open()
    for participant in before.round.participants.all():
        before.say(participant, dict.fromkeys(before.refs, 1))
    before.close_and_reveal()

    stored(second_sources())
    now = stage_assessment(cast.city, cast.bo, "Now")
    members = [participant.member for participant in before.round.participants.select_related("member__organisation")]
    now.invite(*members)
    now.open()
    for participant in now.round.participants.all():
        now.say(participant, dict.fromkeys(now.refs, 3))
    now.say(now.round.participants.first(), {"1.a.1": "dont_know"})
    now.close_and_reveal()
    return before, now


def fresh(staged):
    return Round.objects.select_related("assessment__edition", "city").get(pk=staged.round.pk)


def test_a_change_is_given_where_everything_in_a_part_compares(two_shown):
    frozen = freeze_results(fresh(two_shown[1]))

    (findings,) = [findings_of(frozen, outline) for outline in frozen.instruments]
    assert frozen.previous.title == "Before"
    assert {group.outline.ref: (group.figures.score, group.change) for group in findings.groups} == {
        "1": (75.0, None),  # one of its statements was split
        "2": (75.0, None),
        "3": (75.0, None),
    }
    assert {group.outline.ref: group.change for group in findings.groups[0].groups} == {"1.a": 50.0, "1.b": None}
    assert findings.change is None
    assert bridge_words(frozen.bridge) == (
        "The assessment before was of another edition of the framework, “Small framework”. Since then, of the"
        " statements asked, 1 was reworded, 1 was split, 2 were merged, 1 was dropped and 1 is new. A change"
        " is given where every statement can be compared."
    )
    assert from_json(to_json(frozen)) == frozen


def test_results_say_what_stands_between_and_lead_to_the_comparison(two_shown, cast, sign_in):
    page = sign_in(cast.bo).get(url("assessments:results", cast.city, two_shown[1].assessment.pk))

    assert "Since then, of the statements asked, 1 was reworded" in text_of(page)
    address = url("assessments:compare", cast.city, two_shown[1].assessment.pk)
    assert f'href="{address}#{KEY}"' in page.content.decode()


def rows_shown(response):
    ((_item, rows),) = response.context["tables"]
    return [(row.now.outline.ref if row.now else row.before[0].outline.ref, row.change) for row in rows]


def test_two_editions_stand_side_by_side_along_the_mapping(two_shown, cast, sign_in):
    response = sign_in(cast.bo).get(url("assessments:compare", cast.city, two_shown[1].assessment.pk))

    assert rows_shown(response) == [
        ("1.a.1", 50.0),
        ("1.a.2", 50.0),
        ("1.b.2", None),
        ("1.b.3", None),
        ("2.a.3", None),
        ("3.a.1", None),
        ("2.b.1", None),
    ]
    page = text_of(response)
    assert "Reworded. Before: “Everybody knows it.”" in page
    assert page.count("Not comparable: before, it was a part of “Outcomes we measure”.") == 2
    assert "Not comparable: it takes the place of “Leaders stay” and “Money stays”." in page
    assert "New in this edition." in page
    assert "No longer part of the framework." in page
    assert "2 of 7 statements can be compared." in page
    assert "2 statements got better 0 got worse 0 are unchanged 5 cannot be compared" in page


def test_coverage_stands_below_each_score_that_is_compared(two_shown, cast, sign_in):
    """One of the five does not know of one statement now."""
    response = sign_in(cast.bo).get(url("assessments:compare", cast.city, two_shown[1].assessment.pk))

    rows = re.findall(r"<tr>.*?</tr>", response.content.decode().split("<tbody>")[1], re.DOTALL)
    first = re.findall(r"(\d+)\s+<span class=\"quiet figure-note\">(.*?)</span>", rows[0])
    assert first == [("25", "coverage 100%"), ("75", "coverage 80%")]


def test_what_is_withheld_is_not_told_by_the_other_side(two_shown, cast, sign_in):
    """Two of five rated it now: the score then, and any change, would give theirs away."""
    now = two_shown[1]
    few = Rating.objects.filter(round=now.round, criterion__ref="1.a.2").order_by("pk")[2:]
    Rating.objects.filter(pk__in=[rating.pk for rating in few]).update(state="not_answered", level=None)

    response = sign_in(cast.bo).get(url("assessments:compare", cast.city, now.assessment.pk))

    ((_item, rows),) = response.context["tables"]
    (row,) = [row for row in rows if row.now and row.now.outline.ref == "1.a.2"]
    assert (row.now.is_withheld, row.now.score, row.change) == (True, None, None)
    assert "withheld" in text_of(response)


def test_only_what_has_changed_can_be_shown(two_shown, cast, sign_in):
    now = two_shown[1]
    Rating.objects.filter(round=now.round, criterion__ref="1.a.1").update(state="rated", level=1)

    response = sign_in(cast.bo).get(url("assessments:compare", cast.city, now.assessment.pk), {"only": "changes"})

    assert [ref for ref, _ in rows_shown(response)] == ["1.a.2", "1.b.2", "1.b.3", "2.a.3", "3.a.1", "2.b.1"]
    assert "1 statement got better 0 got worse 1 is unchanged 5 cannot be compared" in text_of(response)


@pytest.mark.parametrize("side", ["with", "now"])
@pytest.mark.parametrize("named", ["0", "x", "9" * 400])
def test_no_other_round_can_be_named(named, side, two_shown, cast, sign_in):
    address = url("assessments:compare", cast.city, two_shown[1].assessment.pk)

    assert sign_in(cast.bo).get(address, {side: named}).status_code == 404


def test_the_first_results_have_nothing_before_them_to_be_compared_with(two_shown, cast, sign_in):
    page = text_of(sign_in(cast.bo).get(url("assessments:compare", cast.city, two_shown[0].assessment.pk)))

    assert "No assessment closed before this one. Choose another one to compare it with." in page


def test_editions_that_nothing_joins_are_not_compared(two_shown, cast, sign_in):
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))
    then = Assessment.objects.get(pk=two_shown[0].assessment.pk)
    Assessment.objects.filter(pk=then.pk).update(edition=other)

    response = sign_in(cast.bo).get(url("assessments:compare", cast.city, two_shown[1].assessment.pk))

    assert response.context["tables"] == []
    assert "nothing says how one came out of the other. They cannot be compared." in text_of(response)
    assert freeze_results(fresh(two_shown[1])).previous is None


def test_the_health_check_says_what_stands_between(two_shown, cast):

    snapshot = actions.take_snapshot(round_=fresh(two_shown[1]), now=timezone.now())

    report = build(snapshot)

    assert report.frozen.bridge.edition == "Small framework"
    frozen = freeze_results(fresh(two_shown[1]))
    assert report.frozen == replace(frozen, breakdowns=frozen_parts(fresh(two_shown[1]), frozen.instruments))
