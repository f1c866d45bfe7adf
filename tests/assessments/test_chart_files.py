"""The pictures of results as files."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from cities.models import Sector

KEY = "success-factors"


@pytest.fixture
def fetch(cast, sign_in):
    client = sign_in(cast.ola)

    def fetched(staged, name, instrument=KEY):
        return client.get(
            reverse("assessments:chart-file", args=[cast.city.slug, staged.assessment.pk, instrument, name])
        )

    return fetched


@pytest.mark.parametrize("what", ["profile", "sectors", "sector", "1.a.1", "together", "together-1", "together-1.a"])
def test_each_picture_can_be_taken_out_as_svg_and_png(what, revealed, fetch):
    svg, png = fetch(revealed, f"{what}.svg"), fetch(revealed, f"{what}.png")

    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.decode().startswith('<svg xmlns="http://www.w3.org/2000/svg" width="')
    assert png["Content-Disposition"] == f'attachment; filename="{KEY}-{what}.png"'
    picture = Image.open(BytesIO(png.content)).convert("RGB")
    assert picture.width > 900
    assert len(picture.getcolors(maxcolors=1_000_000)) > 3  # ground, ink and shades: it is not empty


NO_PICTURE = """
profile profile.gif nothing.svg role.svg 1.a.9.png .svg 9.svg
together-.svg together-9.svg before-1.a.1.svg after-1.a.1.svg
"""


@pytest.mark.parametrize("name", NO_PICTURE.split())
def test_what_is_no_picture_is_not_found(name, revealed, fetch):
    assert fetch(revealed, name).status_code == 404


def test_another_instrument_has_no_picture(revealed, fetch):
    assert fetch(revealed, "profile.svg", "guiding-principles").status_code == 404


def test_a_picture_tells_nothing_of_what_is_withheld(open_assessment, fetch):
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=4, refs=("1.a.2",))
    open_assessment.close_and_reveal()

    picture = fetch(open_assessment, "1.a.2.svg").content.decode()

    assert "Withheld: too few people answered" in picture
    assert ">3<" not in picture
