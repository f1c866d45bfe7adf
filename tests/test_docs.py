"""What the documents say is there, and what is there is in the documents."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
SETTINGS = sorted((ROOT / "scf_portal").glob("*settings.py"))
RELATIVE_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
COMMAND = re.compile(r"\bmake ([a-z][a-z-]+)(?=[\s`;,.)]|$)")
IN_CODE = re.compile(r"`[^`\n]+`|^ {4}.+$", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
READ = re.compile(r"""environ(?:\.get\(|\[)"([A-Z_]+)\"""")
ROW = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
ONE_MACHINE = re.compile(r"(?<![\w./-])(?:~|/home|/root|/work|/Users|/mnt)/")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@every_document
def test_every_relative_link_leads_somewhere(document):
    links = RELATIVE_LINK.findall(document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@every_document
def test_every_picture_is_kept_here_and_says_what_it_shows(document):
    pictures = PICTURE.findall(document.read_text())

    assert [path for alternative, path in pictures if not alternative or not (document.parent / path).is_file()] == []


@every_document
def test_every_command_named_is_one(document):
    targets = TARGET.findall((ROOT / "Makefile").read_text())
    named = COMMAND.findall("\n".join(IN_CODE.findall(document.read_text())))

    assert [name for name in named if name not in targets] == []


@every_document
def test_no_path_is_of_one_machine(document):
    text = document.read_text()

    assert [line for line in text.splitlines() if ONE_MACHINE.search(line)] == []


@every_document
def test_a_document_has_one_title_and_comes_to_an_end(document):
    text = document.read_text()

    assert len(re.findall(r"^# ", text.split("\n## ")[0], re.MULTILINE)) == 1
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_settings_described_are_those_that_are_read():
    read = {name for module in SETTINGS for name in READ.findall(module.read_text())}
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text())
    described = [name for row in rows for name in re.findall(r"[A-Z_]+", row)]

    assert sorted(described) == sorted(read)


def test_the_readme_leads_to_every_document():
    links = RELATIVE_LINK.findall((ROOT / "README.md").read_text())
    documents = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS if path.name != "README.md"]

    assert [name for name in documents if name not in links] == []


def test_the_readme_begins_with_the_two_commands_and_shows_pictures():
    readme = (ROOT / "README.md").read_text()

    assert re.findall(r"^ {4}(make \w+)", readme, re.MULTILINE)[:2] == ["make run", "make test"]
    assert len(PICTURE.findall(readme)) in (4, 5)


def test_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "screenshots").glob("*.png")}

    assert {name: size for name, size in sizes.items() if size >= 250_000} == {}
