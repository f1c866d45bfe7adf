"""Results in depth: several rounds, people withdrawn, agreed positions, targets, confidence, evidence, the mirror."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from assessments.models import Carried, Evidence, Participant, Position, Rating, Round
from assessments.queries.breaking_down import frozen_parts, organisation_words
from assessments.queries.evidence import evidence_in, is_shown_in_results
from assessments.queries.findings import findings_of
from assessments.queries.results import freeze_results
from assessments.rules.frozen import EvidenceCount, from_json, to_json
from charts.rules import COLUMN, NARROW
from charts.rules.table import Noted
from cities.models import Organisation, Role, Sector
from framework.models import Criterion
from tests.assessments.test_reviewing import ask, submit, write
from tests.factories import MemberFactory
from tests.positions import ask_again, latest_round

KEY = "success-factors"
NOW = timezone.now


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def findings(staged):
    frozen = freeze_results(Round.objects.select_related("assessment__edition", "city").get(pk=staged.round.pk))
    return findings_of(frozen, frozen.instruments[0])


def finding(staged, ref):
    return next(item for item in findings(staged).all_criteria if item.outline.ref == ref)


def agree(staged, ref, **words):
    criterion = Criterion.objects.get(instrument__edition=staged.assessment.edition, ref=ref)
    words = {"status": "accepted"} | words
    return Position.objects.create(city=staged.city, assessment=staged.assessment, criterion=criterion, **words)


@pytest.fixture
def second_round(revealed):
    """All who were asked in a revealed assessment are asked 1.a.1 once more, and now say 4; five have answered."""
    now, first = timezone.now(), revealed.round
    later = Round.objects.create(
        city=revealed.city, assessment=revealed.assessment, number=2, closes_on=first.closes_on, opened_at=now
    )
    criterion = Criterion.objects.get(instrument__edition=revealed.assessment.edition, ref="1.a.1")
    for place, asked in enumerate(first.participants.order_by("pk")):
        again = Participant.objects.create(
            city=revealed.city,
            round=later,
            member=asked.member,
            organisation=asked.organisation,
            sector=asked.sector,
            invited_at=now,
        )
        answer = {"state": "rated", "level": 4} if place >= 3 else {}
        Rating.objects.create(city=revealed.city, round=later, participant=again, criterion=criterion, **answer)
    revealed.round = later
    return revealed


def reveal(staged):
    now = timezone.now()
    Round.objects.filter(pk=staged.round.pk).update(closed_at=now, revealed_at=now)
    staged.round.refresh_from_db()


def test_results_of_the_first_round_stay_while_a_second_runs(second_round, cast, sign_in):
    page = sign_in(cast.chi).get(reverse("assessments:results", args=[cast.city.slug, second_round.assessment.pk]))

    assert page.status_code == 200
    assert page.context["round"].number == 1


def test_what_was_asked_again_counts_as_it_was_answered_last(second_round):
    reveal(second_round)

    assert finding(second_round, "1.a.1").figures.tally.levels == (0, 0, 0, 0, 14)
    assert finding(second_round, "1.a.2").figures.tally.levels == (0, 9, 1, 4, 0)
    assert findings(second_round).invited == 17  # people, not how often they were asked


def test_what_enough_people_answered_again_shows_though_too_few_had_at_first(second_round):
    first = Rating.objects.filter(round__assessment=second_round.assessment, round__number=1)
    heard = first.filter(state="rated").order_by("participant").values_list("participant", flat=True).distinct()[:3]
    first.exclude(participant__in=list(heard)).update(state="not_answered", level=None)

    reveal(second_round)

    assert finding(second_round, "1.a.1").figures.tally.levels == (0, 0, 0, 0, 14)
    assert finding(second_round, "1.a.2").figures is None
    assert findings(second_round).parts == ()


def test_a_second_round_that_too_few_answered_hides_nothing_seen_before(second_round):
    Rating.objects.filter(round=second_round.round).update(state="not_answered", level=None)
    one = Rating.objects.filter(round=second_round.round).first()
    Rating.objects.filter(pk=one.pk).update(state="rated", level=0)

    reveal(second_round)

    assert finding(second_round, "1.a.1").figures.tally.levels == (0, 9, 1, 4, 0)


def test_what_one_person_wrote_in_a_second_round_stays_unseen(second_round, cast):
    """The figures fall back to the first round; beside them, the words of the only one who answered would be theirs."""
    Rating.objects.filter(round=second_round.round).update(state="not_answered", level=None)
    one = Rating.objects.filter(round=second_round.round).latest("pk")
    Rating.objects.filter(pk=one.pk).update(state="rated", level=0, comment="Written by one.", target=4)
    second_round.assessment.asks_evidence = second_round.assessment.asks_target = True
    second_round.assessment.save()
    Evidence.objects.create(
        city=cast.city, rating=one, title="Theirs", url="https://one.example/", added_by=cast.bo.user, added_at=NOW()
    )
    reveal(second_round)

    found = finding(second_round, "1.a.1")

    assert found.comments == ("Chi says so.",)
    assert (found.evidence, found.target) == (EvidenceCount(0), None)
    assert evidence_in(second_round.round, [found.outline.id]) == {}


def test_a_later_round_changes_no_partition_into_sectors(revealed, cast):
    """Three of the third sector answer in the second round alone: before, they stood in no part."""
    third = revealed.round
    before = findings(revealed).results.parts
    later = Round.objects.create(
        city=cast.city, assessment=revealed.assessment, number=2, closes_on=third.closes_on, opened_at=NOW()
    )
    criterion = Criterion.objects.get(instrument__edition=revealed.assessment.edition, ref="1.a.1")
    for number in range(4):
        member = MemberFactory(city=cast.city)
        one = Participant.objects.create(
            city=cast.city,
            round=later,
            member=member,
            organisation=member.organisation,
            sector=Sector.THIRD,
            invited_at=NOW(),
        )
        Rating.objects.create(
            city=cast.city, round=later, participant=one, criterion=criterion, state="rated", level=number % 2
        )
    revealed.round = later
    reveal(revealed)

    assert findings(revealed).results.parts == before


def test_a_deputy_in_one_round_is_no_second_person(second_round, cast):
    first = second_round.assessment.rounds.get(number=1).participants.get(member=cast.chi)
    deputy = MemberFactory(city=cast.city)
    again = second_round.round.participants.get(member=cast.chi)
    again.member, again.stands_in_for = deputy, first.member
    again.save()
    reveal(second_round)

    assert findings(second_round).invited == 17


def test_comments_of_both_rounds_stand_together(second_round):
    Rating.objects.filter(pk=Rating.objects.filter(round=second_round.round).first().pk).update(comment="Now I see.")
    reveal(second_round)

    assert finding(second_round, "1.a.1").comments == ("Chi says so.", "Now I see.")


def test_an_assessment_is_never_compared_with_its_own_first_round(second_round):
    reveal(second_round)

    assert freeze_results(second_round.round).previous is None


def test_people_withdrawn_do_not_count(open_assessment, cast):
    public = open_assessment.rate_as(Sector.PUBLIC, people=6, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.say(public[0], {"1.a.1": 4}, "Said and withdrawn.")
    Participant.objects.filter(pk=public[0].pk).update(withdrawn_at=timezone.now())
    open_assessment.close_and_reveal()

    found = finding(open_assessment, "1.a.1")

    assert found.figures.tally.levels == (0, 5, 0, 4, 0)
    assert found.comments == ()
    assert findings(open_assessment).invited == 13


def test_agreed_levels_stand_on_the_pages_with_their_reason_and_dissent(revealed, cast, sign_in):
    agree(revealed, "1.a.1", level=3, target=4, reason="We saw the plan.", dissent="The port does not agree.")
    agree(revealed, "1.a.2", level=None)
    client = sign_in(cast.chi)

    results = words_of(client.get(reverse("assessments:results", args=[cast.city.slug, revealed.assessment.pk])))
    factor = words_of(
        client.get(reverse("assessments:results-group", args=[cast.city.slug, revealed.assessment.pk, KEY, "1"]))
    )

    assert "Agreed 2 of 5 statements" in results
    assert "Agreed: Largely in place target Embedded, 1 level to go We saw the plan." in factor
    assert "Dissent: The port does not agree." in factor
    assert "Agreed: does not apply to us" in factor
    assert finding(revealed, "1.a.1").score == 75.0


def test_a_factor_held_at_amber_says_why(revealed, cast, sign_in):
    agree(revealed, "1.a.1", level=0)
    for ref in ("1.a.2", "1.b.1"):
        agree(revealed, ref, level=4)

    page = sign_in(cast.chi).get(
        reverse("assessments:results-group", args=[cast.city.slug, revealed.assessment.pk, KEY, "1"])
    )

    assert "held at amber by a statement agreed at the lowest level" in words_of(page)


def test_targets_and_confidence_show_where_enough_people_told(open_assessment):
    assessment = open_assessment.assessment
    assessment.asks_target = assessment.asks_confidence = True
    assessment.save()
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1)
    ratings = Rating.objects.filter(round=open_assessment.round, state="rated").order_by("pk")
    for ref, people in {"1.a.1": 4, "1.a.2": 3}.items():
        told = ratings.filter(criterion__ref=ref).values_list("pk", flat=True)[:people]
        Rating.objects.filter(pk__in=list(told)).update(target=3, confidence="high")
    open_assessment.close_and_reveal()

    enough, too_few = finding(open_assessment, "1.a.1"), finding(open_assessment, "1.a.2")

    assert (enough.target, enough.gap, enough.confidences) == (3.0, 2.0, (0, 0, 4))
    assert (too_few.target, too_few.gap, too_few.confidences) == (None, None, None)


def test_who_rates_again_need_not_say_again_how_far_to_go(open_assessment):
    assessment = open_assessment.assessment
    assessment.asks_target = assessment.asks_confidence = True
    assessment.save()
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1)
    Rating.objects.filter(round=open_assessment.round, criterion__ref="1.a.1", state="rated").update(
        target=3, confidence="high"
    )
    open_assessment.close_and_reveal()
    ask_again(open_assessment, "1.a.1")
    later = latest_round(open_assessment)
    Rating.objects.filter(round=later, participant__sector=Sector.PUBLIC).update(state="rated", level=2)
    Round.objects.filter(pk=later.pk).update(closed_at=NOW(), revealed_at=NOW())
    open_assessment.round = latest_round(open_assessment)

    again = finding(open_assessment, "1.a.1")

    assert (again.figures.median, again.target, again.gap, again.confidences[2]) == (2.0, 3.0, 1.0, 6)


def test_who_rates_in_a_later_round_alone_took_part_too(open_assessment):
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.leaders(2)
    open_assessment.close_and_reveal()
    ask_again(open_assessment, "1.a.1")
    later = latest_round(open_assessment)
    Rating.objects.filter(round=later, participant__sector=Sector.PUBLIC).update(state="rated", level=2)
    Round.objects.filter(pk=later.pk).update(closed_at=NOW(), revealed_at=NOW())

    assert (
        freeze_results(latest_round(open_assessment)).round.people_who_took_part
        == Rating.objects.filter(round=later, state="rated").count()
        > 5
    )


def test_what_was_agreed_not_to_apply_is_in_no_breakdown(open_assessment, cast, sign_in):
    for sector in (Sector.PUBLIC, Sector.PRIVATE):
        for participant in open_assessment.leaders(5, sector):
            open_assessment.say(participant, {"1.a.1": 4, "1.a.2": 0, "1.b.1": 4})
    open_assessment.close_and_reveal()
    address = reverse("assessments:breakdown", args=[cast.city.slug, open_assessment.assessment.pk])
    client = sign_in(cast.ola)
    before = sectors_of(client.get(address))

    agree(open_assessment, "1.a.2", level=None)

    after = sectors_of(client.get(address))
    assert [[cell.text for cell in rows[0][1:]] for rows in (before, after)] == [["67", "67"], ["100", "100"]]


def sectors_of(page):
    """Return the rows of the table beside the first picture: a factor, and its score by sector."""
    return page.context["instruments"][0].breakdowns[0].chart.table.rows


def test_evidence_is_counted_with_its_age_and_what_is_thin_is_ranked(backed, cast, sign_in):
    page = sign_in(cast.chi).get(reverse("assessments:results", args=[cast.city.slug, backed.assessment.pk]))

    assert finding(backed, "1.a.1").evidence == EvidenceCount(2, date(2026, 2, 1), date(2024, 5, 1), 1)
    assert finding(backed, "1.a.2").evidence == EvidenceCount(0)
    [*_, thin] = page.context["instruments"][0]["rankings"]
    assert thin.title == "Where evidence is thin or old"
    # what is due for another look first: below all that has nothing at all nobody would find it
    assert [item.outline.ref for item in thin.findings] == ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]
    assert thin.caption == "“A vision made together” rests on evidence due for another look"
    assert "newest of 1 February 2026, 1 due for review" in words_of(page)


def test_old_evidence_is_found_though_more_statements_have_none_and_nobody_said_when_to_look_again(backed):
    rating = Rating.objects.filter(round=backed.round, state="rated", criterion__ref="2.a.2").first()
    pieces = [("Study", date(2009, 3, 1)), ("Its first draft", date(2008, 3, 1))]
    for title, day in pieces:
        Evidence.objects.create(
            city=backed.city,
            rating=rating,
            title=title,
            url="https://evidence.example/study",
            dated_on=day,
            added_by=rating.participant.member.user,
            added_at=NOW(),
        )

    def thinnest(count):
        return [item.outline.ref for item in findings(backed).thinnest(count)]

    # due for another look, then what has least, the oldest at the end: the first and the last in half of the places
    assert thinnest(5) == ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]
    assert thinnest(4) == ["1.a.1", "1.a.2", "1.b.1", "2.a.2"]
    Evidence.objects.update(review_by=None)
    assert thinnest(4) == ["1.a.2", "1.b.1", "2.a.2", "1.a.1"]
    assert thinnest(3) == ["1.a.2", "1.b.1", "2.a.2"]


def test_the_table_of_all_statements_says_how_many_pieces_there_are(backed, cast, sign_in):
    address = reverse("assessments:statements", args=[cast.city.slug, backed.assessment.pk])

    words = words_of(sign_in(cast.chi).get(address, {"sort": "evidence"}))

    assert "2: newest of 1 February 2026, 1 due for review" in words
    assert "0: " not in words


def test_evidence_of_an_answer_that_is_not_confirmed_counts_as_little_as_the_answer(backed):
    piece = Evidence.objects.filter(rating__criterion__ref="1.a.1").earliest("dated_on")
    rating, asked = piece.rating, [piece.rating.criterion_id]
    assert (len(evidence_in(backed.round, asked)[asked[0]]), is_shown_in_results(rating)) == (2, True)

    rating.carried = Carried.TO_CONFIRM
    rating.save()

    assert finding(backed, "1.a.1").evidence == EvidenceCount(0)
    assert evidence_in(backed.round, asked) == {}
    assert is_shown_in_results(rating) is False


def test_what_a_reviewer_said_stands_beside_the_answers(revealed, cast, sign_in):
    review = ask(revealed, cast.rey)
    write(review, {"1.a.1": 4})
    submit(review)
    chi, assessment = sign_in(cast.chi), revealed.assessment.pk

    whole = chi.get(reverse("assessments:results", args=[cast.city.slug, assessment]))
    factor = chi.get(reverse("assessments:results-group", args=[cast.city.slug, assessment, KEY, "1"]))

    address = reverse("assessments:reviewed", args=[cast.city.slug, assessment])
    assert address in whole.content.decode()
    assert "The reviewer: Embedded What the reviewer says 1.a.1" in words_of(factor)
    assert words_of(factor).count("The reviewer:") == 1


def test_only_who_was_asked_is_led_to_where_they_differ(revealed, cast, sign_in):
    late = MemberFactory(city=cast.city, organisation=cast.bo.organisation)
    results, mirror = (
        reverse(f"assessments:{name}", args=[cast.city.slug, revealed.assessment.pk]) for name in ("results", "mirror")
    )

    offered = [mirror in sign_in(member).get(results).content.decode() for member in (cast.chi, late)]

    assert offered == [True, False]


def test_where_no_evidence_is_asked_for_none_is_missed(revealed, cast, sign_in):
    page = sign_in(cast.chi).get(reverse("assessments:results", args=[cast.city.slug, revealed.assessment.pk]))

    titles = [ranking.title for ranking in page.context["instruments"][0]["rankings"]]
    assert titles == ["Where we are weakest", "Where we disagree most", "Where we know least"]


@pytest.fixture
def breakdown_page(open_assessment, cast):
    """Return where a revealed assessment is broken down: by sector, by role, and by three organisations."""
    managers = [
        MemberFactory(city=cast.city, organisation=cast.bo.organisation, roles=[Role.PROGRAMME_MANAGER])
        for _ in range(4)
    ]
    for participant in open_assessment.invite(*managers):
        Participant.objects.filter(pk=participant.pk).update(role=Role.PROGRAMME_MANAGER)
        open_assessment.say(participant, dict.fromkeys(open_assessment.refs, 4))
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=2)
    open_assessment.close_and_reveal()
    return reverse("assessments:breakdown", args=[cast.city.slug, open_assessment.assessment.pk])


def test_roles_are_broken_down_where_nobody_can_be_told_by_it(breakdown_page, cast, sign_in):
    [instrument] = sign_in(cast.ola).get(breakdown_page).context["instruments"]

    sectors, roles, organisations = instrument.breakdowns
    assert sectors.names == ("Private sector", "Public sector")
    assert roles.names == ("Leader", "Programme manager")
    assert len(organisations.names) == 3  # the hall's managers, five of another public body, four private people


def test_a_breakdown_is_drawn_for_a_phone_too_where_its_columns_have_room(breakdown_page, cast, sign_in):
    long_word = Concat(Value("Waterworks-and-Harbour-Authority-of-Ourtown-"), Cast("pk", CharField()))
    Organisation.objects.filter(city=cast.city).update(name=long_word)

    response = sign_in(cast.ola).get(breakdown_page)

    [instrument] = response.context["instruments"]
    sectors, roles, organisations = instrument.breakdowns
    assert (sectors.chart.width, sectors.narrow.width) == (COLUMN, NARROW)
    assert sectors.narrow.table == sectors.chart.table
    assert (roles.chart.width, roles.narrow.width) == (COLUMN, NARROW)
    assert (organisations.chart.width, organisations.narrow) == (COLUMN, None)
    page = response.content.decode()
    assert page.count('class="breakdown-narrow"') == page.count("table-region breakdown-wide") == 2


def shown_refs(client, city, staged, query=""):
    page = client.get(reverse("assessments:statements", args=[city.slug, staged.assessment.pk]) + query)
    return [row.finding.outline.ref for row in page.context["rows"]]


def test_those_left_of_several_sectors_are_named_as_one_group():
    part = ("rest:third", "is:Harbour trust", "rest:community")

    assert organisation_words(part) == ["Harbour trust", "Others, Community + Third sector"]
    assert organisation_words(("is:Quay works", "is:Harbour trust")) == ["Harbour trust", "Quay works"]


def test_statements_are_filtered_and_sorted(revealed, cast, sign_in):
    agree(revealed, "2.a.1", level=0, target=4)
    agree(revealed, "1.b.1", level=4, target=4)
    client = sign_in(cast.chi)

    def shown(query=""):
        return shown_refs(client, cast.city, revealed, query)

    everything = ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]
    assert shown() == everything
    assert shown("?group=success-factors:2") == ["2.a.1", "2.a.2"]
    assert shown("?show=agreed") == ["1.b.1", "2.a.1"]
    assert shown("?show=gap") == ["2.a.1"]
    assert shown("?show=not-agreed&sort=score") == ["1.a.1", "1.a.2", "2.a.2"]
    assert shown("?sort=score") == ["2.a.1", "1.a.1", "1.a.2", "2.a.2", "1.b.1"]
    assert shown("?sort=gap") == ["2.a.1", "1.b.1", "1.a.1", "1.a.2", "2.a.2"]


@pytest.mark.parametrize("query", ["?show=nonsense", "?sort=evidence", "?group=other:9", "?sort=", "?show=%00"])
def test_what_cannot_be_asked_of_the_table_is_left_out(query, revealed, cast, sign_in):
    assert len(shown_refs(sign_in(cast.chi), cast.city, revealed, query)) == 5


def test_the_mirror_shows_where_one_differs_and_only_to_oneself(open_assessment, cast, sign_in):
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1)
    own = {"1.a.1": 4, "1.a.2": 0, "1.b.1": 1, "2.a.1": "dont_know"}
    open_assessment.say(open_assessment.participant(cast.chi), own)
    open_assessment.close_and_reveal()
    address = reverse("assessments:mirror", args=[cast.city.slug, open_assessment.assessment.pk])

    [mirror] = sign_in(cast.chi).get(address).context["mirrors"]
    of_bo = sign_in(cast.bo).get(address)

    assert [(item.finding.outline.ref, item.own, item.levels) for item in mirror.higher] == [("1.a.1", 4, 3.0)]
    assert [(item.finding.outline.ref, item.own, item.levels) for item in mirror.lower] == [("1.a.2", 0, -1.0)]
    assert (mirror.alike, mirror.compared) == (1, 3)
    assert of_bo.context["mirrors"] == []
    assert "You rated nothing, or too few others rated what you did." in words_of(of_bo)


def test_the_mirror_holds_nothing_against_what_is_withheld(open_assessment, cast, sign_in):
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=2, level=3, refs=("1.a.2",))
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 4, "1.a.2": 0})
    open_assessment.close_and_reveal()

    page = sign_in(cast.chi).get(reverse("assessments:mirror", args=[cast.city.slug, open_assessment.assessment.pk]))

    [mirror] = page.context["mirrors"]
    assert [item.finding.outline.ref for item in (*mirror.higher, *mirror.lower)] == ["1.a.1"]


def test_a_snapshot_of_the_first_layout_is_read_with_nothing_agreed(revealed):
    content = to_json(freeze_results(revealed.round))
    later = (
        *("is_named", "rounds", "asks_evidence", "targets", "confidences", "evidence", "agreed", "reviewed"),
        "by_round",
    )
    old = content | {"schema_version": 1, "round": {k: v for k, v in content["round"].items() if k not in later}}
    old["round"]["thresholds"] = {"consensus": 0.6, "coverage": 0.6}

    frozen = from_json(old)

    assert frozen.schema_version == 1
    assert frozen.round == freeze_results(revealed.round).round


def test_a_snapshot_of_the_third_layout_is_read_without_coverage_in_its_breakdowns(revealed):
    results = freeze_results(revealed.round)
    parts = frozen_parts(revealed.round, results.instruments)
    content = to_json(replace(results, breakdowns=parts))
    for [*dimensions] in content["breakdowns"].values():
        for dimension in dimensions:
            del dimension["coverages"]

    frozen = from_json(content | {"schema_version": 3})

    (sector, *_rest), (before, *_others) = frozen.breakdowns[KEY], parts[KEY]
    assert (frozen.schema_version, sector.scores) == (3, before.scores)
    assert (before.coverages_of("1"), sector.coverages_of("1")) == ((1.0, 10 / 13), (None, None))


def test_coverage_stands_below_each_score_of_a_breakdown(revealed, cast, sign_in):
    """Of the ten public leaders who answered, and three who did not, ten rated it; so did all private ones."""
    page = sign_in(cast.ola).get(reverse("assessments:breakdown", args=[cast.city.slug, revealed.assessment.pk]))

    assert sectors_of(page)[0] == ("Strategic clarity", Noted("75", "coverage 100%"), Noted("28", "coverage 77%"))
    assert '<span class="quiet">coverage 77%</span>' in page.content.decode()


def test_the_levels_chosen_most_often_stand_beside_the_median(open_assessment, cast, sign_in):
    """Of 1.a.1 as many chose one level as another, of 1.a.2 there are too few ratings to show any."""
    for level in (1, 3):
        open_assessment.rate_as(Sector.PUBLIC, people=2, level=level, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=2, refs=("1.a.2",))
    open_assessment.close_and_reveal()
    address = reverse("assessments:results-group", args=[cast.city.slug, open_assessment.assessment.pk, KEY, "1"])

    said = words_of(sign_in(cast.ola).get(address))

    assert said.count("Most often") == 1
    assert "Most often First steps and Largely in place" in said
