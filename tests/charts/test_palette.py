"""Colours: readable, and in order without their hue."""

from itertools import pairwise

import pytest

from charts.rules import palette
from charts.rules.palette import BANDS, READABLE, contrast, ladder, luminance

SCALES = range(2, 8)


def lightness(colour):
    """CIE L*, 0–100: what a grey print shows, in steps the eye finds even."""
    return 116 * luminance(colour) ** (1 / 3) - 16


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_equals_published_values(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("levels", SCALES)
def test_every_tone_carries_readable_text(levels):
    unreadable = [tone for tone in ladder(levels) if contrast(tone.fill, tone.text) < READABLE]

    assert unreadable == []


@pytest.mark.parametrize("levels", SCALES)
def test_tones_darken_by_a_clear_step_in_grey(levels):
    steps = [lightness(lower.fill) - lightness(higher.fill) for lower, higher in pairwise(ladder(levels))]

    assert len(steps) == levels - 1
    assert min(steps) > 9


def test_five_tones_darken_evenly_and_end_in_the_accent():
    steps = [lightness(lower.fill) - lightness(higher.fill) for lower, higher in pairwise(ladder(5))]

    assert steps == pytest.approx([15, 15, 15, 15], abs=0.5)
    assert ladder(5)[-1].fill == palette.ACCENT


def test_two_levels_get_both_ends():
    assert [tone.fill for tone in ladder(2)] == ["#e2ecee", "#0b5563"]


def test_bands_share_no_shape_and_stand_out_from_paper():
    assert list(BANDS) == ["green", "amber-green", "amber", "amber-red", "red"]
    assert len({mark.path for mark in BANDS.values()}) == 5
    assert [band for band, mark in BANDS.items() if contrast(mark.colour, palette.PAPER) < 3] == []


def test_quiet_text_is_readable_on_paper_and_on_the_empty_track():
    assert min(contrast(palette.MUTED, ground) for ground in (palette.PAPER, palette.TRACK)) > READABLE
