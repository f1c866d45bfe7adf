"""Every template compiles, and none holds what the content security policy forbids."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER, JINJA = settings.BASE_DIR / "templates", settings.BASE_DIR / "jinja2"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*"))
JINJA_TEMPLATES = sorted(path.relative_to(JINJA).as_posix() for path in JINJA.rglob("*.*"))
PAGES = [*FOLDER.rglob("*.html"), *JINJA.rglob("*.html")]

# What the policy would silently switch off in the browser.
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx event handler": re.compile(r"<[^>]*\s(data-)?hx-on[:-]", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "javascript address": re.compile(r"""=\s*["']?\s*javascript:""", re.IGNORECASE),
    "address of another host": re.compile(r"""\s(src|action|poster)\s*=\s*["'](https?:)?//""", re.IGNORECASE),
}


def test_there_are_templates_to_look_at():
    assert {"base.html", "account/login.html"} <= set(TEMPLATES)
    assert "assessments/rows.html" in JINJA_TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    assert get_template(name).template.name == name


@pytest.mark.parametrize("name", JINJA_TEMPLATES)
def test_a_jinja_template_compiles(name):
    assert get_template(name, using="jinja2").template.name == name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_a_template_holds_nothing_that_the_policy_forbids(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)

    assert {what: pattern.findall(text) for what, pattern in FORBIDDEN.items() if pattern.search(text)} == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("style attribute", '<p class="x" style="color: red">'),
        ("style attribute", '<p\n   style = "color: red">'),
        ("event handler", '<button onclick="go()">'),
        ("htmx event handler", '<button hx-on:click="go()">'),
        ("inline script", "<script>go()</script>"),
        ("inline script", '<script type="module">go()</script>'),
        ("javascript address", '<a href="javascript:go()">'),
        ("address of another host", '<img src="https://other.example/x.png">'),
        ("address of another host", '<img src="//other.example/x.png">'),
    ],
)
def test_what_is_forbidden_is_found(what, text):
    assert FORBIDDEN[what].search(text)


@pytest.mark.parametrize(
    "text", ['<script src="x.js" defer></script>', '<p data-style="x" class="only">', "a < b on = c"]
)
def test_what_is_allowed_is_not_found(text):
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []
