"""Two web servers as in production: the portal, and the bare Django beside it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

WORKERS = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload", "--keep-alive", "60"]
PATIENCE = 120  # seconds


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def gunicorn(settings: str, log: Path) -> Iterator[int]:
    """Serve a settings module with two workers; the port it answers on. Raises RuntimeError with its log."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", *WORKERS, "--bind", f"127.0.0.1:{port}", "scf_portal.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, stdout=output, stderr=output, env=os.environ | {"DJANGO_SETTINGS_MODULE": settings}
        )
    try:
        deadline = monotonic() + PATIENCE
        while not answers(port):
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(log.read_text())
            sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
