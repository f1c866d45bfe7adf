"""From stored ratings to frozen counts, and from those to what pages and reports say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Assessment, Rating, Round, Snapshot
from assessments.queries.breaking_down import frozen_parts
from assessments.queries.counting import comments_of, raters_of, ratings_of, tallies_by
from assessments.queries.findings import findings_of, part_name
from assessments.queries.results import asked_instruments, freeze_alone, freeze_results, previous_round
from assessments.rules.frozen import digest, from_json, to_json
from assessments.rules.tally import Tally
from cities.models import Sector
from framework.models import CriterionText
from tests.conftest import stage_assessment

KEY = "success-factors"


def tallies(staged):
    return tallied(staged).by_sector[KEY]


def tallied(staged):
    minimums = {staged.assessment.pk: 4}
    outlines = asked_instruments(staged.round)
    return tallies_by(ratings_of(staged.round), outlines, minimums, "participant__sector")[staged.assessment.pk]


def findings(staged):
    results = freeze_results(staged.round)
    return findings_of(results, results.instruments[0])


def finding(staged, ref):
    return next(item for item in findings(staged).all_criteria if item.outline.ref == ref)


def test_tallies_count_people_by_criterion_sector_and_answer(draft):
    public = draft.leaders(5, Sector.PUBLIC)
    [third] = draft.leaders(1, Sector.THIRD)
    draft.open()
    for participant, answer in zip(public, [0, 3, 3, "dont_know", "not_applicable"], strict=True):
        draft.say(participant, {"1.a.1": answer})
    draft.say(third, {"1.a.1": 4, "1.a.2": 0})

    assert tallies(draft) == {
        "1.a.1": {
            "public": Tally((1, 0, 0, 2, 0), dont_know=1, not_applicable=1, not_answered=0),
            "third": Tally((0, 0, 0, 0, 1)),
        },
        "1.a.2": {"public": Tally((0, 0, 0, 0, 0), not_answered=5), "third": Tally((1, 0, 0, 0, 0))},
        "1.b.1": {
            "public": Tally((0, 0, 0, 0, 0), not_answered=5),
            "third": Tally((0, 0, 0, 0, 0), not_answered=1),
        },
        "2.a.1": {
            "public": Tally((0, 0, 0, 0, 0), not_answered=5),
            "third": Tally((0, 0, 0, 0, 0), not_answered=1),
        },
        "2.a.2": {
            "public": Tally((0, 0, 0, 0, 0), not_answered=5),
            "third": Tally((0, 0, 0, 0, 0), not_answered=1),
        },
    }


def test_the_lowest_level_and_the_three_other_states_are_four_different_things(draft):
    """Eight rate; the other eight, by the answer they give instead, change the coverage or nothing at all."""
    people = draft.leaders(16)
    draft.open()
    others = {"1.a.1": 0, "1.a.2": "dont_know", "1.b.1": "not_applicable"}  # 2.a.1 stays not answered
    for participant in people[:8]:
        draft.say(participant, dict.fromkeys([*others, "2.a.1"], 4))
    for participant in people[8:]:
        draft.say(participant, others)
    draft.close_and_reveal()

    figures = {ref: finding(draft, ref).figures for ref in [*others, "2.a.1"]}

    assert {ref: (found.score, found.coverage) for ref, found in figures.items()} == {
        "1.a.1": (50.0, 1.0),
        "1.a.2": (100.0, 0.5),
        "1.b.1": (100.0, 1.0),
        "2.a.1": (100.0, 0.5),
    }
    assert {ref: found.tally for ref, found in figures.items()} == {
        "1.a.1": Tally((8, 0, 0, 0, 8)),
        "1.a.2": Tally((0, 0, 0, 0, 8), dont_know=8),
        "1.b.1": Tally((0, 0, 0, 0, 8), not_applicable=8),
        "2.a.1": Tally((0, 0, 0, 0, 8), not_answered=8),
    }


def test_tallies_hold_the_round_asked_for_and_no_other(revealed, cast):
    other = stage_assessment(cast.city, cast.bo, "Another")
    people = other.leaders(4)
    other.open()
    other.say(people[0], {"1.a.1": 4})

    assert tallies(revealed)["1.a.1"] == {
        "private": Tally((0, 0, 0, 4, 0)),
        "public": Tally((0, 9, 1, 0, 0), not_answered=3),
    }


def test_raters_are_people_with_at_least_one_level(draft):
    public, private = draft.leaders(4, Sector.PUBLIC), draft.leaders(2, Sector.PRIVATE)
    draft.open()
    draft.say(public[0], {"1.a.1": 0, "1.a.2": 1, "2.a.1": 4})  # one person, however many levels
    draft.say(public[1], {"1.a.1": 2})
    draft.say(public[2], {"1.a.1": "dont_know", "1.a.2": "not_applicable"})
    draft.say(private[0], {"2.a.2": 3})

    assert raters_of(ratings_of(draft.round)) == {draft.assessment.pk: {KEY: {"private": 1, "public": 2}}}


def test_comments_stand_in_the_order_of_their_text(draft):
    """Neither who was invited first nor who wrote first may show."""
    people = draft.leaders(4)
    draft.open()
    for participant, text in zip(reversed(people), ["Zinc", "Beech", "Maple", "Alder"], strict=True):
        draft.say(participant, {"1.a.1": 2}, text)
    for participant, text in zip(people, ["Ask me later.", "", "", ""], strict=True):
        draft.say(participant, {"1.b.1": "dont_know"}, text)
    draft.say(people[0], {"2.a.1": 1}, "Said by one alone.")

    assert comments_of(ratings_of(draft.round), tallied(draft).heard) == {
        KEY: {"1.a.1": ("Alder", "Beech", "Maple", "Zinc"), "1.b.1": ("Ask me later.",)}
    }


def test_freezing_gathers_all_that_is_known_of_the_round(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.leaders(2, Sector.THIRD)
    open_assessment.say(chi, {"1.a.1": 2}, "Yes.")
    for other in open_assessment.round.participants.exclude(pk=chi.pk).filter(sector="public"):
        open_assessment.say(other, {"1.a.1": 3})
    actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())
    # 23:30 in UTC is the next day in London's summer
    Round.objects.update(
        opened_at=datetime(2027, 6, 30, 23, 30, tzinfo=UTC), closed_at=datetime(2027, 7, 9, 22, 30, tzinfo=UTC)
    )
    open_assessment.round.refresh_from_db()

    frozen = freeze_results(open_assessment.round).round

    assert (frozen.title, frozen.minimum_group) == ("Autumn check", 4)
    assert (frozen.opened_on, frozen.closed_on) == (date(2027, 7, 1), date(2027, 7, 9))
    assert (frozen.thresholds.consensus, frozen.thresholds.coverage) == (0.6, 0.6)
    assert frozen.invited == {"public": 4, "third": 2}
    assert (frozen.sizes, frozen.comments) == ({KEY: {"public": 4}}, {KEY: {"1.a.1": ("Yes.",)}})
    assert frozen.answers == {KEY: tallies(open_assessment)}


def test_only_asked_factors_are_in_the_outline(draft):
    draft.assessment.asked_groups.filter(group__ref="1").delete()

    [outline] = asked_instruments(draft.round)

    assert [(group.ref, [item.ref for item in group.all_criteria]) for group in outline.groups] == [
        ("2", ["2.a.1", "2.a.2"])
    ]


def test_an_open_round_cannot_be_frozen(open_assessment):
    with pytest.raises(ValueError, match=r"^round \d+ is not closed: it has no results yet$"):
        freeze_alone(open_assessment.round, asked_instruments(open_assessment.round))


def reveal_at(staged, closed_at):
    staged.leaders(4)
    staged.open()
    staged.close_and_reveal()
    Round.objects.filter(pk=staged.round.pk).update(closed_at=closed_at)
    staged.round.refresh_from_db()
    return staged.round


def test_the_previous_round_is_the_revealed_one_closed_last_before(cast, edition, everywhere):
    now = timezone.now()

    def staged(title, city=cast.city, by=cast.bo):
        with scope(city=city):
            return stage_assessment(city, by, title)

    oldest = reveal_at(staged("Oldest"), now - timedelta(days=700))
    before = reveal_at(staged("Before"), now - timedelta(days=300))
    other_kind = staged("Other kind")
    Assessment.objects.filter(pk=other_kind.assessment.pk).update(kind="survey")
    reveal_at(other_kind, now - timedelta(days=200))
    reveal_at(staged("Elsewhere", cast.other_city, cast.otto), now - timedelta(days=150))
    hidden = reveal_at(staged("Never revealed"), now - timedelta(days=100))
    Round.objects.filter(pk=hidden.pk).update(revealed_at=None)
    current = reveal_at(staged("Current"), now - timedelta(days=10))
    reveal_at(staged("Later"), now)

    assert previous_round(current) == before
    assert previous_round(before) == oldest
    assert previous_round(oldest) is None


def test_findings_compare_with_the_previous_round(revealed, cast):
    later = stage_assessment(cast.city, cast.bo, "Later")
    later.leaders(4)
    later.open()
    later.rate_as(Sector.PUBLIC, people=4, level=3, refs=("1.a.1", "1.a.2", "1.b.1"))
    later.close_and_reveal()

    found = findings(later)

    # before: 9 on level 1, Chi on 2, 4 on level 3, of 4 levels above the lowest
    before = 100 * (9 * 1 + 2 + 4 * 3) / 4 / 14
    assert found.previous == pytest.approx(before)
    assert [group.previous for group in found.groups] == [pytest.approx(before)] * 2
    assert [(group.figures.score, group.change) for group in found.groups] == [
        (75.0, 75 - 41),  # as both are read: 41.07 before
        (None, None),
    ]
    assert findings(revealed).previous is None


def test_comments_come_only_with_criteria_that_are_shown(draft):
    people = draft.leaders(6)
    draft.open()
    for participant in people[:3]:
        draft.say(participant, {"1.a.1": 2}, "Three of us.")
    for participant in people[:4]:
        draft.say(participant, {"1.b.1": 2}, "Four of us.")
    draft.close_and_reveal()

    assert (finding(draft, "1.a.1").figures, finding(draft, "1.a.1").comments) == (None, ())
    assert finding(draft, "1.b.1").comments == ("Four of us.",) * 4


def test_a_merged_part_is_named_by_its_sectors():
    assert part_name(("third", "community")) == "Third sector + Community"


def test_frozen_results_survive_the_way_through_json(revealed, cast):
    later = stage_assessment(cast.city, cast.bo, "Later")
    later.rate = later.leaders(4)
    later.open()
    later.say(later.rate[0], {"1.a.1": "dont_know"}, "Ünïcode “quoted”\nsecond line")
    later.close_and_reveal()
    results = freeze_results(later.round)
    results = replace(results, breakdowns=frozen_parts(later.round, results.instruments))

    snapshot = actions.take_snapshot(round_=later.round, now=timezone.now())
    stored = Snapshot.objects.get(pk=snapshot.pk)

    assert results.previous is not None
    assert from_json(stored.content) == results
    assert digest(stored.content) == stored.digest == digest(to_json(results))
    assert (stored.content["schema_version"], stored.content["rule_version"]) == (4, 1)


def test_results_that_differ_in_one_count_have_another_digest(revealed):
    results = freeze_results(revealed.round)
    changed = replace(results, round=replace(results.round, minimum_group=5))

    assert digest(to_json(changed)) != digest(to_json(results))


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": {"c": [1, 2], "d": None}}) == digest({"b": {"d": None, "c": [1, 2]}, "a": 1})


def test_the_same_results_are_one_snapshot(revealed):
    first = actions.take_snapshot(round_=revealed.round, now=timezone.now())
    second = actions.take_snapshot(round_=revealed.round, now=timezone.now() + timedelta(days=1))

    assert (second, second.taken_at) == (first, first.taken_at)
    assert Snapshot.objects.count() == 1


def test_a_snapshot_never_changes_whatever_is_changed_later(revealed):
    first = actions.take_snapshot(round_=revealed.round, now=timezone.now())
    before = Snapshot.objects.values().get(pk=first.pk)
    Rating.objects.filter(criterion__ref="1.a.1", level=1).update(level=4)
    Assessment.objects.update(title="Renamed", minimum_group=9)
    round_ = Round.objects.select_related("assessment__edition", "city").get(pk=revealed.round.pk)

    second = actions.take_snapshot(round_=round_, now=timezone.now())

    assert second.pk != first.pk
    assert Snapshot.objects.values().get(pk=first.pk) == before
    assert from_json(before["content"]).round.title == "Autumn check"
    assert from_json(before["content"]).round.answers[KEY]["1.a.1"]["public"] == Tally((0, 9, 1, 0, 0), not_answered=3)


def test_a_snapshot_holds_the_words_of_what_was_asked(revealed):
    """A draft framework may still be reworded; what is printed from a snapshot says what people answered."""
    snapshot = actions.take_snapshot(round_=revealed.round, now=timezone.now())
    asked = freeze_results(revealed.round).instruments
    CriterionText.objects.update(statement="Something else.")

    [kept] = from_json(Snapshot.objects.get(pk=snapshot.pk).content).instruments

    assert (kept,) == asked
    assert [item.statement for item in kept.all_criteria][:2] == ["We made it together.", "Everybody knows it."]


@pytest.mark.parametrize("stage", ["draft", "open", "closed"])
def test_no_snapshot_before_the_results_are_revealed(draft, stage):
    draft.leaders(4)
    if stage != "draft":
        draft.open()
    if stage == "closed":
        draft.close()

    with pytest.raises(ValueError, match=r"^round \d+ is not revealed$"):
        actions.take_snapshot(round_=draft.round, now=timezone.now())

    assert not Snapshot.objects.exists()
