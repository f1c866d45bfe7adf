"""The log: one line an event with the ids that lead through it, and nothing that a person wrote or is called."""

import io
import json
import logging
import re

import pytest
from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config
from kombu import Connection

from cities.models import User
from cities.rules.request_id import current_request_id, is_well_formed, set_request_id
from reports.models import ReportJob
from scf_portal.logs import logging_settings
from scf_portal.logs.gunicorn import GunicornLogger
from scf_portal.logs.lines import AddIds, JsonLine, PlainLine
from scf_portal.logs.privacy import name_of
from tests.conftest import stage_assessment
from tests.factories import PASSWORD
from tests.workers import worker

COMMENT = "Procurement is run by the mayor's brother-in-law."
PRIVATE = ("chi@people.example", "Chi", COMMENT, "secret-query", PASSWORD, "mayor")


class Written(io.StringIO):
    """What was logged."""

    def lines(self, logger=""):
        lines = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in lines if line["logger"].startswith(logger)]


@pytest.fixture
def log():
    """The portal's log as production writes it, from every logger."""
    written = Written()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLine())
    handler.addFilter(AddIds())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def through_a_proxy(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_a_request_leaves_one_line_with_ids_and_no_path(cast, sign_in, log):
    response = sign_in(cast.chi).get("/c/ourtown/reports/?word=secret-query")

    (line,) = log.lines("portal.access")
    assert line == {
        "time": line["time"],
        "level": "INFO",
        "logger": "portal.access",
        "message": "request",
        "request_id": response.headers["X-Request-ID"],
        "job_id": None,
        "method": "GET",
        "route": "reports:list",
        "status": 200,
        "ms": line["ms"],
        "user": cast.chi.user.pk,
        "city": cast.city.pk,
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert re.fullmatch(r"[0-9a-f]{32}", line["request_id"])
    assert 0 <= line["ms"] < 60_000


def test_requests_have_ids_of_their_own_and_leave_none_behind(client):
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))

    assert first != second
    assert current_request_id() == ""


def test_an_id_of_the_proxy_is_kept(client, log, through_a_proxy):
    response = client.get("/no-such-page/", headers={"x-request-id": "Proxy-0123456789"})

    assert response.headers["X-Request-ID"] == "Proxy-0123456789"
    (line,) = log.lines("portal.access")
    assert (line["request_id"], line["route"], line["status"]) == ("Proxy-0123456789", "", 404)


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", 'quote"quote', "näh-näh-näh", "12345678\n", ""])
def test_an_id_that_is_not_well_formed_is_replaced(given, client, through_a_proxy):
    assert re.fullmatch(
        r"[0-9a-f]{32}", client.get("/healthz", headers={"x-request-id": given}).headers["X-Request-ID"]
    )
    assert not is_well_formed(given)


def test_without_a_proxy_nobody_chooses_the_id(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = None

    assert client.get("/healthz", headers={"x-request-id": "chosen-by-me"}).headers["X-Request-ID"] != "chosen-by-me"


def test_a_probe_that_is_well_leaves_no_line_and_one_that_is_not_does(transactional_db, client, log):
    client.get("/healthz")
    client.get("/readyz")

    assert [(line["route"], line["status"]) for line in log.lines("portal.access")] == [("readyz", 503)]


def test_an_odd_method_is_not_repeated(client, log):
    client.generic("CHI@PEOPLE", "/healthz")

    assert log.lines("portal.access")[0]["method"] == "other"


def test_an_evening_of_work_leaves_nothing_personal_in_the_log(open_assessment, cast, sign_in, log, monkeypatch):
    """Signing in rightly and wrongly, an answer with a comment, a report, a page not found, and a page that fails."""
    client = Client(raise_request_exception=False)
    pair = {"login": "chi@people.example", "password": PASSWORD}
    client.post("/sign-in/?word=secret-query", pair | {"password": "secret-query"})
    client.post("/sign-in/?word=secret-query", pair)
    assessment = [cast.city.slug, open_assessment.assessment.pk]
    answer = {"q-1-a-1-answer": "2", "q-1-a-1-comment": COMMENT, "q-1-a-1-version": "0"}
    client.post(reverse("assessments:save", args=[*assessment, "success-factors", "1.a.1"]), answer)
    client.get("/c/ourtown/Chi/secret-query/")
    client.get("/", headers={"host": "chi.people.example"})
    Client(enforce_csrf_checks=True).post(
        "/sign-in/", pair, headers={"referer": "https://x.example/?word=secret-query"}
    )
    open_assessment.rate_as("public", people=9, level=1)
    open_assessment.close_and_reveal()
    facilitator = sign_in(cast.bo)
    facilitator.post(reverse("reports:request", args=[cast.city.slug]), {"assessment": open_assessment.assessment.pk})

    def fail(user):
        try:
            raise KeyError(user.email)
        except KeyError as error:
            message = f"{user.name} <{user.email}> has no city: {COMMENT}"
            raise ValueError(message) from error

    monkeypatch.setattr("scf_portal.views.cities_of", fail)
    client.get("/?word=secret-query")

    found = [(line["route"], line["status"]) for line in log.lines("portal.access")]
    assert found == [
        *[("sign-in", 200), ("sign-in", 302), ("assessments:save", 200), ("", 404), ("", 400), ("sign-in", 403)],
        *[("reports:request", 302), ("home", 500)],
    ]
    assert open_assessment.round.ratings.filter(comment=COMMENT).exists()
    assert ReportJob.objects.exists()
    text = log.getvalue()
    assert [word for word in PRIVATE if word in text] == []
    (fault,) = log.lines("django.request")
    assert (fault["level"], fault["message"]) == ("ERROR", "answered 500 on home")
    assert fault["request_id"] == log.lines("portal.access")[-1]["request_id"]
    way = fault["error"].splitlines()
    assert way[-1] == "ValueError"
    assert "KeyError" in way
    assert any(re.search(r"scf_portal/views.py:\d+ in home: ", step) for step in way)


def test_who_signs_in_is_in_the_line_of_it(cast, client, log):
    client.post("/sign-in/", {"login": "chi@people.example", "password": PASSWORD})

    assert log.lines("portal.access")[0]["user"] == cast.chi.user.pk


def test_an_error_of_the_database_is_named_without_the_row(cast, log):
    logger, email = logging.getLogger("assessments.somewhere"), PRIVATE[0]
    try:
        with transaction.atomic():
            User.objects.bulk_create([User(email=email, name="x")])
    except IntegrityError as error:
        logger.exception("that failed: %s", error)

    (line,) = log.lines("assessments")
    assert line["message"] == f"that failed: {line['error'].splitlines()[-1]}"
    assert line["message"].startswith("that failed: django.db.utils.IntegrityError")
    assert [word for word in PRIVATE if word in log.getvalue()] == []


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (ValueError("chi@people.example"), "ValueError"),
        (PermissionError(13, "Permission denied", "/media/chi"), "PermissionError: Permission denied"),
        (OperationalError("server closed\nDETAIL: chi"), "django.db.utils.OperationalError: server closed"),
        (ImproperlyConfigured("Set SECRET_KEY."), "django.core.exceptions.ImproperlyConfigured: Set SECRET_KEY."),
        (OperationalError(), "django.db.utils.OperationalError"),
    ],
)
def test_of_an_error_only_what_speaks_of_machinery_is_said(error, name):
    assert name_of(error) == name


def test_a_line_for_a_screen_says_the_same(log):
    record = logging.LogRecord("portal.access", logging.INFO, "", 0, "request", (), None)
    record.route, record.status, record.request_id, record.job_id = "home", 200, "abc", 7

    line = PlainLine().format(record)

    assert line.endswith(" INFO portal.access: request route=home status=200 request_id=abc job_id=7")


def test_gunicorn_speaks_through_the_same_log(log, settings):
    config = Config()
    logger = GunicornLogger(config)
    logging.getLogger().addHandler(handler := logging.StreamHandler(log))
    handler.setFormatter(JsonLine())
    try:
        logger.info("Starting gunicorn %s", "27")
        logger.error("Error handling request %s", "/c/ourtown/?word=secret-query")
    finally:
        logging.getLogger().removeHandler(handler)

    lines = log.lines("gunicorn")
    assert [line["message"] for line in lines[-2:]] == ["Starting gunicorn 27", "a request could not be handled"]
    assert logger.access_log_enabled is False
    assert "secret-query" not in log.getvalue()


def test_a_form_nobody_knows_is_refused():
    with pytest.raises(ImproperlyConfigured, match=r"^LOG_FORMAT is “xml”: set it to json or line.$"):
        logging_settings("xml")


# --- with the worker ------------------------------------------------------------------------------------


def test_a_bell_carries_the_id_of_who_rang_it(own_queue):
    set_request_id("asked-by-this-one")
    try:
        current_app.send_task("reports.render", kwargs={"job_id": 1})
    finally:
        set_request_id("")

    with current_app.connection_for_read() as connection:
        message = taken(connection)
    assert message.headers["request_id"] == "asked-by-this-one"


def taken(connection: Connection):
    message = connection.SimpleQueue("celery").get(timeout=5)
    message.ack()
    return message


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_workers_lines_lead_back_to_the_click(own_queue, cast, edition, sign_in, monkeypatch, through_a_proxy):
    """One report is made; the other job's snapshot cannot be read, and its error quotes nothing."""
    monkeypatch.setenv("LOG_FORMAT", "json")
    staged = stage_assessment(cast.city, cast.bo)
    staged.leaders(4)
    staged.open()
    staged.close_and_reveal()
    asked = {"assessment": staged.assessment.pk}
    with worker() as running:
        client = sign_in(cast.bo)
        client.post(reverse("reports:request", args=["ourtown"]), asked, headers={"x-request-id": "the-click-of-bo"})
        job = ReportJob.objects.get()
        deadline = timezone.now() + timezone.timedelta(seconds=60)
        while not job.is_over and timezone.now() < deadline:
            job.refresh_from_db()
        current_app.send_task("reports.render", kwargs={"job_id": "chi@people.example"})
        while not running.says("ValueError") and timezone.now() < deadline:
            pass

    text = running.log.read_text()  # the worker is over, so every line is whole
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    ours = [line for line in lines if line["job_id"] == job.pk]
    assert {line["request_id"] for line in ours} == {"the-click-of-bo"}
    assert [line["message"] for line in ours if line["logger"] == "portal.task"] == ["reports.render SUCCESS"]
    assert [line["logger"] for line in lines if line["level"] == "ERROR"] == ["celery.app.trace"]
    assert "people.example" not in text
