"""A logo is drawn anew: what was uploaded is never kept as it came."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cities.rules.logo import NotALogo, PictureTooLarge, redrawn


def picture(form="PNG", size=(40, 20), mode="RGB", **options):
    drawn = BytesIO()
    Image.new(mode, size, "#7a1f4b" if mode != "P" else 0).save(drawn, form, **options)
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "L")]
)
def test_a_picture_comes_out_as_png(form, mode):
    with Image.open(BytesIO(redrawn(picture(form, mode=mode)))) as drawn:
        assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "RGBA", (40, 20))


def test_a_large_picture_is_made_to_fit_and_keeps_its_shape():
    with Image.open(BytesIO(redrawn(picture(size=(4000, 1000))))) as drawn:
        assert drawn.size == (800, 200)


def test_what_else_the_file_holds_is_not_kept():
    notes = PngInfo()
    notes.add_text("Author", "somebody at home")

    assert b"somebody" not in redrawn(picture(pnginfo=notes) + b"<script>somebody()</script>")


def test_a_picture_taken_on_its_side_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter to look right

    with Image.open(BytesIO(redrawn(picture("JPEG", exif=exif)))) as drawn:
        assert drawn.size == (20, 40)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF"),
        picture()[:60],
        picture("JPEG")[:200],
    ],
)
def test_anything_but_a_whole_png_or_jpeg_is_refused(content):
    with pytest.raises(NotALogo):
        redrawn(content)


def test_a_small_file_that_unfolds_to_a_giant_is_refused_unopened():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))

    with pytest.raises(PictureTooLarge):
        redrawn(b"\x89PNG\r\n\x1a\n" + chunk + picture()[33:])
