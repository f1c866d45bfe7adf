"""What was said against a position and decided on it: who reads it, where, and from when on."""

import pytest

from tests.assessments.test_moderating import KEY, url, words_of
from tests.positions import challenge, decide, sent
from tests.taking_out import FILES, fetch, rows_in, texts_of

SAID, DECIDED = "Look at Quay 9.", "The register lists both quays."


@pytest.fixture
def decided(revealed, cast):
    """Chi's challenge of 1.a.1 is decided."""
    return decide(revealed, challenge(sent(revealed, cast.chi, reason="So said the room."), SAID), DECIDED)


def results(client, staged):
    return client.get(url(staged, "results-group", KEY, "1"))


def test_everybody_who_sees_results_reads_what_was_decided_and_why(decided, revealed, cast, sign_in):
    words = words_of(results(sign_in(cast.ola), revealed))

    assert f"So said the room. Decision: {DECIDED}" in words
    assert SAID not in words


def test_what_was_decided_is_in_the_files_and_what_was_said_against_it_is_not(decided, revealed, cast, sign_in):
    client = sign_in(cast.ola)

    [row] = rows_in(fetch(client, cast, revealed, "positions.csv"))
    told = [name for name in FILES if SAID in texts_of(fetch(client, cast, revealed, name))]

    assert (row["state"], row["dissent"], row["decision"]) == ("decided", "", DECIDED)
    assert told == []
