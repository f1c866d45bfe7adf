"""Every address of the access table in a language that nobody speaks: what stays in plain letters is no message."""

import pytest
from django.test import Client
from django.utils import translation
from django_scopes import scopes_disabled

from cities.models import User
from tests.access_table import READERS, TABLE
from tests.bare_words import bare_words, data_of, said_on
from tests.conftest import SMALL_EDITION
from tests.pseudo import LONGER
from tests.test_access_table import furnish, request

# Django's own pages for operators, in Django's languages; and files, which machines read
OTHERS = ("admin:", "healthz", "readyz")


@pytest.mark.parametrize("reader", ["anonymous", "bo", "ada", "chi"])
def test_every_word_of_every_page_comes_from_a_catalogue(reader, pseudo_languages, cast, edition, sign_in):
    with translation.override("en-gb"), scopes_disabled():
        names = furnish(cast.city, cast.bo, cast.chi)
        User.objects.update(language=LONGER)
        data = data_of(SMALL_EDITION)
    client = Client(headers={"accept-language": LONGER})
    if reader != "anonymous":
        client.force_login(getattr(cast, reader).user)
    found = {}
    for line in TABLE:
        if line.method == "get" and not line.name.startswith(OTHERS) and line.kind in ("page", "fragment"):
            response = request(client, line, names)
            if response["Content-Type"].startswith("text/html"):
                found[str(line)] = bare_words(said_on(response.body.decode()), data)

    assert {line: words for line, words in found.items() if words} == {}
    assert len(found) > 40
