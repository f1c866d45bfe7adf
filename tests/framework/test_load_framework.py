"""The operator's command: what it loads, and what it says when it does not."""

import pytest
from django.core.management import CommandError, call_command

from framework.models import Criterion, Edition
from tests.framework.conftest import CHECKLIST


def load(*folders):
    call_command("load_framework", *map(str, folders))


def refusal(*folders):
    with pytest.raises(CommandError) as refused:
        load(*folders)
    return str(refused.value)


def test_without_folder_it_loads_what_is_shipped(db, capsys):
    load()
    load()

    assert capsys.readouterr().out == "scf-2013: loaded\nscf-2013: unchanged\n"
    assert [edition.key for edition in Edition.objects.all()] == ["scf-2013"]
    assert Criterion.objects.count() == 30 + 54 + 47 + 8


def test_it_says_nothing_when_asked_to_be_quiet(folder, db, capsys):
    call_command("load_framework", str(folder.path), verbosity=0)

    assert (capsys.readouterr().out, Edition.objects.get().key) == ("", "small")


def test_an_unknown_folder_is_named(db, tmp_path):
    assert refusal(tmp_path / "nowhere") == f"{tmp_path}/nowhere: there is no such folder or zip"


def test_faults_in_the_files_are_listed_and_nothing_is_loaded(folder, db):
    folder.replace("scales.yaml", "value: 3", "value: 5").remove("phases.yaml")

    assert refusal(folder.path) == (
        "small was not loaded:\n"
        "scales.yaml, line 2 at scales[0]: levels must rise by one, lowest first; found [0, 1, 2, 5, 4]\n"
        "phases.yaml, line 1: the file is missing"
    )
    assert not Edition.objects.exists()


def test_a_changed_published_edition_is_told_to_take_a_new_key(folder, db):
    folder.replace("edition.yaml", "status: draft", "status: published")
    load(folder.path)
    folder.replace(CHECKLIST, "Ask five people.", "Ask six people.")

    assert refusal(folder.path) == "small was not loaded: edition “small” is published. Give the changed one a new key."


def test_what_is_in_use_is_named(folder, open_assessment):
    text = (folder.path / CHECKLIST).read_text()
    folder.write(CHECKLIST, text[: text.index('          - {ref: "2.a.2"')])

    assert (
        refusal(folder.path)
        == "small was not loaded: it changes more than the words of what somebody has been asked: 2.a.2"
    )
