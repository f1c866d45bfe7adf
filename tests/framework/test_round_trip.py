"""What is loaded comes out byte for byte, and loading that again changes nothing."""

import pytest
from django.urls import reverse

from framework.actions import Outcome, store_edition
from framework.models import Edition
from framework.queries.sources import shared_reach
from framework.rules.packing import unpack
from framework.rules.reading import files_in, read_files
from tests.conftest import EXAMPLE_EDITION, SHIPPED_EDITION
from tests.zips import small_files

STRANGE = small_files() | {
    "phases.yaml": "\ufeff# a comment – kept\r\nphases:\r\n  - {key: plan,   name: Plän, purpose: x} \r\n\r\n".encode(),
    "translations/fr/mots.yaml": "phases:\n  plan: {name: Prévoir, purpose: Réfléchir}\n# fin, sans retour".encode(),
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(lambda: files_in(SHIPPED_EDITION), id="the shipped edition"),
        pytest.param(lambda: files_in(EXAMPLE_EDITION), id="the example"),
        pytest.param(lambda: STRANGE, id="lines of Windows, a mark of the order of bytes, comments, blanks"),
    ],
)
def test_an_edition_comes_out_as_it_went_in(files, db, client):
    sources = files()
    read = read_files(sources)
    store_edition(files=read)

    response = client.get(reverse("framework:files", args=[read.edition.key]))
    again = client.get(reverse("framework:files", args=[read.edition.key]))

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == f'attachment; filename="{read.edition.key}.zip"'
    assert response.content == again.content
    assert unpack(response.content).files == sources
    before = Edition.objects.values().get()
    assert store_edition(files=read_files(unpack(response.content).files)) == Outcome.UNCHANGED
    assert Edition.objects.values().get() == before


def test_an_edition_that_extends_another_gives_its_own_files_alone(db, client):
    store_edition(files=read_files(files_in(EXAMPLE_EDITION)))
    sources = files_in(EXAMPLE_EDITION.parent / "example-wording")
    store_edition(files=read_files(sources, shared_reach().base))

    response = client.get(reverse("framework:files", args=["example-wording"]))

    assert unpack(response.content).files == sources


@pytest.mark.parametrize("key", ["nowhere", "small"])
def test_a_private_edition_is_as_if_it_were_not_there(key, db, client):
    store_edition(files=read_files(small_files()), shared=False)

    assert client.get(f"/framework/{key}/files.zip").status_code == 404
