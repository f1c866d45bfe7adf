"""Asking for the guide or one note: who may, what is served from store, and what of an edition the city may not use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cities.actions import load_own_edition
from cities.models import AuditEntry, City, EditionGrant
from cities.queries import read_own_edition
from framework.actions import store_edition
from framework.models import Edition
from framework.rules.keys import own_prefix
from framework.rules.reading import files_in, read_files
from reports import actions
from reports.kinds import KINDS
from reports.models import ReportJob
from reports.pdf import Pdf
from reports.tasks import render_report
from tests.conftest import SMALL_EDITION

NOW = timezone.now()
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def bells(monkeypatch):
    """What is sent to the workers, instead of the queue."""
    rung = []
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs, **options: rung.append(kwargs))
    return rung


def ask(cast, edition, note="", language="en-gb", now=NOW, by=None):
    by = (by or cast.chi).user
    return actions.request_guide(city=cast.city, edition=edition, note=note, language=language, by=by, now=now)


def post(client, edition="small", note=""):
    return client.post(reverse("reports:request-guide", args=["ourtown"]), {"edition": edition, "note": note})


def row(job):
    found = ReportJob.objects.get(pk=job.pk)
    return found.status, found.attempt, found.digest


def private_edition(city, key):
    """Store an edition that one city alone may use."""
    sources = files_in(SMALL_EDITION)
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"key: small", f"key: {key}".encode())
    store_edition(files=read_files(sources))
    Edition.objects.filter(key=key).update(shared=False)
    edition = Edition.objects.get(key=key)
    EditionGrant(city=city, edition=edition, granted_at=NOW).save()
    return edition


# --- Asking ---------------------------------------------------------------------------------------------


def test_a_guide_is_asked_for(cast, edition, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(cast, edition, note="B1")

    assert (job.kind, job.edition, job.note, job.language, job.snapshot) == ("guide", edition, "B1", "en-gb", None)
    assert (job.status, job.requested_by, job.requested_at) == ("queued", cast.chi.user, NOW)
    assert (job.template_version, job.digest) == (KINDS["guide"].template_version, KINDS["guide"].digest(job))
    assert bells == [{"job_id": job.pk}]
    assert AuditEntry.objects.get(object_type="reports.reportjob").verb == "asked for a report"


def test_who_asks_again_gets_what_is_there(cast, edition, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(cast, edition)
        second = ask(cast, edition, now=LATER, by=cast.alma)

    assert (second, second.requested_by, ReportJob.objects.count(), len(bells)) == (first, cast.chi.user, 1, 1)


def test_a_finished_guide_is_served_from_store(cast, edition, bells):
    ReportJob.objects.filter(pk=ask(cast, edition).pk).update(status="done", attempt=1, file="there.pdf")

    again = ask(cast, edition, now=LATER)

    assert (again.status, again.file, ReportJob.objects.count()) == ("done", "there.pdf", 1)


def test_a_failed_guide_asked_for_again_is_queued_again(cast, edition, bells):
    job = ask(cast, edition)
    actions.fail(job=actions.claim(job_id=job.pk, now=NOW), reason="It went wrong.", now=NOW)

    assert ask(cast, edition, now=LATER) == job
    assert row(job)[:2] == ("queued", 1)


@pytest.mark.parametrize("change", ["note", "language", "edition", "city", "template"])
def test_what_would_look_otherwise_is_made_anew(cast, edition, bells, monkeypatch, change):
    first = ask(cast, edition)
    asked = {"note": "A"} if change == "note" else {"language": "fr"} if change == "language" else {}
    if change == "edition":
        edition.digest = "changed"
    if change == "city":
        cast.city.accent = "#7a1f4b"
    if change == "template":
        monkeypatch.setitem(KINDS, "guide", replace(KINDS["guide"], template_version=99))

    second = ask(cast, edition, **asked)

    assert (second != first, ReportJob.objects.count()) == (True, 2)


def test_two_cities_have_a_job_each(cast, edition, bells):
    """What one prints is not served to the other: the cover is another, and so is the folder."""
    first = ask(cast, edition)

    second = actions.request_guide(
        city=cast.other_city, edition=edition, note="", language="en-gb", by=cast.otto.user, now=NOW
    )

    assert (first.city, second.city, first.digest != second.digest) == (cast.city, cast.other_city, True)


def test_the_database_holds_each_guide_once(cast, edition, bells):
    twin = ReportJob.objects.values().get(pk=ask(cast, edition).pk) | {"id": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportJob.objects.create(**twin)


@pytest.mark.parametrize("changes", [{"edition": None}, {"kind": "healthcheck"}])
def test_the_database_stores_no_job_that_prints_nothing(cast, edition, bells, changes):
    job = ask(cast, edition)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportJob.objects.filter(pk=job.pk).update(**changes)


# --- Making ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [False, True])
def test_a_guide_that_looks_otherwise_by_now_serves_nobody_who_asks_for_how_it_was(
    cast, edition, bells, monkeypatch, changed
):
    """The colour changes while the job waits, and back once it is made."""
    monkeypatch.setattr("reports.tasks.print_report", lambda job, progress: Pdf(b"%PDF", 1))
    job = ask(cast, edition)
    if changed:
        City.objects.filter(pk=cast.city.pk).update(accent="#7a1f4b")

    render_report(job_id=job.pk)
    again = ask(cast, edition, now=LATER)

    assert row(job)[:2] == ("done", 1)
    assert (again == job, ReportJob.objects.count()) == ((False, 2) if changed else (True, 1))


# --- Pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["alma", "bo", "chi", "rey", "ada", "ola"])
def test_every_member_may_print_guidance(cast, edition, sign_in, bells, reader):
    response = post(sign_in(getattr(cast, reader)), note="B1")

    job = ReportJob.objects.get()
    assert response.url == reverse("reports:detail", args=["ourtown", job.pk])
    assert (job.edition, job.note, job.language, job.requested_by) == (
        edition,
        "B1",
        "en-gb",
        getattr(cast, reader).user,
    )


def test_an_edition_of_another_city_is_not_there(cast, edition, sign_in, bells):
    private_edition(cast.other_city, "theirs")
    ours = private_edition(cast.city, "ours")
    client = sign_in(cast.chi)

    assert (post(client, "theirs").status_code, ReportJob.objects.count()) == (404, 0)
    assert (post(client, "ours").status_code, ReportJob.objects.get().edition) == (302, ours)


@pytest.mark.parametrize(
    ("asked", "note"),
    [("", ""), ("none", ""), ("\0", ""), ("9" * 5000, ""), ("small", "B9"), ("small", "\0"), ("small", "b1")],
)
def test_what_is_not_there_cannot_be_asked_for(cast, edition, sign_in, bells, asked, note):
    assert (post(sign_in(cast.chi), asked, note).status_code, ReportJob.objects.count()) == (404, 0)


def test_an_edition_without_notes_is_not_printed(cast, edition, sign_in, bells):
    private = private_edition(cast.city, "bare")
    private.notes.all().delete()
    Edition.objects.filter(pk=private.pk).update(digest="bare")

    assert (post(sign_in(cast.chi), "bare").status_code, ReportJob.objects.count()) == (404, 0)


def test_an_outsider_cannot_ask(cast, edition, sign_in, bells):
    assert (post(sign_in(cast.otto)).status_code, ReportJob.guarded_base.count()) == (404, 0)


def test_a_leader_tries_a_failed_guide_again_but_no_health_check(cast, edition, revealed, sign_in, bells):
    guide = ask(cast, edition)
    check = actions.request_report(round_=revealed.round, by=cast.bo.user, now=NOW)
    client, answers = sign_in(cast.chi), []
    for job in (guide, check):
        actions.fail(job=actions.claim(job_id=job.pk, now=NOW), reason="It went wrong.", now=NOW)
        address = reverse("reports:retry", args=["ourtown", job.pk])
        page = client.get(reverse("reports:detail", args=["ourtown", job.pk])).content.decode()
        answers.append(("It went wrong." in page, address in page, client.post(address).status_code, row(job)[0]))

    assert answers == [(True, True, 302, "queued"), (True, False, 403, "failed")]


def test_the_list_says_in_words_what_each_report_is(cast, edition, revealed, sign_in, bells):
    ask(cast, edition, note="B1")
    ask(cast, edition, now=LATER)
    actions.request_report(round_=revealed.round, by=cast.bo.user, now=LATER + timedelta(minutes=1))

    page = sign_in(cast.chi).get(reverse("reports:list", args=["ourtown"])).content.decode()

    titles = [
        "Health check: <bdi>Autumn check</bdi>",
        "Guidance: <bdi>Small framework</bdi>",
        "Guidance: <bdi>[B1] City vision</bdi>",
    ]
    assert [page.count(title) for title in titles] == [1, 1, 1]
    assert sorted(titles, key=page.index) == titles


@pytest.mark.parametrize(
    ("note", "name"), [("", "ourtown-guide-small-framework.pdf"), ("B1", "ourtown-guide-b1-city-vision.pdf")]
)
def test_the_file_has_a_speaking_name(cast, edition, sign_in, bells, note, name):
    job = ask(cast, edition, note=note)
    actions.finish(job=actions.claim(job_id=job.pk, now=NOW), content=b"%PDF", pages=1, now=NOW)

    response = sign_in(cast.chi).get(reverse("reports:file", args=["ourtown", job.pk]))

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join(response.streaming_content) == b"%PDF"


@pytest.mark.parametrize(("page", "note"), [("contents", None), ("note", "B1")])
def test_the_library_inside_a_city_offers_to_print_and_the_public_one_does_not(cast, edition, sign_in, page, note):
    args, client = ["small", note] if note else ["small"], sign_in(cast.chi)

    inside = client.get(reverse(f"library:{page}", args=["ourtown", *args])).content.decode()
    public = client.get(reverse(f"framework:{page}", args=args)).content.decode()

    [form] = [form for form in inside.split("<form")[1:] if reverse("reports:request-guide", args=["ourtown"]) in form]
    fields = dict(
        zip(("edition", "note"), [part.partition('"')[0] for part in form.split('value="')[2:]], strict=False)
    )
    assert fields == {"edition": "small"} | ({"note": note} if note else {})
    assert "request-guide" not in public


def test_a_draft_of_which_a_guide_was_printed_is_not_deleted(cast, bells, sign_in):
    files = read_own_edition(cast.city, files_in(SMALL_EDITION))
    load_own_edition(city=cast.city, files=files, by=cast.ada.user, now=NOW)
    own = Edition.objects.get(key=own_prefix(cast.city.pk) + "small")
    ask(cast, own)

    page = sign_in(cast.ada).post(reverse("cities:delete-edition", args=["ourtown", own.key]), follow=True)

    assert "a guide was printed of it" in page.content.decode()
    assert ReportJob.objects.get().edition == own
    assert EditionGrant.objects.filter(edition=own).exists()


def test_a_city_has_five_printed_guides_under_way_at_most(cast, edition, bells, sign_in):
    """The workers make the reports of every city, and send its mail."""
    client = sign_in(cast.chi)
    wanted = [("", "en-gb"), ("A", "en-gb"), ("", "fr"), ("A", "fr"), ("B1", "fr")]
    jobs = [ask(cast, edition, *each) for each in wanted]

    refused = client.post(
        reverse("reports:request-guide", args=["ourtown"]), {"edition": "small", "note": "B1"}, follow=True
    )

    words = "The city has 5 printed guides under way. Ask again when one of them is ready."
    assert [str(message) for message in refused.context["messages"]] == [words]
    assert (ReportJob.objects.count(), AuditEntry.objects.filter(verb="asked for a report").count()) == (5, 5)
    assert ask(cast, edition) == jobs[0]  # it is under way itself
    ReportJob.objects.filter(pk=jobs[0].pk).update(status="failed", reason="x", finished_at=NOW)
    assert post(client, note="B1").url == reverse("reports:detail", args=["ourtown", ReportJob.objects.first().pk])
    retried = client.post(reverse("reports:retry", args=["ourtown", jobs[0].pk]), follow=True)
    assert [str(message) for message in retried.context["messages"]] == [words]
    assert row(jobs[0])[0] == "failed"
