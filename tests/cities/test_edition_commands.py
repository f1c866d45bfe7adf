"""The operator's commands for editions: load for a city or for everybody, check, export."""

import pytest
from django.core.management import CommandError, call_command

from cities.queries import own_editions
from framework.models import Edition
from framework.rules.packing import unpack
from framework.rules.reading import files_in
from tests.conftest import SMALL_EDITION
from tests.zips import small_files, zip_of


@pytest.fixture
def zipped(tmp_path):
    path = tmp_path / "own.zip"
    path.write_bytes(
        zip_of(
            small_files(
                edition=(b"key: small\nlanguage: en\nstatus: draft", b"key: own\nlanguage: en\nstatus: published")
            )
        )
    )
    return path


def refusal(*args, **options):
    with pytest.raises(CommandError) as refused:
        call_command(*map(str, args), **options)
    return str(refused.value)


def test_a_zip_is_loaded_for_everybody(zipped, db, capsys):
    call_command("load_framework", str(zipped))

    assert capsys.readouterr().out == "own.zip: loaded\n"
    assert Edition.objects.values_list("key", "shared", "status").get() == ("own", True, "published")


def test_for_a_city_it_is_its_own_and_published_where_the_files_say_so(zipped, cast, capsys):
    call_command("load_framework", str(zipped), city="ourtown")
    call_command("load_framework", str(zipped), city="ourtown")

    assert capsys.readouterr().out == "own.zip: loaded\nown.zip: unchanged\n"
    own = own_editions(cast.city).get()
    assert (own.key, own.shared, own.status) == (f"c{cast.city.pk}_own", False, "published")
    assert not own_editions(cast.other_city).exists()


def test_a_city_that_is_not_there_is_named(zipped, db):
    assert refusal("load_framework", zipped, city="nowhere") == "There is no city with the address “nowhere”."
    assert not Edition.objects.exists()


def test_checking_names_every_fault_and_stores_nothing(tmp_path, db, capsys):
    call_command("check_framework", str(SMALL_EDITION))
    assert capsys.readouterr().out == "edition: “Small framework” has no faults\n"
    path = tmp_path / "bad.zip"
    path.write_bytes(zip_of(small_files(phases=(b"name: Plan", b"name: no"), scales=(b"value: 3", b"value: 5"))))

    assert refusal("check_framework", path) == (
        "bad.zip is no edition:\n"
        "scales.yaml, line 2 at scales[0]: levels must rise by one, lowest first; found [0, 1, 2, 5, 4]\n"
        "phases.yaml, line 2 at phases[0].name: this must be text; put it in quotes"
    )
    assert not Edition.objects.exists()


@pytest.mark.parametrize("target", ["out", "out.zip"])
def test_an_export_holds_the_files_byte_for_byte(target, tmp_path, edition, capsys):
    path = tmp_path / target

    call_command("export_framework", "small", str(path))

    found = unpack(path.read_bytes()).files if path.is_file() else files_in(path)
    assert found == files_in(SMALL_EDITION)
    assert capsys.readouterr().out == f"{path}: {len(found)} files\n"
    assert refusal("export_framework", "small", path) == f"{path} is there already; name one that is not."


def test_a_citys_own_edition_is_exported_by_its_key_in_that_city_alone(zipped, tmp_path, cast):
    call_command("load_framework", str(zipped), city="ourtown", verbosity=0)
    call_command("export_framework", "own", str(tmp_path / "out.zip"), city="ourtown")

    assert unpack((tmp_path / "out.zip").read_bytes()).files == unpack(zipped.read_bytes()).files
    for city in (None, "theirtown"):
        assert refusal("export_framework", "own", tmp_path / "no.zip", city=city) == "There is no edition “own”."


def test_an_edition_that_extends_a_draft_is_not_loaded_as_published(tmp_path, edition):
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "edition.yaml").write_text(
        "key: words\nextends: small\nlanguage: en\nstatus: published\nname: x\nversion: x\nsource: x\nnotice: x\n"
    )

    assert refusal("load_framework", folder) == (
        "words was not loaded: it extends “small”, which is a draft and may still change. Publish that one first."
    )
