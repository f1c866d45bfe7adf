"""The API on the small edition and the shipped one: what it answers, to whom, and how it refuses."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from framework.actions import store_edition
from framework.models import Edition
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.rules.reading import files_in, read_files
from framework.views.api.endpoints import openapi_document
from tests.conftest import SMALL_EDITION
from tests.linked import PORTAL

pytestmark = pytest.mark.once

ROOT = "/api/v1/editions"
SMALL = f"{ROOT}/small"
CHECKLIST = f"{SMALL}/instruments/success-factors"
DOCUMENT = (settings.BASE_DIR / "docs" / "api.md").read_text()
EXAMPLES = re.compile(r"```http\nGET (\S+)\n```\n\n```json\n(.+?)```", re.DOTALL)


@pytest.fixture(autouse=True)
def portal_address(settings):
    settings.PORTAL_URL = PORTAL


@pytest.fixture
def get(client):
    def answer(path, status=200, **headers):
        response = client.get(path, headers=headers)
        assert response.status_code == status, response.content
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(response.content)

    return answer


def test_a_note_comes_with_all_its_parts(edition, get):
    note = get(f"{SMALL}/notes/B1")

    assert note == {
        "id": f"{PORTAL}/framework/small/notes/B1/",
        "url": f"{PORTAL}/api/v1/editions/small/notes/B1",
        "ref": "B1",
        "name": "City vision",
        "component": "B",
        "area": "management",
        "source": "[B1]",
        "context": "Principles come first: [A].",
        "need": "Draw one picture with your stakeholders.",
        "discussion": [
            {"heading": "Why"},
            {"text": "A picture moves people."},
            {
                "list": {
                    "key": "kinds",
                    "lead": "Three kinds:",
                    "items": [
                        {"ref": "a", "term": "Near", "text": "Soon.", "items": []},
                        {"ref": "b", "text": "Far:", "items": [{"ref": "1", "text": "Later.", "items": []}]},
                    ],
                }
            },
            {
                "table": {
                    "key": "shift",
                    "caption": "What changes",
                    "columns": ["From", "To"],
                    "rows": [["Silos", "One city"]],
                }
            },
        ],
        "discussion_text": (
            "Why\n\nA picture moves people.\n\nThree kinds:\na) Near: Soon.\nb) Far:\n  1) Later.\n\n"
            "What changes\nFrom | To\nSilos | One city"
        ),
        "recommendations": {
            "lead": "Leaders:",
            "items": [
                {
                    "ref": "B1.a",
                    "text": "draw it",
                    "items": [{"ref": "B1.a.1", "text": "with all stakeholders.", "items": []}],
                },
                {"ref": "B1.b", "text": "Keep it in view.", "items": []},
            ],
        },
        "links_to": [
            {
                "ref": "A",
                "name": "Guiding principles",
                "why": "Values come first.",
                "url": f"{PORTAL}/api/v1/editions/small/notes/A",
                "language": "en",
            }
        ],
        "linked_from": [
            {
                "ref": "A",
                "name": "Guiding principles",
                "why": "A vision rests on values.",
                "url": f"{PORTAL}/api/v1/editions/small/notes/A",
                "language": "en",
            }
        ],
        "criteria": [
            {
                "id": f"{PORTAL}/framework/small/instruments/success-factors/#c-1.a.1",
                "url": f"{PORTAL}/api/v1/editions/small/instruments/success-factors/criteria/1.a.1",
                "instrument": "success-factors",
                "ref": "1.a.1",
                "title": "A vision made together",
                "statement": "We made it together.",
                "language": "en",
            }
        ],
        "further": [{"name": "A book", "why": "It tells more."}],
        "language": "en",
    }


def test_a_criterion_comes_with_its_help(edition, get):
    assert get(f"{CHECKLIST}/criteria/1.a.1") == {
        "id": f"{PORTAL}/framework/small/instruments/success-factors/#c-1.a.1",
        "url": f"{PORTAL}{CHECKLIST}/criteria/1.a.1",
        "instrument": "success-factors",
        "group": "1.a",
        "ref": "1.a.1",
        "title": "A vision made together",
        "statement": "We made it together.",
        "meaning": "Who took part?",
        "evidence": "A list.",
        "question": "Who was asked?",
        "anchors": [{"value": 0, "text": "By one."}, {"value": 4, "text": "By all."}],
        "notes": ["B1"],
        "weight": 1.0,
        "source": "1) a)",
        "language": "en",
    }


def test_an_instrument_comes_with_its_scale_and_groups(edition, get):
    instrument = get(CHECKLIST)

    assert [(level["value"], level["label"]) for level in instrument["levels"]] == [
        (0, "Not started"),
        (1, "First steps"),
        (2, "Partly in place"),
        (3, "Largely in place"),
        (4, "Embedded"),
    ]
    assert (instrument["part"], instrument["parts"], instrument["criteria"]) == ("factor", "factors", 5)
    assert [(group["ref"], [below["criteria"] for below in group["groups"]]) for group in instrument["groups"]] == [
        ("1", [["1.a.1", "1.a.2"], ["1.b.1"]]),
        ("2", [["2.a.1", "2.a.2"]]),
    ]


def test_the_glossary_and_the_phases(edition, get):
    assert [(term["key"], term["also"], term["notes"]) for term in get(f"{SMALL}/glossary")["items"]] == [
        ("silo", ["silos"], ["B1"]),
        ("stakeholder", ["stakeholders"], ["A"]),
    ]
    (phase,) = get(f"{SMALL}/phases")["items"]
    assert (phase["id"], phase["outputs"]) == (f"{PORTAL}/framework/small/phases/#phase-plan", [])
    assert [(action["key"], action["note"], action["owner"]) for action in phase["starter_actions"]] == [
        ("draw", "B1", "Chief executive")
    ]


def test_an_edition_says_what_it_holds_and_where_it_can_be_had(edition, get):
    found = get(SMALL)

    assert (found["turtle"], found["json_ld"]) == (
        f"{PORTAL}/framework/small.ttl",
        f"{PORTAL}/framework/small.jsonld",
    )
    assert found["counts"] == {
        "notes": 2,
        "linkages": 2,
        "instruments": 1,
        "criteria": 5,
        "terms": 2,
        "phases": 1,
    }
    parts = [(part["ref"], part["notes"], [area["notes"] for area in part["areas"]]) for part in found["components"]]
    assert parts == [("A", ["A"], []), ("B", [], [["B1"]])]


def another(key: str, **fields) -> Edition:
    """Store the small edition under another key."""
    sources = files_in(SMALL_EDITION)
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"key: small", f"key: {key}".encode())
    store_edition(files=read_files(sources))
    Edition.objects.filter(key=key).update(**fields)
    return Edition.objects.get(key=key)


def test_editions_come_newest_first_and_those_of_a_city_not_at_all(edition, get, client):
    another("newer", replaces=edition)
    own = another("of-a-city", shared=False, replaces=edition)
    Edition.objects.filter(pk=edition.pk).update(status="superseded")

    assert [(item["key"], item["status"]) for item in get(ROOT)["items"]] == [
        ("newer", "draft"),
        ("small", "superseded"),
    ]
    assert (get(SMALL)["replaced_by"], get(f"{ROOT}/newer")["replaces"]) == (["newer"], "small")
    for path in ("", "/notes", "/notes/B1", "/instruments", "/glossary", "/phases"):
        assert client.get(f"{ROOT}/{own.key}{path}").status_code == 404
    file = client.get("/framework/small.ttl").content.decode()
    assert f"isReplacedBy <{PORTAL}/framework/newer/>" in file
    assert "of-a-city" not in file
    Edition.objects.filter(pk=own.pk).update(replaces=None)
    Edition.objects.filter(key="newer").update(replaces=own)
    assert get(f"{ROOT}/newer")["replaces"] is None


def test_a_list_comes_in_parts_and_says_where_the_next_is(edition, get):
    pages, address = [], f"{CHECKLIST}/criteria?limit=2"
    while address:
        page = get(address.removeprefix(PORTAL))
        pages.append(([item["ref"] for item in page["items"]], page["count"], page["limit"], page["offset"]))
        address = page["next"]

    assert pages == [
        (["1.a.1", "1.a.2"], 5, 2, 0),
        (["1.b.1", "2.a.1"], 5, 2, 2),
        (["2.a.2"], 5, 2, 4),
    ]
    assert get(f"{CHECKLIST}/criteria?offset=99")["items"] == []


def test_everybody_may_ask_from_everywhere_and_caches_may_keep_the_answer(edition, client):
    response = client.get(SMALL, headers={"Origin": "https://elsewhere.example"})

    names = ("Access-Control-Allow-Origin", "Cache-Control", "Content-Language", "Vary")
    assert [response.headers[name] for name in names] == ["*", "public, max-age=300", "en", "Accept-Language"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    again = client.get(SMALL, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", response.headers["ETag"])
    Edition.objects.update(source="elsewhere", digest="changed")
    changed = client.get(SMALL, headers={"If-None-Match": response.headers["ETag"]})
    assert (changed.status_code, json.loads(changed.content)["source"]) == (200, "elsewhere")


def test_who_is_signed_in_makes_no_difference_and_no_cookie_is_sent(edition, cast, sign_in, client, count_queries):
    signed_in = sign_in(cast.ada)
    session = signed_in.session
    session["seen_at"] = 0  # long ago: on a page, the session would be renewed and sent anew
    session.save()
    for path in (SMALL, "/framework/small.ttl", "/api/v1/nothing"):
        anonymous = client.get(path)
        with count_queries() as statements:
            response = signed_in.get(path)
        assert (response.content, response.headers.get("ETag")) == (anonymous.content, anonymous.headers.get("ETag"))
        assert "cookie" not in response.headers["Vary"].lower()
        assert dict(response.cookies) == {}
        assert [sql for sql in statements if "session" in sql or "user" in sql] == []


def test_a_reader_gets_their_language_where_the_edition_has_it(edition, settings, client):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    note = edition.notes.get(ref="B1").texts.get()
    note.pk, note.language, note.name = None, "cy", "Gweledigaeth"
    note.save()
    Edition.objects.update(digest="with Welsh")

    found = [client.get(f"{SMALL}/notes", headers={"Accept-Language": wish}) for wish in ("cy", "en", "xx;q=nonsense")]

    names = [[(item["name"], item["language"]) for item in json.loads(answer.content)["items"]] for answer in found]
    english = [("Guiding principles", "en"), ("City vision", "en")]
    assert names == [[("Guiding principles", "en"), ("Gweledigaeth", "cy")], english, english]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [ROOT, SMALL, f"{SMALL}/notes/B1", "/api/v1/openapi.json"])
def test_what_would_write_is_refused_in_words(edition, method, path):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(path, {"name": "x"} if method == "post" else "{}")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(response.content) == {"detail": "Only reading is possible here: ask with GET."}


def test_head_and_options_are_answered(edition, client):
    got, head, options = client.get(SMALL), client.head(SMALL), client.options(SMALL)

    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", got.headers["ETag"])
    assert (options.status_code, options.content) == (204, b"")
    assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert options.headers["Access-Control-Allow-Origin"] == "*"


LONG = "x" * 3000
NOTHING = "There is nothing here: no shared edition, or no part of it, has this name."
NO_ADDRESS = "There is nothing here. The addresses of the API stand in /api/v1/openapi.json."


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        (f"{ROOT}/none", 404, NOTHING),
        (f"{ROOT}/{LONG}", 404, NOTHING),
        (f"{SMALL}/notes/Z9", 404, NOTHING),
        (f"{SMALL}/notes/{LONG}", 404, NO_ADDRESS),
        (f"{SMALL}/instruments/none", 404, NOTHING),
        (f"{CHECKLIST}/criteria/9.z.9", 404, NOTHING),
        (f"{SMALL}/instruments/none/criteria", 404, NOTHING),
        (f"{ROOT}/%00", 404, NO_ADDRESS),
        (f"{SMALL}/notes/B1%00", 404, NO_ADDRESS),
        (f"{SMALL}/notes/..%2F..%2Fetc%2Fpasswd", 404, NO_ADDRESS),
        (f"{ROOT}/../../../etc/passwd", 404, NO_ADDRESS),
        (f"{ROOT}/", 404, NO_ADDRESS),
        (f"{ROOT}/%F0%9F%A7%AA", 404, NO_ADDRESS),
        (f"{ROOT}/%FF%FE", 404, NO_ADDRESS),
        ("/api/", 404, NO_ADDRESS),
        ("/api/v1/", 404, NO_ADDRESS),
        ("/api/v2/editions", 404, NO_ADDRESS),
        (f"{ROOT}?limit=201", 400, "limit: Input should be less than or equal to 200"),
        (f"{ROOT}?limit=0", 400, "limit: Input should be greater than or equal to 1"),
        (f"{ROOT}?limit=99999999999999999999999", 400, "limit: Input should be less than or equal to 200"),
        (f"{ROOT}?offset=-1", 400, "offset: Input should be greater than or equal to 0"),
        (f"{ROOT}?offset=1e9", 400, None),
        (f"{ROOT}?limit=%00", 400, None),
        (f"{ROOT}?limit=<script>&offset=%FF", 400, None),
        (f"{ROOT}?limit={'9' * 6000}", 400, None),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(edition, client, path, status, detail):
    response = client.get(path)

    found = json.loads(response.content)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json; charset=utf-8")
    assert found.keys() == {"detail"}
    assert detail in (None, found["detail"])
    assert "<script>" not in found["detail"]
    names = ("Access-Control-Allow-Origin", "Cache-Control", "X-Content-Type-Options")
    assert [response.headers[name] for name in names] == ["*", "no-store", "nosniff"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "*/*;q=nonsense, \x01"},
        {"Accept": "application/xml;" * 500},
        {"Accept-Language": "x" * 5000},
        {"If-None-Match": '"' * 4000},
        {"If-None-Match": "W/\"a\", 'b', \x7f"},
        {"If-Match": '"something else"'},
        {"If-Unmodified-Since": "yesterday"},
        {"If-Modified-Since": "Mon, 99 Foo 0000"},
        {"Range": "bytes=0-1"},
        {"Cookie": "sessionid=a\0b; csrftoken=%%%"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [SMALL, "/framework/small.ttl", "/framework/small.jsonld"])
def test_broken_headers_change_nothing(edition, client, path, headers):
    plain = client.get(path)

    response = client.get(path, headers=headers)

    assert (response.status_code, response.content) == (200, plain.content)


def test_refusals_before_any_view_are_json_too(edition, client):
    foreign = client.get(SMALL, headers={"Host": "elsewhere.example"})
    large = client.post(SMALL, {"field": "x" * 14_000_000})
    broken = client.generic("POST", SMALL, CONTENT_LENGTH="many")

    assert [response.status_code for response in (foreign, large, broken)] == [400, 413, 400]
    for response in (foreign, large, broken):
        assert json.loads(response.content).keys() == {"detail"}


def test_a_fault_of_ours_is_json_too(edition, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("framework.views.api.endpoints.public_shelf", fail)

    response = Client(raise_request_exception=False).get(SMALL)

    assert (response.status_code, json.loads(response.content)) == (
        500,
        {"detail": "Something went wrong on our side."},
    )


def test_the_served_document_is_the_one_in_the_docs(client):
    """Changed on purpose? Then write it anew: `manage.py openapi`."""
    kept = json.loads((settings.BASE_DIR / "docs" / "openapi.json").read_text())

    assert json.loads(client.get("/api/v1/openapi.json").content) == kept


def test_every_answer_has_the_shape_that_the_document_promises(whole_framework, client):
    """Every list and every single thing of the shipped edition, against the schema of its address."""
    schemas = openapi_document()
    checked = 0
    for path, fill in asked(whole_framework):
        response = client.get(fill)
        schema = schemas["paths"][path]["get"]["responses"][200]["content"]["application/json"]["schema"]
        validator(schemas, schema).validate(json.loads(response.content))
        checked += 1

    assert checked > 20 + 139


def validator(document, schema):
    return Draft202012Validator(schema | {"components": document["components"]})


def test_a_shape_that_does_not_fit_is_found():
    document = openapi_document()
    found = validator(document, {"$ref": "#/components/schemas/Level"})

    assert list(found.iter_errors({"value": 1, "label": "x", "descriptor": "y"})) == []
    assert len(list(found.iter_errors({"value": "1", "label": "x"}))) == 2


def test_the_document_is_valid_openapi(client):
    document = json.loads(client.get("/api/v1/openapi.json").content)

    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def asked(edition):
    """Yield every path of the document with addresses that fill it."""
    guide, base = guide_of(edition), f"{ROOT}/{edition.key}"
    yield "/api/v1/editions", ROOT
    yield "/api/v1/editions/{edition}", base
    for name in ("notes", "instruments", "glossary", "phases"):
        yield f"/api/v1/editions/{{edition}}/{name}", f"{base}/{name}?limit=200"
    for note in guide.notes:
        yield "/api/v1/editions/{edition}/notes/{ref}", f"{base}/notes/{note.ref}"
    for instrument in instruments_of(edition):
        key = instrument.outline.key
        yield "/api/v1/editions/{edition}/instruments/{instrument}", f"{base}/instruments/{key}"
        criteria = "/api/v1/editions/{edition}/instruments/{instrument}/criteria"
        yield criteria, f"{base}/instruments/{key}/criteria?limit=200"
        for ref in instrument.helps:
            yield f"{criteria}/{{ref}}", f"{base}/instruments/{key}/criteria/{ref}"


def holds(found, shown) -> bool:
    """Tell whether an answer holds at least what is shown of it."""
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(key in found and holds(found[key], shown[key]) for key in shown)
    if isinstance(shown, list):
        return len(found) == len(shown) and all(map(holds, found, shown))
    return found == shown


@pytest.mark.parametrize(("path", "shown"), EXAMPLES.findall(DOCUMENT), ids=lambda text: text.strip()[:60])
def test_the_examples_of_the_document_are_answered_as_it_says(whole_framework, client, path, shown):
    found = json.loads(client.get(path).content)

    assert holds(found, json.loads(shown)), found


def test_the_document_names_every_address():
    rows = re.findall(r"^\| `(/\S+)` \|", DOCUMENT, re.MULTILINE)

    assert [f"/api/v1{row}" for row in rows] == list(openapi_document()["paths"])
    assert len(EXAMPLES.findall(DOCUMENT)) == DOCUMENT.count("```http") == 6


def test_the_addresses_are_those_of_the_portal():
    assert reverse("api:note", args=["small", "B1"]) == f"{SMALL}/notes/B1"
    assert reverse("api:openapi") == "/api/v1/openapi.json"
