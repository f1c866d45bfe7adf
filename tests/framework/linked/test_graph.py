"""An edition as a graph and written down: nothing is lost or changed on the way, in any language."""

import hashlib
import json
import os
import pickle
import subprocess
import sys

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.compare import isomorphic

from framework.models import (
    CriterionText,
    Edition,
    EditionText,
    Group,
    GroupText,
    Instrument,
    InstrumentText,
    NoteText,
    TermText,
)
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.queries.linked import linked_edition
from framework.rules.linked import EditionFacts, Telling, edition_graph, jsonld_of, turtle_of, vocabulary_graph
from framework.rules.linked.vocabulary import CLASSES, PROPERTIES
from tests.linked import PORTAL, PREFIXES, VOCABULARY, ask, graph_of, names, parsed, said

pytestmark = pytest.mark.once

HOSTILE = [
    '“quoted” \'single\' "double" """three"""',
    "</script><script>alert(1)</script> <b>&amp;",
    "back\\slash \\u0041 \\n, a tab\there, a line\nand\r\nanother",
    "مدينة ذكية \u202eright to left\u202c",
    "👩🏽‍🔬 𝕏 e\u0301 \u2028 \ufeff",
    "@prefix x: <y> . # ; } ] ) ^^xsd:string @en",
    "{% now %} {{ x }} %00 $(id)",
    "9" * 5000,  # more digits than `int` reads
]


def test_both_forms_say_what_was_drawn(edition):
    graph = graph_of(edition)
    turtle, jsonld = parsed(turtle_of(graph), "turtle"), parsed(jsonld_of(graph), "json-ld")

    assert len(graph) > 200
    assert isomorphic(turtle, graph)
    assert isomorphic(jsonld, graph)
    assert said(turtle) == said(jsonld) == said(graph)


def test_the_shipped_edition_says_the_same_in_both_forms(whole_framework):
    graph = graph_of(whole_framework)
    turtle, jsonld = parsed(turtle_of(graph), "turtle"), parsed(jsonld_of(graph), "json-ld")

    assert len(turtle) == len(jsonld) == len(graph) > 8000
    assert said(turtle) == said(jsonld) == said(graph)


def test_graphs_that_differ_in_a_blank_node_are_told_apart(edition):
    graph, other = graph_of(edition), graph_of(edition)
    (anchor,) = other.subjects(URIRef(f"{VOCABULARY}text"), Literal("By one.", lang="en"))
    other.set((anchor, URIRef(f"{VOCABULARY}text"), Literal("By two.", lang="en")))

    assert said(graph) != said(other)


def test_a_note_stands_there_as_the_files_have_it(edition):
    found = dict(graph_of(edition).predicate_objects(URIRef(f"{PORTAL}/framework/small/notes/B1/")))

    plain = {str(predicate).partition("#")[2] or str(predicate): str(value) for predicate, value in found.items()}
    assert plain["need"] == "Draw one picture with your stakeholders."
    assert plain["leadIn"] == "Leaders:"
    assert plain["discussion"] == (
        "Why\n\nA picture moves people.\n\nThree kinds:\na) Near: Soon.\nb) Far:\n  1) Later.\n\n"
        "What changes\nFrom | To\nSilos | One city"
    )
    assert plain["broader"] == f"{PORTAL}/framework/small/#area-management"


def test_points_below_points_and_advice_below_advice_keep_their_place(edition):
    graph = graph_of(edition)

    inner = 'SELECT ?outer ?inner WHERE { ?a dct:identifier "b" ; scf:text ?outer ; skos:narrower/scf:text ?inner }'
    assert ask(graph, inner) == [("Far:", "Later.")]
    inner = "SELECT ?outer ?inner WHERE { ?a a scf:Recommendation ; scf:text ?outer ; scf:part/scf:text ?inner }"
    assert ask(graph, inner) == [("draw it", "with all stakeholders.")]
    assert ask(graph, "SELECT ?key ?why WHERE { ?n scf:further ?d . ?n skos:notation ?key . ?d scf:why ?why }") == [
        ("B1", "It tells more.")
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_come_back_as_they_were(edition, text):
    NoteText.objects.filter(note__ref="B1").update(name=text[:100], need=text)
    TermText.objects.filter(term__key="silo").update(definition=text, also=[text])
    CriterionText.objects.filter(criterion__ref="1.a.1").update(statement=text, anchors={"0": text})
    edition.digest = f"hostile {text}"

    graph = graph_of(edition)
    for back in (graph, parsed(turtle_of(graph), "turtle"), parsed(jsonld_of(graph), "json-ld")):
        found = {str(literal) for literal in back.objects(unique=True) if isinstance(literal, Literal)}
        assert text in found
        assert said(back) == said(graph)
    assert json.loads(jsonld_of(graph))["@graph"]


def test_every_word_says_its_language(edition):
    graph = graph_of(edition)
    texts = {found.name for found in PROPERTIES if found.is_text} | {"prefLabel", "altLabel", "definition"}

    words = [
        (predicate, value)
        for predicate, value in graph.predicate_objects()
        if str(predicate).rpartition("#")[2] in texts
    ]
    assert len(words) > 40
    assert [(predicate, value) for predicate, value in words if value.language != "en"] == []


def test_every_term_used_is_declared_and_used_as_declared(whole_framework):
    graph = graph_of(whole_framework)
    ours = {
        str(term).removeprefix(VOCABULARY)
        for triple in graph
        for term in triple[1:]
        if str(term).startswith(VOCABULARY)
    }
    kinds = {
        subject: str(kind).removeprefix(VOCABULARY)
        for subject, kind in graph.subject_objects(RDF.type)
        if VOCABULARY in kind
    }

    faults = []
    for found in PROPERTIES:
        for subject, value in graph.subject_objects(URIRef(VOCABULARY + found.name)):
            if kinds[subject] not in found.domain:
                faults.append((found.name, "from", kinds[subject]))
            if value in kinds and found.range != kinds[value]:
                faults.append((found.name, "to", kinds[value]))
    declared = {term.name for term in CLASSES} | {term.name for term in PROPERTIES}
    assert ours - {""} == declared
    assert sorted(set(faults)) == []


def test_the_vocabulary_is_the_same_in_both_forms():
    graph = vocabulary_graph(VOCABULARY)

    assert isomorphic(parsed(turtle_of(graph), "turtle"), graph)
    assert isomorphic(parsed(jsonld_of(graph), "json-ld"), graph)
    labels = ask(graph, "SELECT ?l WHERE { ?t <http://www.w3.org/2000/01/rdf-schema#label> ?l }")
    assert sorted(label for (label,) in labels) == sorted(term.name for term in (*CLASSES, *PROPERTIES))


def translate_a_part():
    """Give the small edition some Welsh words: a name, a note, a criterion, a factor that keeps its own."""
    edition = Edition.objects.get()
    EditionText.objects.create(
        edition=edition, language="cy", name="Fframwaith bach", version="prawf", notice="Canllaw."
    )
    note = NoteText.objects.get(note__ref="B1")
    note.pk, note.language, note.name, note.need = None, "cy", "Gweledigaeth", "Tynnwch un llun."
    note.save()
    words = CriterionText.objects.get(criterion__ref="1.a.1")
    words.pk, words.language, words.title, words.statement = None, "cy", "Gweledigaeth ar y cyd", "Gyda’n gilydd."
    words.save()
    InstrumentText.objects.create(
        instrument=Instrument.objects.get(), language="cy", name="Ffactorau", summary="Dau.", part="ffactor", parts="ff"
    )
    GroupText.objects.create(group=Group.objects.get(ref="1"), language="cy", name="Eglurder", summary="")


def test_an_edition_in_two_languages_says_each_word_in_its_own(edition):
    translate_a_part()
    edition.digest = "in two languages"
    file = linked_edition(edition, names(), f"{PORTAL}/framework/{{}}/", "ttl")
    graph = parsed(file.content, "turtle")

    def words(query):
        return {(str(word), word.language) for (word,) in graph.query(PREFIXES + query)}

    assert file.languages == ("en", "cy")
    assert words('SELECT ?w WHERE { ?n skos:notation "B1" ; skos:prefLabel ?w }') == {
        ("City vision", "en"),
        ("Gweledigaeth", "cy"),
    }
    assert words('SELECT ?w WHERE { ?n skos:notation "A" ; scf:need ?w }') == {("Agree on values.", "en")}
    assert words('SELECT ?w WHERE { ?g a scf:Group ; dct:identifier "1" ; skos:prefLabel ?w }') == {
        ("Strategic clarity", "en"),
        ("Eglurder", "cy"),
    }
    # what nobody has translated is not said to be Welsh
    assert words('SELECT ?w WHERE { ?g a scf:Group ; dct:identifier "2" ; skos:prefLabel ?w }') == {
        ("Leadership", "en")
    }
    assert words("SELECT ?w WHERE { ?l a scf:Level ; scf:value 0 ; skos:prefLabel ?w }") == {("Not started", "en")}
    assert words("SELECT ?w WHERE { ?e a scf:Edition ; dct:title ?w }") == {
        ("Small framework", "en"),
        ("Fframwaith bach", "cy"),
    }
    assert said(parsed(linked_edition(edition, names(), "{}", "jsonld").content, "json-ld")) == said(graph)


def test_the_editions_before_and_after_are_named():
    class Empty:
        edition = name = version = notice = source = status = language = ""
        components = notes = terms = phases = starter_actions = criteria = ()

    facts = EditionFacts("en", replaces=f"{PORTAL}/framework/old/", replaced_by=(f"{PORTAL}/framework/new/",))
    graph = edition_graph(facts, [Telling("en", Empty, ())], names())

    assert ask(graph, "SELECT ?old ?new WHERE { ?e dct:replaces ?old ; dct:isReplacedBy ?new }") == [
        (f"{PORTAL}/framework/old/", f"{PORTAL}/framework/new/")
    ]


ONCE_MORE = """
import django, hashlib, pickle, sys
django.setup()
from framework.rules.linked import edition_graph, jsonld_of, turtle_of
graph = edition_graph(*pickle.load(sys.stdin.buffer))
print(hashlib.sha256(turtle_of(graph) + jsonld_of(graph)).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_writes_the_same_bytes(edition, seed, settings):
    """Sets and dictionaries of texts have another order in each process."""
    telling = Telling("en", guide_of(edition), instruments_of(edition))
    told = pickle.dumps((EditionFacts("en"), [telling], names()))
    graph = graph_of(edition)

    process = subprocess.run(
        [sys.executable, "-c", ONCE_MORE],
        input=told,
        capture_output=True,
        cwd=settings.BASE_DIR,
        env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "scf_portal.settings"},
        check=True,
        timeout=60,
    )

    assert process.stdout.decode().strip() == hashlib.sha256(turtle_of(graph) + jsonld_of(graph)).hexdigest()
