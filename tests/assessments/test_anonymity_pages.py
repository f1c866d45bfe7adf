"""What people in too small a group answered shows on no page and in no report.

Each test looks for the figures, and then asks the stronger question: do the pages change at all when those answers do?
"""

import html
import re
from itertools import cycle

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from assessments.actions import take_snapshot
from assessments.models import Rating, RatingState, Snapshot
from cities.models import Sector
from reports.kinds import healthcheck

KEY = "success-factors"
EVERYBODY = ("alma", "bo", "chi", "rey", "ada", "ola")
NOW = timezone.now()


def words_of(markup):
    """The text of a page as people read it, drawn figures included."""
    body = re.sub(r"<style.*?</style>|<script.*?</script>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def without_tokens(markup):
    """A page without its CSRF tokens, which differ each time."""
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", markup)


@pytest.fixture
def surfaces(cast, sign_in, whole_note):
    """Return a function that gives every surface on which results of an assessment appear, by name."""
    client = sign_in(cast.bo)

    def surfaces_of(staged):
        address = [cast.city.slug, staged.assessment.pk]
        pages = {
            "results": client.get(reverse("assessments:results", args=address)),
            "statements": client.get(reverse("assessments:statements", args=address)),
            "breakdown": client.get(reverse("assessments:breakdown", args=address)),
            "factor 1": client.get(reverse("assessments:results-group", args=[*address, KEY, "1"])),
            "factor 2": client.get(reverse("assessments:results-group", args=[*address, KEY, "2"])),
            "status": client.get(reverse("assessments:detail", args=address)),
            "note": client.get(reverse("library:note", args=[cast.city.slug, "small", "B1"])),
            "contents": client.get(reverse("library:contents", args=[cast.city.slug, "small"])),
        }
        assert {page.status_code for page in pages.values()} == {200}
        Snapshot.objects.all().delete()
        snapshot = take_snapshot(round_=staged.round, now=NOW)
        report = render_to_string("reports/healthcheck/document.html", {"report": healthcheck.build(snapshot)})
        return {name: without_tokens(page.content.decode()) for name, page in pages.items()} | {"report": report}

    return surfaces_of


def all_words(surfaces):
    return " ".join(words_of(markup) for markup in surfaces.values())


def table_rows(markup, caption):
    """The cells of the rows of the table with that caption."""
    table = next(found for found in re.findall(r"<table.*?</table>", markup, re.DOTALL) if caption in found)
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[words_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.fixture
def small_sector(open_assessment):
    """Nine public leaders on level 1, four private ones on 3, and two of the third sector on 4."""
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.rate_as(Sector.THIRD, people=2, level=4)
    open_assessment.close_and_reveal()
    return open_assessment


def test_a_sector_of_two_is_only_shown_together_with_another(small_sector, cast, sign_in):
    address = reverse("assessments:results", args=[cast.city.slug, small_sector.assessment.pk])

    page = sign_in(cast.chi).get(address)

    [shown] = page.context["instruments"]
    assert shown["findings"].results.parts == (("public",), ("private", "third"))
    merged = "Private sector + Third sector"
    # (4 × 3 + 2 × 4) / 6 people / 4 levels = 83; alone they would be 75 and 100; four public people never answered
    assert table_rows(page.content.decode(), "Scores by factor and sector") == [
        ["Factor", "Public sector", merged],
        ["Strategic clarity", "25 coverage 69%", "83 coverage 100%"],
        ["Leadership", "25 coverage 69%", "83 coverage 100%"],
    ]
    assert {tuple(part.tally.levels for part in group.result.parts) for group in shown["findings"].groups} == {
        ((0, 27, 0, 0, 0), (0, 0, 0, 12, 6)),
        ((0, 18, 0, 0, 0), (0, 0, 0, 8, 4)),
    }


def test_no_page_tells_the_two_of_a_small_sector_from_those_they_stand_with(small_sector, surfaces):
    before = surfaces(small_sector)
    assert "Private sector + Third sector" in words_of(before["report"])
    # the two now say what two of the four said, and the other way round
    third = Rating.objects.filter(participant__sector=Sector.THIRD)
    private = Rating.objects.filter(participant__sector=Sector.PRIVATE)
    two = sorted(set(private.values_list("participant", flat=True)))[:2]
    third.update(level=3)
    private.filter(participant__in=two).update(level=4)

    assert surfaces(small_sector) == before


def test_pages_change_when_an_answer_that_is_shown_does(small_sector, surfaces):
    """Without this, the equality that the other tests ask for would say nothing."""
    before = surfaces(small_sector)
    Rating.objects.filter(participant__sector=Sector.PUBLIC, level=1).update(level=2)

    after = surfaces(small_sector)

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "results",
        "statements",
        "breakdown",
        "factor 1",
        "factor 2",
        "note",
        "contents",
        "report",
    }


def test_a_sector_of_two_beside_one_that_is_big_enough_hides_the_whole_breakdown(open_assessment, surfaces):
    """With two sectors, showing the big one alone would give the small one by subtraction."""
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.rate_as(Sector.THIRD, people=2, level=4)
    open_assessment.close_and_reveal()

    before = surfaces(open_assessment)
    Rating.objects.filter(participant__sector=Sector.THIRD).update(level=1)
    one = sorted(set(Rating.objects.filter(level=1).values_list("participant", flat=True)))[:2]
    Rating.objects.filter(participant__in=one).update(level=4)
    after = surfaces(open_assessment)

    assert before == after
    assert "Scores by factor and sector" not in words_of(before["results"])


SECRET = "Only three of us could have said this."


@pytest.fixture
def three_raters(open_assessment):
    """Everybody rates everything, but 1.b.1 only three, with comments; the rest did not know."""
    people = open_assessment.rate_as(Sector.PUBLIC, people=9, level=2)
    for participant, level in zip(people[:3], [0, 4, 4], strict=True):
        open_assessment.say(participant, {"1.b.1": level}, SECRET)
    for participant in people[3:]:
        open_assessment.say(participant, {"1.b.1": "dont_know"}, "No idea.")
    open_assessment.close_and_reveal()
    return open_assessment


def test_a_statement_that_three_rated_shows_nothing_but_that_it_is_withheld(three_raters, surfaces, cast, sign_in):
    address = reverse("assessments:results-group", args=[cast.city.slug, three_raters.assessment.pk, KEY, "1"])
    page = sign_in(cast.chi).get(address)

    statements = [each for section in page.context["sections"] for each in section.statements]
    [(finding, figure)] = [(each.finding, each.figure) for each in statements if each.finding.outline.ref == "1.b.1"]
    assert (finding.figures, finding.comments, finding.result.reasons) == (None, (), ())
    assert finding.result.parts == (None,) * len(page.context["findings"].parts)
    assert {row[1:] for row in figure.table.rows} == {("Withheld: too few people answered",)}
    shown = all_words(surfaces(three_raters))
    assert "Withheld: fewer than 4 people rated this" in shown
    assert SECRET not in shown
    assert "No idea." not in shown
    assert not re.search(r"\b67\b|\b66\b", shown)  # their score


def test_a_withheld_statement_stands_in_no_ranking_and_no_list_to_discuss(three_raters, cast, sign_in):
    address = reverse("assessments:results", args=[cast.city.slug, three_raters.assessment.pk])

    [shown] = sign_in(cast.chi).get(address).context["instruments"]

    ranked = [item for ranking in shown["rankings"] for item in ranking.findings]
    listed = {item.outline.ref for item in [*ranked, *shown["findings"].to_discuss]}
    assert len(ranked) > 4
    assert listed == {"1.a.1", "1.a.2", "2.a.1", "2.a.2"}
    assert [group.result.withheld for group in shown["findings"].groups] == [1, 0]
    assert shown["findings"].groups[0].figures.tally.levels == (0, 0, 18, 0, 0)


def test_no_page_changes_with_what_the_three_said(three_raters, surfaces):
    before = surfaces(three_raters)
    ratings = Rating.objects.filter(criterion__ref="1.b.1", state=RatingState.RATED)
    for rating, level in zip(ratings, cycle([3, 1, 1]), strict=False):
        rating.level, rating.comment = level, f"Something else, {level}"
        rating.save()

    assert surfaces(three_raters) == before


@pytest.fixture
def three_people(open_assessment):
    """Three of seven invited answered, with comments, but did not know 2.a.2; the others said nothing."""
    for participant in open_assessment.rate_as(Sector.PUBLIC, people=3, level=4):
        open_assessment.say(participant, {"1.a.1": 0, "2.a.2": "dont_know"}, SECRET)
    open_assessment.close_and_reveal()
    return open_assessment


def test_fewer_people_than_the_minimum_show_nothing_at_all(three_people, surfaces, cast, sign_in):
    address = reverse("assessments:results", args=[cast.city.slug, three_people.assessment.pk])

    [shown] = sign_in(cast.chi).get(address).context["instruments"]

    findings = shown["findings"]
    assert (findings.figures.score, findings.figures.band, findings.figures.consensus) == (None, None, None)
    assert findings.figures.tally.rated == 0
    assert {item.figures for item in findings.all_criteria} == {None}
    assert {item.comments for item in findings.all_criteria} == {()}
    assert {group.figures.score for group in findings.groups} == {None}
    assert (findings.parts, shown["sectors"]) == ((), None)
    assert [ranking.findings for ranking in shown["rankings"]] == [[], [], []]
    assert SECRET not in all_words(surfaces(three_people))


def test_no_page_changes_with_what_too_few_people_said(three_people, surfaces):
    before = surfaces(three_people)
    Rating.objects.filter(state=RatingState.RATED).update(level=1, comment="Something else")

    assert surfaces(three_people) == before


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("stage", ["open", "closed"])
def test_no_reader_finds_results_before_they_are_revealed(open_assessment, cast, sign_in, name, stage):
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    if stage == "closed":
        open_assessment.close()
    client, address = sign_in(getattr(cast, name)), [cast.city.slug, open_assessment.assessment.pk]

    statuses = [
        client.get(reverse("assessments:results", args=address)).status_code,
        client.get(reverse("assessments:results-group", args=[*address, KEY, "1"])).status_code,
    ]

    assert statuses == [404, 404]


@pytest.mark.parametrize("name", ["bo", "ada"])
def test_no_report_can_be_asked_for_before_results_are_revealed(open_assessment, cast, sign_in, name):
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.close()

    response = sign_in(getattr(cast, name)).post(
        reverse("reports:request", args=[cast.city.slug]), {"assessment": open_assessment.assessment.pk}
    )

    assert (response.status_code, Snapshot.objects.count()) == (404, 0)


@pytest.mark.parametrize("name", ["bo", "ada", "chi"])
def test_pages_of_an_open_round_show_how_many_answered_and_not_what(open_assessment, cast, sign_in, name, whole_note):
    """Level 4 of all statements, and a comment: neither the score nor the text shows to anybody but its author."""
    for participant in open_assessment.rate_as(Sector.PUBLIC, people=9, level=4):
        open_assessment.say(participant, {"1.a.1": 4}, SECRET)
    client, address = sign_in(getattr(cast, name)), [cast.city.slug, open_assessment.assessment.pk]
    pages = [
        client.get(reverse("assessments:detail", args=address)),
        client.get(reverse("assessments:list", args=address[:1])),
        client.get(reverse("city-home", args=address[:1])),
        client.get(reverse("library:note", args=[cast.city.slug, "small", "B1"])),
        client.get(reverse("library:contents", args=[cast.city.slug, "small"])),
    ]
    if name == "chi":
        pages.append(client.get(reverse("assessments:answer", args=[*address, KEY, "1"])))
        pages.append(client.get(reverse("assessments:review", args=address)))
    else:
        pages.append(client.get(reverse("assessments:people", args=address)))

    shown = " ".join(words_of(page.content.decode()) for page in pages)

    assert {page.status_code for page in pages} == {200}
    assert SECRET not in shown
    before = [page.content for page in pages]
    Rating.objects.filter(level=4).update(level=0, comment="Something else")
    after = [client.get(page.request["PATH_INFO"]).content for page in pages]
    assert [without_tokens(page.decode()) for page in after] == [without_tokens(page.decode()) for page in before]
