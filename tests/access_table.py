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

    @property
    def is_handed_back(self) -> bool:
        """Whether it brings something into a city that somebody signed out gets back, to send it once more."""
        return self.method == "post" and bool(self.data) and self.args.split()[:1] == ["city"]

    def expected(self, reader: str) -> int:
        if reader in self.allowed.split():
            return self.status
        if reader in self.also.split():
            return 200
        if reader == "anonymous" and self.is_handed_back:
            return 401
        return {"anonymous": self.anonymous, "outsider": self.outsider}.get(reader, self.refused)


EVERYBODY = "alma bo chi rey ada ola"
SIGNED_IN = f"{EVERYBODY} outsider"
MANAGERS = "ada"
RUNNERS = "alma bo ada"
ANSWERERS = "chi"
REVIEWERS = "rey"

TABLE = [
    # probes: nobody is asked who they are; nothing of a test runs a worker
    Line("healthz", allowed=f"{EVERYBODY} outsider anonymous", kind="data"),
    Line("readyz", allowed=f"{EVERYBODY} outsider anonymous", status=503, kind="data"),
    # the library, for everybody
    Line("framework:editions", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:contents", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:note", "edition_key note", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:instrument", "edition_key instrument", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:phases", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:glossary", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:search", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:map", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    # the library inside a city
    Line("library:editions", "city", allowed=EVERYBODY, status=302, kind="redirect"),
    Line("library:contents", "city own_edition", allowed=EVERYBODY),
    Line("library:note", "city own_edition note", allowed=EVERYBODY),
    Line("library:instrument", "city own_edition instrument", allowed=EVERYBODY),
    Line("library:phases", "city own_edition", allowed=EVERYBODY),
    Line("library:glossary", "city own_edition", allowed=EVERYBODY),
    Line("library:search", "city own_edition", allowed=EVERYBODY),
    Line("library:map", "city own_edition", allowed=EVERYBODY),
    Line("framework:files", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="file"),
    Line("framework:schema", "schema", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="data"),
    Line("library:files", "city own_edition", allowed=EVERYBODY, kind="file"),
    # the library for programs: the same to everybody
    Line(
        "framework:vocabulary-terms", allowed=f"{EVERYBODY} outsider anonymous", status=303, kept=True, kind="redirect"
    ),
    Line("framework:vocabulary", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:vocabulary-ttl", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="file"),
    Line("framework:vocabulary-jsonld", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="file"),
    Line("framework:data", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True),
    Line("framework:ttl", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="file"),
    Line("framework:jsonld", "edition_key", allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="file"),
    Line("library:data", "city own_edition", allowed=EVERYBODY),
    Line("library:ttl", "city own_edition", allowed=EVERYBODY, kind="file"),
    Line("library:jsonld", "city own_edition", allowed=EVERYBODY, kind="file"),
    *(
        Line(f"api:{name}", args, allowed=f"{EVERYBODY} outsider anonymous", kept=True, kind="data")
        for name, args in (
            ("openapi", ""),
            ("editions", ""),
            ("edition", "edition_key"),
            ("notes", "edition_key"),
            ("note", "edition_key note"),
            ("instruments", "edition_key"),
            ("instrument", "edition_key instrument"),
            ("criteria", "edition_key instrument"),
            ("criterion", "edition_key instrument criterion"),
            ("glossary", "edition_key"),
            ("phases", "edition_key"),
        )
    ),
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
    Line("account-language", allowed=SIGNED_IN),
    Line("account-language", method="post", allowed=SIGNED_IN, status=302, data=(("language", "en-gb"),)),
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
    Line("editions:list", "city", allowed=MANAGERS),
    Line("editions:change", "city own_edition", allowed=MANAGERS),
    Line("editions:change", "city own_edition", method="post", allowed=MANAGERS, status=302),
    Line("cities:logo-settings", "city", allowed=MANAGERS),
    Line("cities:logo-settings", "city", method="post", allowed=MANAGERS),
    Line("cities:logo", "city", allowed=EVERYBODY, kept=True, kind="data"),
    Line("cities:theme", "city", allowed=EVERYBODY, kept=True, kind="data"),
    Line("cities:archive", "city", allowed=MANAGERS),
    Line("cities:archive", "city", method="post", allowed=MANAGERS),
    Line("cities:own-editions", "city", allowed=MANAGERS),
    Line("cities:own-editions", "city", method="post", allowed=MANAGERS),
    Line("cities:upload", "city", allowed=MANAGERS),
    Line("cities:upload", "city", method="post", allowed=MANAGERS, status=302, data=(("discard", "1"),)),
    Line("cities:publish-edition", "city own_draft", allowed=MANAGERS),
    Line("cities:publish-edition", "city own_draft", method="post", allowed=MANAGERS, status=302),
    Line("cities:delete-edition", "city own_draft", allowed=MANAGERS),
    Line("cities:delete-edition", "city own_draft", method="post", allowed=MANAGERS, status=302),
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
    Line("assessments:settings", "city draft", allowed=RUNNERS),
    Line("assessments:settings", "city open", allowed=RUNNERS),
    Line("assessments:settings", "city open", method="post", allowed=RUNNERS),
    Line("assessments:people", "city open", allowed=RUNNERS),
    Line("assessments:people", "city open", method="post", allowed=RUNNERS),
    Line("assessments:invite-list", "city open", allowed=RUNNERS),
    Line("assessments:invite-list", "city open", method="post", allowed=RUNNERS),
    Line("assessments:forget", "city open awaited", method="post", allowed=RUNNERS, status=302),
    Line("assessments:invite-again", "city open awaited", method="post", allowed=RUNNERS, status=302),
    Line("assessments:invite-all-again", "city open", method="post", allowed=RUNNERS, status=302),
    Line("assessments:completion", "city open", allowed=RUNNERS),
    Line("assessments:remind", "city open", allowed=RUNNERS),
    Line("assessments:remind", "city open", method="post", allowed=RUNNERS, status=302),
    Line("assessments:send-link", "city open participant", method="post", allowed=RUNNERS, status=302),
    Line("assessments:participant", "city open participant", allowed=RUNNERS),
    Line("assessments:participant", "city open participant", method="post", allowed=RUNNERS),
    Line("assessments:withdraw", "city open participant", allowed=RUNNERS),
    Line("assessments:withdraw", "city open participant", method="post", allowed=RUNNERS, status=302),
    Line("assessments:ask-again", "city open participant", method="post", allowed=RUNNERS, status=302),
    Line("assessments:replace", "city open participant", allowed=RUNNERS),
    Line("assessments:replace", "city open participant", method="post", allowed=RUNNERS),
    Line("assessments:end-deputy", "city open participant", method="post", allowed=RUNNERS, status=302),
    # a deputy, named by who is asked
    Line("assessments:deputy", "city open", allowed=ANSWERERS),
    Line("assessments:deputy", "city open", method="post", allowed=ANSWERERS),
    Line("assessments:take-back", "city open", method="post", allowed=ANSWERERS, status=302),
    # a participant's personal link: it lets nobody else in, and signs its own in
    Line("personal-link", "link", allowed=SIGNED_IN, anonymous=200),
    Line("personal-link", "link", method="post", allowed=SIGNED_IN, anonymous=302),
    Line("personal-link", "ended_link", allowed=SIGNED_IN, status=410, anonymous=410),
    Line("assessments:last-day", "city open", allowed=RUNNERS),
    Line("assessments:last-day", "city open", method="post", allowed=RUNNERS),
    Line("assessments:step", "city open close", allowed=RUNNERS),
    Line("assessments:step", "city open close", method="post", allowed=RUNNERS, status=302),
    # moderating and agreeing, once it is closed
    Line("assessments:moderate", "city closed", allowed=RUNNERS),
    Line("assessments:moderate", "city revealed", allowed=RUNNERS),
    Line("assessments:moderate-criterion", "city closed instrument criterion", allowed=RUNNERS),
    Line("assessments:moderate-criterion", "city revealed instrument criterion", allowed=RUNNERS),
    Line("assessments:moderate-criterion", "city revealed instrument criterion", method="post", allowed=RUNNERS),
    Line(
        "assessments:reveal-criterion",
        "city closed instrument criterion",
        method="post",
        allowed=RUNNERS,
        status=302,
    ),
    Line("assessments:decide", "city revealed instrument criterion", method="post", allowed=RUNNERS),
    Line("assessments:send-positions", "city revealed", allowed=RUNNERS),
    Line("assessments:send-positions", "city revealed", method="post", allowed=RUNNERS),
    Line("assessments:propose-round", "city revealed", allowed=RUNNERS),
    Line("assessments:propose-round", "city revealed", method="post", allowed=RUNNERS),
    Line("assessments:lock", "city revealed", allowed=RUNNERS),
    Line("assessments:lock", "city revealed", method="post", allowed=RUNNERS),
    Line("assessments:open-again", "city agreed", allowed=RUNNERS),
    Line("assessments:open-again", "city agreed", method="post", allowed=RUNNERS),
    Line("assessments:agreed-then", "city agreed lock", allowed=EVERYBODY),
    Line("assessments:archive", "city revealed", allowed=RUNNERS),
    Line("assessments:archive", "city revealed", method="post", allowed=RUNNERS, status=302),
    Line("assessments:bring-back", "city agreed", method="post", allowed=RUNNERS, status=302),
    # what the room has seen; what an owner answers, here Chi alone
    Line("assessments:revealed", "city closed", allowed=EVERYBODY),
    Line("assessments:revealed", "city open", refused=404),
    Line("assessments:my-positions", "city", allowed=EVERYBODY),
    Line("assessments:reply", "city position", allowed=ANSWERERS, refused=404),
    Line("assessments:reply", "city position", method="post", allowed=ANSWERERS, refused=404),
    Line("assessments:reply-evidence", "city position", allowed=ANSWERERS, refused=404),
    Line("assessments:reply-evidence", "city position", method="post", allowed=ANSWERERS, status=422, refused=404),
    Line("assessments:preview", "city draft", allowed=RUNNERS, status=302, kind="redirect"),
    Line("assessments:preview-page", "city draft instrument group", allowed=RUNNERS),
    Line("assessments:preview-page", "city open instrument group", allowed=RUNNERS),
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
    Line("assessments:answer-all", "city open instrument", allowed=ANSWERERS),
    Line("assessments:answer-all", "city open instrument", method="post", allowed=ANSWERERS, status=302),
    Line("assessments:evidence", "city open instrument criterion", allowed=ANSWERERS),
    Line(
        "assessments:evidence",
        "city open instrument criterion",
        method="post",
        allowed=ANSWERERS,
        status=302,
        data=(("title", "Minutes"), ("url", "https://ours.example/minutes")),
    ),
    # before the results are revealed only who answered; afterwards those who may see results
    Line("assessments:evidence-file", "city own_evidence", allowed=ANSWERERS, refused=404, kind="file"),
    Line("assessments:evidence-file", "city shown_evidence", allowed=EVERYBODY, kind="file"),
    Line("assessments:remove-evidence", "city own_evidence", method="post", allowed="chi", status=302, refused=404),
    Line("assessments:review", "city open", allowed=ANSWERERS),
    Line("assessments:review", "city open", method="post", allowed=ANSWERERS, status=302),
    Line("assessments:reopen", "city open", method="post", allowed=ANSWERERS, status=302),
    # its results, once revealed and never before
    Line("assessments:results", "city revealed", allowed=EVERYBODY),
    Line("assessments:results", "city open", refused=404),
    Line("assessments:results", "city closed", refused=404),
    Line("assessments:compare", "city revealed", allowed=EVERYBODY),
    Line("assessments:compare", "city open", refused=404),
    Line("assessments:compare", "city closed", refused=404),
    # agreed assessments over time, and beside other cities
    Line("assessments:over-time", "city", allowed=EVERYBODY),
    Line("assessments:over-time-file", "city instrument picture", allowed=EVERYBODY, kind="file"),
    Line("assessments:other-cities", "city", allowed=EVERYBODY),
    *(
        Line(f"assessments:{name}", f"city {state}", allowed=allowed if state == "revealed" else "", refused=404)
        for name, allowed in (("breakdown", EVERYBODY), ("statements", EVERYBODY))
        for state in ("revealed", "open", "closed")
    ),
    Line("assessments:chart-file", "city revealed instrument chart", allowed=EVERYBODY, kind="file"),
    Line("assessments:chart-file", "city closed instrument chart", refused=404, kind="file"),
    Line("assessments:mirror", "city revealed", allowed=f"{RUNNERS} {ANSWERERS}"),
    Line("assessments:results-group", "city revealed instrument group", allowed=EVERYBODY),
    Line("assessments:results-group", "city open instrument group", refused=404),
    Line("assessments:results-group", "city closed instrument group", refused=404),
    # its answers as files, once revealed and never before
    Line("assessments:take-out", "city revealed", allowed=EVERYBODY),
    Line("assessments:take-out", "city open", refused=404),
    Line("assessments:take-out", "city closed", refused=404),
    *(
        Line("assessments:take-out-file", f"city revealed {name}", allowed=EVERYBODY, kind="file")
        for name in ("csv", "figures", "agreed_levels", "review_file", "codebook", "json", "xlsx")
    ),
    Line("assessments:take-out-file", "city open csv", refused=404, kind="file"),
    Line("assessments:take-out-file", "city closed csv", refused=404, kind="file"),
    # independent reviews: asking for them
    Line("assessments:reviewers", "city open", allowed=RUNNERS),
    Line("assessments:reviewers", "city open", method="post", allowed=RUNNERS),
    Line("assessments:take-back-review", "city open review", method="post", allowed=RUNNERS, status=302),
    Line("assessments:hand-back-review", "city revealed told_review", method="post", allowed=RUNNERS, status=302),
    # writing one, by those who are asked (here Rey alone)
    *(
        Line(f"assessments:{name}", f"city open {args}".strip(), allowed=REVIEWERS)
        for name, args in (
            ("my-review", ""),
            ("review-preview", ""),
            ("review-submit", ""),
            ("review-judgement", ""),
            ("review-earlier", ""),
            ("review-ratings", "instrument group"),
            ("new-finding", ""),
            ("finding", "finding"),
            ("new-recommendation", ""),
            ("review-recommendation", "begun_recommendation"),
        )
    ),
    Line("assessments:review-submit", "city open", method="post", allowed=REVIEWERS, status=302),
    Line("assessments:review-judgement", "city open", method="post", allowed=REVIEWERS),
    Line("assessments:review-earlier", "city open", method="post", allowed=REVIEWERS),
    Line("assessments:review-ratings", "city open instrument group", method="post", allowed=REVIEWERS, status=302),
    Line(
        "assessments:save-review-rating",
        "city open instrument criterion",
        method="post",
        allowed=REVIEWERS,
        data=(("q-1-a-1-answer", "2"),),
    ),
    Line("assessments:new-finding", "city open", method="post", allowed=REVIEWERS),
    Line("assessments:finding", "city open finding", method="post", allowed=REVIEWERS),
    Line("assessments:remove-finding", "city open finding", method="post", allowed=REVIEWERS, status=302),
    Line("assessments:new-recommendation", "city open", method="post", allowed=REVIEWERS),
    Line("assessments:review-recommendation", "city open begun_recommendation", method="post", allowed=REVIEWERS),
    Line(
        "assessments:remove-recommendation",
        "city open begun_recommendation",
        method="post",
        allowed=REVIEWERS,
        status=302,
    ),
    # what the city sees of them, once submitted and no leader answers any more
    Line("assessments:reviews", "city", allowed=EVERYBODY),
    Line("assessments:reviewed", "city revealed", allowed=EVERYBODY),
    Line("assessments:reviewed", "city open", refused=404),
    Line("assessments:recommendations", "city", allowed=EVERYBODY),
    Line("assessments:recommendation", "city recommendation", allowed=EVERYBODY),
    Line("assessments:recommendation", "city recommendation", method="post", allowed=RUNNERS),
    Line("assessments:recommendation", "city begun_recommendation", refused=404),
    # reports
    Line("reports:list", "city", allowed=EVERYBODY),
    Line("reports:request", "city", method="post", allowed=RUNNERS, status=302, data=(("assessment", "revealed"),)),
    Line(
        "reports:request-guide",
        "city",
        method="post",
        allowed=EVERYBODY,
        status=302,
        data=(("edition", "own_edition"), ("note", "note")),
    ),
    Line("reports:detail", "city job", allowed=EVERYBODY),
    Line("reports:detail", "city guide_job", allowed=EVERYBODY),
    Line("reports:status", "city job", allowed=EVERYBODY, kind="fragment"),
    Line("reports:retry", "city job", method="post", allowed=RUNNERS, status=302),
    Line("reports:retry", "city guide_job", method="post", allowed=EVERYBODY, status=302),
    Line("reports:file", "city job", allowed=EVERYBODY, kind="file"),
]
