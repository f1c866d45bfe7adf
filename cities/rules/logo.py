"""A city's logo, drawn anew from what was uploaded: nothing of the file itself is kept. Bytes in, bytes out."""

import struct
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 2 * 1024 * 1024  # bytes
LARGEST_PICTURE = 12_000_000  # pixels, a telephone's photograph; a small file can unfold to gigabytes
ORIENTATION = 0x0112
BOX = (800, 320)  # pixels: what a logo needs at most, in print too


class NotALogo(Exception):
    """The bytes are no picture that can be read."""


class PictureTooLarge(Exception):
    """The picture has more pixels than any logo needs."""


def redrawn(content: bytes) -> bytes:
    """Return the picture as a PNG that fits `BOX`, upright and without its metadata.

    Raises NotALogo for anything but a whole PNG or JPEG, PictureTooLarge above `LARGEST_PICTURE`.
    """
    # Pillow may have been told elsewhere in the process to make do with half a picture
    if not any(end in content for end in (b"IEND", b"\xff\xd9")):
        raise NotALogo
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise PictureTooLarge
            turned = picture.getexif().get(ORIENTATION, 1) > 4  # a quarter: the long side becomes the other
            picture.thumbnail(BOX[::-1] if turned else BOX)  # first of all: what follows then costs little
            upright = ImageOps.exif_transpose(picture)
            fresh = Image.new("RGBA", upright.size)
            fresh.paste(upright.convert("RGBA"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise NotALogo from error
    drawn = BytesIO()
    fresh.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
