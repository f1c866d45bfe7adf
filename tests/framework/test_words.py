"""Words in a text, and how far one is from another."""

import pytest

from framework.rules.words import allowance, distance, nearest, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The city’s plans aren't 'done'.", ["The", "city", "plans", "aren", "t", "done"]),
        ("lock-in [B5], 1.a.1", ["lock", "in", "B5", "1", "a", "1"]),
        ("s ’s ’stand", ["s", "stand"]),
        ("L’été à Zürich", ["L", "été", "à", "Zürich"]),
        ("cafe\u0301 ready", ["cafe\u0301", "ready"]),
        ("नमस्ते दुनिया।", ["नमस्ते", "दुनिया"]),
        ("مدينة، ذكية؟", ["مدينة", "ذكية"]),
        ("a\x00b\u2028c\u00adword😀end", ["a", "b", "c", "word", "end"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("", []),
        ("+ - && || * ? ~ ^ : \\ / “” … — €", ["€"]),
    ],
)
def test_words_stand_where_readers_see_them(text, words):
    assert [word.group() for word in words_in(text)] == words


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("vision", "vision", 0),
        ("goverance", "governance", 1),
        ("govvernance", "governance", 1),
        ("gobernance", "governance", 1),
        ("teh", "the", 1),
        ("ca", "abc", 3),  # no letter is touched twice
        ("", "ab", 2),
        ("kitten", "sitting", 3),
    ],
)
def test_distance_counts_letters_put_in_taken_out_changed_and_swapped(one, other, steps):
    assert distance(one, other) == steps
    assert distance(other, one) == steps


@pytest.mark.parametrize(("word", "most"), [("map", 0), ("city", 1), ("visions", 1), ("roadmaps", 2)])
def test_a_longer_word_may_be_further_away(word, most):
    assert allowance(word) == most


def test_only_the_nearest_words_are_meant():
    known = ("plan", "plans", "plant", "planet", "clean")

    assert nearest("plann", known, 2) == ("plan", "plans", "plant")
    assert nearest("planett", known, 2) == ("planet",)
    assert nearest("plann", known, 0) == ()
    assert nearest("xylophone", known, 2) == ()
