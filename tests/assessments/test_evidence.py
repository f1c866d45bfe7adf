"""Evidence behind answers: kept as it is, checked by content, and fetched by nobody it is not for."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.actions import evidence as acting
from assessments.models import Assessment, Evidence, Participant, Position, Rating
from assessments.queries.evidence import evidence_in, is_shown_in_results
from assessments.queries.overview import participants_of
from assessments.rules.file_types import LARGEST_FILE, NotWhatItSays
from cities.models import AuditEntry, Sector

KEY, REF = "success-factors", "1.a.1"
PDF = b"%PDF-1.7 what Chi knows"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def asking(open_assessment):
    Assessment.objects.update(asks_evidence=True)
    return open_assessment


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


@pytest.fixture
def address(asking, cast):
    return reverse("assessments:evidence", args=[cast.city.slug, asking.assessment.pk, KEY, REF])


def rating_of(participant, ref=REF):
    return Rating.objects.select_related("city", "participant__round", "participant__city").get(
        participant=participant, criterion__ref=ref
    )


def put(participant, name="minutes.pdf", content=PDF, **given):
    return actions.add_evidence(
        rating=rating_of(participant),
        title="Minutes",
        upload=actions.Upload(name, content),
        by=participant.member.user,
        now=timezone.now(),
        **given,
    )


def files(media):
    return sorted(path.relative_to(media).as_posix() for path in Path(media).rglob("*") if path.is_file())


def fetch(client, evidence):
    response = client.get(reverse("assessments:evidence-file", args=[evidence.city.slug, evidence.token]))
    response.body = response.getvalue()
    return response


def faults(response):
    return {name: [str(error) for error in errors] for name, errors in response.context["form"].errors.items()}


# --- The act ----------------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_dates_outside_everything_served(asking, cast, media):
    today = cast.city.date_at(timezone.now())
    kept = put(asking.participant(cast.chi), dated_on=today, review_by=today + timedelta(days=365))

    row = Evidence.objects.get()
    assert (row.title, row.file_name, row.content_type, row.size) == (
        "Minutes",
        "minutes.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (row.dated_on, row.review_by, row.added_by) == (today, today + timedelta(days=365), cast.chi.user)
    assert files(media) == [kept.file]
    assert kept.file.startswith(f"{cast.city.pk}/evidence/")
    assert "minutes" not in kept.file


def test_a_lying_file_leaves_nothing_behind(asking, cast, media):
    with pytest.raises(NotWhatItSays):
        put(asking.participant(cast.chi), content=b"MZ\x90")

    assert (Evidence.objects.count(), files(media)) == (0, [])


@pytest.mark.parametrize("refusal", [actions.RoundClosed, actions.AlreadySubmitted, actions.Withdrawn])
def test_nothing_is_added_to_an_answer_that_cannot_be_changed(asking, cast, media, refusal):
    chi = asking.participant(cast.chi)
    if refusal is actions.RoundClosed:
        asking.close()
    elif refusal is actions.AlreadySubmitted:
        actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())
    else:
        Participant.objects.filter(pk=chi.pk).update(withdrawn_at=timezone.now())

    with pytest.raises(refusal):
        put(asking.participant(cast.chi))

    assert (Evidence.objects.count(), files(media)) == (0, [])


def test_a_round_closed_meanwhile_takes_nothing(asking, cast, media):
    rating = rating_of(asking.participant(cast.chi))
    asking.close()

    with pytest.raises(actions.RoundClosed):
        actions.add_evidence(
            rating=rating,
            title="Minutes",
            upload=actions.Upload("a.pdf", PDF),
            by=cast.chi.user,
            now=timezone.now(),
        )

    assert (Evidence.objects.count(), files(media)) == (0, [])


def test_there_is_an_end_to_what_stands_behind_one_answer(asking, cast, media, monkeypatch):
    monkeypatch.setattr(acting, "MOST_EACH", 2)
    first, _second = [put(asking.participant(cast.chi)) for _ in range(2)]

    with pytest.raises(actions.TooMuchEvidence):
        put(asking.participant(cast.chi))
    actions.remove_evidence(evidence=Evidence.objects.get(pk=first.pk), by=cast.chi.user, now=timezone.now())
    put(asking.participant(cast.chi))

    assert Evidence.objects.filter(removed_at=None).count() == 2


def test_there_is_an_end_to_what_one_person_stores(asking, cast, media, monkeypatch):
    monkeypatch.setattr(acting, "MOST_BYTES", len(PDF))
    put(asking.participant(cast.chi))

    with pytest.raises(actions.TooMuchEvidence):
        put(asking.participant(cast.chi))

    assert len(files(media)) == 1


def test_what_is_removed_has_no_file_any_more(asking, cast, media, django_capture_on_commit_callbacks):
    kept = put(asking.participant(cast.chi))

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            actions.remove_evidence(evidence=Evidence.objects.get(), by=cast.chi.user, now=timezone.now())

    row = Evidence.objects.get()
    assert (row.pk, row.title, row.file, row.removed_at is not None, files(media)) == (
        kept.pk,
        "Minutes",
        "",
        True,
        [],
    )


def test_the_log_does_not_tell_whose_evidence_it_is(asking, cast):
    before = AuditEntry.objects.count()

    put(asking.participant(cast.chi))

    assert AuditEntry.objects.count() == before


def test_evidence_behind_a_position_stands_in_the_log(revealed, cast, media):
    rating = Rating.objects.filter(round=revealed.round).first()
    position = Position.objects.create(
        city=cast.city, assessment=revealed.assessment, criterion=rating.criterion, owner=cast.chi
    )
    given = {"position": position, "title": "Plan", "by": cast.chi.user, "now": timezone.now()}
    kept = actions.add_evidence(**given, url="https://ourtown.example/plan")

    actions.remove_evidence(evidence=kept, by=cast.chi.user, now=timezone.now())

    rows = AuditEntry.objects.filter(object_type="assessments.position", object_id=position.pk).order_by("pk")
    assert [(row.verb, row.actor) for row in rows] == [
        ("added evidence", cast.chi.user),
        ("removed evidence", cast.chi.user),
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
        ("größe.pdf", "größe.pdf"),
    ],
)
def test_a_name_is_kept_as_it_can_be_seen(name, kept):
    assert acting.plain_name(name) == kept


# --- The page ---------------------------------------------------------------------------------------------


def test_a_link_is_added_shown_and_removed(chi, address, asking, cast):
    added = chi.post(address, {"title": "Vision <b>", "url": "https://ourtown.example/vision"})
    page = chi.get(address).content.decode()
    kept = Evidence.objects.get()
    removed = chi.post(reverse("assessments:remove-evidence", args=[cast.city.slug, kept.token]))

    assert (added.status_code, added.url, removed.url) == (302, address, address)
    assert page.count('href="https://ourtown.example/vision"') == 1
    assert "Vision &lt;b&gt;" in page
    kept.refresh_from_db()
    assert kept.removed_at is not None
    assert "Vision" not in chi.get(address).content.decode()


def test_a_file_comes_back_as_it_was_and_is_never_shown_in_the_page(chi, address):
    file = SimpleUploadedFile("minutes.pdf", PDF, content_type="text/html")
    chi.post(address, {"title": "Minutes", "file": file, "dated_on": "2020-02-03"})

    response = fetch(chi, Evidence.objects.get())

    assert (response.status_code, response.body) == (200, PDF)
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="minutes.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    assert "no-store" in response["Cache-Control"]


NO_PAGE = "This is not an address of a page. It begins with https://."
LYING = (
    "The name of this file ends in .pdf, but it holds something else, or it is damaged, or it has macros."
    " Save it anew, or as a PDF."
)
NOT_TAKEN = "Files of this kind are not taken. Save it as a PDF, or choose a picture, a document or a table."
TOO_LARGE = "This file is larger than 10 MB. Choose a smaller one, or give a link to it."
BOTH = "Give a link or a file, one at a time. Add the other one afterwards."
COMING = "This date is still to come. Give the date of the evidence itself."
EARLIER = "This is before the date of the evidence. Choose a later day."
LINK = {"url": "https://a.example"}


def pdf(content=PDF, name="a.pdf"):
    return {"file": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(
    ("given", "field", "fault"),
    [
        ({}, "url", "Give the address of a page, or choose a file below."),
        ({"url": "nonsense"}, "url", NO_PAGE),
        ({"url": "ftp://a.example/x"}, "url", NO_PAGE),
        ({"url": "javascript:alert(1)"}, "url", NO_PAGE),
        (LINK | {"dated_on": "2999-01-01"}, "dated_on", COMING),
        (LINK | {"dated_on": "2020-01-02", "review_by": "2020-01-01"}, "review_by", EARLIER),
        (pdf(b"MZ"), "file", LYING),
        (pdf(b"MZ", "a.exe"), "file", NOT_TAKEN),
        (pdf(b""), "file", "This file is empty. Choose another one."),
        (pdf(bytes(LARGEST_FILE + 1)), "file", TOO_LARGE),
        (pdf() | LINK, "file", BOTH),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(chi, address, given, field, fault, media):
    response = chi.post(address, {"title": "Typed with care"} | given)

    assert (response.status_code, faults(response)) == (422, {field: [fault]})
    assert 'value="Typed with care"' in response.content.decode()
    assert (Evidence.objects.count(), files(media)) == (0, [])


def test_a_file_that_is_just_small_enough_is_taken(chi, address):
    content = PDF + bytes(LARGEST_FILE - len(PDF))

    response = chi.post(address, {"title": "Large", "file": SimpleUploadedFile("a.pdf", content)})

    assert (response.status_code, Evidence.objects.get().size) == (302, LARGEST_FILE)


def test_a_page_that_comes_too_late_says_so_and_keeps_what_was_typed(chi, address, asking):
    asking.close()

    response = chi.post(address, {"title": "Late", "url": "https://a.example/late"})

    assert response.status_code == 409
    assert faults(response)["__all__"] == [
        "This assessment is closed and takes no more answers. What was saved before is kept and counts."
    ]
    assert 'value="https://a.example/late"' in response.content.decode()


def test_too_much_is_said_at_the_form(chi, address, monkeypatch):
    monkeypatch.setattr(acting, "MOST_EACH", 0)

    response = chi.post(address, {"title": "More", "url": "https://a.example"})

    assert faults(response)["__all__"] == [
        "There is no room for more: at most 10 pieces behind one answer, and 200 MB in all your files."
    ]


def test_there_is_no_page_where_no_evidence_is_asked(chi, address):
    Assessment.objects.update(asks_evidence=False)

    assert chi.get(address).status_code == 404


def test_nothing_is_removed_after_closing(chi, asking, cast):
    kept = put(asking.participant(cast.chi))
    asking.close()

    response = chi.post(reverse("assessments:remove-evidence", args=[cast.city.slug, kept.token]))

    kept.refresh_from_db()
    assert kept.removed_at is None
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "This assessment is closed and takes no more answers. What was saved before is kept and counts."
    ]


# --- Who may fetch it -------------------------------------------------------------------------------------


def statuses(sign_in, cast, evidence):
    readers = {name: getattr(cast, name) for name in ("alma", "bo", "chi", "rey", "ada", "ola", "otto")}
    return {name: fetch(sign_in(reader), evidence).status_code for name, reader in readers.items()}


EVERYBODY = dict.fromkeys(("alma", "bo", "chi", "rey", "ada", "ola"), 200) | {"otto": 404}
CHI_ALONE = dict.fromkeys(EVERYBODY, 404) | {"chi": 200}


def test_before_the_results_are_revealed_only_who_answered_may_fetch_it(asking, cast, sign_in):
    """Chi's file holds what nobody else may know yet, whoever runs the assessment."""
    kept = put(asking.participant(cast.chi))
    asking.rate_as(Sector.PUBLIC, people=5, level=2)
    asking.say(asking.participant(cast.chi), {REF: 1})

    while_open = statuses(sign_in, cast, kept)
    asking.close()
    closed = statuses(sign_in, cast, kept)
    asking.reveal()

    assert (while_open, closed, statuses(sign_in, cast, kept)) == (CHI_ALONE, CHI_ALONE, EVERYBODY)


def test_what_the_results_withhold_is_not_fetched_either(asking, cast, sign_in):
    """Three ratings where four are needed: a file would tell more than the figures that stay hidden."""
    kept = put(asking.participant(cast.chi))
    asking.say(asking.participant(cast.chi), {REF: 1})
    asking.rate_as(Sector.PUBLIC, people=2, level=2, refs=(REF,))
    asking.rate_as(Sector.PUBLIC, people=5, level=2, refs=("1.a.2",))
    asking.close_and_reveal()

    assert statuses(sign_in, cast, kept) == CHI_ALONE


def test_the_file_of_somebody_withdrawn_is_not_fetched(asking, cast, sign_in):
    chi = asking.participant(cast.chi)
    kept = put(chi)
    asking.rate_as(Sector.PUBLIC, people=5, level=2)
    Participant.objects.filter(pk=chi.pk).update(withdrawn_at=timezone.now())
    asking.close_and_reveal()

    assert statuses(sign_in, cast, kept) == CHI_ALONE


def test_what_is_removed_is_fetched_by_nobody(asking, cast, chi):
    kept = put(asking.participant(cast.chi))
    actions.remove_evidence(evidence=kept, by=cast.chi.user, now=timezone.now())

    assert fetch(chi, kept).status_code == 404


def test_nobody_removes_what_is_not_theirs(asking, cast, sign_in):
    kept = put(asking.participant(cast.chi))
    address = reverse("assessments:remove-evidence", args=[cast.city.slug, kept.token])

    found = [sign_in(reader).post(address).status_code for reader in (cast.bo, cast.ada, cast.otto)]

    kept.refresh_from_db()
    assert (found, kept.removed_at) == ([404, 404, 404], None)


def test_evidence_behind_a_position_is_its_owners_until_it_is_locked(revealed, cast, sign_in):
    rating = Rating.objects.filter(round=revealed.round).first()
    position = Position.objects.create(
        city=cast.city, assessment=revealed.assessment, criterion=rating.criterion, owner=cast.chi
    )
    kept = actions.add_evidence(
        position=position,
        title="Plan",
        upload=actions.Upload("plan.pdf", PDF),
        by=cast.chi.user,
        now=timezone.now(),
    )

    before = statuses(sign_in, cast, kept)
    Assessment.objects.filter(pk=revealed.assessment.pk).update(locked_at=timezone.now())

    assert before == EVERYBODY | {"rey": 404, "ola": 404}
    assert statuses(sign_in, cast, kept) == EVERYBODY


# --- Evidence without a level is something said -------------------------------------------------------------


def test_who_only_offered_evidence_is_withdrawn_with_it_kept(asking, cast, media):
    participant = asking.participant(cast.chi)
    kept = put(participant)

    with pytest.raises(actions.StepRefused, match="answered something"):
        actions.withdraw_invitation(participant=participant, by=cast.bo.user, now=timezone.now())
    actions.withdraw_invitation(participant=participant, by=cast.bo.user, now=timezone.now(), with_answers=True)

    participant.refresh_from_db()
    assert participant.withdrawn_at is not None
    assert files(media) == [Evidence.objects.get(pk=kept.pk).file]


def test_a_statement_with_evidence_alone_stays_when_its_group_goes(asking, cast, media):
    participant = asking.participant(cast.chi)
    kept = put(participant)
    second = participant.round.assessment.asked_groups.get(group__ref="2").group_id

    stayed = actions.change_groups(participant=participant, groups=[second], by=cast.bo.user, now=timezone.now())

    assert stayed == 1
    assert sorted(participant.ratings.values_list("criterion__ref", flat=True)) == ["1.a.1", "2.a.1", "2.a.2"]
    assert files(media) == [Evidence.objects.get(pk=kept.pk).file]


def test_who_only_offered_evidence_has_started(asking, cast):
    put(asking.participant(cast.chi))

    assert [one.member for one in participants_of(asking.round) if one.has_answered] == [cast.chi]


def test_evidence_behind_what_nobody_rated_is_not_fetched_by_others(open_assessment, cast, sign_in):
    """The page lists none of it; its address must not give it either."""
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=1, refs=("1.a.2",))
    rating = Rating.objects.get(participant__member=cast.chi, round=open_assessment.round, criterion__ref="1.a.1")
    piece = Evidence.objects.create(
        city=cast.city,
        rating=rating,
        title="Alone",
        url="https://ours.example/alone",
        added_by=cast.chi.user,
        added_at=timezone.now(),
    )
    open_assessment.close_and_reveal()
    rating.refresh_from_db()

    assert (
        is_shown_in_results(Rating.objects.select_related("round__assessment", "round__city").get(pk=rating.pk))
        is False
    )
    assert evidence_in(open_assessment.round, [rating.criterion_id]) == {}
    assert (
        sign_in(cast.ola).get(reverse("assessments:evidence-file", args=[cast.city.slug, piece.token])).status_code
        == 404
    )
