"""The colours and shapes of every chart. Chosen to survive a grey printer and colour blindness."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

INK = "#17262e"
MUTED = "#52636c"
RULE = "#c9d3d7"
PAPER = "#ffffff"
TRACK = "#eef2f3"
ACCENT = "#0b5563"
BLACK = "#000000"

READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text

# One hue, light to dark, in equal steps of perceived lightness (L* 92.7, 77.7, 62.6, 47.9, 32.9).
ANCHORS = ("#e2ecee", "#a3c6ce", "#69a0ad", "#347b89", ACCENT)


@dataclass(frozen=True, slots=True)
class Tone:
    """A fill and the colour of text that is readable on it."""

    fill: str
    text: str


@dataclass(frozen=True, slots=True)
class BandMark:
    """A colour and a shape, as a path in a box of 16 × 16. No two bands share either."""

    colour: str
    path: str


BANDS = MappingProxyType(
    {
        "green": BandMark("#1d7a46", "M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0 -14z"),
        "amber-green": BandMark("#6b8e23", "M8 0l8 8l-8 8l-8 -8z"),
        "amber": BandMark("#b9770e", "M2 2h12v12h-12z"),
        "amber-red": BandMark("#c4501b", "M0.5 2h15l-7.5 13z"),
        "red": BandMark("#9c1c1c", "M4 1l4 4l4 -4l3 3l-4 4l4 4l-3 3l-4 -4l-4 4l-3 -3l4 -4l-4 -4z"),
    }
)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0–255, of a `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white). Source: WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 to 21. Source: WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """The first of ink, white and black that is readable on `fill`; black is where white is not."""
    return next((colour for colour in (INK, PAPER) if contrast(fill, colour) >= READABLE), BLACK)


def mixed(one: str, other: str, share: float) -> str:
    """The colour that lies `share` (0–1) of the way from one to the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(channels(one), channels(other), strict=True))
    return "#{:02x}{:02x}{:02x}".format(*parts)


@cache
def ladder(levels: int) -> tuple[Tone, ...]:
    """One tone a level, lowest (lightest) first, for two levels or more."""
    tones = []
    for level in range(levels):
        place = level * (len(ANCHORS) - 1) / (levels - 1)
        below = min(int(place), len(ANCHORS) - 2)
        fill = mixed(ANCHORS[below], ANCHORS[below + 1], place - below)
        tones.append(Tone(fill, text_on(fill)))
    return tuple(tones)
