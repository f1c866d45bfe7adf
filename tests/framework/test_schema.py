"""The published schemas say what the reader checks, and the documentation shows files that can be loaded."""

import json
import re

import pytest
import yaml
from django.urls import reverse
from jsonschema import Draft202012Validator

from framework.rules.parsing import Budget, parse, value_of
from framework.rules.reading import files_in, read_files
from framework.rules.schema import SCHEMAS, schema_of, schema_text
from tests.conftest import EXAMPLE_EDITION, SHIPPED_EDITION, SMALL_EDITION

DOCS = EXAMPLE_EDITION.parent
EXAMPLE_WORDING = DOCS / "example-wording"
FOLDERS = {"instruments": "instrument", "notes": "note", "wording": "wording", "translations": "wording"}
FILED = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n", re.MULTILINE)


def kind_of(path: str) -> str:
    return FOLDERS.get(path.partition("/")[0], path.removesuffix(".yaml"))


def as_json(content: bytes):
    return value_of(parse(content, Budget()))


def parts(schema):
    """Yield every object that a schema describes."""
    yield from (one for one in [schema, *schema.get("$defs", {}).values()] if "properties" in one)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_sound_and_describes_every_key(name):
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)

    assert [part["title"] for part in parts(schema) if not part.get("description")] == []
    bare = [
        (part["title"], key)
        for part in parts(schema)
        for key, value in part["properties"].items()
        if not value.get("description")
    ]
    assert bare == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_in_the_documentation_are_fresh(name):
    """If this fails: `manage.py write_schemas docs/schema`."""
    assert (DOCS / "schema" / f"{name}.json").read_text(encoding="utf-8") == schema_text(name)


def test_no_other_schemas_stand_there():
    assert {path.stem for path in (DOCS / "schema").iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize(
    "folder", [SHIPPED_EDITION, SMALL_EDITION, EXAMPLE_EDITION, EXAMPLE_WORDING], ids=lambda path: path.name
)
def test_every_file_that_can_be_loaded_fits_its_schema(folder):
    faults = {
        path: [error.message for error in Draft202012Validator(schema_of(kind_of(path))).iter_errors(as_json(content))]
        for path, content in files_in(folder).items()
    }

    assert faults
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note", b"ref: 1\n"),
        ("edition", b"kye: x\n"),
        ("scales", b"scales: []\n"),
        ("wording", b"instruments: {x: {criteria: {'1': {weight: 2}}}}"),
        ("glossary", b"terms: [{key: A B, term: x, definition: y}]"),
    ],
)
def test_a_schema_refuses_what_the_reader_refuses(name, content):
    assert not Draft202012Validator(schema_of(name)).is_valid(as_json(content))


def test_a_schema_is_served_to_everybody(client):
    response = client.get(reverse("framework:schema", args=["note"]))

    assert response["Content-Type"] == "application/schema+json"
    assert json.loads(response.content) == schema_of("note")
    assert client.get("/framework/schema/nothing.json").status_code == 404


def test_every_example_names_its_schema():
    """Editors then complete keys and mark faults."""
    for folder in (EXAMPLE_EDITION, EXAMPLE_WORDING):
        for path, content in files_in(folder).items():
            line = content.decode().partition("\n")[0]
            schema = (folder / path).parent / line.removeprefix("# yaml-language-server: $schema=")
            assert schema.resolve() == DOCS / "schema" / f"{kind_of(path)}.json"


@pytest.mark.parametrize("document", ["authoring.md"])
def test_the_yaml_in_the_documentation_is_loaded(document):
    """Each block begins with the name of its file, and takes its place in the example, or in the wording of it."""
    text = (DOCS / document).read_text(encoding="utf-8")
    blocks = FILED.findall(text)
    assert len(blocks) == len(YAML.findall(text)) > 0
    example = files_in(EXAMPLE_EDITION)

    for path, content in blocks:
        files = {path: content.encode()}
        if path.startswith("wording/") or "extends:" in content:
            own = {"edition.yaml": files_in(EXAMPLE_WORDING)["edition.yaml"]}
            read_files(own | files, lambda key: read_files(example))
        elif path == "mapping.yaml":
            Draft202012Validator(schema_of("mapping")).validate(yaml.safe_load(content))
        else:
            read_files(example | files)


def test_the_yaml_of_single_files_in_the_documentation_fits_their_schemas():
    blocks = re.findall(r"^```yaml\n(.*?)^```$", (DOCS / "framework-files.md").read_text(), re.MULTILINE | re.DOTALL)
    fits = [
        [name for name in SCHEMAS if Draft202012Validator(schema_of(name)).is_valid(as_json(block.encode()))]
        for block in blocks
    ]

    assert fits == [["instrument"], ["components"], ["note"], ["phases"], ["starter-actions"], ["glossary"]]
