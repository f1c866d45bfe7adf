"""The search page: what it shows of what was found, and that it finds nothing of another edition."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.models import EditionGrant
from framework.actions import store_edition
from framework.models import Edition
from tests.editions import read_edition

SECRET = "Zanzibar"


def address(name="search", edition="small", **query):
    return reverse(f"framework:{name}", args=[edition], query=query)


def text_of(response):
    return response.content.decode()


def refs(response):
    return [item.hit.entry.ref for item in response.context["hits"]]


def said(response):
    """What the page says in one line about what was found."""
    line = re.search(r'<p id="found"[^>]*>(.*?)</p>', text_of(response), re.DOTALL)
    return " ".join(line[1].split())


@pytest.fixture
def search(client, edition):
    def get(text, **query):
        return client.get(address(q=text, **query))

    return get


def test_what_was_found_is_counted_named_and_leads_on(search):
    page = search("visions")

    assert said(page) == "3 found for “visions”."
    assert refs(page) == ["B1", "1.a.1", "A"]
    html = text_of(page)
    assert f'<a href="{reverse("framework:note", args=["small", "B1"])}">[B1] City <mark>vision</mark>' in html
    assert 'value="visions"' in html


def test_kinds_are_counted_and_can_be_chosen(search):
    page = search("visions", kind="criterion")

    counts = [(str(choice.name), choice.count, choice.chosen) for choice in page.context["choices"]]
    assert counts == [("All", 3, False), ("Notes", 2, False), ("Statements", 1, True), ("Terms", 0, False)]
    assert refs(page) == ["1.a.1"]
    assert said(page) == "1 found for “visions”."
    assert refs(search("visions", kind="nonsense")) == ["B1", "1.a.1", "A"]


def test_a_kind_of_which_there_is_none_leads_to_the_others(search):
    page = search("visions", kind="term")

    assert refs(page) == []
    assert "None of this kind." in text_of(page)
    assert 'href="?q=visions"' in text_of(page)


def test_twenty_stand_on_a_page(client, whole_framework):
    pages = [client.get(address(edition="scf-2013", q="city", page=number)) for number in (1, 2, 999, "x")]

    found = [entry.ref for entry in pages[0].context["found"].entries]
    assert len(found) > 40
    assert refs(pages[0]) == refs(pages[3]) == found[:20]
    assert refs(pages[1]) == found[20:40]
    assert refs(pages[2]) == found[-(len(found) % 20 or 20) :]
    assert '<ol class="hits" start="21">' in text_of(pages[1])
    assert 'href="?page=2&amp;q=city"' in text_of(pages[0])


def test_without_words_the_page_says_what_can_be_typed(search):
    for nothing in ("", "   ", "\x00"):
        page = search(nothing)

        assert said(page).startswith("Type a word, a few words or a reference")
        assert "Nothing fits" not in text_of(page)


def test_nothing_found_offers_words_of_the_edition(search):
    page = search("the visoniary<b>")

    assert said(page) == "Nothing found for “the visoniary&lt;b&gt;”."
    assert page.context["found"].suggested == ("the vision<b>",)
    assert f'<a href="{address()}?q=the%20vision%3Cb%3E">the vision&lt;b&gt;</a>' in text_of(page)
    page = search("stakkeholdings")
    assert page.context["found"].suggested == ("stakeholders", "stakeholder")
    assert f'<a href="{address()}?q=stakeholders">stakeholders</a>' in text_of(page)


def test_a_misspelling_is_said_and_mended(search):
    page = search("stakehodlers")

    assert said(page) == "Nothing is spelt “stakehodlers”. Shown instead: <strong>“stakeholders”</strong>. 2 found."
    assert "stakeholder" in refs(page)


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "{{ 7 }}{% now 'Y' %}", "<mark>vision</mark>", "&lt;vision"]
)
def test_what_is_typed_is_never_markup(search, text):
    html = text_of(search(text))

    main = html.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in main
    assert "<mark>vision</mark></" not in main.replace("<mark>vision</mark></a>", "")
    assert "{% now" not in main or "{% now" in text


@pytest.mark.parametrize("text", ["x" * 10_000, "city " * 2_000, "\x00\x01\x02", '"AND (', "[a-z]+/.*/", "\U0010ffff"])
def test_nothing_that_is_typed_breaks_the_page(search, text):
    page = search(text, page=text[:50], kind=text)

    assert page.status_code == 200
    assert len(page.context["found"].text) <= 200


def test_a_long_text_is_cut_and_that_is_said(search):
    page = search("vision " * 40)

    assert "Only the first 200 letters of it were searched." in text_of(page)
    assert refs(page) == ["B1", "1.a.1", "A"]
    assert "Only the first" not in text_of(search("vision"))


def test_a_search_costs_one_query_once_the_index_is_there(search, count_queries):
    search("vision")

    with count_queries() as statements:
        page = search("goverance vision stakeholder")

    assert len(statements) == 1  # the edition
    assert refs(page)


# --- Walls ----------------------------------------------------------------------------------------------


@pytest.fixture
def own(cast, edition, folder):
    """An edition that only the cast's city may see. Its secret word stands in every part that is searched."""
    folder.replace("edition.yaml", "key: small", "key: own")
    folder.replace("notes/A.yaml", "It begins here.", f"It begins in {SECRET}.")
    folder.replace("glossary.yaml", "term: silo,", f"term: {SECRET}s,")
    folder.replace("instruments/success-factors.yaml", "Leaders stay", f"Leaders of {SECRET}")
    store_edition(files=read_edition(folder.path))
    Edition.objects.filter(key="own").update(shared=False)
    own = Edition.objects.get(key="own")
    EditionGrant.objects.create(city=cast.city, edition=own, granted_at=timezone.now())
    return own


def city_address(city, edition, text):
    return reverse("library:search", args=[city.slug, edition], query={"q": text})


def test_an_edition_of_a_city_is_found_on_its_own_shelf_alone(own, cast, sign_in, client):
    alma = sign_in(cast.alma)

    inside = alma.get(city_address(cast.city, "own", SECRET))

    assert {item.hit.entry.ref for item in inside.context["hits"]} == {"A", "2.a.1", "silo"}
    # the one above has been read and indexed by now, by this very process
    for page in (
        alma.get(city_address(cast.city, "small", SECRET)),
        client.get(address(q=SECRET)),
        sign_in(cast.otto).get(city_address(cast.other_city, "small", SECRET)),
    ):
        assert refs(page) == []
        assert SECRET not in text_of(page).replace(f"“{SECRET}”", "").replace(f'value="{SECRET}"', "").replace(
            f"{SECRET} — ", ""
        )


def test_what_may_have_been_meant_tells_nothing_of_another_edition(own, cast, sign_in, client):
    almost = f"{SECRET[:-2]}rb"
    inside = sign_in(cast.alma).get(city_address(cast.city, "own", almost))

    outside = client.get(address(q=almost))

    assert [word.instead for word in inside.context["found"].corrected] == [("zanzibar", "zanzibars")]
    assert outside.context["found"].corrected == ()
    assert outside.context["found"].suggested == ()
    assert SECRET.lower() not in text_of(outside).lower()


def test_an_edition_of_a_city_is_no_address_for_others(own, cast, sign_in, client):
    otto = sign_in(cast.otto)

    for name in ("search", "map"):
        assert client.get(address(name, "own", q=SECRET)).status_code == 404
        assert otto.get(reverse(f"library:{name}", args=[cast.other_city.slug, "own"])).status_code == 404
        assert otto.get(reverse(f"library:{name}", args=[cast.city.slug, "own"])).status_code == 404


def test_inside_a_city_links_stay_inside(cast, edition, sign_in):
    html = text_of(sign_in(cast.alma).get(city_address(cast.city, "small", "vision"))).partition("<main")[2]

    inside = f"/c/{cast.city.slug}/framework/small/"
    links = re.findall(r'(?:href|action|hx-get)="(/[^"]*framework/[^"]*)"', html)
    assert links
    assert [link for link in links if not link.startswith(inside)] == []
