"""`mapping.yaml`: what is stored of it, every fault in it at once, and what publishing does to the edition before."""

import pytest
from django.core.management import CommandError, call_command

from framework.actions import EditionPublished, Outcome, publish, store_edition
from framework.models import CriterionMapping, Edition
from framework.queries.mapping import changes_between, editions_before, joined_with
from framework.rules.faults import InvalidEdition
from framework.rules.keys import own_prefix
from framework.rules.mapping import Change, Fate, Kind, fates
from framework.rules.mapping_file import MappingDocument
from framework.rules.mapping_fit import start_fault
from framework.rules.reader import Reader
from framework.rules.reading import read_files
from tests.editions import CHECKLIST, changed, first_sources, second_sources, stored

KEY = "success-factors"
MAPPING = "mapping.yaml"
SECOND = [
    ("1.a.1", "1.a.1", "same"),
    ("1.a.2", "1.a.2", "reworded"),
    ("1.b.1", "1.b.2", "split"),
    ("1.b.1", "1.b.3", "split"),
    ("2.a.1", "2.a.3", "merged"),
    ("2.a.2", "2.a.3", "merged"),
    ("2.b.1", "", "dropped"),
    ("", "3.a.1", "new"),
]


@pytest.fixture
def first(db):
    return stored(first_sources())


def third_sources() -> dict[str, bytes]:
    """Return an edition after the second: the merged statement is reworded, one half of the split one is dropped."""
    sources = second_sources()
    statement = sources[CHECKLIST].decode().split("- {ref: ")
    line = next(f"          - {{ref: {part}" for part in statement if part.startswith('"1.b.3"'))
    line = line[: line.index("\n") + 1]
    sources = changed(
        sources,
        ("edition.yaml", "key: small-2", "key: small-3"),
        (CHECKLIST, line, ""),
        (CHECKLIST, "Our leaders and our money stay.", "Leaders and money stay with us."),
    )
    reworded = '[{old: "2.a.3", new: "2.a.3"}]'
    sources[MAPPING] = f"""\
replaces: small-2
instruments:
  {KEY}: {{reworded: {reworded}, dropped: ["1.b.3"]}}
""".encode()
    return sources


def faults(sources) -> list[str]:
    with pytest.raises(InvalidEdition) as refused:
        store_edition(files=read_files(sources))
    return [str(fault) for fault in refused.value.faults]


def mapped(text: str) -> dict[str, bytes]:
    return second_sources() | {MAPPING: f"replaces: small\ninstruments:\n  {KEY}:\n{text}".encode()}


def test_the_whole_mapping_is_stored_what_goes_without_saying_too(first):
    second = stored(second_sources())

    rows = CriterionMapping.objects.filter(edition=second, instrument=KEY)
    assert sorted(rows.values_list("old_ref", "new_ref", "kind")) == sorted(SECOND)
    assert second.replaces == first


def test_publishing_supersedes_the_edition_before(first):
    draft = changed(second_sources(), ("edition.yaml", "status: published", "status: draft"))
    second = stored(draft)
    first.refresh_from_db()
    assert (first.status, second.status) == ("published", "draft")

    assert store_edition(files=read_files(second_sources())) == Outcome.LOADED

    assert dict(Edition.objects.values_list("key", "status")) == {"small": "superseded", "small-2": "published"}
    assert store_edition(files=read_files(second_sources())) == Outcome.UNCHANGED
    assert store_edition(files=read_files(first_sources())) == Outcome.UNCHANGED


def test_a_superseded_edition_refuses_other_files_in_words(first, tmp_path):
    stored(second_sources())
    sources = changed(first_sources(), (CHECKLIST, "Ask five people.", "Ask six people."))
    with pytest.raises(EditionPublished, match=r"^small$"):
        store_edition(files=read_files(sources))
    for name, content in sources.items():
        path = tmp_path / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        call_command("load_framework", str(tmp_path / "small"))

    words = "small was not loaded: edition “small” is published. Give the changed one a new key."
    assert str(refused.value) == words


def test_a_citys_own_edition_supersedes_nothing_that_is_for_everybody(first):
    draft = changed(second_sources(), ("edition.yaml", "status: published", "status: draft"))
    own = stored(draft)
    Edition.objects.filter(pk=own.pk).update(shared=False)

    publish(Edition.objects.select_related("replaces").get(pk=own.pk))

    assert dict(Edition.objects.values_list("key", "status")) == {"small": "published", "small-2": "published"}


def test_an_edition_that_may_not_be_named_is_as_if_it_were_not_there(first):
    with pytest.raises(InvalidEdition, match="there is no edition “small” here; load it first"):
        store_edition(files=read_files(second_sources()), known=Edition.objects.none())


def test_a_mapping_that_is_taken_out_of_a_draft_goes(first):
    draft = changed(second_sources(), ("edition.yaml", "status: published", "status: draft"))
    second = stored(draft)
    assert second.mappings.count() == 8
    del draft[MAPPING]

    second = stored(draft)

    assert (second.replaces, second.mappings.count()) == (None, 0)


def test_over_several_editions_the_way_is_found_in_both_directions(first, count_queries):
    second, third = stored(second_sources()), stored(third_sources())
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))

    with count_queries() as statements:
        onward = changes_between(first.pk, third.pk)
    back = changes_between(third.pk, first.pk)

    assert len(statements) == 2
    assert fates(onward) == {
        (KEY, "1.a.1"): Fate(Kind.SAME, ("1.a.1",)),
        (KEY, "1.a.2"): Fate(Kind.REWORDED, ("1.a.2",)),
        (KEY, "1.b.1"): Fate(Kind.SPLIT, ("1.b.2",)),
        (KEY, "2.a.1"): Fate(Kind.MERGED, ("2.a.3",)),
        (KEY, "2.a.2"): Fate(Kind.MERGED, ("2.a.3",)),
        (KEY, "2.b.1"): Fate(Kind.DROPPED),
    }
    assert fates(back)[KEY, "1.a.2"] == Fate(Kind.REWORDED, ("1.a.2",))
    assert Change(KEY, "3.a.1", "", Kind.DROPPED) in back
    assert changes_between(first.pk, other.pk) is None
    assert changes_between(first.pk, first.pk) == ()
    assert editions_before(third) == ("small", "small-2")
    assert sorted(joined_with(second.pk, every())) == sorted([first.pk, third.pk])
    assert joined_with(other.pk, every()) == []


def test_an_edition_that_words_another_anew_is_joined_with_it(first):
    """By its references; from there the way leads on to what replaces the one, and back."""
    second = stored(second_sources())
    own = stored(
        changed(
            first_sources(),
            ("edition.yaml", "key: small", "key: own"),
            ("edition.yaml", "status: published", "status: draft"),
            (CHECKLIST, "We made it together.", "All of us made it."),
            (CHECKLIST, "Everybody knows it.", "It is known."),
        )
    )
    Edition.objects.filter(pk=own.pk).update(extends=first)

    assert fates(changes_between(first.pk, own.pk))[KEY, "1.a.1"] == Fate(Kind.REWORDED, ("1.a.1",))
    assert fates(changes_between(own.pk, first.pk))[KEY, "1.b.1"] == Fate(Kind.SAME, ("1.b.1",))
    assert {ref: fate.kind for (_, ref), fate in fates(changes_between(own.pk, second.pk)).items()} == {
        "1.a.1": "reworded",
        "1.a.2": "reworded",
        "1.b.1": "split",
        "2.a.1": "merged",
        "2.a.2": "merged",
        "2.b.1": "dropped",
    }
    assert sorted(joined_with(own.pk, every())) == sorted([first.pk, second.pk])


def every() -> list[int]:
    return list(Edition.objects.values_list("pk", flat=True))


def own(city: int, key: str, *, replaces: Edition | None, extends: Edition | None, changes=()) -> Edition:
    """Store a city's own edition, a draft, that leads from one edition to another."""
    edition = Edition.objects.create(
        key=f"{own_prefix(city)}{key}", language="en", shared=False, replaces=replaces, extends=extends, digest=key
    )
    CriterionMapping.objects.bulk_create(
        CriterionMapping(edition=edition, instrument=KEY, old_ref=old, new_ref=new, kind=kind)
        for old, new, kind in changes
    )
    return edition


def test_what_a_city_writes_decides_nothing_between_editions_of_others(first):
    """Its own draft would be a way as short as the mappings between them, or the only one."""
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))
    second, third = stored(second_sources()), stored(third_sources())
    before = changes_between(first.pk, third.pk)

    theirs = own(2, "a", replaces=first, extends=third, changes=[("2.b.1", "3.a.1", "reworded")])
    bridge = own(2, "b", replaces=first, extends=other)
    ours = own(3, "c", replaces=None, extends=first)

    assert changes_between(first.pk, third.pk) == before
    assert changes_between(first.pk, other.pk) is None
    assert changes_between(ours.pk, other.pk) is None
    assert sorted(joined_with(first.pk, every())) == sorted(item.pk for item in (second, third, theirs, bridge, ours))
    # inside one city the way over its own is one, whichever end one begins at
    later = own(2, "d", replaces=bridge, extends=None)
    assert changes_between(first.pk, later.pk) is not None
    assert changes_between(later.pk, first.pk) is not None
    aside = own(2, "e", replaces=None, extends=other)
    assert changes_between(first.pk, aside.pk) is not None
    assert changes_between(aside.pk, first.pk) is not None


def test_a_citys_own_edition_does_not_supersede_one_that_was_granted_to_it(first):
    sources = changed(first_sources(), ("edition.yaml", "key: small", "key: licensed"))
    store_edition(files=read_files(sources), shared=False)
    granted = Edition.objects.get(key="licensed")
    ours = own(2, "later", replaces=granted, extends=None)

    publish(ours)

    granted.refresh_from_db()
    assert (ours.status, granted.status) == ("published", "published")


def test_every_fault_is_named_at_once_with_its_line(first):
    sources = mapped(
        """\
    same:
      - {old: "1.b.1", new: "1.b.2"}
    reworded:
      - {old: "9.z.9", new: "8.z.8"}
    split:
      - {old: "2.a.1", new: ["2.a.3", "3.a.1"]}
    merged:
      - {old: ["2.a.1", "2.a.2"], new: "2.a.3"}
    dropped: ["1.a.1"]
  nothing:
    dropped: ["1"]
"""
    )

    assert faults(sources) == [
        "mapping.yaml, line 13 at instruments.nothing: there is no instrument “nothing”, in this edition or the one"
        " before",
        "mapping.yaml, line 7 at instruments.success-factors.reworded[0].old: there is no criterion “9.z.9” in the"
        " edition before",
        "mapping.yaml, line 7 at instruments.success-factors.reworded[0].new: there is no criterion “8.z.8” in this"
        " edition",
        "mapping.yaml, line 11 at instruments.success-factors.merged[0].old[0]: criterion “2.a.1” stands already in"
        " mapping.yaml, line 9",
        "mapping.yaml, line 11 at instruments.success-factors.merged[0].new: criterion “2.a.3” stands already in"
        " mapping.yaml, line 9",
        "mapping.yaml, line 12 at instruments.success-factors.dropped[0]: “1.a.1” stands in both editions; a"
        " reference is never used for another criterion",
        "mapping.yaml, line 5 at instruments.success-factors.same[0].new: its statement is another one now: list it"
        " under “reworded”",
        "mapping.yaml, line 3 at instruments.success-factors: “1.a.2” has another statement now: say what became of"
        " it (reworded)",
        "mapping.yaml, line 3 at instruments.success-factors: “2.b.1” is gone: say what became of it (same, reworded,"
        " split, merged, dropped)",
        "mapping.yaml, line 3 at instruments.success-factors: “1.b.3” was not there before: say where it comes from,"
        " or list it under “new”",
    ]
    assert dict(Edition.objects.values_list("key", "status")) == {"small": "published"}


def test_a_reference_is_not_used_for_a_part_of_what_it_was(first):
    sources = changed(
        second_sources(),
        (CHECKLIST, '{ref: "1.b.2"', '{ref: "1.b.1"'),
        (MAPPING, '["1.b.2", "1.b.3"]', '["1.b.1", "1.b.3"]'),
    )

    assert faults(sources) == [
        "mapping.yaml, line 7 at instruments.success-factors.split[0].old: “1.b.1” stands in both editions; a"
        " reference is never used for another criterion"
    ]


def test_a_scale_of_other_levels_needs_another_key(first):
    level = '      - {value: 4, label: Embedded, descriptor: "All."}\n'
    sources = changed(second_sources(), ("scales.yaml", level, ""))

    assert faults(sources) == [
        "mapping.yaml, line 3 at instruments.success-factors: its scale has other levels than in the edition before;"
        " give the instrument another key"
    ]


def test_a_moved_criterion_may_be_the_same(first):
    sources = changed(
        second_sources(),
        (CHECKLIST, '{ref: "1.a.1"', '{ref: "1.a.9"'),
        (MAPPING, "    reworded:\n", '    same:\n      - {old: "1.a.1", new: "1.a.9"}\n    reworded:\n'),
    )

    second = stored(sources)

    assert second.mappings.filter(kind="same").values_list("old_ref", "new_ref").get() == ("1.a.1", "1.a.9")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("small-2", "an edition cannot replace itself"),
        ("nowhere", "there is no edition “nowhere” here; load it first"),
        ("sketch", "“sketch” is a draft and may still change; publish it first"),
    ],
)
def test_a_mapping_starts_at_an_edition_that_is_there_and_fixed(name, words, first):
    stored(
        changed(
            first_sources(),
            ("edition.yaml", "key: small", "key: sketch"),
            ("edition.yaml", "status: published", "status: draft"),
        )
    )

    found = faults(changed(second_sources(), (MAPPING, "replaces: small", f"replaces: {name}")))

    assert found == [f"mapping.yaml, line 1 at replaces: {words}"]


def test_editions_do_not_replace_each_other_in_a_circle():
    source = Reader({MAPPING: b"replaces: late\n"}).read(MAPPING, MappingDocument)

    fault = start_fault(source, "early", "published", ("middle", "early"))

    assert fault.message == "“late” itself comes after “early”: editions cannot replace each other in a circle"
    assert start_fault(source, "latest", "superseded", ("middle", "early")) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("replaces: small\nsince: 2027\n", "mapping.yaml, line 2 at since: there is no such key"),
        ("instruments: {}\n", "mapping.yaml, line 1 at replaces: this is missing"),
        (
            "replaces: small\ninstruments: {a: {split: [{old: '1', new: ['2']}]}}\n",
            "mapping.yaml, line 2 at instruments.a.split[0].new: there must be at least 2 here",
        ),
    ],
)
def test_the_shape_is_checked_before_any_database(text, fault):
    with pytest.raises(InvalidEdition) as refused:
        read_files(second_sources() | {MAPPING: text.encode()})

    assert [str(found) for found in refused.value.faults] == [fault]


def test_two_keys_of_the_same_mapping_are_not_silently_one():
    with pytest.raises(InvalidEdition, match="this key stands more than once"):
        read_files(second_sources() | {MAPPING: b"replaces: small\nreplaces: other\n"})
