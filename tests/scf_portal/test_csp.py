"""The headers that keep foreign code, frames and ears out, on every page and error page."""

import json
import re

import pytest
from django.test import Client

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
ADDRESSES = ["/sign-in/", "/c/ourtown/", "/c/nowhere/", "/no-such-page/"]


@pytest.fixture
def responses(cast):
    client = Client()
    client.force_login(cast.chi.user)
    return {address: (Client() if address == "/sign-in/" else client).get(address) for address in ADDRESSES}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_policy_is_strict(address, responses):
    header = responses[address].headers["Content-Security-Policy"]

    assert dict(part.strip().split(" ", 1) for part in header.split(";")) == POLICY


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_headers_keep_the_page_to_itself(address, responses):
    names = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")

    assert [responses[address].headers[name] for name in names] == ["DENY", "nosniff", "same-origin", "same-origin"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_as_sent_needs_nothing_that_the_policy_forbids(address, responses):
    """What libraries write into a page counts as well: htmx, crispy forms, icons."""
    text = responses[address].content.decode()

    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=[^>]*>", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style[^>]*>", text) == []
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", text) == []


def test_htmx_is_told_to_evaluate_nothing_and_to_add_no_styles(responses):
    page = responses["/sign-in/"].content.decode()
    (config,) = re.findall(r"""<meta name="htmx-config"\s+content='([^']*)'>""", page)

    told = json.loads(config)
    assert (told["allowEval"], told["includeIndicatorStyles"]) == (False, False)
