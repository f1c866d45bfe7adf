"""The city's settings, look, mail and log, through the pages."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cities import actions
from cities.models import AuditEntry, City, OutgoingMail
from tests.factories import OrganisationFactory

SETTINGS = {
    "name": "Ourtown",
    "country": "IE",
    "time_zone": "Europe/Dublin",
    "language": "en-gb",
    "currency": "EUR",
    "paper": "letter",
    "accent": "#7A1F4B",
    "requires_second_factor": "",
}


def page_of(name, *args):
    return reverse(f"cities:{name}", args=["ourtown", *args])


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def picture(form="PNG"):
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "#7a1f4b").save(drawn, form)
    return drawn.getvalue()


def test_settings_are_saved_and_the_log_names_the_fields(cast, sign_in):
    client = sign_in(cast.ada)

    client.post(page_of("settings"), SETTINGS)

    city = City.objects.get(slug="ourtown")
    assert (city.country, city.time_zone, city.paper, city.accent) == ("IE", "Europe/Dublin", "letter", "#7a1f4b")
    entry = AuditEntry.objects.get()
    assert (entry.object_type, entry.object_id) == ("cities.city", city.pk)
    assert set(entry.fields) == {"country", "time_zone", "paper", "accent"}


def test_the_log_leads_to_the_request(cast, sign_in):
    response = sign_in(cast.ada).post(page_of("settings"), SETTINGS)

    assert AuditEntry.objects.get().request_id == response["X-Request-ID"]
    assert len(response["X-Request-ID"]) == 32


def test_the_accent_reaches_every_page_by_a_style_sheet(cast, sign_in):
    client = sign_in(cast.ada)
    client.post(page_of("settings"), SETTINGS)

    address = re.search(r'href="(/c/ourtown/theme\.css\?[^"]+)"', client.get("/c/ourtown/").content.decode())[1]
    sheet = client.get(address)

    assert sheet["Content-Type"] == "text/css"
    assert sheet.content.decode().strip() == ":root { --accent: #7a1f4b; }"


@pytest.mark.parametrize(
    ("accent", "error"),
    [
        ("#ffcc00", "This colour is too light to be read: its contrast is 1.4 and it takes 4.5. Choose a darker one."),
        ("red", "Write the colour as # and six digits or letters from a to f, like #0b5563."),
        ("#000000; }", "Write the colour as # and six digits or letters from a to f, like #0b5563."),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused(accent, error, cast, sign_in):
    response = sign_in(cast.ada).post(page_of("settings"), SETTINGS | {"accent": accent})

    assert response.context["form"].errors["accent"] == [error]
    assert City.objects.get(slug="ourtown").accent == ""


def test_a_logo_is_drawn_anew_shown_replaced_and_removed(cast, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(cast.ada)
    for form in ("PNG", "JPEG"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page_of("logo-settings"), {"logo": SimpleUploadedFile("x.svg", picture(form) + b"<script>")})
    name = City.objects.get(slug="ourtown").logo

    shown = b"".join(client.get(page_of("logo")))
    assert shown.startswith(b"\x89PNG")
    assert b"<script>" not in shown
    assert default_storage.listdir(f"{cast.city.pk}/logo")[1] == [name.rpartition("/")[2]]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of("logo-settings"), {"remove": "1"})
    assert default_storage.listdir(f"{cast.city.pk}/logo")[1] == []
    assert client.get(page_of("logo")).status_code == 404


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is not a picture we can read. Choose a PNG or JPEG file."),
        (b"x" * (2 * 1024 * 1024 + 1), "This file is larger than 2 MB. Choose a smaller one."),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content, error, cast, sign_in):
    response = sign_in(cast.ada).post(page_of("logo-settings"), {"logo": SimpleUploadedFile("x.png", content)})

    assert response.context["form"].errors["logo"] == [error]
    assert City.objects.get(slug="ourtown").logo == ""


def test_no_logo_of_another_city_is_shown(cast, sign_in):
    actions.set_logo(city=cast.city, content=picture(), by=cast.ada.user, now=timezone.now())

    assert sign_in(cast.otto).get(page_of("logo")).status_code == 404


def test_an_organisation_of_the_same_name_is_refused(cast, sign_in):
    response = sign_in(cast.ada).post(page_of("new-organisation"), {"name": "CITY HALL", "sector": "public"})

    assert response.context["form"].errors["name"] == ["There is an organisation of this name already."]


def test_an_organisation_in_use_stays_and_the_page_says_why(cast, sign_in):
    hall, empty = cast.chi.organisation, OrganisationFactory(city=cast.city, name="Guild")
    client = sign_in(cast.ada)

    kept = client.post(page_of("remove-organisation", hall.pk), follow=True)
    gone = client.post(page_of("remove-organisation", empty.pk), follow=True)

    assert "Somebody belongs to City hall" in words(kept)
    assert "Guild is removed." in words(gone)


def test_the_mail_page_says_what_became_of_each_mail(cast, sign_in, settings):
    settings.EMAIL_HOST = "smtp.example"
    now = timezone.now()
    mail = actions.queue_mail(city=cast.city, to="mo@people.example", subject="Hello", body="x", now=now)
    actions.queue_mail(city=cast.other_city, to="secret@people.example", subject="Theirs", body="x", now=now)
    OutgoingMail.objects.filter(pk=mail.pk).update(status="failed", reason="The mail server cannot be reached.")
    client = sign_in(cast.ada)

    page = words(client.get(page_of("mail")))
    assert "Hello Failed mo@people.example" in page
    assert "The mail server cannot be reached." in page
    assert "Theirs" not in page
    assert "secret@" not in page
    client.post(page_of("send-mail-again", mail.pk))
    mail.refresh_from_db()
    assert mail.status == "queued"


@pytest.fixture
def log(cast):
    """Ada acts on the 1st and the 2nd, Bo on the 3rd, in Ourtown's time; Otto in his own city."""
    for day, actor, target in ((1, cast.ada, cast.chi), (2, cast.ada, cast.bo), (3, cast.bo, cast.city)):
        actions.record_audit(
            target=target, verb="moved", by=actor.user, now=datetime(2027, 6, day, 12, tzinfo=UTC), fields=["name"]
        )
    actions.record_audit(target=cast.otto, verb="spied", by=cast.otto.user, now=datetime(2027, 6, 2, tzinfo=UTC))


def days_shown(response):
    return [entry.at.day for entry in response.context["page"]]


def test_the_log_is_filtered_by_who_what_and_when(cast, sign_in, log):
    client = sign_in(cast.ada)

    assert days_shown(client.get(page_of("audit"))) == [3, 2, 1]
    assert days_shown(client.get(page_of("audit"), {"actor": cast.ada.user.pk})) == [2, 1]
    assert days_shown(client.get(page_of("audit"), {"object_type": "cities.city"})) == [3]
    assert days_shown(client.get(page_of("audit"), {"since": "2027-06-02", "until": "2027-06-02"})) == [2]


def test_a_filter_with_a_fault_names_it(cast, sign_in, log):
    response = sign_in(cast.ada).get(page_of("audit"), {"since": "someday", "actor": cast.otto.user.pk})

    assert set(response.context["form"].errors) == {"since", "actor"}
    assert "spied" not in words(response)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_all_calendars_is_refused_in_words(day, cast, sign_in, log):
    client = sign_in(cast.ada)

    assert set(client.get(page_of("audit"), {"until": day}).context["form"].errors) == {"until"}
    assert client.get(page_of("audit-file"), {"since": day}).status_code == 200


def test_days_in_the_log_are_those_of_the_city(cast, sign_in):
    """Half past eleven in the evening in UTC is already the next day in London's summer."""
    late = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)
    actions.record_audit(target=cast.chi, verb="moved", by=cast.ada.user, now=late)
    client = sign_in(cast.ada)

    assert days_shown(client.get(page_of("audit"), {"since": "2027-06-02"})) == [1]
    assert "2027-06-02 00:30" in words(client.get(page_of("audit")))


def test_the_file_holds_ids_and_names_of_fields_and_nothing_personal(cast, sign_in, log):
    response = sign_in(cast.ada).get(page_of("audit-file"), {"actor": cast.ada.user.pk})

    content = response.getvalue().decode()
    rows = list(csv.DictReader(StringIO(content)))
    assert response["Content-Disposition"].startswith('attachment; filename="log-ourtown-')
    assert [(row["actor_id"], row["verb"], row["fields"]) for row in rows] == [
        (str(cast.ada.user.pk), "moved", "name"),
        (str(cast.ada.user.pk), "moved", "name"),
    ]
    assert rows[0]["at"] == "2027-06-02T12:00:00+00:00"
    assert "Ada" not in content
    assert "@" not in content


def test_long_lists_come_in_pages_that_keep_the_filter(cast, sign_in):
    for number in range(60):
        at = datetime(2027, 6, 1, tzinfo=UTC) + timedelta(minutes=number)
        actions.record_audit(target=cast.chi, verb="moved", by=cast.ada.user, now=at)
    client = sign_in(cast.ada)

    first = client.get(page_of("audit"), {"object_type": "cities.member"})

    assert len(first.context["page"].object_list) == 50
    following = re.search(r'rel="next"\s+href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    second = client.get(page_of("audit") + following)
    assert len(second.context["page"].object_list) == 10
    assert second.context["form"].cleaned_data["object_type"] == "cities.member"


def test_with_one_language_none_is_asked_for(cast, sign_in):
    page = sign_in(cast.ada).get(page_of("settings"))

    assert page.context["form"]["language"].is_hidden
    assert '<input type="hidden" name="language" value="en-gb"' in page.content.decode()
