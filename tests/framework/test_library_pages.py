"""The library as everybody reads it: what stands on its pages, where it leads, and what is not there."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from framework.models import Edition, EditionText, LinkageText, Note, NoteText, TermText
from framework.rules.reading import files_in
from tests.conftest import SMALL_EDITION
from tests.editions import changed, stored

EMPTY = ("components.yaml", "glossary.yaml", "starter-actions.yaml", "phases.yaml", "notes/A.yaml", "notes/B1.yaml")


def address(name, *args, key="small"):
    return reverse(f"framework:{name}", args=[key, *args])


def words(markup):
    """What a page says, as people read it."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(markup):
    """The links of what stands in <main>, by address: their words, one after the other."""
    main = re.search(r"<main.*?</main>", markup, re.DOTALL)[0]
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', main, re.DOTALL)
    return [(html.unescape(target), words(text)) for target, text in found]


def section(markup, heading):
    """The section of a page that an h2 of this id heads."""
    return re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', markup, re.DOTALL)[0]


@pytest.fixture
def read(client, edition):
    """Return a function that reads a page of the small edition."""

    def page(name, *args, **headers):
        response = client.get(address(name, *args), **headers)
        assert response.status_code == 200
        return response.content.decode()

    return page


@pytest.fixture
def without_guidance(edition):
    """An edition of instruments alone, as a city may write one."""
    sources = {path: content for path, content in files_in(SMALL_EDITION).items() if path not in EMPTY}
    sources["phases.yaml"] = b"phases:\n  - {key: plan, name: Plan, purpose: Think.}\n"
    return stored(
        changed(
            sources,
            ("edition.yaml", "key: small", "key: bare"),
            ("instruments/success-factors.yaml", ' notes: ["B1"],', ""),
        )
    )


def test_the_contents_lead_to_every_note_and_instrument(read):
    found = links(read("contents"))

    assert (address("note", "A"), "A Guiding principles") in found
    assert (address("note", "B1"), "B1 City vision") in found
    assert (address("instrument", "success-factors"), "Critical success factors") in found
    assert "Draw one picture with your stakeholders." in words(read("contents"))


def test_a_note_says_all_of_it_in_its_order(read):
    said = words(re.search(r"<article.*?</article>", read("note", "B1"), re.DOTALL)[0])

    parts = [
        "Context Principles come first: [A] .",
        "What is needed Draw one picture with your stakeholders .",
        "Discussion Why A picture moves people.",
        "Three kinds: a Near Soon. b Far: 1 Later.",
        "What changes From To Silos One city",
        "Recommendations Leaders: B1.a draw it B1.a.1 with all stakeholders. B1.b Keep it in view.",
        "How it is scored",
        "1.a.1 We made it together.",
        "Linkages A Guiding principles Values come first.",
        "What links here A Guiding principles A vision rests on values.",
        "In the roadmap Actions to start with Draw the picture Meet and draw. Plan · Chief executive",
        "Further documents A book It tells more.",
        "Source: [B1]",
    ]
    places = [said.find(part) for part in parts]
    assert [part for part, place in zip(parts, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_references_and_terms_lead_on_the_first_time(read):
    markup = re.search(r"<article.*?</article>", read("note", "B1"), re.DOTALL)[0]

    glossary = address("glossary")
    assert f'<a href="{address("note", "A")}" title="Guiding principles">[A]</a>' in markup
    meaning = 'title="Anybody with a stake."'
    assert f'<a class="term" href="{glossary}#t-stakeholder" {meaning}>stakeholders</a>' in markup
    # the recommendations say “stakeholders” again, the table “Silos” in its first row
    assert markup.count('class="term"') == 2
    assert f'<a class="term" href="{glossary}#t-silo" title="A part that keeps to itself.">Silos</a>' in markup


def test_every_link_of_every_page_leads_somewhere(client, whole_framework):
    """Of the shipped edition, fragments included."""
    key = "scf-2013"
    start = [reverse("framework:editions"), *(address(name, key=key) for name in ("contents", "phases", "glossary"))]
    pages, faults, waiting = {}, [], start
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        response = client.get(path)
        pages[path] = (response.status_code, set(re.findall(r'\bid="([^"]+)"', response.content.decode())))
        targets = {target.partition("#")[0] for target, _ in links(response.content.decode())}
        reading = (f"/framework/{key}/notes/", f"/framework/{key}/instruments/")
        waiting += [target for target in targets if target.startswith(reading)]
        pages[path] += (links(response.content.decode()),)
    for path, (status, _, found) in pages.items():
        faults += [path] if status != 200 else []
        for target, _ in found:
            place, _, fragment = target.partition("#")
            ids = pages.get(place or path, (200, {fragment}))[1]
            if fragment and fragment not in ids:
                faults.append(f"{path} → {target}")

    assert faults == []
    assert len([path for path in pages if "/notes/" in path]) == 17
    assert len([path for path in pages if "/instruments/" in path]) == 4


def test_a_table_is_a_table_that_scrolls_in_its_box(read):
    table = re.search(r'<div class="table-region".*?</div>', read("note", "B1"), re.DOTALL)[0]

    assert re.search(r'role="region" tabindex="0" aria-labelledby="(table-\d+)"', table)[1] in table
    assert re.findall(r'<th scope="(col|row)"', table) == ["col", "col", "row"]
    assert words(re.search(r"<caption.*?</caption>", table, re.DOTALL)[0]) == "What changes"


def test_recommendations_lead_to_what_scores_them(client, whole_framework):
    markup = client.get(address("note", "B5", key="scf-2013")).content.decode()

    found = dict(links(section(f"<main>{markup}</main>", "recommendations").join(["<main>", "</main>"])))
    base = address("instrument", "recommendations", key="scf-2013")
    leaves = ["a", "b.1", "b.2", "b.3", "b.4", "c.1", "c.2", "c.3"]
    assert [target for target in found if target.startswith(base)] == [f"{base}#c-B5.{leaf}" for leaf in leaves]


def test_an_instrument_shows_scale_criteria_help_and_anchors(read):
    markup = read("instrument", "success-factors")
    said = words(re.search(r'<article[^>]*id="c-1.a.1".*?</article>', markup, re.DOTALL)[0])

    assert said == (
        "1.a.1 A vision made together We made it together. B1 City vision What this means Who took part? "
        "Good evidence A list. Ask in the room Who was asked? Not started By one. Embedded By all."
    )
    assert re.findall(r'id="c-([^"]+)"', markup) == ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]
    assert markup.count('<details class="more criterion-help">') == 5
    assert "4 Largely in place Most." in words(markup)
    assert 'class="results-table is-stacked matrix"' not in markup


def test_an_instrument_that_describes_every_level_is_a_matrix(client, whole_framework):
    markup = client.get(address("instrument", "leadership-maturity", key="scf-2013")).content.decode()

    table = re.search(r'<table class="results-table is-stacked matrix">.*?</table>', markup, re.DOTALL)[0]
    assert [len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)] == [6] * 9
    assert 'class="criterion-anchors"' not in markup
    assert ("#statements", "Go to the 8 statements and what they mean") in links(markup)
    assert re.findall(r'<th scope="col">(\d) ·', table) == ["1", "2", "3", "4", "5"]  # as when answering


def test_phases_show_outputs_and_actions_with_note_and_owner(client, whole_framework):
    markup = client.get(address("phases", key="scf-2013")).content.decode()

    plan = words(section(markup, "p-plan"))
    assert plan.startswith("1 Plan Prepare a roadmap")
    assert "Key outputs Guiding principles" in plan
    assert "Typical owner: Smart city programme manager B8 Smart city roadmap" in plan
    assert len(re.findall(r'id="phase-', markup)) == 5


def test_the_glossary_stands_by_letter(client, whole_framework):
    markup = client.get(address("glossary", key="scf-2013")).content.decode()

    letters = re.findall(r'<h2 id="letter-\d+">(.)</h2>', markup)
    assert letters == sorted(letters)
    assert [words(letter) for letter in re.findall(r'<a href="#letter-\d+">.*?</a>', markup)] == letters
    terms = [words(term).casefold() for term in re.findall(r"<dt>(.*?)</dt>", markup, re.DOTALL)]
    assert terms == sorted(terms)
    assert len(terms) == whole_framework.terms.count()
    assert words(re.search(r'id="t-benefit">(.*?)</div>', markup, re.DOTALL)[1]).endswith(
        "Also: benefits C Benefit realization"
    )


def test_an_edition_without_guidance_still_shows_its_instruments(client, without_guidance):
    contents = client.get(address("contents", key="bare")).content.decode()
    glossary = client.get(address("glossary", key="bare")).content.decode()

    assert "This edition holds no guidance notes; its instruments are here to read and to score." in words(contents)
    bare = [target for target, _ in links(contents)]
    assert address("instrument", "success-factors", key="bare") in bare
    assert {address("glossary", key="bare"), address("map", key="bare")} & set(bare) == set()
    assert "No glossary in this edition" in words(glossary)
    assert (address("contents", key="bare"), "Go to the contents") in links(glossary)
    assert client.get(address("note", "B1", key="bare")).status_code == 404


@pytest.mark.parametrize("name", ["contents", "phases", "glossary"])
def test_an_edition_of_some_city_is_not_there_for_the_public(name, client, edition):
    Edition.objects.filter(pk=edition.pk).update(shared=False)

    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize(("name", "argument"), [("note", "B9"), ("instrument", "none")])
def test_what_the_edition_has_not_is_not_found(name, argument, client, edition):
    assert client.get(address(name, argument)).status_code == 404


def test_editions_stand_newest_first_and_superseded_ones_last(client, edition):
    sources = files_in(SMALL_EDITION)
    for key in ("second", "third", "of-a-city"):
        stored(
            changed(sources, ("edition.yaml", "key: small", f"key: {key}"), ("edition.yaml", "Small framework", key))
        )
    Edition.objects.filter(key="second").update(status="published")
    Edition.objects.filter(key="second").update(status="superseded")
    Edition.objects.filter(key="of-a-city").update(shared=False)

    markup = client.get(reverse("framework:editions")).content.decode()

    entries = [words(entry) for entry in re.findall(r'<li class="entry">.*?</li>', markup, re.DOTALL)]
    notice = "A score is guidance."
    assert entries == [
        f"third for tests Draft {notice}",
        f"Small framework for tests Draft {notice}",
        f"second for tests Superseded {notice}",
    ]


def test_without_any_edition_the_page_says_who_can_help(client, db):
    said = words(client.get(reverse("framework:editions")).content.decode())

    assert "No framework is loaded yet The operator of this portal has to load one first." in said


def test_signing_in_leads_to_the_library_and_back(client, edition):
    sign_in, library = (client.get(reverse(name)).content.decode() for name in ("sign-in", "framework:editions"))

    assert f'<a href="{reverse("framework:editions")}">Framework library</a>' in sign_in
    assert f'<a href="{reverse("sign-in")}">Sign in</a>' in library


HOSTILE = 'a < b & "c" <script>alert(1)</script> [A] <b>silos</b>'


def test_whatever_stands_in_a_text_is_shown_and_never_run(read):
    """Files with HTML are refused; the database could hold it all the same."""
    NoteText.objects.filter(note__ref="B1").update(
        name="B1 <i>&amp;",
        need=HOSTILE,
        context=HOSTILE,
        discussion=[{"text": 'a < b & "c"'}, {"heading": "<3 & more"}],
    )
    NoteText.objects.filter(note__ref="A").update(name='"><img src=x onerror=alert(1)>')
    TermText.objects.filter(term__key="silo").update(definition='"><script>alert(2)</script>')
    LinkageText.objects.update(why="<u>why</u>")
    Edition.objects.update(digest="hostile")

    for markup in (read("note", "B1"), read("contents"), read("glossary")):
        assert re.findall(r"<script>|<img src=x|<b>|<i>|<u>", markup) == []
    note = read("note", "B1")
    assert "a &lt; b &amp; &quot;c&quot; &lt;script&gt;alert(1)&lt;/script&gt; <a href=" in note
    assert 'title="&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;">silos</a>' in note


@pytest.fixture
def in_french(edition, settings):
    """In a portal that speaks French, the small edition with one note and its own name in it; all else is English."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    EditionText.objects.create(edition=edition, language="fr", name="Cadre", version="essai", notice="Un score.")
    old = NoteText.objects.get(note__ref="A")
    NoteText.objects.create(
        note=Note.objects.get(ref="A"),
        language="fr",
        name="Principes",
        context="Ici.",
        need="Des valeurs.",
        discussion=old.discussion,
        recommendations=old.recommendations,
    )
    Edition.objects.update(digest=f"french {timezone.now()}")
    with override("en-gb"):  # what the last request spoke is over with it
        yield


def test_what_is_not_in_the_readers_language_says_so_and_says_its_own(read, in_french):
    contents = read("contents", HTTP_ACCEPT_LANGUAGE="fr")
    translated, original = (read("note", ref, HTTP_ACCEPT_LANGUAGE="fr") for ref in ("A", "B1"))

    link = re.search(rf'<a href="{address("note", "B1")}"\s*lang="en"', contents)
    assert link
    assert contents.count("untranslated") == 1
    assert re.search(r'<h1 id="note-name"\s*>', translated)
    assert re.search(r'<h1 id="note-name"\s* lang="en">', original)
    assert original.count("untranslated") == 1


def test_to_a_reader_of_the_editions_language_nothing_is_foreign(read):
    assert [name for name in ("contents", "phases", "glossary") if " lang=" in read(name).split("<body", 1)[1]] == []
    assert "untranslated" not in read("note", "B1")
