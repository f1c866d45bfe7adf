"""A message of the rules is said in the reader's language with all that stands in it."""

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError

import pytest
from django.utils import translation

from framework.queries.messages import said
from framework.rules.faults import Fault
from framework.rules.messages import _, ngettext
from framework.rules.parsing import TOO_MANY_PARTS
from framework.rules.reading import way_of
from tests.pseudo import LONGER, MIRRORED

CELL = ("%(count)s cell", "%(count)s cells")


@pytest.mark.parametrize(
    ("message", "english", "longer", "mirrored"),
    [
        pytest.param(_("this is missing"), "this is missing", "⟦ţĥííš ííš ɱííššííñĝ⟧", "⟦تحيس يس ميسسينج⟧", id="words"),
        pytest.param(ngettext(*CELL, count=1), "1 cell", "⟦1 çééļļ⟧", "⟦1 صهلل⟧", id="one"),
        pytest.param(ngettext(*CELL, count=1000), "1000 cells", "⟦1000 çééļļš⟧", "⟦1000 صهللس⟧", id="several"),
        pytest.param(ngettext(*CELL, count=10_000), "10,000 cells", "⟦10.000 çééļļš⟧", "⟦10000 صهللس⟧", id="many"),
        pytest.param(
            way_of(["ours", "theirs", "small"]),
            "ours extends theirs extends small",
            "⟦ours ééẋţééñðš ⟦theirs ééẋţééñðš small⟧⟧",
            "⟦\u2068ours\u2069 هختهندس ⟦\u2068theirs\u2069 هختهندس \u2068small\u2069⟧⟧",
            id="a message in a message, and names",
        ),
        pytest.param(Fault("notes/A.yaml", 1, "").file, *["notes/A.yaml"] * 3, id="a name"),
        pytest.param(Fault("notes/A.yaml", 1, "").message, *[""] * 3, id="nothing"),
    ],
)
def test_a_message_is_said(message, english, longer, mirrored, pseudo_languages):
    told = []
    for language in ("en-gb", LONGER, MIRRORED):
        with translation.override(language):
            told.append(said(message))

    assert (message, told) == (english, [english, longer, mirrored])


def test_a_message_keeps_what_it_was_made_of_however_it_is_copied():
    message = TOO_MANY_PARTS.filled(count=2)

    for copied in (deepcopy(message), pickle.loads(pickle.dumps(message))):  # noqa: S301  # our own
        assert (copied, copied.template, copied.values) == (message, message.template, {"count": 2})
    with pytest.raises(FrozenInstanceError):
        message.template = "other words"
