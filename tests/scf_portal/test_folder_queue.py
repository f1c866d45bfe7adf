"""The folder queue: complete files only, each message once, through a real Celery worker."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

import scf_portal.celery  # noqa: F401 - registers folder://

PUBLISHERS, MESSAGES = 4, 50
BELL = Queue("bells", Exchange("bells"), routing_key="ring")
SCRATCH_APP = """
import os, sys
from pathlib import Path
from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["folder"] = "scf_portal.queue:Transport"
here = Path(__file__).parent
app = Celery("scratch", broker="folder://localhost")
app.conf.broker_transport_options = {"folder": here / "queue", "polling_interval": 0.01}
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=1)
app.conf.worker_enable_remote_control = False

@app.task(name="note")
def note(line):
    with (here / "received").open("a") as file:
        file.write(line + "\\n")

if __name__ == "__main__":
    for number in range(int(sys.argv[2])):
        app.send_task("note", [f"{sys.argv[1]}-{number}"])
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "queue"


@pytest.fixture
def channel(folder):
    with Connection("folder://localhost", transport_options={"folder": folder}) as connection:
        yield connection.default_channel


def put(channel, number):
    channel._put("bells", {"number": number})


def test_messages_come_once_and_in_order(channel, folder):
    for number in range(3):
        put(channel, number)

    assert [channel._get("bells")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("bells")
    assert list(folder.iterdir()) == []


def test_a_folder_that_has_gone_is_made_again(channel, folder):
    folder.rmdir()

    put(channel, 1)

    assert channel._get("bells") == {"number": 1}


def test_a_message_shows_only_when_it_is_complete(channel, monkeypatch):
    seen_before = []
    replace = Path.replace

    def look_then_replace(unfinished, path):
        seen_before.append((channel._size("bells"), unfinished.read_text()))
        return replace(unfinished, path)

    monkeypatch.setattr(Path, "replace", look_then_replace)
    put(channel, 1)

    assert seen_before == [(0, '{"number": 1}')]
    assert channel._size("bells") == 1


def test_a_message_taken_by_another_consumer_is_passed_over(channel, monkeypatch):
    put(channel, 1)
    put(channel, 2)
    rename = Path.rename

    def be_late_for_the_first(path, taken):
        monkeypatch.setattr(Path, "rename", rename)
        path.unlink()
        return rename(path, taken)

    monkeypatch.setattr(Path, "rename", be_late_for_the_first)

    assert channel._get("bells") == {"number": 2}


def test_an_unreadable_message_is_left_aside(channel, folder, caplog):
    (folder / "0.bells.msg").write_text('{"half')
    put(channel, 1)

    assert channel._get("bells") == {"number": 1}
    assert [path.name for path in folder.iterdir()] == ["0.bells.taken"]
    assert caplog.messages == [f"Left an unreadable message aside: {folder / '0.bells.taken'}"]


def test_queues_do_not_mix_and_purging_counts(channel):
    put(channel, 1)
    put(channel, 2)
    channel._put("other", {"number": 3})

    assert channel.queue_purge("bells") == 2
    assert channel._size("bells") == 0
    assert channel._get("other") == {"number": 3}


def test_a_named_exchange_delivers_and_an_unacknowledged_message_returns(folder):
    options = {"folder": folder}
    with Connection("folder://localhost", transport_options=options) as connection:
        connection.Producer().publish("wake", exchange=BELL.exchange, routing_key="ring", declare=[BELL])
        message = BELL.bind(connection.default_channel).get()
        assert message.payload == "wake"

    with Connection("folder://localhost", transport_options=options) as connection:
        message = BELL.bind(connection.default_channel).get()
        assert (message.payload, message.delivery_info["routing_key"]) == ("wake", "ring")


def test_waiting_for_a_message_ends_after_one_look(folder):
    options = {"folder": folder, "polling_interval": 0.05}
    with Connection("folder://localhost", transport_options=options) as connection:
        started = time.monotonic()
        with connection.Consumer([BELL]), pytest.raises(TimeoutError):
            connection.drain_events(timeout=20)

    assert time.monotonic() - started < 2


@pytest.mark.worker
def test_four_publishers_and_a_worker_lose_and_double_nothing(tmp_path, folder):
    scratch = tmp_path / "scratch.py"
    scratch.write_text(SCRATCH_APP)
    folder.mkdir()
    (folder / "0.celery.msg").write_text("")
    (folder / "1.celery.part").write_text('{"half')
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}",
        "VAR_DIR": f"{tmp_path}/var",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # the portal itself stays out of it
    command = [sys.executable, "-m", "celery", "-A", "scratch", "worker", "--concurrency", "1"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]

    worker = subprocess.Popen(command + quiet, env=environment, cwd=tmp_path)
    try:
        publishers = [
            subprocess.Popen([sys.executable, scratch, str(name), str(MESSAGES)], env=environment)
            for name in range(PUBLISHERS)
        ]
        assert [publisher.wait(60) for publisher in publishers] == [0] * PUBLISHERS
        received = wait_for_lines(tmp_path / "received", PUBLISHERS * MESSAGES)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)

    assert Counter(received) == {f"{name}-{n}": 1 for name in range(PUBLISHERS) for n in range(MESSAGES)}
    assert sorted(path.name for path in folder.iterdir()) == ["0.celery.taken", "1.celery.part"]


def wait_for_lines(path, expected, seconds=60):
    deadline = time.monotonic() + seconds
    lines = []
    while len(lines) < expected and time.monotonic() < deadline:
        time.sleep(0.1)
        lines = path.read_text().splitlines() if path.exists() else []
    return lines
