"""Words by reference: an edition that words another anew, and translations."""

import pytest

from framework.actions import ExtendsDraft, Outcome, publish_edition, store_edition
from framework.models import (
    Criterion,
    CriterionText,
    Edition,
    EditionText,
    InstrumentText,
    LevelText,
    LinkageText,
    NoteText,
    TermText,
)
from framework.queries.sources import files_of, shared_reach, sources_of
from framework.rules.faults import Fault, InvalidEdition
from framework.rules.reading import read_files
from tests.zips import small_files

EDITION = b"""\
key: ours
extends: small
language: en
status: draft
name: Our wording
version: "1"
source: "ours"
notice: "Licensed to us."
"""
WORDS = b"""\
scales:
  practice:
    0: {label: Not yet}
    4: {descriptor: "Everywhere."}
phases:
  plan: {purpose: "Think twice."}
components:
  "B":
    areas:
      management: {summary: "Who leads."}
instruments:
  success-factors:
    parts: success factors
    groups:
      "1.a": {summary: "Look ahead."}
    criteria:
      "1.a.1":
        statement: "We made our vision with everybody; see [B1]."
        help: {question: "Who was missing?"}
        anchors: {4: "By the whole city."}
notes:
  "B1":
    need: "Draw it together."
    recommendations:
      items: {"B1.a.1": "with everybody there is."}
    linkages: {"A": "First things first."}
glossary:
  silo: {also: [silo, silos, towers]}
starter-actions:
  draw: {owner: "Mayor"}
"""


def base(key):
    return read_files(small_files()) if key == "small" else None


def read(words=WORDS, edition=EDITION, bases=base, **more):
    return read_files({"edition.yaml": edition, "wording/words.yaml": words} | more, bases)


def faults_of(words=WORDS, **changed):
    with pytest.raises(InvalidEdition) as refused:
        read(words, **changed)
    return list(refused.value.faults)


@pytest.fixture
def small(db):
    store_edition(files=read_files(small_files(edition=(b"status: draft", b"status: published"))))
    return Edition.objects.get()


def test_what_is_worded_anew_is_and_the_rest_is_as_it_was():
    files, before = read(), base("small")
    criterion = files.instruments[0].groups[0].groups[0].criteria[0]
    old = before.instruments[0].groups[0].groups[0].criteria[0]

    assert [level.label for level in files.scales[0].levels][:2] == ["Not yet", "First steps"]
    assert [level.descriptor for level in files.scales[0].levels][3:] == ["Most.", "Everywhere."]
    assert (files.phases[0].name, files.phases[0].purpose) == ("Plan", "Think twice.")
    assert files.components[1].areas[0].summary == "Who leads."
    assert (files.instruments[0].part, files.instruments[0].parts) == ("factor", "success factors")
    assert files.instruments[0].groups[0].groups[0].summary == "Look ahead."
    assert criterion.statement == "We made our vision with everybody; see [B1]."
    assert criterion.help.model_dump() == old.help.model_dump() | {"question": "Who was missing?"}
    assert criterion.anchors == {0: "By one.", 4: "By the whole city."}
    assert (criterion.title, criterion.weight, criterion.notes) == (old.title, old.weight, old.notes)
    note = files.notes[1]
    assert (note.name, note.need) == ("City vision", "Draw it together.")
    assert note.recommendations.items[0].items[0].text == "with everybody there is."
    assert note.recommendations.items[0].text == "draw it"
    assert note.linkages[0].why == "First things first."
    assert files.terms[0].also == ("silo", "silos", "towers")
    assert (files.starter_actions[0].owner, files.starter_actions[0].title) == ("Mayor", "Draw the picture")
    assert files.worded == 11
    assert set(files.sources) == {"edition.yaml", "wording/words.yaml"}


def test_structure_stays_whatever_is_worded(small):
    """Ratings of one edition can be held against those of the other: same references, weights, order, scales."""
    store_edition(files=read(bases=shared_reach().base))

    def structure(edition):
        rows = Criterion.objects.filter(instrument__edition__key=edition).order_by("pk")
        return list(rows.values_list("instrument__key", "group__ref", "ref", "position", "weight", "source"))

    assert structure("ours") == structure("small")
    ours = Edition.objects.get(key="ours")
    assert (ours.extends, ours.shared, ours.status) == (small, True, "draft")
    texts = CriterionText.objects.filter(criterion__instrument__edition=ours)
    assert texts.get(criterion__ref="1.a.1").statement == "We made our vision with everybody; see [B1]."
    assert texts.get(criterion__ref="1.a.2").statement == "Everybody knows it."
    assert sources_of(ours) == {"edition.yaml": EDITION, "wording/words.yaml": WORDS}
    assert files_of(ours).notes == read().notes


@pytest.mark.parametrize(
    ("words", "line", "path", "message"),
    [
        (
            b"instruments:\n  success-factors:\n    criteria:\n      '9.z': {title: X}",
            4,
            "instruments.success-factors.criteria.9.z",
            "there is no criterion “9.z” in the edition that is worded here",
        ),
        (
            b"instruments:\n  sucess:\n    criteria:\n      '1.a.1': {title: X}\n      '1.a.2': {title: X}",
            2,
            "instruments.sucess",
            "there is no instrument “sucess” in the edition that is worded here",
        ),
        (
            b"scales:\n  practice:\n    7: {label: X}",
            3,
            "scales.practice[7]",
            "there is no level “7” in the edition that is worded here",
        ),
        (
            b"notes:\n  'B1':\n    linkages: {'C': X}",
            3,
            "notes.B1.linkages.C",
            "there is no linkage to “C” in the edition that is worded here",
        ),
        (
            b"notes:\n  'B1':\n    recommendations:\n      items: {'B1.z': X}",
            4,
            "notes.B1.recommendations.items.B1.z",
            "there is no recommendation “B1.z” in this note",
        ),
        (
            b"notes:\n  'B1':\n    discussion:\n      - text: X",
            3,
            "notes.B1.discussion",
            "the list with the key “kinds” is missing; other parts of the portal look for it",
        ),
        (
            b"notes:\n  'A':\n    need: 'As in [B9].'",
            3,
            "notes.A.need",
            "there is no guidance note “B9” in this edition",
        ),
        (
            b"notes:\n  'A':\n    recommendations:\n      items: {'A.a': 'As in [B9].'}",
            4,
            "notes.A.recommendations.items.A.a",
            "there is no guidance note “B9” in this edition",
        ),
        (
            b"instruments:\n  success-factors:\n    criteria:\n      '1.a.1':\n        anchors: {5: X}",
            5,
            "instruments.success-factors.criteria.1.a.1.anchors[5]",
            "the scale has no level 5",
        ),
        (
            b"instruments:\n  success-factors:\n    criteria:\n      '1.a.1': {weight: 3}",
            4,
            "instruments.success-factors.criteria.1.a.1.weight",
            "there is no such key",
        ),
        (b"phases:\n  plan: {key: start}", 2, "phases.plan.key", "there is no such key"),
        (b"notes:\n  'A': {component: 'B'}", 2, "notes.A.component", "there is no such key"),
        (b"edition: {name: Other}", 1, "edition", "this stands in edition.yaml"),
        (b"phases:\n  plan: {name: }", 2, "phases.plan.name", "this is empty"),
    ],
)
def test_words_for_what_is_not_there_are_refused(words, line, path, message):
    assert Fault("wording/words.yaml", line, path, message) in faults_of(words)
    assert len([fault for fault in faults_of(words) if "table" not in fault.message]) == 1


def test_the_same_worded_in_two_files_is_refused():
    again = {"wording/more.yaml": b"phases:\n  plan: {name: Begin}\n"}

    assert faults_of(**again) == [
        Fault("wording/words.yaml", 6, "phases.plan", "this is worded already in wording/more.yaml, line 2")
    ]


def test_a_file_of_structure_is_no_part_of_it():
    assert faults_of(**{"scales.yaml": small_files()["scales.yaml"]}) == [
        Fault("scales.yaml", 1, "", "an edition has no such file")
    ]


def test_wording_without_an_edition_to_word_is_refused():
    faults = faults_of(edition=EDITION.replace(b"extends: small\n", b""))

    assert Fault("wording/words.yaml", 1, "", "an edition has no such file") in faults


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"extends: small", b"extends: large", "there is no edition “large” here to extend"),
        (b"extends: small", b"extends: ours", "an edition cannot extend itself"),
        (b"language: en", b"language: fr", "“small” is in the language “en”; this one must be as well"),
    ],
)
def test_an_edition_that_cannot_be_extended_is_named(old, new, message):
    assert faults_of(edition=EDITION.replace(old, new)) == [Fault("edition.yaml", 2, "extends", message)]


def test_a_circle_is_refused_in_words(small):
    """Ours extends small, theirs extends ours; then ours is to extend theirs."""
    find = shared_reach().base
    theirs = EDITION.replace(b"key: ours", b"key: theirs").replace(b"extends: small", b"extends: ours")
    store_edition(files=read(bases=find))
    store_edition(files=read(edition=theirs, bases=find))

    with pytest.raises(InvalidEdition) as refused:
        read(edition=EDITION.replace(b"extends: small", b"extends: theirs"), bases=find)

    assert [fault.message for fault in refused.value.faults] == [
        "an edition cannot extend itself: ours extends theirs extends ours extends small"
    ]


def test_a_change_of_what_is_extended_shows_when_the_files_are_loaded_again(db):
    store_edition(files=read_files(small_files()))
    find = shared_reach().base
    assert store_edition(files=read(bases=find)) == Outcome.LOADED
    assert store_edition(files=read(bases=find)) == Outcome.UNCHANGED

    store_edition(
        files=read_files(
            small_files(edition=(b"none", b"other"))
            | {"phases.yaml": b"phases:\n  - {key: plan, name: Begin, purpose: x}\n"}
        )
    )

    assert store_edition(files=read(bases=find)) == Outcome.LOADED
    assert EditionText.objects.filter(edition__key="ours").count() == 1
    assert Edition.objects.get(key="ours").phases.get().texts.get().name == "Begin"


def test_an_edition_is_not_published_before_the_one_it_extends(db):
    store_edition(files=read_files(small_files()))
    store_edition(files=read(bases=shared_reach().base))
    ours = Edition.objects.get(key="ours")

    with pytest.raises(ExtendsDraft):
        publish_edition(edition=ours)
    published = read(edition=EDITION.replace(b"status: draft", b"status: published"), bases=shared_reach().base)
    with pytest.raises(ExtendsDraft):
        store_edition(files=published)
    publish_edition(edition=Edition.objects.get(key="small"))
    publish_edition(edition=ours)

    assert set(Edition.objects.values_list("key", "status")) == {("small", "published"), ("ours", "published")}


FRENCH = b"""\
edition: {name: Petit cadre, version: "essai", notice: "Un score guide."}
scales:
  practice:
    0: {label: Rien, descriptor: "Rien encore."}
instruments:
  success-factors:
    criteria:
      "1.a.2":
        title: Compris de tous
        statement: "Tout le monde la comprend."
        help: {meaning: "Demandez \xc3\xa0 cinq personnes."}
notes:
  "B1":
    linkages: {"A": "Les valeurs d'abord."}
glossary:
  silo: {term: silo, also: [silos], definition: "Une partie \xc3\xa0 part."}
"""


def translated(content=FRENCH, **more):
    return read_files(small_files() | {"translations/fr/mots.yaml": content} | more)


def test_a_translation_becomes_the_words_of_its_language_and_of_no_other(db):
    store_edition(files=translated())

    assert dict(EditionText.objects.values_list("language", "name")) == {"en": "Small framework", "fr": "Petit cadre"}
    assert list(LevelText.objects.filter(language="fr").values_list("level__value", "label")) == [(0, "Rien")]
    text = CriterionText.objects.get(language="fr")
    assert (text.criterion.ref, text.title, text.meaning) == ("1.a.2", "Compris de tous", "Demandez à cinq personnes.")
    assert LinkageText.objects.get(language="fr").why == "Les valeurs d'abord."
    assert TermText.objects.get(language="fr").also == ["silos"]
    assert not InstrumentText.objects.filter(language="fr").exists()
    assert not NoteText.objects.filter(language="fr").exists()


def test_a_translation_that_is_taken_out_of_a_draft_goes(db):
    store_edition(files=translated())
    store_edition(files=translated(FRENCH[: FRENCH.index(b"instruments:")]))

    assert not CriterionText.objects.filter(language="fr").exists()
    assert LevelText.objects.filter(language="fr").count() == 1


@pytest.mark.parametrize(
    ("content", "line", "path", "missing"),
    [
        (
            b"instruments:\n  success-factors:\n    criteria:\n      '1.a.1': {title: Ensemble, anchors: {0: Un seul}}",
            4,
            "instruments.success-factors.criteria.1.a.1",
            "“statement”, “help.meaning”, “help.evidence”, “help.question”, “anchors.4”",
        ),
        (
            b"notes:\n  'B1': {name: Vision, recommendations: {items: {'B1.a': X}}}",
            2,
            "notes.B1",
            "“context”, “need”, “discussion”, “recommendations.lead”, “recommendations.items.B1.a.1”,"
            " “recommendations.items.B1.b”, “further”",
        ),
        (b"phases:\n  plan: {name: Pr\xc3\xa9parer}", 2, "phases.plan", "“purpose”"),
    ],
)
def test_what_is_translated_is_translated_whole(content, line, path, missing):
    """A text is shown in one language: half a criterion would lose its help to those who read that language."""
    with pytest.raises(InvalidEdition) as refused:
        translated(content)

    message = f"what is translated is translated whole; missing: {missing}"
    assert list(refused.value.faults) == [Fault("translations/fr/mots.yaml", line, path, message)]


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("FR!", "a folder of translations is named by the code of its language, such as fr or pt-br"),
        ("en", "this is the edition’s own language"),
    ],
)
def test_a_folder_that_is_no_other_language_is_refused(folder, message):
    with pytest.raises(InvalidEdition) as refused:
        read_files(small_files() | {f"translations/{folder}/mots.yaml": FRENCH})

    assert list(refused.value.faults) == [Fault(f"translations/{folder}", 1, "", message)]


def test_an_extension_keeps_the_translations_of_what_it_does_not_word_anew():
    """What is worded anew would say something else in the other language."""
    words = b"scales:\n  practice:\n    0: {label: Not yet}\n"
    own = {"translations/fr/mots.yaml": b"phases:\n  plan: {name: Plan, purpose: R\xc3\xa9fl\xc3\xa9chir}\n"}

    files = read(words, bases=lambda key: translated(), **own)

    assert set(files.translations["fr"]) == {
        ("instruments", "success-factors", "criteria", "1.a.2"),
        ("notes", "B1", "linkages", "A"),
        ("glossary", "silo"),
        ("phases", "plan"),
    }
