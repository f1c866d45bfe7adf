"""PostgreSQL and Redis of one's own: on free ports, data in a temporary folder outside the clone, ended by their id.

`python -m tests.servers COMMAND …` runs a command beside both: DATABASE_URL and REDIS_URL lead it to them.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

# A process killed by force cannot end its servers: then the kernel does.
TIED = ["setpriv", "--pdeathsig", "KILL"]
# initdb refuses root
AS_POSTGRES = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
PATIENCE = 120  # seconds: a busy machine is slow


def binary(name: str) -> str:
    """Return a program of the newest PostgreSQL that Debian has installed."""
    newest = max(Path("/usr/lib/postgresql").iterdir(), key=lambda folder: int(folder.name))
    return str(newest / "bin" / name)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """A server that can be ended and started again at the same place, with the data it had."""

    def __init__(self, command: list[str], folder: Path, port: int, answers: list[str], last: signal.Signals) -> None:
        self.command, self.folder, self.port, self.answers, self.last = command, folder, port, answers, last
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=log)
        deadline = monotonic() + PATIENCE
        while subprocess.run(self.answers, capture_output=True).returncode:
            if self.process.poll() is not None or monotonic() > deadline:
                raise RuntimeError((self.folder / "server.log").read_text())
            sleep(0.05)

    def end(self, number: signal.Signals | None = None) -> None:
        """End it by a signal; where there is none to end, do nothing."""
        if self.process is not None:
            self.process.send_signal(number or self.last)
            self.process.send_signal(signal.SIGCONT)  # one that was stopped hears nothing before
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def started(make: Callable[[Path], Server]) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp())
    try:
        server = make(folder)
        server.start()
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder)


def make_redis(folder: Path) -> Server:
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    return Server([*TIED, *command], folder, port, ["redis-cli", "-p", str(port), "ping"], signal.SIGTERM)


def make_postgres(folder: Path) -> Server:
    """Make an empty cluster with one superuser, `portal`. What is committed outlives a crash of the server."""
    if AS_POSTGRES:
        shutil.chown(folder, "postgres", "postgres")
    port = free_port()
    as_owner = [*TIED, *AS_POSTGRES]
    options = ["--username=portal", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    # user postgres cannot enter root's folders, hence the change of folder
    subprocess.run(
        [*as_owner, binary("initdb"), "--pgdata=data", *options], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
    command = [*as_owner, binary("postgres"), "-D", "data", "-p", str(port)]
    command += [word for setting in settings for word in ("-c", setting)]
    answers = [binary("pg_isready"), "--host=127.0.0.1", f"--port={port}"]
    return Server(command, folder, port, answers, signal.SIGINT)


@contextmanager
def redis() -> Iterator[Server]:
    """Yield a Redis that keeps nothing when it ends."""
    with started(make_redis) as server:
        yield server


@contextmanager
def postgres() -> Iterator[Server]:
    """Yield a PostgreSQL with an empty database, `portal`."""
    with started(make_postgres) as server:
        where = ["--host=127.0.0.1", f"--port={server.port}", "--username=portal"]
        subprocess.run([binary("createdb"), *where, "portal"], check=True)
        yield server


def redis_url(server: Server, number: int = 0) -> str:
    return f"redis://127.0.0.1:{server.port}/{number}"


def postgres_url(server: Server) -> str:
    return f"postgres://portal@127.0.0.1:{server.port}/portal"


def main(command: list[str]) -> int:
    """Run a command beside both servers, and return what it returned."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with postgres() as database, redis() as queue:
        addresses = {"DATABASE_URL": postgres_url(database), "REDIS_URL": redis_url(queue)}
        process = subprocess.Popen(command, env=os.environ | addresses)
        try:
            return process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
