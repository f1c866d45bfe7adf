"""Zips of editions that bring about every fault that files can have; each is the small edition with a few changes."""

import warnings
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from tests.editions import CHECKLIST, changed
from tests.zips import small_files, zip_of

EXTENDING = "key: ours\nextends: small\nlanguage: en\nstatus: draft\nname: x\nversion: x\nsource: x\nnotice: x\n"
NOTE = "notes/A.yaml"
HALF = "phases: {plan: {name: a}}\n"


def broken(*changes: tuple[str, str, str], files: dict[str, str] | None = None) -> bytes:
    """Return the small edition in a zip, with other words in its files, and other files in it."""
    return zip_of(changed(small_files(), *changes) | encoded(files or {}))


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}


def extending(edition: str = EXTENDING, **files: str) -> bytes:
    """Return an edition that words the small one anew: `a="…"` is `wording/a.yaml`."""
    return zip_of(encoded({"edition.yaml": edition} | {f"wording/{name}.yaml": text for name, text in files.items()}))


# --- One file by itself ---

NO_YAML = [
    "",
    "a: &a x\nb: *a\n",
    "phases: " + "[" * 50,
    "phases: \x00\n",
    "a: !local x\n",
    "a: b\n---\nc: d\n",
    "a:\n\tb: c\n",
    "a: first: second\n",
    "a: - b\n",
    'a: "open\n',
    'a: "\\q"\n',
    "a: [b\nc: d\n",
    "a: @home\n",
    "- a\nb: c\n",
    "%YAML 9.9\n---\na: b\n",
    "a: \ud800",
    "a: \x80",
    "[a]: b\nref: b\nref: b\n",
    "- a\n",
    'a: "\\e"\n',
    "a: " + "x" * 1_000_001,
]

EDITION = """\
key: Small One
language: English
status: superseded
name: <b>bold</b>
version: 2013
source:
notise: x
colour: red
"""

SCALES = """\
scales:
  - key: practice
    levels:
      - {value: 1.5, label: a, descriptor: x}
      - {value: 999, label: a, descriptor: x}
      - {value: -999, label: a, descriptor: x}
  - {key: few, levels: [{value: 0, label: a, descriptor: x}]}
  - {key: gaps, levels: [{value: 0, label: a, descriptor: x}, {value: 5, label: a, descriptor: x}]}
  - key: many
    levels:
""" + "".join(f"      - {{value: {value}, label: a, descriptor: x}}\n" for value in range(8))

GROUPS = f"""\
  - {{ref: "8", name: Hollow, source: none}}
  - {{ref: "b c", name: [a], source: none, groups: all}}
  - ref: "9"
    name: "{"x" * 201}"
    source: none
    criteria:
      - ref: "9.a"
        title: a
        statement: a
        help: {{meaning: a}}
        source: a
        weight: heavy
        anchors:
          ? "{"9" * 5000}"
          : a
      - {{ref: "9.b", title: a, statement: a, help: {{meaning: a}}, source: a, anchors: [a], weight: 0.001}}
part: factor
"""

DISCUSSION = """\
  - {heading: a, text: b}
  - {list: {items: [{ref: abcd, text: a}]}}
  - {table: {caption: a, columns: [a, b], rows: [[a]]}}
recommendations:
"""

# --- What the parts are to one another ---

BETWEEN = [
    ("edition.yaml", "key: small", "key: schema"),
    ("scales.yaml", "scales:\n", "scales:\n  - {key: practice, levels: [{value: 0, label: a, descriptor: b}, "
     "{value: 1, label: a, descriptor: b}]}\n"),
    ("phases.yaml", "phases:\n", "phases:\n  - {key: plan, name: a, purpose: b, outputs: [{key: o, name: a, what: b}, "
     "{key: o, name: a, what: b}]}\n"),
    ("components.yaml", "components:\n", 'components:\n  - {ref: "A", name: a, summary: b}\n'),
    ("glossary.yaml", "terms:\n", "terms:\n  - {key: silo, term: a, definition: b}\n"),
    ("starter-actions.yaml", "actions:\n", "actions:\n"
     '  - {key: draw, title: a, what: b, note: "Z9", phase: nowhen, owner: c}\n'),
    (CHECKLIST, 'ref: "1.b.1"', 'ref: "1.a.1"'),
    (CHECKLIST, 'ref: "2.a"\n', 'ref: "1"\n'),
    (CHECKLIST, "{0: \"By one.\"", "{9: \"By one.\""),
    (NOTE, "linkages:\n", 'linkages:\n  - {to: "B1", why: "Again."}\n  - {to: "A", why: "Itself."}\n'),
    ("notes/B1.yaml", "area: management", "area: nothing"),
]  # fmt: skip
OTHERS = {
    "instruments/again.yaml": small_files()[CHECKLIST].decode().replace("scale: practice", "scale: practise"),
    "notes/again.yaml": small_files()[NOTE].decode().replace('component: "A"', 'component: "Z"'),
    "notes.yml": "a: b\n",
    "other.yaml": "a: b\n",
    "translations/x/all.yaml": HALF,
}

# --- Words by reference ---

UNKNOWN = """\
edition: {name: a}
scales: {none: {0: {label: a}}, practice: {7: {label: a}}}
phases: {none: {name: a}, plan: {outputs: {none: {name: a}}}}
components: {Z: {name: a}, B: {areas: {none: {name: a}}}}
instruments:
  none: {name: a}
  success-factors:
    groups: {'9': {name: a}}
    criteria: {'9.z': {title: a}, '1.a.1': {anchors: {9: a}}}
notes:
  Z9: {name: a}
  B1: {linkages: {Z9: a}, discussion: [{text: "See [Z9]."}], recommendations: {items: {B1.z: a}}}
glossary: {none: {term: a}}
starter-actions: {none: {title: a}}
"""

# --- Zips themselves ---


def packed(*entries: tuple[ZipInfo | str, bytes], way: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with warnings.catch_warnings(), ZipFile(file, "w", way) as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def link() -> ZipInfo:
    found = ZipInfo("link.yaml")
    found.create_system, found.external_attr = 3, 0o120777 << 16
    return found


def locked() -> bytes:
    content = bytearray(packed(("edition.yaml", b"a: b")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


AREAS = """\
components:
  - ref: "A"
    name: One
    summary: "What we hold."
    areas:
      - {key: same, name: a, summary: "Who decides."}
      - {key: same, name: b, summary: "Who decides."}
"""
LANGUAGES = [f"{one}{other}" for one in "abcde" for other in "abcdefg"]
MANY = """\
key: KEY
name: Many
summary: "Many."
source: "none"
scale: practice
groups:
  - ref: "1"
    name: Strategic clarity
    source: "1)"
    criteria:
CRITERIApart: factor
parts: factors
"""


def many_notes() -> dict[str, str]:
    note = small_files()[NOTE].decode()
    return {f"notes/N{at}.yaml": note.replace('ref: "A"', f"ref: N{at}") for at in range(200)}


def many_instruments() -> dict[str, str]:
    """Return more instruments than an edition may have, and in all more criteria."""
    criteria = "".join(
        f'      - {{ref: "{at}", title: t, statement: s, help: {{meaning: m}}, source: x}}\n' for at in range(67)
    )
    instrument = MANY.replace("CRITERIA", criteria)
    return {f"instruments/many-{at}.yaml": instrument.replace("KEY", f"many-{at}") for at in range(30)}


BROKEN = {
    "no YAML": broken(files={f"notes/N{at}.yaml": text for at, text in enumerate(NO_YAML)}),
    "too many parts": broken(files={"glossary.yaml": "terms: [" + "a," * 100_001 + "]"}),
    "shapes": broken(
        (CHECKLIST, "part: factor\n", GROUPS),
        (NOTE, "recommendations:\n", DISCUSSION),
        ("glossary.yaml", "also: [silos]", "marked: maybe"),
        files={"edition.yaml": EDITION, "scales.yaml": SCALES, "phases.yaml": "phases: [{key: a}]\n"},
    ),
    "between": broken(*BETWEEN, files=OTHERS),
    "a key that is taken": broken(("edition.yaml", "key: small", "key: vocabulary")),
    "a key that is too long": broken(("edition.yaml", "key: small", f"key: {'x' * 50}")),
    "too many criteria": broken(files=many_instruments()),
    "too many notes": broken(files=many_notes()),
    "areas": broken(files={"components.yaml": AREAS}),
    "too many languages": broken(files={f"translations/q{code}/a.yaml": HALF for code in LANGUAGES}),
    "half translated": broken(files={f"translations/{code}/a.yaml": HALF for code in ("en", "fr")}),
    "nothing": zip_of({"README.md": b"a"}),
    "unknown words": extending(a=UNKNOWN, b="edition: {name: a}\n" + HALF, c=HALF),
    "extends itself": extending(EXTENDING.replace("small", "ours")),
    "extends nothing": extending(EXTENDING.replace("small", "large")),
    "extends another language": extending(EXTENDING.replace("en\n", "fr\n")),
    "extends none": extending(EXTENDING.replace("extends: small\n", ""), a=HALF),
    "no zip": b"x",
    "too many entries": packed(*((f"{number}.txt", b"") for number in range(1001))),
    "too many files": packed(*((f"{number}.yaml", b"") for number in range(301))),
    "too large when unpacked": packed(*((f"{number}.yaml", b"0" * 6_000_000) for number in range(4))),
    "entries": packed(("../a.yaml", b""), (f"{'x' * 201}.yaml", b""), ("b.yaml", b""), ("b.yaml", b""), (link(), b"")),
    "locked": locked(),
    "packed otherwise": packed(("edition.yaml", b"a: b"), way=ZIP_LZMA),
}  # fmt: skip

# --- What becomes of the edition before: said once the files are to be taken over ---

MAPPINGS = {
    "everything": """\
replaces: small
instruments:
  success-factors:
    same: [{old: "1.b.1", new: "1.b.2"}]
    reworded: [{old: "9.z.9", new: "8.z.8"}]
    split: [{old: "2.a.1", new: ["2.a.3", "3.a.1"]}]
    merged: [{old: ["2.a.1", "2.a.2"], new: "2.a.3"}]
    dropped: ["1.a.1"]
  nothing: {dropped: ["1"]}
""",
    "other levels": "# with other levels\nreplaces: small\n",
    "itself": "replaces: small-2\n",
    "nowhere": "replaces: nowhere\n",
    "a draft": "replaces: sketch\n",
}
