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

    `kind` says what a GET brings: a page for people, unless declared a file to keep, a fragment that a page's script
    fetches, data for a machine, or a redirect and nothing else.
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
    kind: Literal["page", "file", "fragment", "data", "redirect"] = "page"

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.args}"

    def expected(self, reader: str) -> int:
        if reader in self.allowed.split():
            return self.status
        return {"anonymous": self.anonymous, "outsider": self.outsider}.get(reader, self.refused)


EVERYBODY = "alma bo chi rey ada ola"
RUNNERS = "alma bo ada"
ANSWERERS = "chi"

TABLE = [
    # outside a city
    Line("home", allowed=f"{EVERYBODY} outsider", status=302, kind="redirect"),
    Line("sign-in", allowed=f"{EVERYBODY} outsider", status=302, anonymous=200),
    Line("sign-out", method="post", allowed=f"{EVERYBODY} outsider", status=302),
    # the city
    Line("city-home", "city", allowed=EVERYBODY),
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
