"""The two languages that nobody speaks, offered for the length of a test."""

import pytest
from django.utils import translation

from tests import pseudo


@pytest.fixture
def pseudo_languages(settings, tmp_path):
    """Offer both; afterwards nothing speaks them any more."""
    before = translation.get_language()
    pseudo.speak(settings, tmp_path / "locale")
    yield
    translation.activate(before)
