"""The library inside a city: where it stands on a note, out of which round, and what stays withheld."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from assessments.models import Assessment, Carried, Rating, Round
from assessments.queries.captions import gap_words
from assessments.queries.findings import findings_of
from assessments.queries.results import freeze_results
from assessments.queries.standing import NoteBrief, note_standing, notes_in_brief, standings
from cities import permissions
from cities.models import City, EditionGrant, Role
from cities.permissions import PERMISSIONS, Permission
from framework.models import Edition
from framework.rules.outline import LevelOutline
from framework.rules.reading import files_in
from tests.assessments.test_positions import put_position
from tests.conftest import SMALL_EDITION, stage_assessment
from tests.editions import CHECKLIST, changed, stored

KEY = "success-factors"
SPLIT = (
    '          - {ref: "1.b.1", title: "Outcomes we measure", statement: "We measure outcomes.",'
    ' help: {meaning: "Where is the list?"}, source: "1) b)"}\n'
)
REFS = ("1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2")
LEVELS = [LevelOutline(value, label, "") for value, label in enumerate(["None", "Few", "Some", "Most", "All"])]


def words(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.fixture
def read(cast, sign_in):
    """Return a function that reads a page of the city's library as somebody."""

    def page(name="note", *args, reader="ola", key="small"):
        arguments = [cast.city.slug, key, *(args or (["B1"] if name == "note" else []))]
        response = sign_in(getattr(cast, reader)).get(reverse(f"library:{name}", args=arguments))
        assert response.status_code == 200
        return response.content.decode()

    return page


def standing_section(markup):
    return words(re.search(r'<section aria-labelledby="criteria">.*?</section>', markup, re.DOTALL)[0])


def rows_of(markup):
    table = re.search(r'<table class="results-table is-stacked standing">.*?</table>', markup, re.DOTALL)[0]
    return [words(row) for row in re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1], re.DOTALL)]


def moved(staged, days):
    """Let a round have closed so many days ago."""
    then = timezone.now() - timedelta(days=days)
    Round.objects.filter(pk=staged.round.pk).update(
        opened_at=then - timedelta(days=9), closed_at=then, revealed_at=then
    )
    staged.round.refresh_from_db()


def answered(cast, title, level, refs=REFS, people=5):
    staged = stage_assessment(cast.city, cast.bo, title)
    participants = staged.leaders(people)
    staged.open()
    for participant in participants:
        staged.say(participant, dict.fromkeys(refs, level))
    return staged


def test_figures_are_those_of_the_results_page(revealed, cast, whole_note):
    """Some answers came from the edition before and were never confirmed: they count as none, here as there."""
    Rating.objects.filter(round=revealed.round, criterion__ref="1.a.2", level=3).update(carried=Carried.TO_CONFIRM)
    found = standings(cast.city, whole_note, {(KEY, ref) for ref in REFS})

    results = freeze_results(revealed.round)
    shown = {item.outline.ref: item.figures for item in findings_of(results, results.instruments[0]).all_criteria}
    assert {ref: standing.figures for (_, ref), standing in found.items()} == shown
    assert [shown[ref].tally.rated for ref in REFS[:2]] == [14, 10]


def test_the_page_says_level_gap_coverage_and_when(revealed, cast, read, whole_note):
    moved(revealed, 0)
    markup = read()
    rows = rows_of(markup)

    day = revealed.round.closed_at.astimezone(cast.city.zone)
    closed = f"{day.day} {day:%B %Y}"
    # of those invited, three never answered
    assert rows[0] == "1.a.1 A vision made together First steps 3 levels below “Embedded” 82%"
    assert len(rows) == 5
    said = f"What Autumn check , which closed on {closed}, says of each statement of this note."
    assert said in standing_section(markup)
    address = reverse("assessments:results", args=[cast.city.slug, revealed.assessment.pk])
    assert f'<a href="{address}"><bdi>Autumn check</bdi></a>' in markup


def test_below_its_name_a_note_says_how_much_was_assessed_and_leads_there(revealed, read, whole_note, edition):
    head = re.search(r"<header class=\"page-head.*?</header>", read(), re.DOTALL)[0]

    assert re.search(r'<a href="#criteria">(.*?)</a>', head, re.DOTALL)
    assert words(head).endswith("stands: 5 of 5 statements assessed Print this note")
    assert "statements assessed" not in read("note", "A")


def test_rows_of_several_assessments_each_say_theirs(cast, read, whole_note):
    older, newer = (answered(cast, title, level) for title, level in (("Old", 1), ("New", 3)))
    newer.assessment.asked_groups.filter(group__ref="2").delete()
    newer.round.ratings.filter(criterion__ref__startswith="2").delete()
    for staged, days in ((older, 30), (newer, 10)):
        staged.close_and_reveal()
        moved(staged, days)

    markup = read()

    day = older.round.closed_at.astimezone(cast.city.zone)
    assert rows_of(markup)[3].endswith(f"{day.day} {day:%B %Y} : Old")
    assert rows_of(markup)[0].endswith(": New")
    address = reverse("assessments:results-group", args=[cast.city.slug, older.assessment.pk, KEY, "2"])
    assert f'href="{address}#s-2.a.1"' in markup


def test_each_statement_comes_from_the_newest_revealed_round_that_asked_it(cast, read, whole_note, edition):
    older, newer, sealed = (answered(cast, title, level) for title, level in (("Old", 1), ("New", 3), ("Sealed", 4)))
    newer.assessment.asked_groups.filter(group__ref="2").delete()
    newer.round.ratings.filter(criterion__ref__startswith="2").delete()
    for staged in (older, newer):
        staged.close_and_reveal()
    sealed.close()
    moved(older, 30)
    moved(newer, 10)

    found = note_standing(cast.city, whole_note, "B1")

    assert [(item.ref, standing.asking.title, standing.figures.median) for item, standing in found.asked] == [
        ("1.a.1", "New", 3),
        ("1.a.2", "New", 3),
        ("1.b.1", "New", 3),
        ("2.a.1", "Old", 1),
        ("2.a.2", "Old", 1),
    ]
    assert found.never_asked == ()
    assert "Sealed" not in read()
    assert "At the top level" not in read()


@pytest.mark.parametrize("stage", ["draft", "open", "closed"])
def test_before_results_are_revealed_nothing_is_there(stage, cast, read, whole_note):
    staged = answered(cast, "Secret", 4) if stage != "draft" else stage_assessment(cast.city, cast.bo, "Secret")
    if stage == "closed":
        staged.close()

    markup = read(reader="bo")

    assert standings(cast.city, whole_note, {(KEY, ref) for ref in REFS}) == {}
    assert "No assessment with results has asked a statement of this note yet." in standing_section(markup)
    assert "Secret" not in markup
    assert "Embedded" not in markup
    assert "0 of 5 statements assessed" in words(read("contents"))
    assert "<progress" not in read("contents")


def test_a_later_round_of_an_assessment_changes_nothing_until_it_is_revealed(revealed, cast, whole_note):
    before = standings(cast.city, whole_note, {(KEY, "1.a.1")})

    Round.objects.create(city=cast.city, assessment=revealed.assessment, number=2, closes_on=revealed.round.closes_on)

    assert before != {}
    assert standings(cast.city, whole_note, {(KEY, "1.a.1")}) == before


def standing_levels(city, edition):
    """Return by reference whose word a criterion has, and the level."""
    found = standings(city, edition, {(KEY, ref) for ref in REFS})
    return {ref: (standing.asking.title, standing.level) for (_, ref), standing in found.items()}


def closed_since(staged, **words):
    """Reveal an assessment today that asked nobody."""
    Assessment.objects.filter(pk=staged.assessment.pk).update(**words)
    Round.objects.filter(pk=staged.round.pk).update(
        opened_at=timezone.now(), closed_at=timezone.now(), revealed_at=timezone.now()
    )


def test_what_reviewers_alone_looked_at_leaves_the_standing_before(cast, whole_note):
    older = answered(cast, "Old", 1)
    older.close_and_reveal()
    moved(older, 30)
    closed_since(stage_assessment(cast.city, cast.bo, "Healthcheck"), kind="healthcheck")

    assert standing_levels(cast.city, whole_note) == dict.fromkeys(REFS, ("Old", 1))


def test_what_was_not_agreed_in_the_room_leaves_the_standing_before(cast, whole_note):
    older = answered(cast, "Old", 1)
    older.close_and_reveal()
    moved(older, 30)
    room = stage_assessment(cast.city, cast.bo, "Room")
    put_position(room, "1.a.1", level=3)
    put_position(room, "1.a.2", level=None)  # agreed not to apply
    closed_since(room, is_consensus_only=True, locked_at=timezone.now())

    found = standing_levels(cast.city, whole_note)

    assert found == dict.fromkeys(REFS, ("Old", 1)) | {"1.a.1": ("Room", 3), "1.a.2": ("Room", None)}


def test_who_was_asked_and_said_nothing_is_the_last_word(cast, whole_note):
    older = answered(cast, "Old", 1)
    older.close_and_reveal()
    moved(older, 30)
    answered(cast, "Silent", 2, refs=()).close_and_reveal()

    assert standing_levels(cast.city, whole_note) == dict.fromkeys(REFS, ("Silent", None))


@pytest.mark.parametrize("levels", [[4, 4, 4], [0, 0, 0]])
def test_too_few_ratings_stay_withheld_whatever_they_are(levels, open_assessment, read, whole_note):
    """Five answer three statements, three another one: those show nowhere, not in the score of the note either."""
    five = open_assessment.leaders(5)
    for participant in five:
        open_assessment.say(participant, {"1.a.1": 2, "1.b.1": 2, "2.a.1": 2})
    for participant, level in zip(five, levels, strict=False):
        open_assessment.say(participant, {"1.a.2": level})
    open_assessment.close_and_reveal()

    rows = rows_of(read())

    assert rows[0].startswith("1.a.1 A vision made together Partly in place 2 levels below “Embedded” 56%")
    assert rows[1].startswith("1.a.2 Understood by all Withheld: fewer than 4 people rated this")
    # without the withheld statement: fifteen ratings of thirty-six asked for
    assert "Score 50 coverage 42% 5 of 5 statements assessed 50" in words(read("contents"))


def test_a_note_has_no_score_by_fewer_than_half_of_its_statements(open_assessment, cast, read, whole_note):
    for participant in open_assessment.leaders(5):
        open_assessment.say(participant, {"1.a.1": 2, "1.a.2": 2})
    open_assessment.close_and_reveal()

    assert notes_in_brief(cast.city, whole_note) == {"B1": NoteBrief(criteria=5, asked=5, score=None, coverage=None)}
    assert "Assessed, but too few people rated it" in words(read("contents"))


def test_with_too_few_people_in_all_nothing_is_shown(cast, read, whole_note):
    staged = stage_assessment(cast.city, cast.bo, "Few")
    *few, _ = staged.leaders(4)
    staged.open()
    for participant in few:
        staged.say(participant, dict.fromkeys(REFS, 3))
    moved(staged, 1)

    assert [row.count("Withheld") for row in rows_of(read())] == [1] * 5
    assert "Assessed, but too few people rated it" in words(read("contents"))


def test_a_note_in_brief_counts_what_was_asked_and_weighs_scores(cast, edition, whole_note):
    staged = answered(cast, "Half", 3, refs=REFS[:3])
    staged.assessment.asked_groups.filter(group__ref="2").delete()
    staged.round.ratings.filter(criterion__ref__startswith="2").delete()
    staged.close_and_reveal()

    assert notes_in_brief(cast.city, whole_note) == {"B1": NoteBrief(criteria=5, asked=3, score=75.0, coverage=1.0)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["2"], "2 of 5 statements assessed so far: too few for a score."),
        (["1"], "Score 75 coverage 100% 3 of 5 statements assessed 75"),
    ],
)
def test_a_note_of_which_less_than_half_was_asked_has_no_score(asked, said, cast, read, whole_note):
    refs = [ref for ref in REFS if ref[0] in asked]
    staged = answered(cast, "Part", 3, refs=refs)
    staged.assessment.asked_groups.exclude(group__ref__in=asked).delete()
    staged.close_and_reveal()

    contents = read("contents")

    assert said in words(contents)
    assert ("<progress" in contents) == ("Score" in said)


def test_what_nobody_could_rate_says_so(open_assessment, read, whole_note):
    for participant in open_assessment.leaders(5):
        open_assessment.say(participant, {"1.a.1": "dont_know", "1.a.2": 2})
    open_assessment.close_and_reveal()

    assert rows_of(read())[0].startswith("1.a.1 A vision made together Nobody rated this")


@pytest.mark.parametrize(("reader", "offered"), [("bo", True), ("alma", True), ("chi", False), ("ola", False)])
def test_what_was_never_asked_has_a_next_step_for_those_who_may_take_it(reader, offered, cast, read, whole_note):
    markup = read(reader=reader)

    address = reverse("assessments:new", args=[cast.city.slug])
    assert (f'href="{address}"' in markup) == offered
    assert "1.a.1 We made it together." in standing_section(markup)


def test_who_may_not_see_results_reads_the_note_without_levels(revealed, read, whole_note, monkeypatch):
    monkeypatch.setitem(permissions.PERMISSIONS, Role.OBSERVER, frozenset({Permission.VIEW_CITY}))

    markup, contents = read(), read("contents")

    assert "How it is scored" in standing_section(markup)
    assert "First steps" not in markup
    assert 'class="library-brief"' not in contents
    assert Permission.VIEW_RESULTS in PERMISSIONS[Role.LEADER]
    assert 'class="library-brief"' in read("contents", reader="chi")


def test_answers_of_another_edition_count_where_a_mapping_says_so(revealed, cast, read, edition, count_queries):
    """One statement has another reference, one other words, one was split; all else of the note was never asked."""
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.PUBLISHED)
    second = stored(mapped_sources())
    note_standing(cast.city, second, "B1")

    with count_queries() as statements:
        found = note_standing(cast.city, second, "B1")

    assert [(item.ref, item_.ref, item_.is_reworded, item_.figures.tally.rated) for item, item_ in found.asked] == [
        ("1.a.9", "1.a.1", False, 14),
        ("1.a.2", "1.a.2", True, 14),
    ]
    assert [item.ref for item in found.never_asked] == ["1.b.2", "1.b.3"]
    assert len(statements) == 4
    first, reworded, *_ = rows_of(read(key="second"))
    assert "1.a.9 A vision made together First steps" in first
    assert (first.count("in other words"), reworded.count("in other words")) == (0, 1)
    address = reverse("assessments:results-group", args=[cast.city.slug, revealed.assessment.pk, KEY, "1"])
    assert f'href="{address}#s-1.a.1"' in read(key="second")


def mapped_sources():
    """Return an edition that replaces the small one; all that is left of its first factor belongs to note B1."""
    sources = changed(
        files_in(SMALL_EDITION),
        ("edition.yaml", "key: small", "key: second"),
        (CHECKLIST, 'ref: "1.a.1"', 'ref: "1.a.9"'),
        (CHECKLIST, "Everybody knows it.", "All know it."),
        (CHECKLIST, 'help: {meaning: "Ask five people."},', 'help: {meaning: "Ask five people."}, notes: ["B1"],'),
        (CHECKLIST, SPLIT, SPLIT.replace("1.b.1", "1.b.2") + SPLIT.replace("1.b.1", "1.b.3")),
    )
    sources[CHECKLIST] = sources[CHECKLIST].replace(
        b'help: {meaning: "Where is the list?"},', b'help: {meaning: "Where is the list?"}, notes: ["B1"],'
    )
    sources["mapping.yaml"] = b"""\
replaces: small
instruments:
  success-factors:
    same: [{old: "1.a.1", new: "1.a.9"}]
    reworded: [{old: "1.a.2", new: "1.a.2"}]
    split: [{old: "1.b.1", new: ["1.b.2", "1.b.3"]}]
"""
    return sources


def test_answers_of_an_edition_that_no_mapping_joins_count_nowhere(revealed, cast, edition):
    """It has the same references, under which it may say something else."""
    other = stored(changed(files_in(SMALL_EDITION), ("edition.yaml", "key: small", "key: other")))

    assert note_standing(cast.city, other, "B1").asked == ()
    assert len(note_standing(cast.city, edition, "B1").asked) == 1


def test_the_other_citys_results_are_not_ours(revealed, cast, whole_note):
    with scope(city=cast.other_city):
        assert standings(cast.other_city, whole_note, {(KEY, ref) for ref in REFS}) == {}


@pytest.mark.parametrize(
    ("median", "expected"),
    [
        (None, ""),
        (4, "At the top level"),
        (3.5, "½ level below “All”"),
        (3, "1 level below “All”"),
        (2.5, "1½ levels below “All”"),
        (0, "4 levels below “All”"),
    ],
)
def test_a_gap_in_words(median, expected):
    assert gap_words(median, LEVELS) == expected


def test_the_library_opens_on_the_edition_the_city_works_with(cast, edition, sign_in):
    client, address = sign_in(cast.ola), reverse("library:editions", args=[cast.city.slug])
    current = client.get(address)
    own = stored(changed(files_in(SMALL_EDITION), ("edition.yaml", "key: small", "key: own")))
    Edition.objects.filter(pk=own.pk).update(shared=False)
    EditionGrant.objects.create(city=cast.city, edition=own, granted_at=timezone.now())
    City.objects.filter(pk=cast.city.pk).update(edition=own)

    assert current.headers["Location"] == reverse("library:contents", args=[cast.city.slug, "small"])
    assert client.get(address).headers["Location"] == reverse("library:contents", args=[cast.city.slug, "own"])


def test_other_editions_that_the_city_may_use_stand_in_the_contents(cast, edition, read):
    assert "Other editions" not in read("contents")

    for key, shared in (("own", False), ("theirs", False), ("second", True)):
        made = stored(changed(files_in(SMALL_EDITION), ("edition.yaml", "key: small", f"key: {key}")))
        Edition.objects.filter(pk=made.pk).update(shared=shared)
    EditionGrant.objects.create(city=cast.city, edition=Edition.objects.get(key="own"), granted_at=timezone.now())

    others = re.search(r'<section class="section" id="editions".*?</section>', read("contents"), re.DOTALL)[0]
    addresses = re.findall(r'<a href="([^"]+)"', others)
    assert addresses == [reverse("library:contents", args=[cast.city.slug, key]) for key in ("second", "own")]


def test_without_any_framework_the_library_says_who_can_help(cast, sign_in):
    response = sign_in(cast.ada).get(reverse("library:editions", args=[cast.city.slug]))

    assert response.status_code == 200
    assert "The operator of this portal has to load one first." in words(response.content.decode())


def test_the_navigation_of_the_city_leads_to_the_framework(cast, read, edition):
    address = reverse("library:editions", args=[cast.city.slug])

    assert re.search(rf'<a href="{address}"\s+aria-current="true">Framework</a>', read("glossary"))


def test_help_leads_to_the_notes_in_a_tab_of_its_own(open_assessment, cast, sign_in):
    address = reverse("assessments:answer", args=[cast.city.slug, open_assessment.assessment.pk, KEY, "1"])

    markup = sign_in(cast.chi).get(address).content.decode()

    note = reverse("library:note", args=[cast.city.slug, "small", "B1"])
    assert f'<a href="{note}" target="_blank" rel="noopener"><bdi>[B1] City vision</bdi>' in markup
    assert words(markup).count("(each in a new tab)") == 1


def test_results_lead_to_the_notes_of_each_statement(revealed, cast, sign_in):
    address = reverse("assessments:results-group", args=[cast.city.slug, revealed.assessment.pk, KEY, "1"])

    markup = sign_in(cast.ola).get(address).content.decode()

    note = reverse("library:note", args=[cast.city.slug, "small", "B1"])
    assert re.findall(rf'<a href="{note}">', markup) == [f'<a href="{note}">']
