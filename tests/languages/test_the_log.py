"""Every verb and every thing of the log has words for people."""

import ast

from django.apps import apps
from django.conf import settings

from cities.forms.log import THINGS, VERBS, thing_word, verb_word

APPS = ("assessments", "cities", "framework", "reports", "scf_portal")


def verbs_in_the_code() -> set[str]:
    """Return each text that stands for `verb=` in a call."""
    return {
        word.value
        for app in APPS
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "verb"
        for word in ([node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value])
        if isinstance(word, ast.Constant)
    }


def test_every_verb_of_the_code_can_be_translated():
    assert verbs_in_the_code() == VERBS


def test_every_thing_is_a_table_and_called_as_that_is():
    assert {label: str(word) for label, word in THINGS.items()} == {
        label: apps.get_model(label)._meta.verbose_name for label in THINGS
    }


def test_what_an_older_portal_stored_is_said_as_it_was():
    assert (verb_word("waved"), thing_word("cities.flag")) == ("waved", "cities.flag")
