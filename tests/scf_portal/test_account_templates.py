"""Everything that allauth can show or send here is in the portal's words: none of its own templates is left."""

from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

THEIRS = Path(allauth.__file__).parent / "templates"
MAILS = sorted(
    path.relative_to(THEIRS).as_posix()
    for folder in ("account/email", "mfa/email", "account/messages", "mfa/messages")
    for path in (THEIRS / folder).glob("*.txt")
    if "phone" not in path.name and "password_reset_key" not in path.name  # neither is offered: codes, and no phones
)
VIEWS = {
    pattern.name: view.view_class.template_name
    for pattern in get_resolver("scf_portal.accounts.urls").url_patterns
    for view in [getattr(pattern.callback, "__wrapped__", pattern.callback)]
    if getattr(getattr(view, "view_class", None), "template_name", None)
    and pattern.name not in ("sign-out", "account_logout")  # asked by POST alone, it shows no page
}


def is_ours(name) -> bool:
    return Path(get_template(name).template.origin.name).is_relative_to(settings.BASE_DIR / "templates")


def test_there_are_pages_and_mails_to_look_at():
    assert {"account_login", "account_signup", "mfa_authenticate"} <= VIEWS.keys()
    assert "account/email/login_code_message.txt" in MAILS


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_or_message_is_in_our_words(name):
    assert is_ours(name)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_page_is_in_our_look(name):
    assert is_ours(VIEWS[name])
