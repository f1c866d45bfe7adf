"""Every page of the access table in a language that nobody speaks: what stays in plain letters is no message."""

from copy import copy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled

from cities.models import City, User
from tests.access_table import TABLE
from tests.bare_words import bare_words, data_of
from tests.conftest import SMALL_EDITION
from tests.pseudo import LONGER
from tests.test_access_table import furnish, request

pytestmark = pytest.mark.once

# Django's own pages for operators are in Django's own words
PAGES = [
    line
    for line in TABLE
    if line.method == "get" and line.kind in ("page", "fragment") and not line.name.startswith("admin:")
]
# the choice of a language answers in that one
SENT = [line for line in TABLE if line.method == "post" and not line.name.startswith(("admin:", "account-language"))]
READERS = ("anonymous", "bo", "ada", "chi", "outsider")


def readers_of(line) -> list[str]:
    """Return somebody who sees a page, and Chi besides, who sees less of it and her own."""
    seeing = [reader for reader in READERS if line.expected(reader) in (200, 404, 410)]
    return [reader for reader in seeing if reader in (seeing[0], "chi")]


@pytest.fixture
def stage(pseudo_languages, cast, edition):
    """Names for addresses; what people wrote; and a browser for each reader, whose choice is the longer language."""
    with translation.override("en-gb"), scopes_disabled():
        names = furnish(cast.city, cast.bo, cast.chi)
        User.objects.update(language=LONGER)
        City.objects.update(language=LONGER)
        data = data_of(SMALL_EDITION)
    clients = {reader: Client(headers={"accept-language": LONGER}) for reader in READERS}
    for reader in READERS[1:]:
        clients[reader].force_login((cast.otto if reader == "outsider" else getattr(cast, reader)).user)
    return names, data, clients


def test_every_word_of_every_page_comes_from_a_catalogue(stage):
    names, data, clients = stage
    found, others = {}, []

    for line in PAGES:
        for reader in readers_of(line):
            page = request(clients[reader], line, names).body.decode()
            found[f"{line} as {reader}"] = bare_words(page, data)
            if "⟦" not in page:
                others.append(str(line))

    assert {line: words for line, words in found.items() if words} == {}
    assert (len(found) > 50, others) == (True, [])


def sent(client, line, names, values) -> str:
    """Send a form, follow where it leads, and undo what it did; return the page."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        address = reverse(line.name, args=[names[word] for word in line.args.split()])
        page = client.post(address, values, follow=True).content.decode()
        transaction.set_rollback(True)
    client.cookies = cookies
    return page


def test_every_answer_to_a_form_comes_from_a_catalogue(stage):
    """Sent empty, for what each form finds wrong with that, and filled in where the table says with what."""
    names, data, clients = stage
    found = {}

    for line in SENT:
        for reader in [reader for reader in READERS if line.expected(reader) in (200, 302)][:2]:
            filled = {key: names.get(value, value) for key, value in line.data}
            for values in ({}, filled) if filled else ({},):
                page = sent(clients[reader], line, names, values)
                found[f"{line} {values} as {reader}"] = bare_words(page, [*values.values(), *data])

    assert {line: words for line, words in found.items() if words} == {}
    assert len(found) > 50
