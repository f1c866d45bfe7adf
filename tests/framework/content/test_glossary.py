"""The glossary: every term defined in words of ours, none twice, and the words that need it are in it."""

import re
from collections import defaultdict

from tests.framework.content.shipped import DOCUMENTS, FILES, word_count, words

EVERYDAY = {  # words of daily life besides: texts use them in their plain sense, and so do not mark them
    *("baseline", "coverage", "criterion", "edition", "gap", "instrument", "level", "measure", "outcome", "output"),
    *("position", "rating", "scale"),
}
OF_THE_PORTAL = {  # terms that only the portal’s pages use, and the five domains, which the notes name in another way
    *("assessment", "consensus", "coverage", "criterion", "dependency", "dissent", "edition", "initiative"),
    *("instrument", "linkage", "milestone"),
    *("pattern-language", "legal-interoperability", "organisational-interoperability", "policy-interoperability"),
    "technical-interoperability",
}
HARD_WORDS = [  # what a busy reader of the notes, the help or the anchors may stop at
    *(
        "as a service",
        "benefit realization",
        "building blocks",
        "business case",
        "channels",
        "citizen-centric",
        "cloud",
    ),
    *("critical success factors", "customer", "customer franchise", "digital assets", "early adopters", "federation"),
    *("Five Star Rating", "G-Cloud", "governance", "health check", "ICT", "innovation ecosystem", "Internet of Things"),
    *("interoperability", "interoperability matrix", "KPIs", "line of sight", "lock-in", "metadata", "one-stop"),
    *("open data", "open data platform", "open standards", "operating model", "outcome", "output", "PAS 180"),
    *("personal data", "pipeline", "policy product", "quick wins", "reference model", "semantic domain", "silos"),
    *("service-oriented architecture", "SMEs", "SOA", "stakeholders", "trajectory", "trust model", "workstream"),
]


def forms_by_term():
    return {term.key: [term.term.lower(), *(form.lower() for form in term.also)] for term in FILES.terms}


def test_82_terms_stand_in_the_order_of_the_alphabet():
    names = [term.term.lower() for term in FILES.terms]

    assert len(names) == 82
    assert names == sorted(names)


def test_no_form_belongs_to_two_terms():
    terms = defaultdict(list)
    for key, forms in forms_by_term().items():
        for form in forms:
            terms[form].append(key)

    assert {form: keys for form, keys in terms.items() if len(keys) > 1} == {}


def test_every_term_has_a_definition_of_its_own():
    definitions = [term.definition for term in FILES.terms]

    assert len(set(definitions)) == len(definitions)
    assert [text for text in definitions if not 8 <= word_count(text) <= 40 or not text.endswith(".")] == []


def test_a_definition_does_not_begin_with_what_it_defines():
    assert [
        term.key for term in FILES.terms if re.match(rf"(an? |the )?{re.escape(term.term)}\b", term.definition.lower())
    ] == []


def test_everyday_words_are_not_marked_in_texts():
    assert {term.key for term in FILES.terms if not term.marked} == EVERYDAY


def test_the_words_that_need_it_are_explained():
    known = {form for forms in forms_by_term().values() for form in forms}

    assert [word for word in HARD_WORDS if word.lower() not in known] == []


def test_every_other_term_is_used_in_the_framework():
    text = " ".join(
        found.lower() for name in DOCUMENTS if name != "terms" for _, found, _ in words(DOCUMENTS[name], (name,))
    )
    unused = {
        key
        for key, forms in forms_by_term().items()
        if not any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms)
    }

    assert unused == OF_THE_PORTAL
