"""What the rest of the portal reads of the framework: the files' content, in their order, in few queries."""

import pytest
from django.utils.translation import override

from framework.actions import store_edition
from framework.models import Edition, Instrument
from framework.queries import NoFramework, current_instrument, instrument_outline
from tests.conftest import SHIPPED_EDITION, SMALL_EDITION
from tests.editions import read_edition
from tests.framework.conftest import CHECKLIST


def plain(outline_group):
    return (
        outline_group.ref,
        outline_group.name,
        outline_group.summary,
        outline_group.source,
        [(item.ref, item.title, item.statement, item.source, item.weight) for item in outline_group.criteria],
        [plain(group) for group in outline_group.groups],
    )


def as_written(document):
    return (
        document.ref,
        document.name,
        document.summary,
        document.source,
        [(item.ref, item.title, item.statement, item.source, item.weight) for item in document.criteria],
        [as_written(group) for group in getattr(document, "groups", ())],
    )


@pytest.mark.parametrize("path", [SMALL_EDITION, SHIPPED_EDITION], ids=["five statements", "47 statements"])
def test_an_outline_equals_the_files_in_four_queries(path, db, count_queries):
    files = read_edition(path)
    store_edition(files=files)
    instrument = current_instrument("success-factors")

    with count_queries() as queries:
        outline = instrument_outline(instrument.pk)

    document = next(item for item in files.instruments if item.key == "success-factors")
    assert [plain(group) for group in outline.groups] == [as_written(group) for group in document.groups]
    assert [(level.value, level.label, level.descriptor) for level in outline.levels] == [
        (level.value, level.label, level.descriptor) for level in files.scales[0].levels
    ]
    assert (outline.id, outline.key, outline.name, outline.summary, outline.source) == (
        instrument.pk,
        document.key,
        document.name,
        document.summary,
        document.source,
    )
    assert (outline.part, outline.parts) == ("factor", "factors")
    assert (outline.edition_name, outline.edition_version, outline.edition_notice) == (
        files.edition.name,
        files.edition.version,
        files.edition.notice,
    )
    assert len(queries) == 4


def test_the_order_is_that_of_the_files_after_a_change_as_well(folder, db):
    """Statements and factors change places; their rows keep their ids, so ids give no order."""
    store_edition(files=read_edition(folder.path))
    text = (folder.path / CHECKLIST).read_text()
    head, first, second = text.partition('  - ref: "1"\n')[0], *_factors(text)
    first_lines = first.splitlines(keepends=True)
    statements = [at for at, line in enumerate(first_lines) if 'ref: "1.a.' in line]
    first_lines[statements[0]], first_lines[statements[1]] = first_lines[statements[1]], first_lines[statements[0]]
    folder.write(CHECKLIST, head + second + "".join(first_lines))

    store_edition(files=read_edition(folder.path))

    outline = instrument_outline(current_instrument("success-factors").pk)
    assert [group.ref for group in outline.groups] == ["2", "1"]
    assert [item.ref for item in outline.all_criteria] == ["2.a.1", "2.a.2", "1.a.2", "1.a.1", "1.b.1"]


def _factors(text):
    start, middle = text.index('  - ref: "1"\n'), text.index('  - ref: "2"\n')
    return text[start:middle], text[middle : text.index("part: factor\n")]


def test_a_group_with_statements_of_its_own_is_a_section_before_its_subgroups(folder, db):
    own = (
        '    criteria:\n      - {ref: "1.0", title: "T", statement: "S.", help: {meaning: "H."}, source: "1)"}\n'
        "    groups:\n"
    )
    text = (folder.path / CHECKLIST).read_text()
    folder.write(CHECKLIST, text.replace("    groups:\n", own, 1))
    store_edition(files=read_edition(folder.path))

    first, second = instrument_outline(current_instrument("success-factors").pk).groups

    assert [section.ref for section in first.sections] == ["1", "1.a", "1.b"]
    assert [item.ref for item in first.all_criteria] == ["1.0", "1.a.1", "1.a.2", "1.b.1"]
    assert [section.ref for section in second.sections] == ["2.a"]


def test_only_keeps_the_named_factors(edition):
    outline = instrument_outline(current_instrument("success-factors").pk)

    assert [item.ref for item in outline.only({"2"}).all_criteria] == ["2.a.1", "2.a.2"]
    assert outline.only({"1", "2"}) == outline
    assert outline.lowest == 0


def test_words_come_in_the_readers_language_or_else_in_the_editions(edition):
    instrument = current_instrument("success-factors")
    before = instrument_outline(instrument.pk)
    instrument.texts.create(language="de", name="Erfolgsfaktoren", summary="Zwei.")
    edition.texts.create(language="de", name="Rahmen", version="1", notice="Nur ein Hinweis.")
    for level in instrument.scale.levels.all():
        level.texts.create(language="de", label="Stufe", descriptor="So weit.")
    for group in instrument.groups.all():
        group.texts.create(language="de", name="Gruppe")
    for criterion in instrument.criteria.all():
        criterion.texts.create(language="de", title="Titel", statement="Aussage.", meaning="Hilfe.")

    assert instrument_outline(instrument.pk) == before

    with override("de"):
        german = instrument_outline(instrument.pk)
    assert (german.name, german.edition_name) == ("Erfolgsfaktoren", "Rahmen")
    assert {level.label for level in german.levels} == {"Stufe"}
    assert {group.name for group in german.groups} == {"Gruppe"}
    assert [criterion.title for criterion in german.all_criteria] == ["Titel"] * 5

    last = instrument.criteria.get(ref=list(german.all_criteria)[-1].ref)
    last.texts.get(language="de").delete()
    with override("de-at"):
        mixed = instrument_outline(instrument.pk)
    assert [item.language for item in mixed.all_criteria] == ["de", "de", "de", "de", "en"]
    with override("fr"):
        assert instrument_outline(instrument.pk) == before


def test_without_an_edition_there_is_no_instrument(db):
    with pytest.raises(NoFramework):
        current_instrument("success-factors")


def test_an_instrument_that_no_edition_holds_is_not_found(edition):
    with pytest.raises(NoFramework, match=r"^principles$"):
        current_instrument("principles")


def test_new_assessments_use_the_newest_edition_that_is_not_superseded(folder, edition):
    folder.replace("edition.yaml", "key: small", "key: small-2")
    store_edition(files=read_edition(folder.path))
    newest = Edition.objects.get(key="small-2")
    assert current_instrument("success-factors").edition == newest

    newest.status = Edition.Status.SUPERSEDED
    newest.save()

    assert current_instrument("success-factors").edition == edition

    Edition.objects.update(status=Edition.Status.SUPERSEDED)

    assert Instrument.objects.count() == 2
    with pytest.raises(NoFramework):
        current_instrument("success-factors")
