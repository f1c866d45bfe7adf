"""Every address of the portal in one table, with who may reach it. A URL that does not stand here fails the tests.

A line: the URL's name, its method, and the status for each reader. `args` come from the stage of the test, on the demo
city from `tests/demo_stage.py`. Every line that can be got is also opened in a browser (`tests/browser/`).
"""

from dataclasses import dataclass
from typing import Literal

READERS = ("anonymous", "outsider", "alma", "bo", "chi", "rey", "ada", "ola")


@dataclass(frozen=True)
class Line:
    """One address. `allowed` are those who get `status`; other members get 403, outsiders 404.

    `kept`: a browser may keep the answer, because it tells nothing of the city's work.
    `kind` says what a GET brings: a page for people, unless declared a file to keep, a fragment that a page's script
    fetches, data for a machine, or a redirect and nothing else.
    `also` names those beyond the cast who see a page there, in the browser tests: `operator` runs the portal and has
    shown a second factor, `confirmed` has no factor and has just shown their password once more.
    """

    name: str
    args: str = ""
    method: str = "get"
    allowed: str = ""
    status: int = 200
    refused: int = 403
    anonymous: int = 302
    outsider: int = 404
    data: tuple[tuple[str, str], ...] = ()
    kept: bool = False
    kind: Literal["page", "file", "fragment", "data", "redirect"] = "page"
    also: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.args}"

    def expected(self, reader: str) -> int:
        if reader in self.allowed.split():
            return self.status
        if reader in self.also.split():
            return 200
        return {"anonymous": self.anonymous, "outsider": self.outsider}.get(reader, self.refused)


EVERYBODY = "alma bo chi rey ada ola"
SIGNED_IN = f"{EVERYBODY} outsider"
MANAGERS = "ada"
RUNNERS = "alma bo ada"
ANSWERERS = "chi"

TABLE = [
    # probes: nobody is asked who they are; nothing of a test runs a worker
    Line("healthz", allowed=f"{EVERYBODY} outsider anonymous", kind="data"),
    Line("readyz", allowed=f"{EVERYBODY} outsider anonymous", status=503, kind="data"),
    # outside a city
    Line("home", allowed=SIGNED_IN, status=302, kind="redirect"),
    # the operators' pages: superusers alone
    *(
        Line(f"admin:{name}", args, refused=404, also="operator", kind="data" if name == "jsi18n" else "page")
        for name, args in (
            ("index", ""),
            ("jsi18n", ""),
            ("app_list", "app"),
            ("cities_user_changelist", ""),
            ("cities_user_change", "somebody"),
            ("cities_user_history", "somebody"),
            ("cities_city_changelist", ""),
            ("cities_city_change", "city_id"),
            ("cities_city_history", "city_id"),
            ("framework_edition_changelist", ""),
            ("framework_edition_change", "edition"),
            ("framework_edition_history", "edition"),
        )
    ),
    Line("new-city", allowed=SIGNED_IN),
    Line("new-city", method="post", allowed=SIGNED_IN),
    Line("join", "token", allowed=SIGNED_IN, anonymous=200),
    Line("join", "token", method="post", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("join", "used", allowed=SIGNED_IN, status=410, anonymous=410),
    Line("bring-back", "archived", method="post", allowed="ada", status=302, refused=404),
    # signing in: for those who are not; one who is goes on
    Line("sign-in", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("account_login", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("account_login", method="post", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("sign-out", method="post", allowed=SIGNED_IN, status=302),
    Line("account_logout", method="post", allowed=SIGNED_IN, status=302),
    Line("account_signup", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("account_inactive", allowed=SIGNED_IN, anonymous=200),
    Line("account_request_login_code", allowed=SIGNED_IN, status=302, anonymous=200),
    Line("account_reset_password", allowed=SIGNED_IN, anonymous=200),
    Line("account_password_reset_completed", allowed=SIGNED_IN, anonymous=200),
    # in the middle of it: who has not begun is sent to where it begins
    *(
        Line(name, method=method, allowed=SIGNED_IN, status=302, kind="redirect")
        for method in ("get", "post")
        for name in (
            "account_confirm_login_code",
            "account_email_verification_sent",
            "account_confirm_password_reset_code",
            "account_complete_password_reset",
            "mfa_authenticate",
            "mfa_login_webauthn",
        )
    ),
    # one's own account
    Line("account", allowed=SIGNED_IN),
    Line("mfa_index", allowed=SIGNED_IN),
    Line("mfa_list_webauthn", allowed=SIGNED_IN),
    Line("account-name", allowed=SIGNED_IN),
    Line("account-name", method="post", allowed=SIGNED_IN, status=302, data=(("name", "Somebody Else"),)),
    Line("account_email", allowed=SIGNED_IN),
    Line("account_change_password", allowed=SIGNED_IN),
    Line("account_set_password", allowed=SIGNED_IN, status=302, kind="redirect"),
    Line("account_reauthenticate", allowed=SIGNED_IN),
    Line("mfa_reauthenticate", allowed=SIGNED_IN, status=302, also="operator"),
    Line("mfa_reauthenticate_webauthn", allowed=SIGNED_IN, status=302, also="operator"),
    Line("usersessions_list", allowed=SIGNED_IN),
    Line("second-factor", allowed=SIGNED_IN),
    Line("account-end-others", method="post", allowed=SIGNED_IN, status=302),
    # of other people's nothing is found
    Line("account-end-session", "somebodys_session", method="post", allowed=SIGNED_IN, status=404),
    # only after the password or a factor was shown once more: there to begin with
    *(
        Line(name, args, method=method, allowed=SIGNED_IN, status=302, also=also)
        for method in ("get", "post")
        for name, args, also in (
            ("mfa_activate_totp", "", "confirmed"),
            ("mfa_generate_recovery_codes", "", "operator"),
            ("mfa_add_webauthn", "", "confirmed"),
            ("mfa_edit_webauthn", "somebodys_passkey", "operator"),
            ("mfa_remove_webauthn", "somebodys_passkey", "operator"),
        )
    ),
    # what one has not cannot be shown or removed
    Line("mfa_deactivate_totp", allowed=SIGNED_IN, status=404, also="operator"),
    Line("mfa_view_recovery_codes", allowed=SIGNED_IN, status=404, also="operator"),
    Line("mfa_download_recovery_codes", allowed=SIGNED_IN, status=404, also="operator", kind="file"),
    # the city
    Line("city-home", "city", allowed=EVERYBODY),
    # its people
    Line("cities:people", "city", allowed=EVERYBODY),
    Line("cities:leave", "city", allowed=EVERYBODY),
    Line("cities:leave", "city", method="post", allowed=EVERYBODY, status=302),
    Line("cities:invite", "city", allowed=MANAGERS),
    Line("cities:invite", "city", method="post", allowed=MANAGERS),
    Line("cities:member", "city member", allowed=MANAGERS),
    Line("cities:member", "city member", method="post", allowed=MANAGERS),
    Line("cities:remove-member", "city member", allowed=MANAGERS),
    Line("cities:remove-member", "city member", method="post", allowed=MANAGERS, status=302),
    Line("cities:invitation", "city invitation", allowed=MANAGERS),
    Line("cities:show-link", "city invitation", method="post", allowed=MANAGERS),
    Line("cities:send-again", "city invitation", method="post", allowed=MANAGERS, status=302),
    Line("cities:withdraw", "city invitation", method="post", allowed=MANAGERS, status=302),
    # its settings
    Line("cities:settings", "city", allowed=MANAGERS),
    Line("cities:settings", "city", method="post", allowed=MANAGERS),
    Line("cities:logo-settings", "city", allowed=MANAGERS),
    Line("cities:logo-settings", "city", method="post", allowed=MANAGERS),
    Line("cities:logo", "city", allowed=EVERYBODY, kept=True, kind="data"),
    Line("cities:theme", "city", allowed=EVERYBODY, kept=True, kind="data"),
    Line("cities:archive", "city", allowed=MANAGERS),
    Line("cities:archive", "city", method="post", allowed=MANAGERS),
    Line("cities:organisations", "city", allowed=MANAGERS),
    Line("cities:new-organisation", "city", allowed=MANAGERS),
    Line("cities:new-organisation", "city", method="post", allowed=MANAGERS),
    Line("cities:organisation", "city organisation", allowed=MANAGERS),
    Line("cities:organisation", "city organisation", method="post", allowed=MANAGERS),
    Line("cities:remove-organisation", "city organisation", method="post", allowed=MANAGERS, status=302),
    Line("cities:mail", "city", allowed=MANAGERS),
    Line("cities:send-mail-again", "city mail", method="post", allowed=MANAGERS, status=302),
    Line("cities:audit", "city", allowed=MANAGERS),
    Line("cities:audit-file", "city", allowed=MANAGERS, kind="file"),
    # running an assessment
    Line("assessments:list", "city", allowed=EVERYBODY),
    Line("assessments:new", "city", allowed=RUNNERS),
    Line("assessments:new", "city", method="post", allowed=RUNNERS),
    Line("assessments:detail", "city open", allowed=EVERYBODY),
    Line("assessments:detail", "city draft", allowed=RUNNERS, refused=404),
    Line("assessments:detail", "city closed", allowed=EVERYBODY),
    Line("assessments:detail", "city revealed", allowed=EVERYBODY),
    Line("assessments:people", "city open", allowed=RUNNERS),
    Line("assessments:people", "city open", method="post", allowed=RUNNERS),
    Line("assessments:withdraw", "city open participant", method="post", allowed=RUNNERS, status=302),
    Line("assessments:last-day", "city open", allowed=RUNNERS),
    Line("assessments:last-day", "city open", method="post", allowed=RUNNERS),
    Line("assessments:step", "city open close", allowed=RUNNERS),
    Line("assessments:step", "city open close", method="post", allowed=RUNNERS, status=302),
    # answering one, by those who are asked (here Chi alone)
    Line("assessments:continue", "city open", allowed=ANSWERERS, status=302, kind="redirect"),
    Line("assessments:answer", "city open instrument group", allowed=ANSWERERS),
    Line("assessments:answer", "city open instrument group", method="post", allowed=ANSWERERS, status=302),
    Line(
        "assessments:save",
        "city open instrument criterion",
        method="post",
        allowed=ANSWERERS,
        data=(("q-1-a-1-answer", "2"),),
    ),
    Line("assessments:review", "city open", allowed=ANSWERERS),
    Line("assessments:review", "city open", method="post", allowed=ANSWERERS, status=302),
    Line("assessments:reopen", "city open", method="post", allowed=ANSWERERS, status=302),
    # its results, once revealed and never before
    Line("assessments:results", "city revealed", allowed=EVERYBODY),
    Line("assessments:results", "city open", refused=404),
    Line("assessments:results", "city closed", refused=404),
    Line("assessments:results-group", "city revealed instrument group", allowed=EVERYBODY),
    Line("assessments:results-group", "city open instrument group", refused=404),
    Line("assessments:results-group", "city closed instrument group", refused=404),
    # reports
    Line("reports:list", "city", allowed=EVERYBODY),
    Line("reports:request", "city", method="post", allowed=RUNNERS, status=302, data=(("assessment", "revealed"),)),
    Line("reports:detail", "city job", allowed=EVERYBODY),
    Line("reports:status", "city job", allowed=EVERYBODY, kind="fragment"),
    Line("reports:retry", "city job", method="post", allowed=RUNNERS, status=302),
    Line("reports:file", "city job", allowed=EVERYBODY, kind="file"),
]
