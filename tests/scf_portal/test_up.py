"""`manage.py up`: one start, one end, and nothing left running however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from celery.signals import worker_ready
from django.core.management.base import CommandError

from scf_portal import celery_app
from scf_portal.management.commands import up

pytestmark = pytest.mark.once

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def portal(tmp_path, free_port):
    """Return `manage.py up`, ready, with SIGINT ignored as in the background of a shell."""
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)  # SQLite, in the folder of this test
    if redis_url := environment.get("REDIS_URL"):
        environment["REDIS_URL"] = f"{redis_url.removesuffix('/0')}/9"  # its worker takes no other test's bells
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--no-demo", "--port", str(free_port)],
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == f"The portal is at http://localhost:{free_port} – Ctrl-C stops it.\n"
        yield process
    finally:
        process.stdout.close()
        process.kill()
        process.wait()
        for left in running_with(tmp_path):
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)


def running_with(marker):
    """Return the ids of the processes that carry `marker` in their environment."""
    found = set()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if str(marker).encode() in environment.read_bytes():
                found.add(int(environment.parent.name))
    return found


def wait_until_gone(marker):
    deadline = time.monotonic() + 30
    while (left := running_with(marker)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


@pytest.mark.worker
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process(portal, tmp_path, free_port, number):
    assert urlopen(f"http://localhost:{free_port}/").status == 200
    assert len(running_with(tmp_path)) >= 5  # this command, the web server and its two workers, the worker

    portal.send_signal(number)

    assert portal.wait(30) == 0
    assert running_with(tmp_path) == set()


@pytest.mark.worker
def test_children_end_with_a_command_that_was_killed(portal, tmp_path):
    portal.kill()

    assert wait_until_gone(tmp_path) == set()


@pytest.mark.worker
def test_a_child_that_ends_by_itself_ends_the_rest(portal, tmp_path):
    children = Path(f"/proc/{portal.pid}/task/{portal.pid}/children").read_text().split()
    os.kill(int(children[-1]), signal.SIGKILL)

    assert portal.wait(30) == 1
    assert running_with(tmp_path) == set()


def test_a_taken_port_is_refused_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            up.free_addresses(port)

    sentence = f"Port {port} cannot be used (address already in use): choose another, as in make run PORT=8001."
    assert str(refused.value) == sentence


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_refused(port):
    with pytest.raises(CommandError, match=f"^There is no port {port}: choose one from 1 to 65535.$"):
        up.free_addresses(port)


def test_a_machine_without_ipv6_is_served_by_ipv4_alone(monkeypatch, free_port):
    create_server = socket.create_server

    def without_ipv6(address, *, family):
        if family == socket.AF_INET6:
            raise OSError(97, "Address family not supported by protocol")
        return create_server(address, family=family)

    assert up.free_addresses(free_port) == [f"127.0.0.1:{free_port}", f"[::1]:{free_port}"]
    monkeypatch.setattr(socket, "create_server", without_ipv6)
    assert up.free_addresses(free_port) == [f"127.0.0.1:{free_port}"]


@pytest.mark.parametrize(
    ("redis_url", "names", "worker_ends_with"),
    [
        ("", ["web server", "worker"], ["--beat", "--concurrency", "1"]),
        (
            "redis://localhost",
            ["web server", "worker", "clock"],
            ["--without-gossip", "--without-mingle", "--without-heartbeat"],
        ),
    ],
)
def test_with_redis_the_clock_is_a_process_of_its_own(settings, redis_url, names, worker_ends_with):
    settings.REDIS_URL = redis_url

    commands = up.commands(["127.0.0.1:8000"])

    assert list(commands) == names
    assert commands["web server"][-2:] == ["--bind=127.0.0.1:8000", "scf_portal.wsgi"]
    assert commands["worker"][-3:] == worker_ends_with


@pytest.mark.parametrize(("demo", "expected"), [(True, "Alma\n"), (False, "")])
def test_the_demo_city_comes_last_and_tells_its_people(monkeypatch, demo, expected):
    called = []

    def call(name, **options):
        called.append(name)
        if name == "demo":
            options["stdout"].write("Alma\n")

    monkeypatch.setattr(up, "call_command", call)
    monkeypatch.setattr(up.connections, "close_all", lambda: called.append("close"))

    assert up.prepare(demo=demo) == expected
    preparation = ["migrate", "createcachetable", "collectstatic", "load_framework"]
    assert called == [*preparation, *(["demo"] if demo else []), "close"]


def test_a_worker_that_is_ready_rings_for_what_was_left_undone(monkeypatch):
    rung = []
    monkeypatch.setattr(celery_app, "send_task", rung.append)

    worker_ready.send(sender=None)

    assert rung == ["reports.sweep", "mail.sweep", "portal.heartbeat"]


def test_a_child_that_does_not_listen_is_ended_by_force_with_its_own(tmp_path, monkeypatch):
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(up, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    child = up.start("worker", ["stubborn"])
    deadline = time.monotonic() + 20
    while len(running_with(tmp_path)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)

    up.stop([child])

    assert child.process.returncode == -signal.SIGKILL
    assert wait_until_gone(tmp_path) == set()


def test_a_web_server_that_ends_or_stays_silent_is_named(monkeypatch, free_port):
    child = up.start("web server", ["this_module_does_not_exist"])
    child.process.wait()
    with pytest.raises(CommandError) as ended:
        up.wait_until_ready([child], free_port)
    assert str(ended.value) == "The web server ended by itself (exit code 1), so everything was stopped."

    monkeypatch.setattr(up, "READY_SECONDS", 0.2)
    with pytest.raises(CommandError) as silent:
        up.wait_until_ready([], free_port)
    assert str(silent.value) == "The web server did not answer within 0.2 seconds."
