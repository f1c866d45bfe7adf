"""Files that are mistaken or hostile are refused in words, at once, whatever their size."""

import json
import tracemalloc

import pytest
import yaml

from framework.rules.faults import Fault, InvalidEdition
from framework.rules.reading import files_in, read_files
from tests.conftest import SMALL_EDITION


def faults_of(**files):
    """Return the faults of the small edition with other files: `phases=b"…"` is `phases.yaml`."""
    changed = {f"{name}.yaml": content for name, content in files.items()}
    with pytest.raises(InvalidEdition) as refused:
        read_files(files_in(SMALL_EDITION) | changed)
    return list(refused.value.faults)


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefghi"
)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        pytest.param(BOMB, 2, "aliases (*) are not read; write the part out", id="billion laughs"),
        pytest.param(
            b"phases: " + b"[" * 50_000, 1, "the parts lie too deep in one another to be read", id="deep lists"
        ),
        pytest.param(
            b"phases:\n" + b"".join(b" " * depth + b"a:\n" for depth in range(1, 500)),
            41,
            "the parts lie too deep in one another to be read",
            id="deep mappings",
        ),
        pytest.param(
            b"phases: [" + b"a," * 200_000,
            1,
            "the files hold more than 100,000 parts; no edition needs so many",
            id="wide list",
        ),
        pytest.param(
            b"phases: " + b"x" * 1_000_001,
            1,
            "the file is larger than 1 MB; no part of an edition needs so much",
            id="mass",
        ),
        pytest.param(b"phases: \x00\n", 1, "a control character (U+0000) stands here; take it out", id="null"),
        pytest.param(b"a: b\nc: \x1b[31m\n", 2, "a control character (U+001B) stands here; take it out", id="escape"),
        pytest.param("phases: é".encode("utf-16"), 1, "the file is not UTF-8 text", id="UTF-16"),
        pytest.param(b"a: b\nphases: Pl\xe4n\n", 2, "the file is not UTF-8 text", id="Latin-1"),
        pytest.param(
            b"a: !!python/object/apply:os.system [ls]\n",
            1,
            "tags (!!python/object/apply:os.system) are not read; take it out, or put the text in quotes",
            id="code",
        ),
        pytest.param(
            b"a: !local x\n", 1, "tags (!local) are not read; take it out, or put the text in quotes", id="tag"
        ),
        pytest.param(
            b"a: b\n---\nc: d\n", 2, "this is not YAML: a file holds one document; take out the line ---", id="two"
        ),
        pytest.param(b"a:\n\tb: c\n", 2, "this is not YAML: a tab stands here; indent with blanks", id="tab first"),
        pytest.param(
            b"a: first: second\n",
            1,
            "this is not YAML: a colon followed by a blank begins a value; put the text in quotes",
            id="colon",
        ),
        pytest.param(b'a: "open\n', 2, "this is not YAML: a quotation mark is not closed", id="quotation mark"),
        pytest.param(
            b"a: @home\n", 1, "this is not YAML: a text that begins with such a sign needs quotes", id="at sign"
        ),
        pytest.param(
            b"- a\nb: c\n",
            2,
            "this is not YAML: this does not fit the lines above; check the indentation, the colon after the key,"
            " and the quotation marks",
            id="list and mapping",
        ),
    ],
)
def test_a_file_that_is_no_yaml_that_is_read(content, line, message):
    assert faults_of(phases=content) == [Fault("phases.yaml", line, "", message)]


def test_many_small_files_count_together():
    wide = b"terms: [" + b"a," * 40_000 + b"]"
    faults = faults_of(phases=wide, glossary=wide, scales=wide)

    assert [str(fault) for fault in faults if "parts" in fault.message] == [
        "glossary.yaml, line 1: the files hold more than 100,000 parts; no edition needs so many"
    ]


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("no", "phases[0].name", "this must be text; put it in quotes"),
        ("2013", "phases[0].name", "this must be text; put it in quotes"),
        ("2013-06-01", "phases[0].name", "this must be text; put it in quotes"),
        ("1.10", "phases[0].name", "this must be text; put it in quotes"),
        ("9" * 5000, "phases[0].name", "this must be text; put it in quotes"),
        ("1" + ":1" * 100_000, "phases[0].name", "this must be text; put it in quotes"),
        ("", "phases[0].name", "this is empty"),
        ("[a, b]", "phases[0].name", "this must be text"),
        ("{a: b}", "phases[0].name", "this must be text"),
        ("<script>alert(1)</script>", "phases[0].name", "this holds HTML (<script>); write plain text"),
        ("'<img src=x onerror=y'", "phases[0].name", "this holds HTML (<img src=x onerror=y); write plain text"),
        ('"' + "x" * 900_000 + '"', "phases[0].name", "this is too long: at most 200 characters"),
        ('"Pl\\0an"', "phases[0].name", "a control character (U+0000) stands here; take it out"),
        ('"Pl\\x1ban"', "phases[0].name", "a control character (U+001B) stands here; take it out"),
        ('"Pl\\ran"', "phases[0].name", "a control character (U+000D) stands here; take it out"),
        ('"Pl\\Nan"', "phases[0].name", "a control character (U+0085) stands here; take it out"),
        ('"Pl\\u202ean"', "phases[0].name", "a control character (U+202E) stands here; take it out"),
        ("Pl\u2066an", "phases[0].name", "a control character (U+2066) stands here; take it out"),
        ('{name: "\\a"}', "phases[0].name.name", "a control character (U+0007) stands here; take it out"),
        ('{"na\\bme": x}', "phases[0].name", "a control character (U+0008) stands here; take it out"),
    ],
    ids=lambda value: value[:20],
)
def test_a_value_that_is_not_the_text_it_should_be(text, path, message):
    content = f"phases:\n  - key: plan\n    name: {text}\n    purpose: Think.\n"

    assert faults_of(phases=content.encode()) == [Fault("phases.yaml", 3, path, message)]


def test_lines_tabs_and_the_marks_of_scripts_are_text():
    said = "One.\nTwo,\tthree \u200f \u200d."
    content = f"phases:\n  - key: plan\n    name: Plan\n    purpose: {json.dumps(said)}\n".encode()

    assert read_files(files_in(SMALL_EDITION) | {"phases.yaml": content}).phases[0].purpose == said


PHASE = {"key": "plan", "name": "x", "purpose": "x"}
TERM = {"key": "term", "term": "x", "definition": "x"}
ACTION = {"key": "a", "title": "x", "what": "x", "note": "B1", "phase": "plan", "owner": "x"}
LEVELS = [{"value": value, "label": "x", "descriptor": "x"} for value in (0, 1)]


@pytest.mark.parametrize(
    ("file", "content", "path", "most"),
    [
        ("phases", {"phases": [PHASE] * 21}, "phases", 20),
        ("phases", {"phases": [PHASE | {"outputs": [{"key": "o", "name": "x", "what": "x"}] * 51}]}, "outputs", 50),
        ("phases", {"phases": [PHASE | {"outputs": [{"notes": ["B1"] * 51}]}]}, "notes", 50),
        ("scales", {"scales": [{"key": "s", "levels": LEVELS}] * 21}, "scales", 20),
        ("glossary", {"terms": [TERM] * 1001}, "terms", 1000),
        ("glossary", {"terms": [TERM | {"also": ["x"] * 21}]}, "also", 20),
        ("starter-actions", {"actions": [ACTION] * 301}, "actions", 300),
    ],
)
def test_no_list_is_longer_than_pages_can_bear(file, content, path, most):
    """Thousands of parts are well-formed all the same, and are stored and shown by everybody's portal."""
    wrong = [fault for fault in faults_of(**{file: json.dumps(content).encode()}) if "at most" in fault.message]

    assert [(fault.path.rpartition(".")[2], fault.message) for fault in wrong] == [
        (path, f"there may be at most {most} here")
    ]


def test_all_files_together_hold_no_more_than_an_edition_may():
    files = files_in(SMALL_EDITION)
    note, checklist = files["notes/B1.yaml"].decode(), files["instruments/success-factors.yaml"].decode()
    more = {f"notes/N{at}.yaml": note.replace('"B1', f'"N{at}').encode() for at in range(199)}
    more |= {f"instruments/i{at}.yaml": checklist.replace("key: success", f"key: i{at}").encode() for at in range(30)}
    more |= {f"translations/a{a}{b}/x.yaml": b"{}" for a in "abcd" for b in "abcdefgh"}

    with pytest.raises(InvalidEdition) as refused:
        read_files(files | more)

    assert [str(fault) for fault in refused.value.faults if "at most" in fault.message] == [
        "instruments, line 1: there are 31 instruments here; an edition may have at most 30",
        "notes, line 1: there are 201 guidance notes here; an edition may have at most 200",
        "translations, line 1: there are 32 languages here; an edition may be translated into at most 30",
    ]


def test_an_edition_has_no_more_criteria_than_can_be_asked():
    """Each list by itself is no longer than it may be."""
    one = '{ref: "#", title: x, statement: x, help: {meaning: x}, source: x}'
    groups = "".join(
        f"  - ref: g{group}\n    name: x\n    source: x\n    criteria: ["
        + ", ".join(one.replace("#", f"{group}.{at}") for at in range(167))
        + "]\n"
        for group in range(12)
    )
    instrument = f"key: many\nname: x\nsummary: x\nsource: x\nscale: practice\ngroups:\n{groups}".encode()

    with pytest.raises(InvalidEdition) as refused:
        read_files(files_in(SMALL_EDITION) | {"instruments/many.yaml": instrument})

    assert "instruments, line 1: there are 2009 criteria here; an edition may have at most 2000" in map(
        str, refused.value.faults
    )


def test_keys_are_text_whatever_yaml_makes_of_them():
    """`no` would be false, `1.10` would be 1.1: two keys that are not the same as they stand."""
    content = b"phases:\n  - {key: plan, name: Plan, purpose: x}\nno: 1\n1.10: 2\n1.1: 3\n[a]: 4\n"

    assert faults_of(phases=content) == [
        Fault("phases.yaml", 3, "no", "there is no such key"),
        Fault("phases.yaml", 4, "1.10", "there is no such key"),
        Fault("phases.yaml", 5, "1.1", "there is no such key"),
        Fault("phases.yaml", 6, "", "a key must be text"),
    ]


def test_ten_thousand_faults_are_all_found():
    content = b"phases: []\n" + b"".join(b"key%d: x\n" % number for number in range(10_000))

    assert len(faults_of(phases=content)) == 10_001


def test_a_bomb_takes_no_memory():
    tracemalloc.start()
    faults_of(phases=b"[" * 900_000, scales=b"a: [" + b"a," * 490_000, glossary=BOMB)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 100_000_000


def test_a_mark_of_the_order_of_bytes_and_lines_of_windows_are_read():
    files = {path: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") for path, text in files_in(SMALL_EDITION).items()}

    assert read_files(files).notes == read_files(files_in(SMALL_EDITION)).notes
    assert read_files(files).sources == files


def test_a_reserved_key_is_refused():
    content = files_in(SMALL_EDITION)["edition.yaml"].replace(b"key: small", b"key: schema")

    assert faults_of(edition=content) == [
        Fault("edition.yaml", 1, "key", "this name is taken by the portal; choose another")
    ]


def test_a_path_that_fits_no_column_is_refused():
    files = files_in(SMALL_EDITION)
    name = f"notes/{'x' * 200}.yaml"

    with pytest.raises(InvalidEdition) as refused:
        read_files(files | {name: files["notes/B1.yaml"].replace(b'"B1', b'"B2')})

    assert [str(fault) for fault in refused.value.faults] == [f"{name}, line 1: this path is too long"]


def test_a_note_that_cannot_be_read_is_not_missed_elsewhere():
    """Else one misspelt key in a note would be followed by a fault for every mention of the note."""
    files = files_in(SMALL_EDITION)
    broken = {"notes/B1.yaml": files["notes/B1.yaml"].replace(b"need:", b"nede:")}

    with pytest.raises(InvalidEdition) as refused:
        read_files(files | broken)

    assert list(refused.value.faults) == [
        Fault("notes/B1.yaml", 1, "need", "this is missing"),
        Fault("notes/B1.yaml", 7, "nede", "there is no such key; did you mean “need”?"),
    ]


ODD = ["null", "[]", "{}", "''", "yes", "1e999", ".nan", "-7", "'<b>'", "[1]", "{a: 1}", "2013-01-01", "0x1f", "Ä Ö"]
JARGON = ("Input should", "pydantic", "string_", "NoneType", "validat", "dict", "tuple", "str ", "{", "pattern")


@pytest.mark.parametrize("odd", ODD)
def test_no_fault_speaks_of_how_it_was_found(odd):
    """Keys and values of every file in turn are an odd one."""
    for path, content in files_in(SMALL_EDITION).items():
        text = content.decode()
        scalars = [event for event in yaml.parse(text) if isinstance(event, yaml.ScalarEvent)]
        for event in scalars[:: 1 + len(scalars) // 12]:
            changed = text[: event.start_mark.index] + odd + text[event.end_mark.index :]
            try:
                read_files(files_in(SMALL_EDITION) | {path: changed.encode()})
            except InvalidEdition as error:
                told = [fault.message for fault in error.faults]
                assert [words for words in told if any(part in words for part in JARGON)] == []
                assert [words for words in told if words == "this does not belong here"] == []
