"""The whole portal by one command: prepares what a start needs, then only watches over its children."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

READY_SECONDS = 60
STOP_SECONDS = 4
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


@dataclass(frozen=True)
class Child:
    """A process of the portal, leader of a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]


class Command(BaseCommand):
    help = "Prepares the portal, starts its web server and its worker, and ends them together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Port on this machine (default 8000).")
        parser.add_argument("--no-demo", action="store_false", dest="demo", help="Without the demo city.")
        # its password is printed in the README: never beside real people
        parser.set_defaults(demo=settings.EMBEDDED)

    def handle(self, *args: object, port: int, demo: bool, **options: object) -> None:
        os.umask(0o077)  # database, queue and files hold everybody's answers: nobody else on the machine reads them
        addresses = free_addresses(port)
        # Set both: a job in the background of a shell inherits SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        children: list[Child] = []
        try:
            people = prepare(demo=demo)
            for name, arguments in commands(addresses).items():
                children.append(start(name, arguments))
            wait_until_ready(children, port)
            self.stdout.write(f"The portal is at http://localhost:{port} – Ctrl-C stops it.\n{people}")
            self.stdout.flush()
            while True:
                time.sleep(0.5)
                check_alive(children)
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            stop(children)


def free_addresses(port: int) -> list[str]:
    """Return where to listen: this machine alone can reach it. A port that is taken is refused in words."""
    if not 0 < port < 2**16:
        raise CommandError(f"There is no port {port}: choose one from 1 to 65535.")
    addresses = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            if error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                continue  # a machine without IPv6
            reason = os.strerror(error.errno or 0).lower()
            message = f"Port {port} cannot be used ({reason}): choose another, as in make run PORT=8001."
            raise CommandError(message) from error
        addresses.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
    return addresses


def prepare(*, demo: bool) -> str:
    """Bring database, static files and content up to date; return what the demo city says of its people."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_framework", verbosity=0)
    people = StringIO()
    if demo:
        call_command("demo", stdout=people)
    connections.close_all()
    return people.getvalue()


def commands(addresses: list[str]) -> dict[str, list[str]]:
    """Return the Python modules to run, with arguments, by the name a person knows the process by."""
    web = ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
    web += ["--preload", "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]
    web += ["--logger-class", "scf_portal.logs.gunicorn.GunicornLogger"]
    # an address of 4 kB, 64 headers of 8 kB: more than any browser sends to the portal; bodies are settings' business
    web += ["--limit-request-line", "4094", "--limit-request-fields", "64", "--limit-request-field_size", "8190"]
    web += [f"--bind={address}" for address in addresses]
    web += ["scf_portal.wsgi"]
    celery = ["celery", "--quiet", "--app", "scf_portal"]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    if settings.REDIS_URL:
        return {"web server": web, "worker": worker, "clock": [*celery, "beat"]}
    return {"web server": web, "worker": [*worker, "--beat", "--concurrency", "1"]}


def start(name: str, arguments: list[str]) -> Child:
    """Start a Python module as a child that the kernel ends with this process."""
    process = subprocess.Popen(  # noqa: S603 - the arguments are this module's own
        [sys.executable, "-m", *arguments], start_new_session=True, preexec_fn=end_with_parent
    )
    return Child(name, process)


def end_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_ready(children: list[Child], port: int) -> None:
    """Return when the web server takes connections."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        check_alive(children)
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError(f"The web server did not answer within {READY_SECONDS} seconds.")


def check_alive(children: list[Child]) -> None:
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise CommandError(f"The {child.name} ended by itself (exit code {code}), so everything was stopped.")


def stop(children: list[Child]) -> None:
    """End the children: asked first, by force after `STOP_SECONDS`, with whatever they started."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.process.terminate()  # to the leader alone: it ends its own processes in good order
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0, deadline - time.monotonic()))
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
