"""Storing an edition: whole or not at all, again without change, never over what cities have answered."""

import json
import re

import pytest
from django.apps import apps

from framework.actions import EditionPublished, Outcome, StillInUse, keep_files, store_edition
from framework.models import Criterion, CriterionText, Edition, Group, Level, Phase, Scale, Term, TermText
from framework.rules.reading import files_in, read_files
from tests.conftest import SMALL_EDITION
from tests.editions import read_edition
from tests.framework.conftest import CHECKLIST

LAST_STATEMENT = (
    '          - {ref: "2.a.2", title: "Money stays", statement: "Our money is secured.",'
    ' help: {meaning: "Until when?"}, source: "2) a)"}\n'
)
OTHER_PART = '  - ref: "3"\n    name: Elsewhere\n    source: "3)"\n    criteria:\n' + LAST_STATEMENT.removeprefix(
    "    "
)
HIGHEST_LEVEL = '      - {value: 4, label: Embedded, descriptor: "All."}\n'
HIGHER_LEVEL = '      - {value: 5, label: Beyond, descriptor: "More."}\n'


def contents():
    """Every row of the framework, ids included."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("framework").get_models()
    }


def store(folder):
    return store_edition(files=read_edition(folder.path))


def criterion_ids():
    return dict(Criterion.objects.values_list("ref", "pk"))


def test_the_files_become_rows(folder, db):
    assert store(folder) == Outcome.LOADED

    assert Edition.objects.values_list("key", "status", "language", "source").get() == ("small", "draft", "en", "none")
    assert Scale.objects.values_list("key", "lowest", "highest").get() == ("practice", 0, 4)
    assert list(Level.objects.values_list("value", "texts__label")) == [
        (0, "Not started"),
        (1, "First steps"),
        (2, "Partly in place"),
        (3, "Largely in place"),
        (4, "Embedded"),
    ]
    assert list(Group.objects.order_by("ref").values_list("ref", "parent__ref", "position")) == [
        ("1", None, 0),
        ("1.a", "1", 0),
        ("1.b", "1", 1),
        ("2", None, 1),
        ("2.a", "2", 0),
    ]
    assert list(Criterion.objects.order_by("ref").values_list("ref", "group__ref", "position", "weight")) == [
        ("1.a.1", "1.a", 0, 1),
        ("1.a.2", "1.a", 1, 1),
        ("1.b.1", "1.b", 0, 1),
        ("2.a.1", "2.a", 0, 1),
        ("2.a.2", "2.a", 1, 1),
    ]
    assert list(Phase.objects.values_list("key", "position", "texts__name")) == [("plan", 0, "Plan")]


def test_the_same_files_again_change_nothing(folder, db):
    store(folder)
    before = contents()

    assert store(folder) == Outcome.UNCHANGED
    assert contents() == before


def test_a_draft_is_brought_to_what_the_files_say_and_keeps_its_rows(folder, db):
    store(folder)
    ids, rows = criterion_ids(), {name: len(found) for name, found in contents().items()}
    folder.replace(CHECKLIST, "Ask five people.", "Ask six people.")
    folder.replace(CHECKLIST, 'title: "Leaders stay",', 'title: "Leaders stay", weight: 2.5,')
    folder.replace("scales.yaml", 'descriptor: "Some."', 'descriptor: "Half."')
    folder.replace("edition.yaml", "A score is guidance.", "A score is only guidance.")

    assert store(folder) == Outcome.LOADED

    assert criterion_ids() == ids
    assert {name: len(found) for name, found in contents().items()} == rows
    assert CriterionText.objects.get(criterion__ref="1.a.2").meaning == "Ask six people."
    assert Criterion.objects.get(ref="2.a.1").weight == 2.5
    assert Level.objects.get(value=2).texts.get().descriptor == "Half."
    assert Edition.objects.get().texts.get().notice == "A score is only guidance."


def test_what_the_files_no_longer_name_goes(folder, db):
    folder.write("scales.yaml", (folder.path / "scales.yaml").read_text() + OTHER_SCALE)
    folder.write("phases.yaml", (folder.path / "phases.yaml").read_text() + OTHER_PHASE)
    folder.write("instruments/principles.yaml", OTHER_INSTRUMENT)
    store(folder)
    ids = criterion_ids()
    folder.replace("scales.yaml", OTHER_SCALE, "").replace("phases.yaml", OTHER_PHASE, "")
    folder.remove("instruments/principles.yaml").replace(CHECKLIST, LAST_STATEMENT, "")

    assert store(folder) == Outcome.LOADED

    edition = Edition.objects.get()
    assert [scale.key for scale in edition.scales.all()] == ["practice"]
    assert [phase.key for phase in edition.phases.all()] == ["plan"]
    assert [instrument.key for instrument in edition.instruments.all()] == ["success-factors"]
    assert criterion_ids() == {ref: pk for ref, pk in ids.items() if ref not in ("A.1.1", "2.a.2")}
    assert CriterionText.objects.count() == 4


OTHER_SCALE = """\
  - key: principle
    levels:
      - {value: 1, label: Talked about, descriptor: "Words."}
      - {value: 2, label: Always, descriptor: "Deeds."}
"""
OTHER_PHASE = '  - {key: initiate, name: Initiate, purpose: "Begin."}\n'
OTHER_INSTRUMENT = """\
key: principles
name: Principles
summary: "One principle."
source: "none"
scale: principle
groups:
  - ref: "A"
    name: Qualities
    source: "A"
    criteria:
      - {ref: "A.1.1", title: "Open", statement: "We are open.", help: {meaning: "Who can look in?"}, source: "A"}
"""


def test_a_criterion_keeps_its_row_when_it_moves_to_another_group(folder, db):
    store(folder)
    ids = criterion_ids()
    folder.replace(CHECKLIST, LAST_STATEMENT, "")
    folder.replace(CHECKLIST, '  - ref: "2"\n', f'{LAST_STATEMENT}  - ref: "2"\n')

    store(folder)

    assert criterion_ids() == ids
    assert Criterion.objects.get(ref="2.a.2").group.ref == "1.b"


def test_a_published_edition_takes_the_same_files_but_no_others(folder, db):
    folder.replace("edition.yaml", "status: draft", "status: published")
    assert store(folder) == Outcome.LOADED
    assert store(folder) == Outcome.UNCHANGED
    before = contents()
    folder.replace(CHECKLIST, "Ask five people.", "Ask six people.")

    with pytest.raises(EditionPublished, match=r"^small$"):
        store(folder)

    assert contents() == before


def test_a_published_edition_is_not_made_a_draft_again(folder, db):
    folder.replace("edition.yaml", "status: draft", "status: published")
    store(folder)
    folder.replace("edition.yaml", "status: published", "status: draft")

    with pytest.raises(EditionPublished):
        store(folder)

    assert Edition.objects.get().status == Edition.Status.PUBLISHED


def test_a_draft_becomes_published_by_its_file(folder, db):
    store(folder)
    folder.replace("edition.yaml", "status: draft", "status: published")

    assert store(folder) == Outcome.LOADED
    assert Edition.objects.get().status == Edition.Status.PUBLISHED


def test_a_new_key_makes_an_edition_beside_the_published_one(folder, db):
    folder.replace("edition.yaml", "status: draft", "status: published")
    store(folder)
    published = contents()
    folder.replace("edition.yaml", "key: small", "key: small-2")

    assert store(folder) == Outcome.LOADED

    assert [edition.key for edition in Edition.objects.all()] == ["small", "small-2"]
    assert [row for row in contents()["Criterion"] if row in published["Criterion"]] == published["Criterion"]


def test_a_criterion_that_somebody_is_asked_is_not_dropped(folder, open_assessment):
    before = contents()
    folder.replace(CHECKLIST, "Ask five people.", "Ask six people.").replace(CHECKLIST, LAST_STATEMENT, "")

    with pytest.raises(StillInUse, match=r"^2\.a\.2$"):
        store(folder)

    assert contents() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        # “embedded” would no longer be the top of all that was answered
        ("scales.yaml", HIGHEST_LEVEL, HIGHEST_LEVEL + HIGHER_LEVEL, "1.a.1, 1.a.2, 1.b.1, 2.a.1, 2.a.2"),
        # whoever was invited before would never be asked
        (CHECKLIST, LAST_STATEMENT, LAST_STATEMENT + LAST_STATEMENT.replace("2.a.2", "2.a.3"), "2.a.1, 2.a.2"),
        # what is moved would be in no result of the part that asked it
        (CHECKLIST, LAST_STATEMENT, OTHER_PART, "2.a.2"),
    ],
)
def test_what_is_asked_stays_as_it_is_but_for_its_words(file, old, new, named, folder, open_assessment):
    before = contents()
    folder.replace(file, old, new)

    with pytest.raises(StillInUse, match=f"^{re.escape(named)}$"):
        store(folder)

    assert contents() == before


def test_a_draft_that_nobody_is_asked_of_may_change_its_levels_and_parts(folder, edition):
    folder.replace("scales.yaml", HIGHEST_LEVEL, HIGHEST_LEVEL + HIGHER_LEVEL).replace(
        CHECKLIST, LAST_STATEMENT, OTHER_PART
    )

    assert store(folder) == Outcome.LOADED

    found = Criterion.objects.get(ref="2.a.2")
    assert (found.group.ref, found.instrument.scale.highest) == ("3", 5)


def test_a_factor_that_an_assessment_asks_about_is_not_dropped(folder, draft):
    """Nobody is invited yet, so no answer protects it; the assessment does."""
    before = contents()
    text = (folder.path / CHECKLIST).read_text()
    folder.write(CHECKLIST, text[: text.index('  - ref: "2"\n')])

    with pytest.raises(StillInUse, match=r"^2, 2\.a$"):
        store(folder)

    assert contents() == before


def test_an_instrument_in_use_is_not_dropped(folder, open_assessment):
    before = contents()
    folder.remove(CHECKLIST).write(
        "instruments/principles.yaml", OTHER_INSTRUMENT.replace("scale: principle", "scale: practice")
    )

    with pytest.raises(StillInUse, match=r"^success-factors$"):
        store(folder)

    assert contents() == before


def test_files_that_are_kept_have_a_fingerprint_that_no_others_have(db):
    """Else other files than those that somebody looked at could be taken over in their place."""
    kept = [{"a.yaml": b"x", "b.yaml": b"y"}, {"a.yaml": b"xb.yamly"}, {"a.yamlx": b"b.yamly"}]

    assert len({keep_files(key="kept", sources=sources).digest for sources in kept}) == 3


def test_an_edition_is_written_in_few_statements_however_long_its_lists(db, django_assert_max_num_queries):
    """All others wait while it is written, where the database has one lock for all."""
    sources = files_in(SMALL_EDITION)
    terms = [{"key": f"term-{at}", "term": "x", "definition": "x", "notes": ["B1", "B1"]} for at in range(1000)]

    with django_assert_max_num_queries(300):
        store_edition(files=read_files(sources | {"glossary.yaml": json.dumps({"terms": terms}).encode()}))

    assert TermText.objects.count() == Term.notes.through.objects.count() == 1000
