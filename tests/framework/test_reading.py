"""An edition's files are read whole or refused, every fault by file, line, path and words."""

import pytest

from framework.rules.faults import Fault, InvalidEdition
from tests.conftest import SMALL_EDITION
from tests.editions import read_edition
from tests.framework.conftest import CHECKLIST

STATEMENT = "groups[0].groups[0].criteria[1]"  # on line 17 of the checklist


def faults_in(folder):
    with pytest.raises(InvalidEdition) as refused:
        read_edition(folder.path)
    return list(refused.value.faults)


def test_a_sound_folder_is_read_as_it_is_written():
    files = read_edition(SMALL_EDITION)

    assert (files.edition.key, files.edition.status, files.edition.notice) == ("small", "draft", "A score is guidance.")
    assert [(level.value, level.label) for level in files.scales[0].levels] == [
        (0, "Not started"),
        (1, "First steps"),
        (2, "Partly in place"),
        (3, "Largely in place"),
        (4, "Embedded"),
    ]
    assert [phase.key for phase in files.phases] == ["plan"]
    assert [group.ref for group in files.instruments[0].holders] == ["1", "1.a", "1.b", "2", "2.a"]
    assert [item.ref for group in files.instruments[0].holders for item in group.criteria] == [
        "1.a.1",
        "1.a.2",
        "1.b.1",
        "2.a.1",
        "2.a.2",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "path", "message"),
    [
        pytest.param(
            "edition.yaml",
            "status: draft",
            "status: superseded",
            3,
            "status",
            "this must be draft or published",
            id="unknown status",
        ),
        pytest.param(
            "edition.yaml",
            "key: small",
            "key: Small One",
            1,
            "key",
            "a key holds small letters, digits and single hyphens, such as success-factors",
            id="key that fits no address",
        ),
        pytest.param(
            "edition.yaml",
            'version: "for tests"',
            "version: 2013-01-01",
            5,
            "version",
            "this must be text; put it in quotes",
            id="a date where text belongs",
        ),
        pytest.param(
            "scales.yaml",
            "value: 3",
            "value: 5",
            2,
            "scales[0]",
            "levels must rise by one, lowest first; found [0, 1, 2, 5, 4]",
            id="gap between levels",
        ),
        pytest.param(
            "scales.yaml",
            "value: 3",
            "value: true",
            7,
            "scales[0].levels[3].value",
            "this must be a whole number",
            id="level that is no number",
        ),
        pytest.param(
            CHECKLIST,
            "scale: practice",
            "scale: practise",
            5,
            "scale",
            "there is no scale “practise” in scales.yaml",
            id="unknown scale",
        ),
        pytest.param(
            CHECKLIST,
            'ref: "1.b.1"',
            'ref: "1.a.1"',
            22,
            "groups[0].groups[1].criteria[0].ref",
            f"criterion “1.a.1” stands already in {CHECKLIST}, line 16",
            id="reference of a criterion twice",
        ),
        pytest.param(
            CHECKLIST,
            'ref: "2.a"\n',
            'ref: "1"\n',
            28,
            "groups[1].groups[0].ref",
            f"group “1” stands already in {CHECKLIST}, line 7",
            id="reference of a group twice",
        ),
        pytest.param(
            CHECKLIST,
            'ref: "2"\n',
            "ref: 2\n",
            23,
            "groups[1].ref",
            "this must be text; put it in quotes",
            id="reference without quotes",
        ),
        pytest.param(
            CHECKLIST,
            'statement: "Everybody knows it."',
            'statement: " "',
            17,
            f"{STATEMENT}.statement",
            "this is empty",
            id="blank statement",
        ),
        pytest.param(
            CHECKLIST,
            'title: "Understood by all"',
            f'title: "{"x" * 101}"',
            17,
            f"{STATEMENT}.title",
            "this is too long: at most 100 characters",
            id="title too long for its column",
        ),
        pytest.param(
            CHECKLIST,
            'title: "Understood by all",',
            'title: "Understood by all", weight: 0.001,',
            17,
            f"{STATEMENT}.weight",
            "this must be at least 0.01",
            id="weight that would be stored as nothing",
        ),
        pytest.param(
            CHECKLIST,
            '  - ref: "2"\n',
            '  - ref: "3"\n    name: Hollow\n    source: none\n  - ref: "2"\n',
            23,
            "groups[1]",
            "a group needs criteria or subgroups",
            id="group in which nothing can be scored",
        ),
        pytest.param(
            CHECKLIST,
            '      - ref: "1.b"',
            '      - {ref: "1.c", name: Hollow, source: none, criteria: []}\n      - ref: "1.b"',
            18,
            "groups[0].groups[1].criteria",
            "there must be at least 1 here",
            id="subgroup in which nothing can be scored",
        ),
        pytest.param(
            "edition.yaml",
            "name: Small framework",
            "name: Small framework\n\tversion: 2",
            5,
            "",
            "this is not YAML: a tab stands here; indent with blanks",
            id="tab",
        ),
        pytest.param(
            CHECKLIST,
            "scale: practice",
            "scale: [practice",
            6,
            "",
            "this is not YAML: a bracket is not closed, or a comma is missing",
            id="bracket left open",
        ),
        pytest.param(
            "edition.yaml",
            "name: Small framework",
            "name: !!python/name:os.system x",
            4,
            "",
            "tags (!!python/name:os.system) are not read; take it out, or put the text in quotes",
            id="tag that would run code",
        ),
        pytest.param(
            "edition.yaml",
            'version: "for tests"',
            "version: 2013-13-41",
            5,
            "version",
            "this must be text; put it in quotes",
            id="date that does not exist",
        ),
        pytest.param(
            "phases.yaml",
            "phases:\n",
            "phases: &all\n  - *all\n",
            2,
            "",
            "aliases (*) are not read; write the part out",
            id="alias without end",
        ),
    ],
)
def test_a_fault_is_named_by_file_line_path_and_words(folder, file, old, new, line, path, message):
    folder.replace(file, old, new)

    assert faults_in(folder) == [Fault(file, line, path, message)]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"# only a comment\n", 1, "the file is empty"),
        (b"- a\n- b\n", 1, "this must hold keys with their values"),
        (b"hello\n", 1, "this must hold keys with their values"),
        (b"phases:\n  - {key: plan, name: Pl\xe4n, purpose: x}\n", 2, "the file is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_document_is_refused(folder, content, line, message):
    folder.write("phases.yaml", content)

    assert faults_in(folder) == [Fault("phases.yaml", line, "", message)]


@pytest.mark.parametrize("file", ["edition.yaml", "scales.yaml", "phases.yaml"])
def test_a_missing_file_is_named(folder, file):
    folder.remove(file)

    assert faults_in(folder) == [Fault(file, 1, "", "the file is missing")]


def test_a_file_that_cannot_be_opened_is_named(folder):
    folder.remove("phases.yaml")
    (folder.path / "phases.yaml").mkdir()

    assert faults_in(folder) == [Fault("phases.yaml", 1, "", "the file cannot be read: Is a directory")]


def test_an_edition_without_instruments_is_refused(folder):
    folder.remove(CHECKLIST)

    assert faults_in(folder) == [Fault("instruments", 1, "", "no instrument files (*.yaml) in this folder")]


def test_a_misspelt_key_is_named_and_so_is_the_one_it_stands_for(folder):
    folder.replace(CHECKLIST, 'help: {meaning: "Ask five people."}', 'hlep: "Ask five people."')

    assert faults_in(folder) == [
        Fault(CHECKLIST, 17, f"{STATEMENT}.help", "this is missing"),
        Fault(CHECKLIST, 17, f"{STATEMENT}.hlep", "there is no such key; did you mean “help”?"),
    ]


def test_a_key_given_twice_is_named_at_both_places(folder):
    """YAML would silently keep the last."""
    folder.replace("phases.yaml", 'purpose: "Think first."', 'purpose: "Think first.",\n     name: Again')

    assert faults_in(folder) == [
        Fault("phases.yaml", 2, "phases[0].name", "this key stands more than once"),
        Fault("phases.yaml", 3, "phases[0].name", "this key stands more than once"),
    ]


@pytest.mark.parametrize(
    ("file", "block", "line", "path", "message"),
    [
        ("scales.yaml", "scales", 9, "scales[1].key", "scale “practice” stands already in scales.yaml, line 2"),
        ("phases.yaml", "phases", 3, "phases[1].key", "phase “plan” stands already in phases.yaml, line 2"),
    ],
)
def test_a_scale_or_a_phase_given_twice_is_refused(folder, file, block, line, path, message):
    text = (folder.path / file).read_text()
    folder.write(file, text + text.removeprefix(f"{block}:\n"))

    assert faults_in(folder) == [Fault(file, line, path, message)]


def test_an_instrument_given_in_two_files_is_refused(folder):
    folder.write("instruments/again.yaml", (folder.path / CHECKLIST).read_text())

    assert faults_in(folder) == [
        Fault(CHECKLIST, 1, "key", "instrument “success-factors” stands already in instruments/again.yaml, line 1")
    ]


def test_all_faults_of_all_files_come_at_once(folder):
    folder.replace("edition.yaml", "language: en", "language: English")
    folder.replace("scales.yaml", "value: 3", "value: 5").remove("phases.yaml")
    folder.replace(CHECKLIST, 'ref: "1.b.1"', 'ref: "1.a.1"')

    faults = faults_in(folder)

    assert [(fault.file, fault.line, fault.path) for fault in faults] == [
        ("edition.yaml", 2, "language"),
        ("scales.yaml", 2, "scales[0]"),
        ("phases.yaml", 1, ""),
        (CHECKLIST, 22, "groups[0].groups[1].criteria[0].ref"),
    ]


def test_a_refused_edition_reads_as_one_line_a_fault(folder):
    folder.replace("scales.yaml", "value: 3", "value: 5").remove("phases.yaml")

    with pytest.raises(InvalidEdition) as refused:
        read_edition(folder.path)

    assert str(refused.value) == (
        "scales.yaml, line 2 at scales[0]: levels must rise by one, lowest first; found [0, 1, 2, 5, 4]\n"
        "phases.yaml, line 1: the file is missing"
    )


def test_the_digest_changes_with_any_file_and_with_nothing_else(folder):
    before = read_edition(folder.path).digest
    folder.write("notes.txt", "not part of the edition")
    assert read_edition(folder.path).digest == before == read_edition(SMALL_EDITION).digest

    folder.replace(CHECKLIST, "Ask five people.", "Ask six people.")

    assert read_edition(folder.path).digest != before
