"""Secrets of links, and the drawing that carries them."""

import re

from cities.rules.qr import qr_drawing
from cities.rules.tokens import fresh_token, token_hash


def test_secrets_are_long_never_the_same_and_stored_as_hashes():
    made = {fresh_token() for _ in range(100)}

    assert len(made) == 100
    assert {len(token) for token in made} == {32}
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1


def test_a_qr_code_holds_its_three_corners_and_a_quiet_zone():
    drawing = qr_drawing("https://portal.example/join/abc")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing.path)}

    assert min(x for x, _ in dark) == min(y for _, y in dark) == 4
    assert max(x for x, _ in dark) == drawing.size - 5
    for corner in ((4, 4), (drawing.size - 11, 4), (4, drawing.size - 11)):
        ring = {(corner[0] + step, corner[1]) for step in range(7)}
        assert ring <= dark
