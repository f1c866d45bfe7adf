"""The words of the interface: drawn out of the code, kept beside it, compiled for the portal.

`locale/django.pot` lists every message. A language has `locale/<locale>/LC_MESSAGES/django.po`, which people
translate and review, and `django.mo`, which the portal reads. A language is offered once it stands in `LANGUAGES`.
"""

import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management import call_command
from django.core.management.commands import makemessages

SOURCES = ("assessments", "charts", "cities", "framework", "jinja2", "reports", "scf_portal", "templates")
TEMPLATE = "django.pot"
PRINTF = re.compile(r"%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa%]")
TAG = re.compile(r"</?\w+[^>]*>")
BRACED = re.compile(r"[{}]")


class Extraction(makemessages.Command):
    """Django's extraction within one folder: the settings would lead it to the catalogues of the portal itself."""

    settings_available = False


def extract(root: Path) -> Catalog:
    """Return every message of the code and the templates under `root`. Needs GNU gettext."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        copy = Path(folder)
        (copy / "locale").mkdir()
        for name in SOURCES:
            (copy / name).symlink_to(root / name)
        with chdir(copy):
            call_command(
                Extraction(),
                all=True,
                keep_pot=True,
                symlinks=True,
                extensions=["html", "txt", "css", "py"],
                ignore_patterns=["migrations", "demo"],
                verbosity=0,
            )
        drawn = (copy / "locale" / TEMPLATE).read_text()
    # the head has blanks to fill in, which nothing but a person can read
    return bare(read_po(StringIO(drawn.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)"))))


def bare(found: Catalog) -> Catalog:
    """Return the messages in a fixed order, each with the files it stands in, without lines: they change too often."""
    template = Catalog(project="Smart City Framework Portal")
    for message in sorted((message for message in found if message.id), key=order):
        files = sorted({path.removeprefix("./") for path, _line in message.locations})
        template.add(
            message.id,
            "" if isinstance(message.id, str) else ("", ""),
            locations=[(path, None) for path in files],  # type: ignore[misc]  # Babel writes the path alone
            flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return template


def order(message: Message) -> tuple[str, str]:
    """Return by what messages are sorted: their words, then their context."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or "")


def written(catalogue: Catalog) -> str:
    """Return a catalogue as text that is the same whenever the messages are."""
    file = BytesIO()
    write_po(file, catalogue, width=100, omit_header=True, include_previous=False)
    head = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"']
    if catalogue.locale is not None:
        head += [f'"Language: {catalogue.locale_identifier}\\n"', f'"Plural-Forms: {catalogue.plural_forms}\\n"']
    return "\n".join(head) + "\n\n" + file.getvalue().decode()


def read(path: Path, locale: str | None = None) -> Catalog:
    """Return the catalogue in a file; `locale` is that of a translation, such as `pt_BR`."""
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def folders(locale_folder: Path) -> Iterator[Path]:
    """Walk the folders of the languages that are there, `locale/pt_BR/LC_MESSAGES`."""
    yield from sorted(path.parent for path in locale_folder.glob("*/LC_MESSAGES/django.po"))


def update(folder: Path, template: Catalog) -> None:
    """Bring a language up to date: new messages are there to be translated, those that went are gone; then compile."""
    path = folder / "django.po"
    locale = folder.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = read(path, locale) if path.exists() else Catalog(locale=locale)
    path.write_text(written(merged(catalogue, template)))
    (folder / "django.mo").write_bytes(compiled(read(path, locale)))


def merged(catalogue: Catalog, template: Catalog) -> Catalog:
    """Return the translations of exactly the messages of the template; nothing is guessed from similar ones."""
    result = bare(template)
    result.locale = catalogue.locale
    for message in result:
        found = catalogue.get(message.id, message.context) if message.id else None
        message.string = found.string if found else message.string
        message.flags |= found.flags & {"fuzzy"} if found else set()
    return result


def compiled(catalogue: Catalog) -> bytes:
    """Return what the portal reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def faults_of(folder: Path, template: Catalog) -> list[str]:
    """Return what keeps a language from being offered, in words."""
    path = folder / "django.po"
    catalogue = read(path, folder.parent.name)
    faults = []
    if path.read_text() != written(merged(catalogue, template)):
        faults.append(f"{path}: not of today's messages; run make messages")
    compiled_path = folder / "django.mo"
    if not compiled_path.exists() or compiled_path.read_bytes() != compiled(catalogue):
        faults.append(f"{compiled_path}: not compiled from django.po; run make messages")
    found = [(message, fault_of(message)) for message in catalogue if message.id]
    return faults + [f"{path}: {fault}: {order(message)[0]}" for message, fault in found if fault]


def fault_of(message: Message) -> str:
    """Return what is wrong with one translation, or nothing."""
    sources = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    if message.fuzzy:
        return "not reviewed"
    if not all(strings):
        return "not translated"
    # a singular may write its number out: what the plural holds is the measure
    kept = placeholders(sources[-1])
    if placeholders(strings[-1]) != kept:
        return "other placeholders or tags"
    if any(not placeholders(string) <= kept for string in strings):
        return "a placeholder that is not there"
    return ""


def placeholders(text: str) -> set[str]:
    """Return what a translation has to keep: %(name)s, {name}, tags."""
    braced = set()
    if BRACED.search(text):
        braced = {f"{{{name}}}" for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    return {*PRINTF.findall(text), *TAG.findall(text), *braced}
