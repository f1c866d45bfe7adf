"""The shipped edition, asked by SPARQL: what a reader of the framework would ask, answered from the data alone."""

import re

import pytest
from django.conf import settings
from rdflib import Graph, URIRef

from tests.conftest import SHIPPED_EDITION
from tests.editions import read_edition
from tests.linked import PREFIXES, VOCABULARY, ask, graph_of

DOCUMENT = (settings.BASE_DIR / "docs" / "linked-data.md").read_text()
QUERIES = re.compile(r"```sparql\n(SELECT.+?)```\n\n```text\n(.+?)```", re.DOTALL)
FILES = read_edition(SHIPPED_EDITION)


@pytest.fixture(scope="module")
def drawn():
    """The graph, once the first test has drawn it: to load the edition takes longer than to ask it."""
    return []


@pytest.fixture
def graph(drawn, request):
    if not drawn:
        drawn.append(graph_of(request.getfixturevalue("whole_framework")))
    return drawn[0]


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("Note", 17),
        ("Linkage", 61),
        ("Criterion", 139),
        ("Instrument", 4),
        ("Component", 4),
        ("Area", 3),
        ("Phase", 5),
        ("Term", len(FILES.terms)),
        ("StarterAction", len(FILES.starter_actions)),
        ("KeyOutput", sum(len(phase.outputs) for phase in FILES.phases)),
    ],
)
def test_everything_is_there_once(graph, kind, number):
    assert ask(graph, f"SELECT (COUNT(DISTINCT ?thing) AS ?number) WHERE {{ ?thing a scf:{kind} }}") == [(number,)]


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("procurement-shift", 16),
        ("identity-privacy-principles", 9),
        ("interoperability-matrix", 5),
        ("channel-pitfalls", 8),
        ("stakeholder-roles", 5),
        ("city-challenges", 12),
        ("vision-characteristics", 18),
    ],
)
def test_lists_and_tables_with_a_key_can_be_counted(graph, key, number):
    query = f"""SELECT (COUNT(?entry) AS ?number) WHERE {{
        ?block dct:identifier "{key}" . {{ ?block scf:row ?entry }} UNION {{ ?block skos:member ?entry }} }}"""

    assert ask(graph, query) == [(number,)]


def test_the_edges_and_their_reasons_are_those_of_the_files(graph):
    found = ask(
        graph,
        """SELECT ?start ?end ?why WHERE { ?edge a scf:Linkage ; scf:why ?why ;
        scf:from/skos:notation ?start ; scf:to/skos:notation ?end }""",
    )
    direct = ask(
        graph, "SELECT ?start ?end WHERE { ?a scf:linksTo ?b . ?a skos:notation ?start . ?b skos:notation ?end }"
    )

    edges = {(note.ref, linkage.to, linkage.why) for note in FILES.notes for linkage in note.linkages}
    assert set(found) == edges
    assert set(direct) == {edge[:2] for edge in edges}


def test_the_procurement_shift_is_that_of_the_note(graph):
    (table,) = [
        block.table
        for note in FILES.notes
        for block in note.discussion
        if block.table and block.table.key == "procurement-shift"
    ]
    query = """SELECT ?from ?to WHERE { ?table a scf:Table ; dct:identifier "procurement-shift" ; scf:row ?row .
        ?row scf:position ?position ; scf:cells ( ?from ?to ) } ORDER BY ?position"""

    assert ask(graph, query) == list(table.rows)


def test_the_criteria_of_a_note_are_those_that_name_it(graph):
    query = """SELECT ?instrument ?ref WHERE { ?criterion a scf:Criterion ; skos:notation ?ref ;
        scf:belongsTo/skos:notation "B4" ; ^skos:member+ ?whole .
        ?whole a scf:Instrument ; dct:identifier ?instrument }"""
    named = {
        (instrument.key, criterion.ref)
        for instrument in FILES.instruments
        for holder in instrument.holders
        for criterion in holder.criteria
        if "B4" in criterion.notes
    }

    assert len(named) > 5
    assert set(ask(graph, query)) == named


def test_a_term_is_found_by_any_of_its_forms(graph):
    (term,) = [term for term in FILES.terms if term.key == "silo"]
    for form in (term.term, *term.also):
        found = f'?term a scf:Term ; skos:prefLabel|skos:altLabel "{form}"@en ; skos:definition ?meaning'
        assert ask(graph, f"SELECT ?meaning WHERE {{ {found} }}") == [(term.definition,)]


@pytest.mark.parametrize("instrument", FILES.instruments, ids=lambda instrument: instrument.key)
def test_all_levels_of_a_scale_come_in_order(graph, instrument):
    (scale,) = [scale for scale in FILES.scales if scale.key == instrument.scale]
    query = f"""SELECT ?value ?label ?descriptor WHERE {{
        ?whole dct:identifier "{instrument.key}" ; scf:scale/skos:memberList/rdf:rest*/rdf:first ?level .
        ?level scf:value ?value ; skos:prefLabel ?label ; skos:definition ?descriptor }} ORDER BY ?value"""

    assert ask(graph, query) == [(level.value, level.label, level.descriptor) for level in scale.levels]


def test_every_recommendation_that_is_scored_leads_to_its_criterion(graph):
    found = ask(
        graph,
        """SELECT ?ref ?scored WHERE { ?advice dct:identifier ?ref ; scf:isScoredAs ?criterion .
        ?criterion a scf:Criterion ; skos:notation ?scored }""",
    )

    leaves = {leaf.ref for note in FILES.notes for leaf in note.recommendations.leaves}
    assert len(found) == 54
    assert set(found) == {(ref, ref) for ref in leaves}


def shape_faults(graph, kind, path, least, most):
    """Return the things of a kind of which something is said too seldom or too often."""
    query = f"""SELECT ?thing (COUNT(?value) AS ?number) WHERE {{
        ?thing a scf:{kind} . OPTIONAL {{ ?thing {path} ?value }} }} GROUP BY ?thing"""
    return [(thing, number) for thing, number in ask(graph, query) if not least <= number <= most]


@pytest.mark.parametrize(
    ("kind", "path", "least", "most"),
    [
        *(("Note", path, 1, 1) for path in ("scf:need", "scf:context", "scf:discussion", "skos:prefLabel")),
        *(("Note", path, 1, 1) for path in ("skos:notation", "skos:broader", "skos:inScheme", "dct:source")),
        ("Note", "scf:recommendation", 1, 10),
        *(("Linkage", path, 1, 1) for path in ("scf:from", "scf:to", "scf:why", "^scf:linkage")),
        *(("Criterion", path, 1, 1) for path in ("scf:statement", "scf:meaning", "scf:evidence", "scf:question")),
        *(("Criterion", path, 1, 1) for path in ("skos:prefLabel", "skos:notation", "scf:weight", "^skos:member")),
        ("Criterion", "scf:anchor", 3, 5),
        ("Criterion", "scf:belongsTo", 1, 17),
        ("Anchor", "scf:level", 1, 1),
        ("Level", "scf:value", 1, 1),
        ("Instrument", "scf:scale", 1, 1),
        ("Instrument", "skos:memberList", 1, 1),
        ("Group", "^skos:member", 1, 1),
        ("Term", "skos:definition", 1, 1),
        ("KeyOutput", "^scf:keyOutput", 1, 1),
        ("StarterAction", "scf:phase", 1, 1),
        ("StarterAction", "scf:belongsTo", 1, 1),
        ("Row", "scf:cells", 1, 1),
        ("Recommendation", "scf:text", 1, 1),
    ],
)
def test_everything_has_its_shape(graph, kind, path, least, most):
    assert shape_faults(graph, kind, path, least, most) == []


def test_a_shape_that_is_broken_is_found(graph):
    broken = Graph() + graph
    broken.remove((None, URIRef(f"{VOCABULARY}need"), None))

    assert len(shape_faults(broken, "Note", "scf:need", 1, 1)) == 17


def test_a_notation_names_one_concept_of_the_scheme(graph):
    query = """SELECT ?ref (COUNT(DISTINCT ?concept) AS ?number) WHERE {
        ?concept skos:inScheme ?scheme ; skos:notation ?ref . ?scheme a scf:Edition } GROUP BY ?ref"""

    assert [row for row in ask(graph, query) if row[1] != 1] == []


@pytest.mark.parametrize(("query", "answer"), QUERIES.findall(DOCUMENT), ids=lambda text: text.split("\n")[0][:40])
def test_the_queries_of_the_document_answer_what_it_says(graph, query, answer):
    found = [" ".join(map(str, row)) for row in ask(graph, query)]
    number = re.fullmatch(r"(\d+) rows?\n", answer)

    assert (len(found) == int(number[1])) if number else (found == answer.splitlines())


def test_the_document_shows_queries_and_the_prefixes_they_need():
    assert len(QUERIES.findall(DOCUMENT)) == DOCUMENT.count("```sparql\nSELECT") == 6
    for line in re.findall(r"^PREFIX .+$", DOCUMENT, re.MULTILINE):
        assert line in PREFIXES
