"""The printed guide: what stands in it, where its references lead, and how one note looks by itself."""

import re
from io import BytesIO
from types import SimpleNamespace

import page
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from cities.actions import change_city, set_logo
from cities.models import City, EditionGrant
from framework.actions import store_edition
from framework.models import Edition, NoteText
from framework.queries.guide import guide_of, read_guide
from framework.rules.reading import files_in, read_files
from reports.kinds import guide, printing
from reports.models import ReportJob
from reports.pdf import ELEMENTS, render_pdf
from tests.conftest import SMALL_EDITION
from tests.reports.conftest import outline_of, print_guide, text_of, unheard

pytestmark = pytest.mark.once

REFERENCE = re.compile(r"\[(A|B\d{1,2}|C|D)\]((?: [^\[\]]*?)?), page (\d+)")
CITY = "Smart عمان الكبرى"


def printed(*arguments, **named):
    return PdfReader(BytesIO(print_guide(*arguments, **named).content))


@pytest.fixture(scope="module")
def kept():
    """What is printed once for several tests."""
    return {}


@pytest.fixture
def shipped(kept, cast, whole_framework):
    """The guide to the shipped edition: its file, read, with the words of each page."""
    if not kept:
        content = print_guide(cast.city, whole_framework).content
        reader = PdfReader(BytesIO(content))
        kept.update(content=content, reader=reader, pages=[sheet.extract_text() for sheet in reader.pages])
    return SimpleNamespace(**kept)


def failures_of(content):
    return page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures


def store_changed(change):
    """Store the small edition with some of its bytes changed; return it."""
    sources = files_in(SMALL_EDITION)
    for name, (old, new) in change.items():
        assert old in sources[name]
        sources[name] = sources[name].replace(old, new)
    store_edition(files=read_files(sources))
    return Edition.objects.latest("pk")


def elements_of(reader):
    """Every element of the structure: its kind, its language and its words."""

    def walk(element):
        yield element
        for kid in element.get("/K", []):
            if isinstance(kid.get_object(), dict):
                yield from walk(kid.get_object())

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


def first_pages(reader):
    """The page on which each note begins, by its bookmark."""

    def walk(items):
        for item in items:
            if isinstance(item, list):
                yield from walk(item)
            elif found := re.match(r"\[(\w+)\]", item.title):
                yield found[1], reader.get_destination_page_number(item) + 1

    return dict(walk(reader.outline))


def leads_of(reader):
    """Every link inside the document: the page on which it stands, and the page to which it leads."""
    names = reader.named_destinations
    for number, sheet in enumerate(reader.pages, start=1):
        for annotation in sheet.get("/Annots", []):
            target = annotation.get_object()["/Dest"]
            yield number, str(target), reader.get_destination_page_number(names[target]) + 1


# --- The whole guide --------------------------------------------------------------------------------------


def test_the_guide_says_whose_it_is_and_holds_every_part(cast, edition):
    reader = printed(cast.city, edition)

    cover, text = reader.pages[0].extract_text(), text_of(reader)
    assert reader.metadata.title == "Small framework: guidance for Ourtown"
    for words in ("Small framework", "For the leaders of Ourtown", "for tests", "2 guidance notes, 1 phase, 2 terms"):
        assert words in " ".join(cover.split())
    for words in (
        "A score is guidance.",
        "What we hold.",
        "Who decides.",
        "Draw one picture with your stakeholders.",
        "a) Near. Soon.",
        "1) Later.",
        "What changes From To Silos One city",
        "B1.a draw it B1.a.1 with all stakeholders. B1.b Keep it in view.",
        "A book – It tells more.",
        "Think first.",
        "Draw the picture. Meet and draw. Chief executive",
        "Where the city stands Leaders score these in the portal; results are printed as the health check.",
        "Critical success factors – 5 statements",
        "Anybody with a stake.",
    ):
        assert words in text


def test_it_has_bookmarks_down_to_the_notes(cast, edition):
    assert outline_of(printed(cast.city, edition)) == [
        (1, "Contents"),
        (1, "Principles"),
        (2, "[A] Guiding principles"),
        (1, "Processes"),
        (2, "Management"),
        (3, "[B1] City vision"),
        (1, "Phases and first steps"),
        (2, "1 Plan"),
        (2, "Where the city stands"),
        (1, "Glossary"),
    ]


def test_every_reference_names_the_page_on_which_its_note_begins(shipped, whole_framework):
    """All 61 linkages from both ends, the contents, and whatever the texts refer to."""
    told = guide_of(whole_framework)

    begins = first_pages(shipped.reader)
    said = REFERENCE.findall(" ".join(" ".join(shipped.pages).split()))
    leads = list(leads_of(shipped.reader))

    assert list(begins) == [note.ref for note in told.notes]
    assert {(ref, int(number)) for ref, _, number in said} == set(begins.items())
    whole_names = [(ref, name.strip()) for ref, name, _ in said if name]
    assert len(whole_names) == 2 * len(told.linkages) + len(told.starter_actions)
    assert set(whole_names) <= {(note.ref, note.name) for note in told.notes}
    assert {(target, to) for _, target, to in leads if target.startswith("note-")} == {
        (f"note-{ref}", number) for ref, number in begins.items()
    }
    assert len([target for _, target, _ in leads if target.startswith("note-")]) >= len(said)


def test_the_contents_give_the_page_of_each_part(shipped):
    begins = first_pages(shipped.reader)

    lines = shipped.reader.pages[1].extract_text(extraction_mode="layout").splitlines()
    entries = [found for line in lines if (found := re.match(r"\s*\[(\w+)\].*?(\d+)$", line))]

    assert {found[1]: int(found[2]) for found in entries} == begins


def test_a_term_leads_to_the_glossary_where_it_first_stands_in_each_note(cast, edition):
    reader = printed(cast.city, edition)

    terms = [(number, target) for number, target, _ in leads_of(reader) if target.startswith("term-")]

    # B1 says it three times, and the table has its “Silos”
    assert [target for _, target in terms] == ["term-stakeholder", "term-silo"]
    assert len({number for number, _ in terms}) == 1


def test_no_page_is_empty_and_every_page_but_the_cover_has_its_number(shipped):
    count = len(shipped.pages)

    found = [f"Page {number} of {count}" in page for number, page in enumerate(shipped.pages, start=1)]

    assert found == [False] + [True] * (count - 1)
    assert min(len(page.split()) for page in shipped.pages) > 40


def test_the_running_head_names_the_note_that_goes_on(shipped):
    begins = first_pages(shipped.reader)

    title = "[B5] Procurement and supplier management"
    lines = [page.splitlines() for page in shipped.pages]

    # once as its heading, then on each page until the next note begins
    assert [page.count(title) for page in lines[begins["B5"] - 1 : begins["B6"]]] == [1, 1, 1, 0]


def test_an_edition_of_notes_alone_is_printed_without_empty_chapters(cast, edition):
    Edition.objects.filter(pk=edition.pk).update(digest="bare")
    edition.terms.all().delete()
    edition.phases.all().delete()
    edition.refresh_from_db()

    titles = [title for _, title in outline_of(printed(cast.city, edition))]

    assert [title for title in titles if title in ("Glossary", "Phases and first steps")] == []
    assert titles[-1] == "Where the city stands"


# --- One note ---------------------------------------------------------------------------------------------


def test_a_note_alone_has_a_head_and_names_no_page_of_what_is_not_there(cast, whole_framework):
    reader = printed(cast.city, whole_framework, "B4")

    text = text_of(reader)
    assert reader.metadata.title == "[B4] Stakeholder collaboration"
    assert text.startswith("Ourtown · Smart City Framework, 2013 draft, first wording [B4] Stakeholder collaboration")
    assert "[B8] Smart city roadmap – " in text
    assert REFERENCE.findall(text) == []
    assert {target.partition("-")[0] for _, target, _ in leads_of(reader)} == {"term"}
    assert "Contents" not in text


def test_a_note_alone_explains_the_terms_that_it_marks_and_no_others(cast, edition):
    text = text_of(printed(cast.city, edition, "A"))

    assert "Anybody with a stake." not in text
    text = text_of(printed(cast.city, edition, "B1"))
    assert "silo A part that keeps to itself. stakeholder Anybody with a stake." in text


def test_a_note_alone_has_its_parts_as_bookmarks(cast, edition):
    assert outline_of(printed(cast.city, edition, "B1")) == [
        (1, "[B1] City vision"),
        *(
            (2, part)
            for part in (
                "Context",
                "What is needed",
                "Discussion",
                "Recommendations",
                "Linkages",
                "What links here",
                "Further documents",
                "Terms",
            )
        ),
    ]


# --- Accessible, in every language and script, on both papers ------------------------------------------------


def test_the_shipped_guide_is_accessible(shipped):
    assert failures_of(shipped.content) == []
    assert shipped.reader.trailer["/Root"]["/Lang"] == "en-gb"


def test_a_note_of_a_city_with_a_logo_and_a_name_in_two_scripts_is_accessible(cast, edition):
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "#7a1f4b").save(drawn, "PNG")
    set_logo(city=cast.city, content=drawn.getvalue(), by=cast.ada.user, now=timezone.now())
    change_city(city=cast.city, settings={"accent": "#7a1f4b", "name": CITY}, by=cast.ada.user, now=timezone.now())
    cast.city.refresh_from_db()

    for note in ("", "B1"):
        content = print_guide(cast.city, edition, note).content
        first = PdfReader(BytesIO(content)).pages[0]
        assert failures_of(content) == []
        assert len(first.images) == 1
        assert b"0.478431 0.121569 0.294118" in first.get_contents().get_data()  # #7a1f4b


@pytest.mark.parametrize(("paper", "size"), [(City.Paper.A4, (595, 842)), (City.Paper.LETTER, (612, 792))])
@pytest.mark.parametrize("note", ["", "B1"])
def test_it_is_printed_on_the_paper_of_the_city(cast, edition, paper, size, note):
    cast.city.paper = paper

    reader = printed(cast.city, edition, note)

    assert {(round(found.mediabox.width), round(found.mediabox.height)) for found in reader.pages} == {size}


def test_words_that_are_not_translated_say_their_language(cast, edition):
    """Of a reader of French: one note is there in French, all else is English and said to be."""
    english = NoteText.objects.get(note__edition=edition, note__ref="B1")
    NoteText.objects.create(
        note=english.note,
        language="fr",
        name="Vision de la ville",
        context="D’abord les principes : [A].",
        need=english.need,
        discussion=english.discussion,
        recommendations=english.recommendations,
        further=english.further,
    )
    read_guide.cache_clear()

    content = print_guide(cast.city, edition, language="fr").content

    reader = PdfReader(BytesIO(content))
    headings = {
        element["/S"]: str(element.get("/Lang", ""))
        for element in elements_of(reader)
        if element.get("/S") in ("/H1", "/H4")
    }
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert "Vision de la ville" in text_of(reader)
    assert headings == {"/H1": "en", "/H4": ""}
    assert failures_of(content) == []


def test_what_an_edition_says_is_text_and_never_markup(cast, db):
    edition = store_changed({"notes/A.yaml": (b"It begins here.", b"R&D & {{ 1 }} < 2 {% now %}.")})

    assert "R&D & {{ 1 }} < 2 {% now %}." in text_of(printed(cast.city, edition, "A"))


@pytest.mark.parametrize("note", ["", "B1"])
def test_the_same_guide_gives_the_same_bytes(cast, edition, note):
    assert print_guide(cast.city, edition, note) == print_guide(cast.city, edition, note)


@pytest.mark.parametrize("note", ["", "B1"])
def test_every_element_of_the_guide_has_its_looks(cast, edition, note, monkeypatch):
    """In the sheet that takes the place of WeasyPrint's own, but for those that stand inline."""
    pages = []
    monkeypatch.setattr(printing, "render_pdf", lambda html, **_: pages.append(html))
    print_guide(cast.city, edition, note)
    selectors = re.sub(r"/\*.*?\*/|\{[^}]*\}", ",", ELEMENTS.read_text(), flags=re.DOTALL)

    named = set(re.findall(r"[a-z][a-z0-9]*", selectors))
    assert set(re.findall(r"<([a-z][a-z0-9]*)", pages[0])) - named <= {"a", "bdi", "span"}


def test_nothing_is_asked_of_the_database_once_a_process_has_read_the_guide(cast, edition, django_assert_num_queries):
    guide_of(edition)

    with django_assert_num_queries(0):
        print_guide(cast.city, edition)


def test_a_long_name_keeps_clear_of_what_stands_below_it(cast, db):
    long = "A framework for cities of every size that want to work together in the interest of all who live there"
    edition = store_changed({"edition.yaml": (b"name: Small framework", f"name: {long}".encode())})

    lines = printed(cast.city, edition).pages[0].extract_text(extraction_mode="layout").splitlines()

    order = [line.strip() for line in lines if line.strip()]
    assert order.index("For the leaders of Ourtown") < order.index("Edition")


def test_a_line_that_its_words_fill_is_not_broken_after_a_link():
    """In steps of a fiftieth of a millimetre: somewhere the words fit in by a hair."""
    text = "A <a>smart city</a> programme fails if it is run from the top down, as programmes used to be."
    lines = "".join(f'<p style="width: {126.8 + step / 50}mm">{text}</p>' for step in range(60))

    content = render_pdf(
        f'<html lang="en">{lines}</html>', css="p { font: 500 13pt/1.35 Inter }", progress=unheard
    ).content

    begins = [line for line in text_lines(content) if line.startswith("A smart")]
    assert set(begins) == {
        "A smart city programme fails if it is run from the top",
        "A smart city programme fails if it is run from the top down,",
    }


def text_lines(content):
    return [line.strip() for sheet in PdfReader(BytesIO(content)).pages for line in sheet.extract_text().splitlines()]


# --- What makes it another guide ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"note": "B1"},
        {"language": "fr"},
        {"city": {"name": "Newtown"}},
        {"city": {"paper": City.Paper.LETTER}},
        {"city": {"accent": "#7a1f4b"}},
        {"city": {"logo": "1/logo/new.png"}},
        {"edition": {"digest": "other"}},
        {"edition": {"key": "other"}},
    ],
    ids=str,
)
def test_what_shows_in_print_is_in_the_fingerprint(cast, edition, change):
    job = ReportJob(city=cast.city, kind="guide", edition=edition, language="en-gb")
    before = guide.digest(job)

    for name, value in change.items():
        if isinstance(value, dict):
            for inner, to in value.items():
                setattr(getattr(job, name), inner, to)
        else:
            setattr(job, name, value)

    assert guide.digest(job) != before


def test_a_note_that_is_no_longer_there_keeps_its_reference_for_a_name(cast, edition):
    job = ReportJob(city=cast.city, kind="guide", edition=edition, note="B9")

    assert guide.title(job) == "[B9]"


# --- The command ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "Small framework: guidance for Ourtown"),
        ({"note": "B1"}, "[B1] City vision"),
        ({"edition": "small", "note": "A", "language": "en-gb"}, "[A] Guiding principles"),
    ],
)
def test_the_command_writes_the_file_a_worker_would(cast, edition, tmp_path, options, title):
    target = tmp_path / "guide.pdf"

    call_command("render_report", "guide", city="ourtown", output=target, verbosity=0, **options)

    expected = print_guide(cast.city, edition, options.get("note", ""))
    assert target.read_bytes() == expected.content
    assert PdfReader(target).metadata.title == title


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--edition", "none"], "ourtown has no edition “none”"),
        (["--edition", "theirs"], "ourtown has no edition “theirs”"),
        (["--note", "B9"], "“small” has no note “B9”"),
    ],
)
def test_the_command_refuses_with_words(cast, edition, tmp_path, arguments, message):
    theirs = store_changed({"edition.yaml": (b"key: small", b"key: theirs")})
    Edition.objects.filter(pk=theirs.pk).update(shared=False)
    EditionGrant(city=cast.other_city, edition=theirs, granted_at=timezone.now()).save()

    with pytest.raises(CommandError, match=message):
        call_command("render_report", "guide", "--city", "ourtown", *arguments, "--output", str(tmp_path / "x.pdf"))


def test_the_command_says_that_there_is_no_framework(cast, tmp_path):
    with pytest.raises(CommandError, match="there is no framework"):
        call_command("render_report", "guide", "--city", "ourtown", "--output", str(tmp_path / "x.pdf"))
