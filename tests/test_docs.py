"""What the documents point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
RELATIVE_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    links = RELATIVE_LINK.findall(document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_shows_two_pictures_and_begins_with_the_two_commands():
    readme = (ROOT / "README.md").read_text()

    assert len(re.findall(r"!\[[^\]]+\]\(docs/screenshots/", readme)) == 2
    assert re.findall(r"^ {4}(make \w+)", readme, re.MULTILINE)[:2] == ["make run", "make test"]
