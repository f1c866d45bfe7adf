"""Real processes of the portal beside a test, on the test's own database, files and queue."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from scf_portal.management.commands import up
from tests.servers import PATIENCE, TIED, free_port


def database_url() -> str:
    """Return the address of the test's database, which is not the one the settings name."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(netloc=f"{at['USER']}@{at['HOST']}:{at['PORT']}", path=f"/{at['NAME']}"))


def environment() -> dict[str, str]:
    """Return what a process of its own needs to stand on the test's ground."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "0",
        "VAR_DIR": str(Path(settings.MEDIA_ROOT).parent),
        "REDIS_URL": settings.REDIS_URL,
    }


def wait_until(is_so: Callable[[], object], what: str, pause: float = 0.01) -> None:
    """Look again and again until it is so; fail, saying what was waited for, after a long time."""
    deadline = monotonic() + PATIENCE
    while not is_so():
        if monotonic() > deadline:
            message = f"not so after {PATIENCE} s: {what}"
            raise AssertionError(message)
        sleep(pause)


class Running:
    """A process of the portal, with those it started: they are one process group."""

    port: int  # of a web server

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self.log = process, log

    def says(self, words: str) -> bool:
        return words in self.log.read_text()

    def children(self) -> list[int]:
        """Return the processes that do the work."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all of them."""
        os.killpg(self.process.pid, number)

    def kill_child(self, child: int) -> None:
        """Kill one of those that do the work, and let the rest go on."""
        os.kill(child, signal.SIGKILL)
        self.send(signal.SIGCONT)
        wait_until(lambda: child not in self.children(), "the worker has noticed")

    def limit_files(self, size: int) -> None:
        """Let none of them write a file beyond so many bytes."""
        for pid in [self.process.pid, *self.children()]:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def pause(self) -> None:
        """Stop all of them where they stand, as a machine does that runs out of memory or is moved."""
        everybody = [self.process.pid, *self.children()]
        self.send(signal.SIGSTOP)
        for pid in everybody:
            wait_until(lambda pid=pid: state_of(pid) in "TZ", f"process {pid} is stopped")

    def end(self) -> None:
        """Ask them to end in good order, after the task in hand; by force if they do not listen."""
        with suppress(ProcessLookupError):
            self.send(signal.SIGCONT)
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        with suppress(ProcessLookupError):
            self.send(signal.SIGKILL)
        self.process.wait()


def state_of(pid: int) -> str:
    """Return the kernel's letter for what a process does: R runs, S sleeps, T is stopped, Z is over."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


@contextmanager
def started(name: str, arguments: list[str]) -> Iterator[Running]:
    """Start a Python module, and end it with the test."""
    log = Path(settings.MEDIA_ROOT).parent / f"{name}-{free_port()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*TIED, sys.executable, "-m", *arguments],
            env=environment(),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    running = Running(process, log)
    try:
        yield running
    finally:
        running.end()
        sys.stderr.write(log.read_text())


class Browser:
    """Somebody signed in, at a real web server."""

    def __init__(self, port: int, client: Client) -> None:
        """Take over the session that `client` has in the database."""
        self.port = port
        token = "a" * 32
        cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: token}
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": token}

    def get(self, address: str) -> HttpResponse:
        return self.request("GET", address)

    def post(self, address: str, data: dict[str, object], **headers: str) -> HttpResponse:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", address, urlencode(data), **form, **headers)

    def request(self, method: str, address: str, body: str | None = None, **headers: str) -> HttpResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, address, body, self.headers | headers)
            answer = connection.getresponse()
            return HttpResponse(answer.read(), status=answer.status, headers=dict(answer.getheaders()))
        finally:
            connection.close()


@contextmanager
def worker() -> Iterator[Running]:
    """Start a worker as production does."""
    arguments = ["celery", "--quiet", "--app", "scf_portal", "worker", "--concurrency", "1"]
    with started("worker", arguments) as running:
        yield running


def collect_static() -> None:
    """Fill the folder of static files, uncompressed: for the names in it, that is all the same."""
    command = [sys.executable, "manage.py", "collectstatic", "--verbosity=0", "--no-input"]
    embedded = {name: value for name, value in environment().items() if name != "DATABASE_URL"}
    subprocess.run(command, env=embedded, check=True)


@contextmanager
def web_server() -> Iterator[Running]:
    """Start a web server as `manage.py up` does."""
    collect_static()
    port = free_port()
    with started("web", up.commands([f"127.0.0.1:{port}"])["web server"]) as running:
        up.wait_until_ready([up.Child("web server", running.process)], port)
        running.port = port
        yield running
