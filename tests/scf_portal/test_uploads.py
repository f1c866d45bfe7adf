"""A form with a file: the fields arrive, the file goes nowhere."""

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import PASSWORD


def test_a_file_in_a_form_is_skipped_and_leaves_nothing_behind(client, cast, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "uploads"))
    (tmp_path / "uploads").mkdir()
    large = SimpleUploadedFile("large.bin", b"x" * 5_000_000)

    response = client.post(reverse("sign-in"), {"login": cast.chi.user.email, "password": PASSWORD, "surprise": large})

    assert (response.status_code, dict(response.wsgi_request.FILES)) == (302, {})
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
