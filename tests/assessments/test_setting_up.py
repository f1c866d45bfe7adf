"""What is settled about an assessment: until the first answer everything, until agreement what its figures mean."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.forms.setting_up import ThresholdsForm
from assessments.models import Assessment, Rating, Round, Stage
from cities.actions import load_own_edition
from cities.models import AuditEntry, City
from cities.queries import own_editions, read_own_edition
from framework.models import Edition
from framework.queries import current_instrument, top_groups
from framework.rules.reading import files_in
from tests.conftest import SMALL_EDITION
from tests.editions import changed, second_sources, stored


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def checklist_ids(edition_key="small"):
    return [group.pk for group in top_groups(Edition.objects.get(key=edition_key).instruments.get())]


def sent(cast, **changes):
    """A form as a browser sends it, with nothing changed in the part that is folded away."""
    return {
        "title": "Spring check",
        "kind": "self",
        "closes_on": cast.city.date_at(timezone.now()) + timedelta(days=7),
        "groups": checklist_ids(),
        "is_named": "confidential",
        "minimum_group": "4",
        "asks_comment": "on",
        "consensus_threshold": "0.6",
        "coverage_threshold": "60",
        "divergence_threshold": "2",
        "green_from": "80",
        "amber_green_from": "60",
        "amber_from": "40",
        "amber_red_from": "20",
    } | changes


def settings_of(assessment):
    assessment.refresh_from_db()
    return {name: getattr(assessment, name) for name in actions.setting_up.SETTINGS}


def new_address(cast):
    return reverse("assessments:new", args=[cast.city.slug])


# --- A new one ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["", "2001-01-01", "soon"])
def test_levels_agreed_directly_need_no_last_day(day, bo, cast, edition):
    bo.post(new_address(cast), sent(cast, closes_on=day, is_consensus_only="on"))

    round_ = Round.objects.get()
    assert round_.assessment.is_consensus_only
    Round.objects.update(closes_on=timezone.now() - timedelta(days=90))
    draft = bo.get(reverse("assessments:detail", args=[cast.city.slug, round_.assessment_id]))
    assert draft.context["next_step"].button == "Begin agreeing"
    bo.post(reverse("assessments:step", args=[cast.city.slug, round_.assessment_id, "open"]))
    round_.refresh_from_db()
    assert round_.stage == Stage.OPEN


def test_without_a_last_day_nobody_is_asked_to_answer(bo, cast, edition):
    response = bo.post(new_address(cast), sent(cast, closes_on="", title="Typed with care"))

    assert response.context["form"].errors == {"closes_on": ["This field is required."]}
    assert "Typed with care" in response.content.decode()
    assert not Round.objects.exists()


def test_everything_chosen_is_kept(bo, cast, edition):
    bo.post(
        new_address(cast),
        sent(
            cast,
            kind="workshop",
            is_named="named",
            minimum_group="3",
            asks_evidence="on",
            asks_confidence="on",
            asks_target="on",
            consensus_threshold="0.55",
            coverage_threshold="75",
            divergence_threshold="3",
            green_from="90",
            amber_green_from="70",
            amber_from="50",
            amber_red_from="30",
        ),
    )

    assert settings_of(Assessment.objects.get()) == {
        "title": "Spring check",
        "kind": "workshop",
        "minimum_group": 3,
        "is_named": True,
        "is_consensus_only": False,
        "asks_comment": True,
        "asks_evidence": True,
        "asks_confidence": True,
        "asks_target": True,
        "consensus_threshold": 0.55,
        "coverage_threshold": 0.75,
        "divergence_threshold": 3,
        "green_from": 90,
        "amber_green_from": 70,
        "amber_from": 50,
        "amber_red_from": 30,
    }


def test_what_is_left_alone_is_as_the_method_has_it(bo, cast, edition):
    page = bo.get(new_address(cast))
    form = page.context["form"]
    drawn = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    bo.post(new_address(cast), drawn | {"title": "Plain", "groups": checklist_ids()})

    plain = settings_of(Assessment.objects.get())
    fresh = Assessment(title="Plain")
    assert plain == {name: getattr(fresh, name) for name in plain}
    assert '<details class="more setup-more" >' in page.content.decode()


def test_a_comment_can_be_left_out(bo, cast, edition):
    data = sent(cast)
    del data["asks_comment"]

    bo.post(new_address(cast), data)

    assert Assessment.objects.get().asks_comment is False


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"consensus_threshold": "1.5"}, {"consensus_threshold": ["Ensure this value is less than or equal to 1."]}),
        ({"coverage_threshold": "-1"}, {"coverage_threshold": ["Ensure this value is greater than or equal to 0."]}),
        (
            {"green_from": "60"},
            {"amber_green_from": ["This band lies below the one before: its score has to be smaller."]},
        ),
        ({"amber_red_from": "0"}, {"amber_red_from": ["Ensure this value is greater than or equal to 1."]}),
        ({"kind": "exam"}, {"kind": ["Select a valid choice. exam is not one of the available choices."]}),
        (
            {"kind": "survey", "is_consensus_only": "on"},
            {"is_consensus_only": ["A survey asks everybody alone. Choose another kind for this."]},
        ),
    ],
)
def test_a_mistake_is_named_at_its_field_and_the_fold_stands_open(typed, errors, bo, cast, edition):
    page = bo.post(new_address(cast), sent(cast, minimum_group="7") | typed)

    assert page.context["form"].errors == errors
    assert 'name="minimum_group" value="7"' in page.content.decode()
    assert page.context["form"].has_hidden_errors == ("kind" not in errors)
    assert not Assessment.objects.exists()


def test_an_empty_threshold_is_the_methods_own():
    form = ThresholdsForm(dict.fromkeys([*ThresholdsForm.DISCUSS, *ThresholdsForm.BANDS], ""))

    assert form.is_valid()
    assert form.cleaned_data == {
        "consensus_threshold": 0.6,
        "coverage_threshold": 0.6,
        "divergence_threshold": 2,
        "green_from": 80,
        "amber_green_from": 60,
        "amber_from": 40,
        "amber_red_from": 20,
    }


def publish_next(edition):
    """Publish an edition that follows this one, which cities that chose it go on using."""
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.PUBLISHED)
    following = stored(changed(second_sources(), ("mapping.yaml", '    dropped: ["2.b.1"]\n', "")))
    Edition.objects.filter(pk=following.pk).update(status=Edition.Status.PUBLISHED)
    return following


def test_another_edition_that_the_city_may_use_can_be_asked(bo, cast, edition):
    City.objects.filter(pk=cast.city.pk).update(edition=edition)
    following = publish_next(edition)

    page = bo.get(new_address(cast))
    address = f"{new_address(cast)}?edition={following.key}"
    bo.post(address, sent(cast, groups=checklist_ids(following.key)))

    assert [entry.key for entry in page.context["others"]] == [following.key]
    assert f'href="?edition={following.key}"' in page.content.decode()
    assert Assessment.objects.get().edition == following
    cast.city.refresh_from_db()
    assert cast.city.edition == edition


def test_an_edition_that_is_not_theirs_is_not_found(bo, cast, edition, everywhere):
    files = read_own_edition(
        cast.other_city, changed(files_in(SMALL_EDITION), ("edition.yaml", "key: small", "key: own"))
    )
    load_own_edition(city=cast.other_city, files=files, by=None, now=timezone.now())
    theirs = own_editions(cast.other_city).get()

    assert bo.get(f"{new_address(cast)}?edition={theirs.key}").status_code == 404


# --- A draft --------------------------------------------------------------------------------------------


def test_the_settings_of_a_draft_show_what_it_is(bo, cast, draft):
    draft.assessment.asked_groups.filter(group__ref="1").delete()
    Assessment.objects.update(is_named=True, coverage_threshold=0.75)

    page = bo.get(address_of(draft, "settings"))

    form = page.context["form"]
    assert (form["title"].value(), form["is_named"].value(), form["coverage_threshold"].value()) == (
        "Autumn check",
        "named",
        75,
    )
    assert form["closes_on"].value() == draft.round.closes_on
    assert [len(offer.chosen) for offer in page.context["offers"]] == [1]


def test_a_draft_can_become_anything_and_the_log_names_what_changed(bo, cast, draft):
    draft.invite(cast.chi)
    data = sent(cast, title="Other", kind="healthcheck", is_named="named", asks_target="on", groups=checklist_ids()[1:])

    response = bo.post(address_of(draft, "settings"), data)

    assert (response.url, words(response)) == (address_of(draft, "detail"), ["Saved."])
    draft.assessment.refresh_from_db()
    assert (draft.assessment.title, draft.assessment.kind, draft.assessment.is_named) == ("Other", "healthcheck", True)
    draft.round.refresh_from_db()
    assert draft.round.closes_on == data["closes_on"]
    entry = AuditEntry.objects.get(object_type="assessments.assessment", verb="changed")
    assert entry.fields == ["asks_target", "closes_on", "groups", "is_named", "kind", "title"]


def test_saving_a_draft_unchanged_leaves_no_trace(bo, cast, draft):
    before = AuditEntry.objects.count()
    data = sent(cast, title="Autumn check", closes_on=draft.round.closes_on)

    bo.post(address_of(draft, "settings"), data)

    assert AuditEntry.objects.count() == before


def asked_of(participant):
    return sorted(participant.ratings.values_list("criterion__ref", flat=True))


def test_who_was_asked_everything_is_asked_what_the_draft_asks_then(cast, draft):
    groups = top_groups(current_instrument("success-factors"))
    act = {"round_": draft.round, "closes_on": draft.round.closes_on, "by": cast.bo.user, "now": timezone.now()}
    chi, ada = draft.invite(cast.chi, cast.ada)
    Rating.objects.filter(participant=ada, criterion__ref__startswith="2").delete()

    actions.change_draft(groups=groups[1:], **act)
    assert (asked_of(chi), asked_of(ada)) == (["2.a.1", "2.a.2"], ["2.a.1", "2.a.2"])
    actions.change_draft(groups=groups, **act)

    assert asked_of(chi) == asked_of(ada) == ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]


def test_who_was_asked_a_part_keeps_it(cast, draft):
    groups = top_groups(current_instrument("success-factors"))
    act = {"round_": draft.round, "closes_on": draft.round.closes_on, "by": cast.bo.user, "now": timezone.now()}
    draft.assessment.asked_groups.filter(group__ref="2").delete()
    chi = draft.invite(cast.chi)[0]
    draft.assessment.asked_groups.create(city=cast.city, group=groups[1])

    actions.change_draft(groups=groups, **act, title="Renamed")

    assert asked_of(chi) == ["1.a.1", "1.a.2", "1.b.1"]


def test_levels_are_not_agreed_directly_where_people_are_invited(bo, cast, draft):
    draft.invite(cast.chi)

    page = bo.post(address_of(draft, "settings"), sent(cast, is_consensus_only="on"))

    assert page.context["form"].errors == {"is_consensus_only": ["People are invited already. Withdraw them first."]}


# --- Once it was opened ---------------------------------------------------------------------------------


FIGURES = {"consensus_threshold": "0.5", "coverage_threshold": "50", "divergence_threshold": "1", "green_from": "70"}


def test_once_opened_only_what_figures_mean_is_changed(bo, cast, open_assessment):
    page = bo.get(address_of(open_assessment, "settings"))
    bo.post(address_of(open_assessment, "settings"), sent(cast, **FIGURES, is_named="named", minimum_group="3"))

    assert "is_named" not in page.context["form"].fields
    found = settings_of(open_assessment.assessment)
    assert {name: found[name] for name in FIGURES} == {
        "consensus_threshold": 0.5,
        "coverage_threshold": 0.5,
        "divergence_threshold": 1,
        "green_from": 70,
    }
    assert (found["is_named"], found["minimum_group"], found["title"]) == (False, 4, "Autumn check")


def test_a_draft_that_was_opened_meanwhile_is_not_changed(cast, open_assessment):
    with pytest.raises(actions.StepRefused):
        actions.change_draft(
            round_=open_assessment.round,
            groups=top_groups(current_instrument("success-factors")),
            closes_on=open_assessment.round.closes_on,
            by=cast.bo.user,
            now=timezone.now(),
            is_named=True,
        )

    assert settings_of(open_assessment.assessment)["is_named"] is False


def test_the_promise_cannot_be_changed_as_a_threshold(cast, open_assessment):
    with pytest.raises(ValueError, match="is_named"):
        actions.change_thresholds(round_=open_assessment.round, by=cast.bo.user, now=timezone.now(), is_named=True)


def test_once_agreed_nothing_is_changed(bo, cast, revealed):
    Assessment.objects.update(locked_at=timezone.now())

    response = bo.post(address_of(revealed, "settings"), sent(cast, **FIGURES))

    assert words(response) == ["The levels of this assessment are agreed. What its figures mean stays as it is."]
    assert settings_of(revealed.assessment)["green_from"] == 80
    assert "Save the settings" not in bo.get(address_of(revealed, "settings")).content.decode()


# --- Without ballots ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said", "then"),
    [
        (
            {"is_consensus_only": True},
            "Begin when the room is together.",
            "Nothing is agreed yet. Go through the statements and record what the room agrees on.",
        ),
        (
            {"kind": "healthcheck"},
            "No leader is asked: reviewers alone look at it.",
            "No leader is asked. Close it once the reviewers have finished, to agree on levels.",
        ),
    ],
)
def test_some_open_without_anybody(changes, said, then, bo, cast, draft):
    Assessment.objects.update(**changes)

    step = bo.get(address_of(draft, "detail")).context["next_step"]
    bo.post(address_of(draft, "step", "open"))

    draft.round.refresh_from_db()
    assert (step.text, step.address, draft.round.stage) == (said, address_of(draft, "step", "open"), Stage.OPEN)
    assert bo.get(address_of(draft, "detail")).context["next_step"].text == then


def test_a_healthcheck_that_asks_leaders_asks_enough_of_them(cast, draft):
    Assessment.objects.update(kind="healthcheck")
    draft.leaders(3)

    with pytest.raises(actions.StepRefused, match="Results of fewer than 4 people are never shown"):
        draft.open()


def test_nobody_is_invited_where_levels_are_agreed_directly(bo, cast, draft):
    Assessment.objects.update(is_consensus_only=True)

    page = bo.get(address_of(draft, "people"))
    response = bo.post(address_of(draft, "people"), {"members": [cast.chi.pk]})

    assert "invite-form" not in page.content.decode()
    assert words(response) == ["Nobody answers alone in this assessment: levels are agreed directly."]
    assert not Round.objects.get().participants.exists()
