"""The catalogue beside the code holds what the code says, and a language is offered only when all of it is reviewed."""

import re
from io import StringIO

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command

from scf_portal import catalogues
from scf_portal.management.commands.messages import locale_of
from tests import pseudo

FOLDER = settings.BASE_DIR / "locale"


@pytest.fixture
def template():
    return catalogues.read(FOLDER / catalogues.TEMPLATE)


def test_the_template_is_of_todays_code():
    assert (FOLDER / catalogues.TEMPLATE).read_text() == catalogues.written(catalogues.extract(settings.BASE_DIR)), (
        "Words of the interface have changed: run make messages."
    )


def test_the_languages_offered_are_those_with_a_catalogue():
    assert [
        locale.lower().replace("_", "-") for locale in sorted(path.parent.name for path in catalogues.folders(FOLDER))
    ] == [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def test_every_catalogue_is_whole_reviewed_and_compiled(template):
    assert [fault for folder in catalogues.folders(FOLDER) for fault in catalogues.faults_of(folder, template)] == []


# --- The mechanism, on languages that nobody speaks ----------------------------------------------------------

SOURCE = """
msgid "Save"
msgstr ""

#, python-format
msgid "%(count)d person invited."
msgid_plural "%(count)d people invited."
msgstr[0] ""
msgstr[1] ""

msgid "Welcome, <bdi>%(name)s</bdi>: 100%%"
msgstr ""
"""


@pytest.fixture
def small():
    return catalogues.bare(read_po(StringIO(SOURCE)))


@pytest.fixture
def german(tmp_path, small):
    """A language that is begun: all its messages are there, none is translated."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    catalogues.update(folder, small)
    return folder


def translate(folder, small, **changes):
    """Translate what is there, but for `changes`, and bring it up to date."""
    words = {
        "Save": "Sichern",
        "%(count)d person invited.": ("Eine Person eingeladen.", "%(count)d Personen eingeladen."),
        "Welcome, <bdi>%(name)s</bdi>: 100%%": "Willkommen, <bdi>%(name)s</bdi>: 100%%",
    }
    catalogue = catalogues.read(folder / "django.po", "de")
    for message in catalogue:
        if message.id:
            key = catalogues.order(message)[0]
            message.string = changes.get(key.split()[0].lower().strip(","), words[key])
    (folder / "django.po").write_text(catalogues.written(catalogue))
    catalogues.update(folder, small)


def words_of(folder, small) -> list[str]:
    return [fault.partition(": ")[2] for fault in catalogues.faults_of(folder, small)]


def test_a_language_that_is_begun_has_all_to_do(german, small):
    assert words_of(german, small) == [
        "not translated: %(count)d person invited.",
        "not translated: Save",
        "not translated: Welcome, <bdi>%(name)s</bdi>: 100%%",
    ]


def test_a_language_that_is_done_has_no_fault(german, small):
    translate(german, small)

    assert words_of(german, small) == []


@pytest.mark.parametrize(
    ("key", "string", "fault"),
    [
        ("welcome", "Willkommen, %(name)s: 100%%", "other placeholders or tags"),
        ("welcome", "Willkommen, <bdi>%(nam)s</bdi>: 100%%", "other placeholders or tags"),
        ("%(count)d", ("%(anzahl)d Person.", "%(count)d Personen."), "a placeholder that is not there"),
        ("%(count)d", ("Eine Person.", ""), "not translated"),
    ],
)
def test_a_translation_that_loses_something_is_a_fault(key, string, fault, german, small):
    translate(german, small, **{key: string})

    assert [words.partition(": ")[0] for words in words_of(german, small)] == [fault]


def test_what_nobody_has_reviewed_is_a_fault(german, small):
    translate(german, small)
    path = german / "django.po"
    path.write_text(path.read_text().replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'))
    catalogues.update(german, small)

    assert words_of(german, small) == ["not reviewed: Save"]


def test_a_message_that_is_new_or_gone_makes_a_catalogue_old(german, small):
    translate(german, small)
    small.add("Print", "")
    small.delete("Save")

    assert words_of(german, small) == ["not of today's messages; run make messages"]

    catalogues.update(german, small)
    assert words_of(german, small) == ["not translated: Print"]


def test_a_catalogue_that_was_not_compiled_is_a_fault(german, small):
    translate(german, small)
    path = german / "django.po"
    path.write_text(path.read_text().replace("Sichern", "Speichern"))

    assert words_of(german, small) == ["not compiled from django.po; run make messages"]


def test_the_command_begins_a_language_and_says_what_is_to_do(settings, tmp_path, monkeypatch, small):
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(catalogues, "extract", lambda root: small)
    said = StringIO()

    call_command("messages", begin="pt-br", stdout=said)

    assert said.getvalue().splitlines() == ["3 messages", "pt_BR: 3 messages to translate or review"]
    assert (tmp_path / "locale" / "django.pot").read_text() == catalogues.written(small)
    assert (tmp_path / "locale" / "pt_BR" / "LC_MESSAGES" / "django.mo").exists()


def test_a_language_there_is_not_cannot_be_begun():
    with pytest.raises(CommandError, match="There is no language “klingon”"):
        locale_of("klingon")


@pytest.mark.parametrize(
    ("text", "longer", "mirrored"),
    [
        ("Save", "⟦Šááṽéé⟧", "⟦ساطه⟧"),
        (
            "%(a)s of %(b)d <b>left</b>, 100%%",
            "⟦%(a)s óóƒ %(b)d <b>ļééƒţ</b>, 100%%⟧",
            "⟦%(a)s وف %(b)d <b>لهفت</b>, 100%%⟧",
        ),
        ("{day}&nbsp;{month}", "{day}&nbsp;{month}", "{day}&nbsp;{month}"),
        (", ", ", ", ", "),
        ("Dear %(name)s,\n", "⟦Ðééáár %(name)s,⟧\n".replace("r ", "ŕ "), "⟦دهار %(name)s,⟧\n"),
    ],
)
def test_the_languages_that_nobody_speaks_keep_what_a_translation_keeps(text, longer, mirrored):
    assert (pseudo.spoken(text, pseudo.LONGER), pseudo.spoken(text, pseudo.MIRRORED)) == (longer, mirrored)


def test_every_message_said_in_them_keeps_its_placeholders():
    texts = [text for words, _context in pseudo.messages() for text in ((words,) if isinstance(words, str) else words)]
    ours = [text for text in texts if "{" not in text]

    lost = [
        text
        for text in ours
        for language in pseudo.LANGUAGES
        if catalogues.placeholders(pseudo.spoken(text, language)) != catalogues.placeholders(text)
    ]

    assert (lost, len(ours) > 1000) == ([], True)


def test_the_longer_language_is_about_forty_per_cent_longer(template):
    texts = [message.id for message in template if isinstance(message.id, str) and len(message.id) > 20]

    growth = sum(len(pseudo.spoken(text, pseudo.LONGER)) for text in texts) / sum(map(len, texts))

    assert 1.3 < growth < 1.5


def test_every_word_of_a_jinja_template_is_a_message():
    """Extraction reads them as Django's templates, and so finds `{{ _("…") }}` alone: anything else would be missed."""
    found = catalogues.extract(settings.BASE_DIR)
    templates = [path.read_text() for path in (settings.BASE_DIR / "jinja2").rglob("*.html")]

    words = [word for text in templates for word in re.findall(r'_\("([^"]*)"', text)]

    assert len(words) > 20
    assert [word for word in words if found.get(word) is None] == []
