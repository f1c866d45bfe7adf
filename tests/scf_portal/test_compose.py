"""The commands of docker-compose.yml, run as processes on a real PostgreSQL and a real Redis: without Docker.

Needs DATABASE_URL and REDIS_URL, which bin/with-servers sets.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from redis import Redis

from tests.deploy import ROOT, command, compose, environment, example_environment, instruction
from tests.scratch import Portal, empty_portal

pytestmark = [pytest.mark.worker, pytest.mark.servers]
RUTH = "ruth.penhale@demo.example"
CLICK = "click-of-ruth-0001"
PATIENCE = 90
SIGN_IN = """
from django.test import Client
from cities.models import User
from assessments.models import Round
client = Client()
client.force_login(User.objects.get(email=sys.argv[1]))
with scopes_disabled():
    shown = Round.objects.exclude(revealed_at=None).order_by("pk").last().assessment_id
print(json.dumps([client.cookies["sessionid"].value, shown]))
"""


class Stack:
    """The services of the Compose file, with the hosts and ports of this machine in place of the containers'."""

    def __init__(self, portal: Portal, folder: Path) -> None:
        self.portal, self.folder = portal, folder
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.values = example_environment() | {"SECRET_KEY": settings.SECRET_KEY, "POSTGRES_PASSWORD": "of-this-test"}
        number = 10 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        self.redis = re.sub(r"/\d+$", f"/{number}", os.environ["REDIS_URL"])
        Redis.from_url(self.redis).flushdb()

    def here(self, text: str) -> str:
        database = urlsplit(self.portal.database)
        for there, here in {
            "@postgres:5432/portal": f"@127.0.0.1:{database.port}{database.path}",
            "redis://redis:6379/0": self.redis,
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "/backups": str(self.folder / "backups"),
        }.items():
            text = text.replace(there, here)
        return text

    def environment(self, service: str) -> dict[str, str]:
        """What the container would have, and what Python needs to be measured."""
        own = {name: self.here(value) for name, value in environment(service, self.values).items()}
        kept = {name: value for name, value in os.environ.items() if name.startswith(("COV", "LANG"))}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        host = {"HOSTNAME": socket.gethostname(), "PATH": path, "VAR_DIR": str(self.portal.var)}
        return kept | own | host

    def words(self, service: str) -> list[str]:
        return [self.here(word) for word in command(service, self.values)]

    def run(self, service: str, words: list[str]) -> None:
        done = subprocess.run(words, cwd=ROOT, env=self.environment(service), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def running(self, service: str):
        with (self.folder / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(
                self.words(service), cwd=ROOT, env=self.environment(service), stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                process.terminate()
                process.wait(60)

    def log(self, service: str) -> list[dict]:
        lines = (self.folder / f"{service}.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def ask(self, path: str, method: str = "GET", body: str = "", **headers: str):
        """Ask the web server as the proxy does."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        proxy = {"Host": self.values["PORTAL_HOST"], "X-Forwarded-Proto": "https"}
        connection.request(method, path, body, proxy | headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def wait(self, path: str, status: int = 200, **headers: str) -> bytes:
        deadline, found = time.monotonic() + PATIENCE, None
        while time.monotonic() < deadline:
            try:
                response, content = self.ask(path, **headers)
            except OSError:
                time.sleep(0.2)
                continue
            if response.status == status:
                return content
            found = (response.status, content[:500])
            time.sleep(0.2)
        pytest.fail(f"{path}: {found}; {(self.folder / 'web.log').read_text()[-2000:]}")


@pytest.fixture
def stack(tmp_path):
    assert "DATABASE_URL" in os.environ, "run by bin/with-servers"
    (tmp_path / "backups").mkdir()
    with empty_portal(tmp_path / "var") as portal:
        yield Stack(portal, tmp_path)


def health_check(service: str) -> list[str]:
    kind, *words = compose()["services"][service]["healthcheck"]["test"]
    return ["sh", "-c", *(word.replace("$$", "$") for word in words)] if kind == "CMD-SHELL" else words


def test_the_composed_portal_makes_a_report_and_a_backup(stack):
    build = instruction("RUN DATABASE_URL")
    stack.run("web", ["sh", "-c", f"DATABASE_URL{build}"])
    stack.run("migrate", stack.words("migrate"))
    stack.portal.manage("demo", "-v0")
    session, shown = stack.portal.ask(SIGN_IN, RUTH)

    with ExitStack() as running:
        web = running.enter_context(stack.running("web"))
        assert stack.wait("/healthz") == b"ok\n"
        stack.run("web", [stack.here(word) for word in json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])])
        parts = json.loads(stack.wait("/readyz", status=503))
        assert (parts["database"], parts["storage"], parts["queue"]) == ("ok", "ok", "ok")
        assert parts["worker"] == "No worker has been heard yet. Are the worker and the clock running?"

        running.enter_context(stack.running("worker"))
        running.enter_context(stack.running("beat"))
        assert set(json.loads(stack.wait("/readyz")).values()) == {"ok"}
        stack.run("worker", health_check("worker"))

        token = "t" * 32
        cookies = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-Request-ID": CLICK}
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        referer = {"Referer": f"https://{stack.values['PORTAL_HOST']}/"}
        page, content = stack.ask("/c/demo/reports/", **cookies)
        assert (page.status, page.headers["X-Request-ID"]) == (200, CLICK)
        assert re.search(rb'href="/static/[\w./-]+\.[0-9a-f]{12}\.css"', content)
        asked, _ = stack.ask("/c/demo/reports/request/", "POST", f"assessment={shown}", **cookies, **form, **referer)
        assert asked.status == 302
        assert stack.wait(f"{asked.headers['Location']}file/", **cookies).startswith(b"%PDF-1.7")

        running.enter_context(stack.running("backup"))
        deadline = time.monotonic() + PATIENCE
        while not (made := list((stack.folder / "backups").glob("portal-*.tar.gz"))) and time.monotonic() < deadline:
            time.sleep(0.2)

    assert len(made) == 1
    assert web.returncode == 0
    assert {line["request_id"] for line in stack.log("worker") if line["job_id"]} == {CLICK}
    lines = [line for line in stack.log("web") if line["request_id"] == CLICK]
    assert {line["route"] for line in lines} == {"reports:list", "reports:request", "reports:file"}
    text = (stack.folder / "web.log").read_text()
    assert [line for line in text.splitlines() if not line.startswith("{")] == []
    faults = {line["message"] for line in stack.log("web") if line["level"] not in ("DEBUG", "INFO")}
    assert faults == {"answered 503 on readyz"}
