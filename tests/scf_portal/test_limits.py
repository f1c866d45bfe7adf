"""How much a request may bring: all that a form of ours can hold, and not much more."""

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import COMMENT_LENGTH
from framework.queries import instrument_outline
from scf_portal.errors import error_page

# what a browser makes of a character in a form: three bytes at most in UTF-8's basic plane, each as %XX
BYTES_PER_CHARACTER = 9
FIELDS_PER_STATEMENT = 3
LARGEST_INSTRUMENT = 54  # criteria of the largest instrument that the framework knows


@pytest.fixture
def client(db):
    return Client(raise_request_exception=False)


def post_text(client, length: int):
    """Post a form of that many bytes to the sign-in page."""
    name = "surprise"
    body = f"{name}={'x' * (length - len(name) - 1)}"
    return client.post(reverse("sign-in"), body, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize(("over", "status"), [(-1, 200), (0, 200), (1, 413)])
def test_a_form_of_so_many_bytes(over, status, client):
    assert post_text(client, django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + over).status_code == status


@pytest.mark.parametrize(("over", "status"), [(-1, 200), (1, 413)])
def test_a_form_of_so_many_fields(over, status, client):
    fields = {f"field-{number}": "" for number in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + over)}

    assert client.post(reverse("sign-in"), fields).status_code == status


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 413)])
def test_a_form_of_so_many_files(over, status, client):
    files = {
        f"file-{number}": SimpleUploadedFile("a.txt", b"a")
        for number in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FILES + over)
    }

    assert client.post(reverse("sign-in"), files).status_code == status


@pytest.mark.parametrize(("over", "status"), [(-1, 200), (1, 413)])
def test_a_body_with_files_of_so_many_bytes(over, status, client):
    frame = len(b"--limit\r\n" + HEAD + b"\r\n--limit--\r\n")
    content = b"x" * (django_settings.LARGEST_BODY + over - frame)
    body = b"--limit\r\n" + HEAD + content + b"\r\n--limit--\r\n"

    response = client.generic("POST", reverse("sign-in"), body, "multipart/form-data; boundary=limit")

    assert (len(body) - django_settings.LARGEST_BODY, response.status_code) == (over, status)


HEAD = b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'


def test_a_body_that_is_too_large_is_not_read(client):
    """The words come at once, though so much was announced and nothing sent."""
    response = client.generic("POST", reverse("sign-in"), b"", CONTENT_LENGTH=str(10**12))

    assert [template.name for template in response.templates] == ["413.html", "components/error_page.html"]


@pytest.mark.parametrize("length", ["²", "x", "-1", "1e3", "9" * 5000])
def test_a_length_that_is_no_number_makes_no_sense(length, client):
    assert client.generic("POST", reverse("sign-in"), b"", CONTENT_LENGTH=length).status_code == 400


def test_the_largest_instrument_fits_with_room_to_spare(checklist):
    statements = max(LARGEST_INSTRUMENT, len(list(instrument_outline(checklist.pk).all_criteria)))

    assert statements * FIELDS_PER_STATEMENT * 2 <= django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert (
        statements * COMMENT_LENGTH * BYTES_PER_CHARACTER
        < django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        < django_settings.LARGEST_BODY
    )


def test_the_page_of_a_fault_needs_no_database(settings):
    """Nor a session, nor a person: this test may not touch the database at all."""
    settings.ROOT_URLCONF = "tests.scf_portal.failing_urls"

    response = Client(raise_request_exception=False).get("/fails/")

    assert response.status_code == 500
    assert 'quote <span class="num">4f2c9a7be1</span>' in " ".join(response.content.decode().split())


def test_without_a_request_id_there_is_nothing_to_quote(rf):
    assert "quote" not in error_page(rf.get("/"), 500).content.decode()
