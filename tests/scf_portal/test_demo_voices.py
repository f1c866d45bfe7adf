"""The demo city tells its story: real disagreement, one factor few can judge, one very small sector."""

import re
from collections import Counter

import pytest
import yaml
from pydantic import ValidationError

from assessments.rules.consensus import consensus, is_polarised
from assessments.rules.scoring import score
from assessments.rules.tally import Tally
from scf_portal.demo.data import FOLDER, load_city
from scf_portal.demo.opinions import load_voices
from scf_portal.demo.outcomes import load_outcomes
from scf_portal.demo.voices import Answer, answers, beside, noise

CHECKLIST = FOLDER.parent / "framework" / "scf-2013" / "instruments" / "success-factors.yaml"
CITY = load_city()
VOICES = load_voices(CITY)
REFS = [
    criterion["ref"]
    for factor in yaml.safe_load(CHECKLIST.read_text())["groups"]
    for part in factor["groups"]
    for criterion in part["criteria"]
]
FACTORS = "123456789"
OUTCOMES = load_outcomes(CITY)
PLANNED = {planned.key: planned for planned in CITY.assessments}
AGAIN = PLANNED["this-year"].again.refs
GIVEN = {
    key: answers(CITY.asked_in(PLANNED[key.removesuffix("-again")]), voice, AGAIN if key.endswith("-again") else REFS)
    for key, voice in VOICES.items()
}


def tally(key, ref, people=CITY.participants):
    """Count what these people answered to one statement."""
    found = [GIVEN[key].get((person.email, ref)) for person in people]
    levels = Counter(answer.level for answer in found if answer and answer.state == "rated")
    states = Counter(answer.state if answer else "not_answered" for answer in found)
    return Tally(
        levels=tuple(levels[level] for level in range(5)),
        dont_know=states["dont_know"],
        not_applicable=states["not_applicable"],
        not_answered=states["not_answered"],
    )


def of_sector(sector):
    return [person for person in CITY.participants if person.organisation.sector == sector]


def statements_of(factor):
    return [ref for ref in REFS if ref.startswith(factor)]


def factor_score(key, factor, people=CITY.participants):
    scores = [score(tally(key, ref, people).levels) for ref in statements_of(factor)]
    rated = [found for found in scores if found is not None]
    return sum(rated) / len(rated)


def factor_coverage(key, factor):
    return Tally.pooled(tally(key, ref) for ref in statements_of(factor)).coverage


def polarised(key):
    return [ref for ref in REFS if is_polarised(tally(key, ref).levels)]


# --- the city -----------------------------------------------------------------------------------------------


def test_thirty_six_leaders_of_five_sectors_take_part():
    sectors = Counter(person.organisation.sector for person in CITY.participants)

    assert sectors == {"public": 17, "private": 8, "academic": 5, "community": 4, "third": 2}


def test_everybody_has_an_address_of_their_own_and_every_role_is_filled():
    addresses = {person.email for person in CITY.people}

    assert len(addresses) == len(CITY.people) == 42
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@demo\.example", address) for address in addresses)
    assert Counter(role for person in CITY.people for role in person.roles) == {
        "leader": 36,
        "programme_manager": 2,
        "observer": 2,
        "administrator": 1,
        "facilitator": 1,
        "reviewer": 1,
    }


def test_the_people_printed_at_start_show_five_sides_of_the_portal():
    assert [person.roles for person in CITY.sign_in_people] == [
        ("facilitator",),
        ("leader",),
        ("programme_manager",),
        ("administrator",),
        ("reviewer",),
    ]


def test_the_password_is_a_phrase_of_three_words():
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+", CITY.password)
    assert len(CITY.password) >= 12


def test_no_two_assessments_share_a_name():
    assert len({planned.name for planned in CITY.assessments}) == len(CITY.assessments) == 4


# --- the answers --------------------------------------------------------------------------------------------


def test_the_demo_has_an_opinion_on_every_statement_of_the_checklist():
    assert list(VOICES["this-year"].statements) == REFS
    assert len(REFS) == 47


def test_every_round_of_every_planned_assessment_has_a_voice():
    assert list(VOICES) == ["last-year", "this-year", "this-year-again", "health-check", "second-look"]
    assert {key.removesuffix("-again") for key in VOICES} == set(PLANNED)


def test_chance_is_the_same_on_every_machine():
    assert noise("a", "b") == 0.5335693359375
    assert noise("a", "c") != noise("a", "b")


def test_answers_do_not_depend_on_who_else_answers():
    alone = answers(CITY.participants[7:8], VOICES["this-year"], REFS)

    assert alone.items() <= GIVEN["this-year"].items()
    assert len(alone) == 47


@pytest.mark.parametrize("key", [key for key in VOICES if key != "this-year-again"])
def test_only_rated_answers_carry_a_level_and_it_is_on_the_scale(key):
    levels = {answer.state: set() for answer in GIVEN[key].values()}
    for answer in GIVEN[key].values():
        levels[answer.state].add(answer.level)

    assert levels == {"rated": {0, 1, 2, 3, 4}, "dont_know": {None}, "not_applicable": {None}}


@pytest.mark.parametrize(
    ("key", "finished", "started", "never_started"),
    [
        ("last-year", 32, 2, 2),
        ("this-year", 32, 2, 2),
        ("this-year-again", 32, 0, 4),
        ("health-check", 11, 1, 0),
        ("second-look", 14, 9, 13),
    ],
)
def test_some_have_finished_some_have_stopped_and_some_never_started(key, finished, started, never_started):
    voice, asked = VOICES[key], CITY.asked_in(PLANNED[key.removesuffix("-again")])
    answered = Counter(email for email, _ in GIVEN[key])
    done = [person for person in asked if voice.has_finished(person)]

    assert len(done) == finished
    assert len(answered) == finished + started
    assert len(asked) - len(answered) == never_started


def test_the_leader_printed_at_start_has_answered_the_first_third_of_the_open_one():
    leader = CITY.sign_in_people[1]

    assert [ref for email, ref in GIVEN["second-look"] if email == leader.email] == REFS[:16]


def test_a_skipped_statement_is_not_answered():
    assert ("alasdair.kerrow@demo.example", "3.c.1") not in GIVEN["this-year"]
    assert ("alasdair.kerrow@demo.example", "3.c.2") in GIVEN["this-year"]


# --- the story ----------------------------------------------------------------------------------------------


def test_this_year_leaders_stand_in_two_camps_on_eight_statements():
    assert polarised("this-year") == ["1.c.2", "2.c.2", "3.b.1", "3.b.2", "3.b.3", "3.c.2", "4.b.2", "8.c.2"]


def test_this_year_consensus_is_low_on_at_least_five_statements_and_not_only_where_there_are_camps():
    low = [ref for ref in REFS if consensus(tally("this-year", ref).levels) < 0.6]

    assert len(low) >= 5
    assert set(low) - set(polarised("this-year")) == {"1.c.3", "3.c.1"}


def test_last_year_leaders_were_divided_too_but_not_on_the_same_statements():
    assert len(polarised("last-year")) >= 3
    assert set(polarised("this-year")) - set(polarised("last-year")) == {"2.c.2", "8.c.2"}


@pytest.mark.parametrize("key", ["last-year", "this-year"])
def test_future_proofing_is_the_one_factor_that_too_few_can_judge(key):
    assert [factor for factor in FACTORS if factor_coverage(key, factor) < 0.6] == ["7"]


def test_this_year_engagement_is_strongest_and_buying_weakest():
    ranked = sorted(FACTORS, key=lambda factor: factor_score("this-year", factor))

    assert (ranked[0], ranked[-1]) == ("6", "4")
    assert factor_score("this-year", "1") >= 60


def test_since_last_year_everything_rose_by_five_to_twelve_points_but_skills_which_fell():
    changes = {factor: factor_score("this-year", factor) - factor_score("last-year", factor) for factor in FACTORS}

    assert {factor for factor, change in changes.items() if 5 <= change <= 12} == set(FACTORS) - {"5"}
    assert -12 <= changes["5"] <= -5


def test_the_third_sector_stays_below_the_minimum_group_of_four():
    answered = {email for email, _ in GIVEN["this-year"]}

    assert {
        sector: sum(person.email in answered for person in of_sector(sector))
        for sector in ("public", "private", "academic", "community", "third")
    } == {"public": 15, "private": 8, "academic": 5, "community": 4, "third": 2}


def test_sectors_see_the_city_differently():
    shown = ("public", "private", "academic", "community")
    # Hardly anybody in the community sector sees a contract: too few rate the buying to be shown.
    buying = {sector: factor_score("this-year", "6", of_sector(sector)) for sector in shown[:3]}
    inclusion = {sector: score(tally("this-year", "3.b.3", of_sector(sector)).levels) for sector in shown}
    overall = {
        sector: sum(factor_score("this-year", factor, of_sector(sector)) for factor in FACTORS) for sector in shown
    }

    assert min(buying, key=buying.get) == "private"
    assert min(inclusion, key=inclusion.get) == "community"
    assert max(overall, key=overall.get) == "public"


def test_the_second_round_brings_the_room_closer_together_on_every_statement_it_asks():
    assert AGAIN == ("1.c.3", "2.c.2", "8.c.2")
    for ref in AGAIN:
        first, second = (consensus(tally(key, ref).levels) for key in ("this-year", "this-year-again"))
        assert first < 0.6 <= second


def test_a_person_aims_no_lower_than_they_stand_and_guesses_rather_than_knows_what_is_technical():
    voice, sure = VOICES["this-year"], Counter()
    for person in CITY.participants:
        for ref in REFS:
            found = GIVEN["this-year"].get((person.email, ref), Answer("dont_know", None))
            target, confidence = beside(person, ref, found, voice.opinion(ref))
            assert target is None or found.level <= target <= 4
            assert found.level is not None or (target, confidence) == (None, "")
            if confidence:
                sure[voice.opinion(ref).technical and not person.knows_technology, confidence] += 1

    assert sure[False, "high"] > sure[False, "low"] > 0
    assert sure[True, "low"] > sure[True, "high"]


# --- the comments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "count"),
    [("last-year", 15), ("this-year", 47), ("this-year-again", 4), ("health-check", 7), ("second-look", 8)],
)
def test_every_comment_arrives_with_the_answer_it_explains(key, count):
    expected = {
        (f"{comment.who}@demo.example", comment.ref): Answer(
            "rated" if isinstance(comment.answer, int) else comment.answer,
            comment.answer if isinstance(comment.answer, int) else None,
            comment.says,
        )
        for comment in VOICES[key].comments
    }

    assert {at: answer for at, answer in GIVEN[key].items() if answer.comment} == expected
    assert len(expected) == len(VOICES[key].comments) == count


def words_written():
    """Every comment, reason, dissent, reply, finding and recommendation of the story."""
    yield from (comment.says for voice in VOICES.values() for comment in voice.comments)
    for agreement in OUTCOMES.agreements.values():
        for position in agreement.positions.values():
            reply = position.reply
            yield from (position.reason, position.dissent, *([reply.says, reply.decision] if reply else []))
    for review in OUTCOMES.reviews.values():
        yield review.summary
        yield from (rating.says for rating in review.ratings.values())
        yield from (item.says for item in (*review.findings, *review.recommendations))
        yield from (step.note for advice in review.recommendations for step in advice.then)
        yield from (found.why for found in review.confidence.values())
        yield from (verdict.note for verdict in review.follows.values())


def test_nothing_written_names_anybody_or_is_said_twice():
    said = [text for text in words_written() if text]
    names = {part for person in CITY.people for part in person.name.split()}

    assert len(set(said)) == len(said)
    assert {word for text in said for word in re.findall(r"\w+", text)} & names == set()


# --- what came of it ---


def test_what_was_agreed_reviewed_and_offered_is_about_statements_and_factors_of_the_checklist():
    refs = [ref for agreement in OUTCOMES.agreements.values() for ref in agreement.positions]
    refs += [ref for review in OUTCOMES.reviews.values() for ref in review.ratings]
    refs += [piece.ref for pieces in OUTCOMES.evidence.values() for piece in pieces]
    factors = {""} | set(FACTORS)

    assert set(refs) <= set(REFS)
    for review in OUTCOMES.reviews.values():
        assert {item.factor for item in (*review.findings, *review.recommendations)} <= factors
        assert set(review.confidence) <= factors


def test_a_reviewer_looks_at_what_was_recommended_before():
    first, second = OUTCOMES.reviews.values()
    before = {advice.key for advice in first.recommendations}

    assert set(second.follows) <= before
    assert before.isdisjoint(advice.key for advice in second.recommendations)


def test_evidence_stands_behind_answers_that_were_given():
    offered = [(key, piece) for key, pieces in OUTCOMES.evidence.items() for piece in pieces]

    assert [piece.title for key, piece in offered if (f"{piece.who}@demo.example", piece.ref) not in GIVEN[key]] == []


# --- mistakes in the files ----------------------------------------------------------------------------------


def edited(tmp_path, file, old, new):
    """A copy of the demo's files with one mistake in it."""
    for name in ("city.yaml", "voices.yaml", "agreements.yaml", "reviews.yaml", "evidence.yaml"):
        text = (FOLDER / name).read_text()
        assert name != file or old in text
        (tmp_path / name).write_text(text.replace(old, new, 1) if name == file else text)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("never_started: [teresa.lomax", "never_started: [teresa.lomaxx", "teresa.lomaxx"),
        ("others: {youth:", "others: {yuoth:", "yuoth"),
        ('["6.a.2", "7.b.1"]', '["6.a.9", "7.b.1"]', "6.a.9"),
        ('{"1": -0.35', '{"10": -0.35', "10"),
        ("  second-look:", "  third-look:", "third-look"),
    ],
)
def test_a_name_that_does_not_exist_is_refused_and_named(tmp_path, old, new, named):
    folder = edited(tmp_path, "voices.yaml", old, new)

    with pytest.raises(ValueError, match=rf"voices\.yaml, [a-z-]+: unknown {named}$"):
        load_voices(CITY, folder)


def test_a_stranger_printed_at_start_is_refused(tmp_path):
    folder = edited(tmp_path, "city.yaml", "sign_in: [ruth.penhale", "sign_in: [ruth.nobody")

    with pytest.raises(ValueError, match=r"city\.yaml, sign_in: unknown ruth\.nobody$"):
        load_city(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [("sector: third", "sector: fourth"), ("temper: 0.3", "tempre: 0.3"), ("slug: demo\n", "")],
)
def test_a_wrong_unknown_or_missing_field_is_refused(tmp_path, old, new):
    folder = edited(tmp_path, "city.yaml", old, new)

    with pytest.raises(ValidationError):
        load_city(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("agreements.yaml", '"1": judith.amadi', '"1": judith.nobody', "judith.nobody"),
        ("agreements.yaml", "this-year:", "that-year:", "that-year"),
        ("reviews.yaml", "reviewer: ingrid.talbot", "reviewer: ingrid.nobody", "ingrid.nobody"),
        ("evidence.yaml", "who: judith.amadi", "who: judith.nobody", "judith.nobody"),
    ],
)
def test_what_came_of_an_assessment_names_people_and_assessments_that_exist(tmp_path, file, old, new, named):
    folder = edited(tmp_path, file, old, new)

    with pytest.raises(ValueError, match=rf"unknown {named}$"):
        load_outcomes(CITY, folder)


def test_a_stranger_asked_in_an_assessment_is_refused(tmp_path):
    folder = edited(tmp_path, "city.yaml", "      - judith.amadi", "      - judith.nobody")

    with pytest.raises(ValueError, match=r"city\.yaml, health-check: unknown judith\.nobody$"):
        load_city(folder)
