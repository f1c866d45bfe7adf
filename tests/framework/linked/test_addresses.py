"""Linked data on the web: its files, its names that can all be opened, and the way from a page to its data."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from rdflib import RDFS, URIRef

from cities.models import EditionGrant
from framework.actions import store_edition
from framework.models import Edition
from framework.rules.faults import InvalidEdition
from framework.rules.linked.vocabulary import CLASSES, PROPERTIES
from framework.rules.reading import files_in, read_files
from tests.conftest import SMALL_EDITION
from tests.linked import PORTAL, VOCABULARY, ask, parsed, said

pytestmark = pytest.mark.once

FORMS = {"ttl": ("text/turtle", "turtle"), "jsonld": ("application/ld+json", "json-ld")}
HERE = "http://testserver"


@pytest.fixture
def own_edition(cast):
    """An edition that our city alone may see."""
    sources = files_in(SMALL_EDITION)
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"key: small", b"key: ours")
    store_edition(files=read_files(sources))
    Edition.objects.filter(key="ours").update(shared=False)
    with scope(city=cast.city):
        EditionGrant.objects.create(city=cast.city, edition=Edition.objects.get(key="ours"), granted_at=timezone.now())
    return Edition.objects.get(key="ours")


class Ids(HTMLParser):
    """The ids of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name == "id"]


def names_that_lead_nowhere(graph, client, origin: str) -> tuple[list[str], int]:
    """Return the names of ours whose page is not there or has not what they name, and how many there are in all."""
    ours = {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(origin)}
    pages = {}
    for address in {name.partition("#")[0] for name in ours}:
        response = client.get(address.removeprefix(origin), follow=True)
        pages[address] = Ids(response.content.decode()).found if response.status_code == 200 else None
    lost = [
        name
        for name in ours
        if pages[name.partition("#")[0]] is None
        or ((fragment := name.partition("#")[2]) and fragment not in pages[name.partition("#")[0]])
    ]
    return sorted(lost), len(ours)


@pytest.mark.parametrize("form", FORMS)
def test_every_name_in_the_shipped_edition_leads_to_what_it_names(whole_framework, client, form):
    response = client.get(f"/framework/{whole_framework.key}.{form}")

    lost, number = names_that_lead_nowhere(parsed(response.content, FORMS[form][1]), client, HERE)

    assert lost == []
    assert number > 500


def test_every_name_in_a_citys_own_edition_leads_to_a_page_inside_the_city(own_edition, cast, sign_in, client):
    member = sign_in(cast.chi)
    graph = parsed(member.get("/c/ourtown/framework/ours.ttl").content, "turtle")

    lost, number = names_that_lead_nowhere(graph, member, HERE)

    assert lost == []
    assert number > 60
    assert ask(
        graph, "SELECT ?note WHERE { ?note a <http://testserver/framework/vocabulary#Note> } ORDER BY ?note"
    ) == [
        (f"{HERE}/c/ourtown/framework/ours/notes/A/",),
        (f"{HERE}/c/ourtown/framework/ours/notes/B1/",),
    ]


def test_a_name_that_leads_nowhere_is_found(edition, client):
    graph = parsed(client.get("/framework/small.ttl").content, "turtle")
    before, number = names_that_lead_nowhere(graph, client, HERE)
    about, edition_ = URIRef(f"{HERE}/framework/vocabulary#linksTo"), URIRef(f"{HERE}/framework/small/")
    for lost in ("notes/Z9/", "notes/B1/#no-such-thing"):
        graph.add((URIRef(edition_ + lost), about, edition_))

    assert before == []
    assert names_that_lead_nowhere(graph, client, HERE) == (
        [f"{HERE}/framework/small/notes/B1/#no-such-thing", f"{HERE}/framework/small/notes/Z9/"],
        number + 2,
    )


def test_no_page_uses_an_id_twice(whole_framework, client):
    guide_pages = [f"notes/{ref}" for ref in ("A", "B1", "B4", "B5", "B11", "B12", "D")]
    pages = ["", *(f"{page}/" for page in guide_pages), "phases/", "glossary/", "data/"]
    pages += [f"instruments/{key}/" for key in ("success-factors", "leadership-maturity", "guiding-principles")]
    twice = {}
    for page in pages:
        found = Ids(client.get(f"/framework/scf-2013/{page}").content.decode()).found
        twice[page] = [name for name in found if found.count(name) > 1]

    assert {page: names for page, names in twice.items() if names} == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_served_to_keep(edition, client, form):
    response = client.get(f"/framework/small.{form}")

    headers = ("Content-Type", "Content-Disposition", "Cache-Control", "Content-Language", "Vary")
    assert [response.headers[name] for name in headers] == [
        f"{FORMS[form][0]}; charset=utf-8",
        f'attachment; filename="small.{form}"',
        "public, max-age=300",
        "en",
        "Accept-Language",
    ]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/framework/small.{form}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(f"/framework/small.{form}").headers["ETag"] == response.headers["ETag"]
    assert client.post(f"/framework/small.{form}").status_code == 405


def test_both_files_say_the_same_whatever_language_is_asked_for(edition, client):
    turtle, jsonld = (client.get(f"/framework/small.{form}") for form in FORMS)
    welsh = client.get("/framework/small.ttl", headers={"Accept-Language": "cy"})

    assert said(parsed(turtle.content, "turtle")) == said(parsed(jsonld.content, "json-ld"))
    assert welsh.content == turtle.content


def test_names_begin_with_the_portals_address_whichever_host_was_asked(edition, client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "inside.example"]
    there = client.get("/framework/small.ttl", headers={"Host": "inside.example"}).content.decode()
    settings.PORTAL_URL = PORTAL
    files = [client.get("/framework/small.ttl", headers={"Host": host}) for host in ("testserver", "inside.example")]

    assert "<http://inside.example/framework/small/notes/B1/>" in there
    assert files[0].content == files[1].content
    assert f"<{PORTAL}/framework/small/notes/B1/>" in files[0].content.decode()
    assert "inside.example" not in files[1].content.decode()


def test_an_edition_of_a_city_is_there_for_its_members_alone(own_edition, edition, cast, sign_in, client):
    member = sign_in(cast.chi)
    for form, (type_, _) in FORMS.items():
        path = f"/c/ourtown/framework/ours.{form}"
        response = member.get(path)
        assert (response.status_code, response.headers["Content-Type"]) == (200, f"{type_}; charset=utf-8")
        assert "no-store" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
        assert client.get(f"/framework/ours.{form}").status_code == 404
        assert member.get(f"/framework/ours.{form}").status_code == 404
        assert sign_in(cast.otto).get(path).status_code == 404
        assert sign_in(cast.otto).get(f"/c/theirtown/framework/ours.{form}").status_code == 404
        assert client.get(path).status_code == 302
        # a shared one is the same for everybody, wherever it is asked for
        assert (
            member.get(f"/c/ourtown/framework/small.{form}").content == client.get(f"/framework/small.{form}").content
        )


PAGES = ["", "notes/B1/", "instruments/success-factors/", "phases/", "glossary/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_program_that_asks_a_page_for_data_is_sent_to_the_file(edition, client, page, form):
    response = client.get(f"/framework/small/{page}", headers={"Accept": f"{FORMS[form][0]}, text/html;q=0.5"})

    assert (response.status_code, response.headers["Location"]) == (303, f"/framework/small.{form}")
    assert "Accept" in response.headers["Vary"].split(", ")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/turtle;q=0.1, text/html", "image/png", "%%%"],
)
def test_a_browser_gets_the_page_which_names_both_files(edition, client, page, accept):
    response = client.get(f"/framework/small/{page}", headers={"Accept": accept} if accept else {})

    assert response.status_code == 200
    assert "Accept" in response.headers["Vary"].split(", ")
    links = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">', response.content.decode())
    assert links == [("text/turtle", "/framework/small.ttl"), ("application/ld+json", "/framework/small.jsonld")]


@pytest.mark.parametrize("page", ["none/", "small/notes/Z9/", "small/instruments/none/"])
def test_what_is_not_there_is_not_there_in_any_form(edition, client, page):
    assert client.get(f"/framework/{page}", headers={"Accept": "text/turtle"}).status_code == 404


def test_a_page_inside_a_city_names_the_files_inside_it(own_edition, cast, sign_in):
    page = sign_in(cast.chi).get("/c/ourtown/framework/ours/notes/B1/").content.decode()

    assert '<link rel="alternate" type="text/turtle" href="/c/ourtown/framework/ours.ttl">' in page


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/turtle", "/framework/vocabulary.ttl"),
        ("application/ld+json", "/framework/vocabulary.jsonld"),
        ("text/html", "/framework/vocabulary/"),
        ("*/*", "/framework/vocabulary/"),
    ],
)
def test_the_terms_lead_to_the_vocabulary_in_the_form_asked_for(client, db, accept, location):
    response = client.get("/framework/vocabulary", headers={"Accept": accept})

    assert (response.status_code, response.headers["Location"]) == (303, location)


def test_the_page_of_the_vocabulary_says_what_every_term_means(client, db, settings):
    settings.PORTAL_URL = PORTAL
    page = client.get("/framework/vocabulary/").content.decode()
    file = client.get("/framework/vocabulary.ttl")

    names = [term.name for term in (*CLASSES, *PROPERTIES)]
    assert [name for name in Ids(page).found if name in names] == names
    for term in (*CLASSES, *PROPERTIES):
        assert term.meaning in page
    assert VOCABULARY in page
    declared = ask(parsed(file.content, "turtle"), f"SELECT ?term WHERE {{ ?term <{RDFS.comment}> ?meaning }}")
    assert sorted(term for (term,) in declared) == sorted(VOCABULARY + name for name in names)


def test_the_page_for_developers_leads_to_files_and_api(edition, own_edition, cast, sign_in, client):
    public = client.get("/framework/small/data/").content.decode()
    private = sign_in(cast.chi).get("/c/ourtown/framework/ours/data/").content.decode()

    for address in ("/framework/small.ttl", "/framework/small.jsonld", "/framework/small/files.zip"):
        assert f'href="{address}"' in public
    for address in ("/api/v1/openapi.json", "/api/v1/editions", "/api/v1/editions/small/notes"):
        assert f'href="{address}"' in public
    assert f'href="{HERE}/framework/small/notes/A/"' in public
    assert 'href="/c/ourtown/framework/ours.ttl"' in private
    assert f'href="{HERE}/c/ourtown/framework/ours/notes/A/"' in private
    assert "/api/" not in private
    assert reverse("framework:data", args=["small"]) in client.get("/framework/small/").content.decode()


def test_no_edition_can_take_the_address_of_the_vocabulary():
    sources = files_in(SMALL_EDITION)
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"key: small", b"key: vocabulary")

    with pytest.raises(InvalidEdition) as caught:
        read_files(sources)

    (fault,) = caught.value.faults
    assert (fault.file, fault.message) == (
        "edition.yaml",
        "“vocabulary” is the address of another page of the library; choose another key",
    )
