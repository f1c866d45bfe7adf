"""What is found out once for a style and kept: the pages are the same, and the work is done once."""

from collections import Counter
from typing import Any

import pytest

from reports.pdf import economy, render_pdf

WORDS = "Words enough to fill more than one line of a narrow cell, and then some. "
DRAWING = '<svg viewBox="0 0 90 20"><title>Bar</title><rect width="50" height="9"/><text x="3" y="9">Five</text></svg>'
ROWS = "".join(f'<tr><th scope="row">{place}</th><td>{WORDS}</td><td>{DRAWING}</td></tr>' for place in range(60))
HEAD = '<thead><tr><th scope="col">No.</th><th scope="col">Said</th><th scope="col">Bar</th></tr></thead>'
PAGE = f"""<html lang="en"><head><title>All there is</title></head><body><h1>Wide letters</h1>
<p class="line">One<br/>two <strong>words</strong> at <a href="#end">the end</a>.</p>
<p dir="auto">مدينة الرباط</p><p class="half">{WORDS}</p><div class="apart"><p>{WORDS}</p></div>
<table class="joined">{HEAD}<tbody>{ROWS}</tbody></table>
<table>{HEAD}<tbody>{ROWS}</tbody></table><p id="end">End</p></body></html>"""
STYLE = """
h1 { letter-spacing: 2px; background: #ddd } .line { text-decoration: underline }
.half { width: 50%; box-sizing: border-box; padding: 5px; border: 1px solid red; text-align: justify }
.apart { position: absolute; right: 0; top: 0; width: 80px; background: #eee; border-radius: 3px }
table { width: 100%; table-layout: fixed } .joined { border-collapse: collapse } .joined td { border: 1px solid }
thead { font-variant-numeric: tabular-nums } img { width: 40px; min-width: 10px }
@page { @bottom-left { content: counter(page) "\\A of " counter(pages); white-space: pre-line; width: 75% } }
"""


def unheard(_percent: int) -> None:
    """Take no notice of the progress."""


def printed() -> Any:
    return render_pdf(PAGE, css=STYLE, progress=unheard)


def test_the_pages_are_the_same_to_the_last_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = printed()
    for owner, name, before in economy.BEFORE:
        monkeypatch.setattr(owner, name, before)

    assert printed() == ours
    assert ours.pages > 3


@pytest.mark.parametrize("found", ["lengths_of", "strut_anew", "page_references"])
def test_it_is_found_out_once(found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find, asked, kept = getattr(economy, found), Counter[int](), []

    def count(style: Any) -> Any:
        kept.append(style)  # or another may come to lie where it was
        asked[id(style)] += 1
        return find(style)

    monkeypatch.setattr(economy, found, count)

    printed()

    assert asked
    assert set(asked.values()) == {1}


def test_a_line_is_drawn_as_it_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    anew = []
    monkeypatch.setattr(economy, "reactivate", lambda layout, style: anew.append(layout.text))
    html = f'<html lang="en"><head><title>Plain</title></head><body><p>{WORDS * 9}</p></body></html>'

    render_pdf(html, css="p { width: 200px }", progress=unheard)

    assert anew == []
