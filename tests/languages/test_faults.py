"""What is wrong with an edition's files is said in the reader's language, whatever it is."""

import ast
import re
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cities.models import User
from cities.queries import read_own_edition, upload_of
from framework.actions import store_edition
from framework.rules.faults import InvalidEdition
from framework.rules.mapping_file import MappingDocument
from framework.rules.mapping_fit import start_fault
from framework.rules.messages import Message
from framework.rules.packing import unpack
from framework.rules.parsing import WORDS
from framework.rules.reader import Reader
from framework.rules.reading import ChainTooLong, read_files
from tests.bare_words import bare_words, data_of
from tests.broken_editions import BROKEN, EXTENDING, MAPPINGS
from tests.conftest import SMALL_EDITION
from tests.editions import SECOND_EDITION, changed, first_sources, second_sources, stored
from tests.pseudo import LANGUAGES, LONGER
from tests.zips import small_files, zip_of

THEIRS = EXTENDING.replace("key: ours", "key: theirs").replace("extends: small", "extends: ours")
TOP_LEVEL = '      - {value: 4, label: Embedded, descriptor: "All."}\n'
RULES = "framework/rules/"
SENTENCE = re.compile(r"[a-z] [a-z]|^ ?[a-z]{2,} | [a-z]{2,} ?$")
NOT_SAID = {
    "faults.py": {" at ", ", line "},  # of the lines that commands print
    "parsing.py": {part for part, _words in WORDS},  # the parser's own words
}
NO_UPLOAD = {
    "the file cannot be read: %(reason)s",
    "the file is larger than %(size)s MB; no edition needs so much",
    "this does not belong here",
    "this path is too long",
}
"""What no upload is told: the form says it first, only a command reads a folder, or pydantic would have to be new."""

# what stands in the files that are faulty, and what they have to say
NAMES = f"""
    edition.yaml scales.yaml phases.yaml components.yaml glossary.yaml starter-actions.yaml mapping.yaml other.yaml
    notes.yml notes.yaml notes/again.yaml instruments/again.yaml instruments/success-factors.yaml instruments
    wording/a.yaml wording/b.yaml wording/c.yaml translations/en translations/fr translations/x ../a.yaml a.yaml b.yaml
    link.yaml <b> !local {"x" * 200} notice none nowhen nothing large practise vocabulary purpose shift kinds nowhere
    draft published true false heading text list table same reworded split merged dropped new pt-br en fr sketch
""".split()


@pytest.fixture(scope="module")
def template():
    """The words of every message beside the code, with the files it stands in."""
    with (settings.BASE_DIR / "locale" / "django.pot").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    found = {}
    for message in messages:
        for words in (message.id,) if isinstance(message.id, str) else message.id:
            found[words] = {path for path, _line in message.locations}
    return found


def names_in(content: bytes) -> list[str]:
    """Return what an edition in a zip calls its files."""
    names = ZipFile(BytesIO(content)).namelist() if is_zipfile(BytesIO(content)) else []
    return [name.removeprefix("edition/") for name in names]


@pytest.fixture
def data(edition):
    """What stands in the files; `edition` is the small one, in the database."""
    files = {name for content in BROKEN.values() for name in names_in(content)}
    names = {*NAMES, *files, "translations", *data_of(SMALL_EDITION, SECOND_EDITION)}
    return sorted(names, key=len, reverse=True)


@pytest.fixture
def speak(pseudo_languages, cast, sign_in):
    """Return a browser of somebody who may upload editions and reads in a language."""

    def reader(language):
        User.objects.filter(pk=cast.ada.user.pk).update(language=language)
        return sign_in(cast.ada)

    return reader


@pytest.fixture
def before(edition):
    """The edition that others replace, published, and one that is a draft."""
    draft = [("edition.yaml", "key: small", "key: sketch"), ("edition.yaml", "status: published", "status: draft")]
    stored(changed(first_sources(), *draft))
    return stored(first_sources())


def replacing(mapping):
    """Return the files of an edition with this mapping, in the levels that its name asks for."""
    changes = [("edition.yaml", "status: published", "status: draft")]
    if "levels" in mapping:
        changes.append(("scales.yaml", TOP_LEVEL, ""))
    return changed(second_sources(), *changes) | {"mapping.yaml": mapping.encode()}


def send(client, content):
    upload = SimpleUploadedFile("edition.zip", content, "application/zip")
    return client.post(reverse("cities:own-editions", args=["ourtown"]), {"edition": upload})


def take_over(client, city):
    values = {"digest": upload_of(city).digest}
    return client.post(reverse("cities:upload", args=["ourtown"]), values)


# --- On pages ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_an_upload_is_said_in_the_readers_language(language, speak, data):
    client = speak(language)

    pages = {name: send(client, content) for name, content in BROKEN.items()}

    found = {name: bare_words(page.content.decode(), data) for name, page in pages.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert [name for name, page in pages.items() if not page.context["faults"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_keeps_files_from_being_taken_over_is_said_in_the_readers_language(language, speak, data, cast, before):
    client, found = speak(language), {}

    for name, text in MAPPINGS.items():
        send(client, zip_of(replacing(text)))
        page = take_over(client, cast.city)
        found[name] = [str(message) for message in page.context["messages"]]
        assert bare_words(page.content.decode(), data) == []

    assert [name for name, told in found.items() if len(told) != 1 or "⟦" not in told[0]] == []


def test_a_fault_is_said_whole_with_its_names_as_they_are(speak, data):
    page = send(speak(LONGER), BROKEN["extends nothing"])

    words = "⟦ţĥééŕéé ííš ñóó ééðííţííóóñ “large” ĥééŕéé ţóó ééẋţééñð⟧"
    assert f'<td class="words">{words}</td>' in page.content.decode()


# --- Message by message ---


def parts_of(text) -> set[str]:
    """Return the words that a message is made of, those of its values too; of a name there are none."""
    if not isinstance(text, Message):
        return set()
    return {text.template, text.plural}.union(*map(parts_of, text.values.values())) - {""}


def faults_of(content, city):
    with pytest.raises(InvalidEdition) as refused:
        read_own_edition(city, unpack(content).files)
    return refused.value.faults


def faults_of_mapping(text):
    with pytest.raises(InvalidEdition) as refused:
        store_edition(files=read_files(replacing(text)))
    return refused.value.faults


def faults_of_circles():
    """Ours extends small, theirs extends ours; then ours is to extend theirs. And the like for what is replaced."""
    files = {key: {"edition.yaml": text.encode()} for key, text in (("ours", EXTENDING), ("theirs", THEIRS))}
    files["small"] = small_files()
    circle = {"edition.yaml": EXTENDING.replace("extends: small", "extends: theirs").encode()}

    def bases(key):
        return read_files(files[key], bases)

    def ending(key):
        raise ChainTooLong

    with pytest.raises(InvalidEdition) as refused:
        read_files(circle, bases)
    with pytest.raises(InvalidEdition) as too_deep:
        read_files(circle, ending)
    source = Reader({"mapping.yaml": b"replaces: late"}).read("mapping.yaml", MappingDocument)
    return (*refused.value.faults, *too_deep.value.faults, start_fault(source, "early", "published", ("early",)))


def test_there_is_a_message_in_the_catalogue_for_every_fault_and_a_fault_for_every_message(template, cast, before):
    faults = [
        *(fault for content in BROKEN.values() for fault in faults_of(content, cast.city)),
        *(fault for text in MAPPINGS.values() for fault in faults_of_mapping(text)),
        *faults_of_circles(),
    ]

    plain = [fault for fault in faults if not isinstance(fault.message, Message)]
    made = set().union(*(parts_of(text) for fault in faults for text in (fault.file, fault.message)))
    known = {words for words, files in template.items() if any(path.startswith(RULES) for path in files)}
    assert plain == []
    assert made - known == set()
    assert known - made == NO_UPLOAD


def sentences_in(path) -> set[str]:
    """Return what is written in a module that reads like a sentence or a part of one, docstrings apart."""
    tree = ast.parse(path.read_text())
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent]
    return {text for text in texts if isinstance(text, str) and SENTENCE.search(text)}


def test_no_sentence_of_the_rules_is_left_out_of_the_catalogue(template):
    """Whether a fault is known that brings it about or not."""
    modules = sorted((settings.BASE_DIR / RULES).glob("*.py"))

    found = {path.name: sentences_in(path) - template.keys() - NOT_SAID.get(path.name, set()) for path in modules}

    assert {name: texts for name, texts in found.items() if texts} == {}
