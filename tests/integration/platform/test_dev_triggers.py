"""Queue and timer triggers on the dev host: real messages, real ticks, real redelivery."""

from __future__ import annotations

import json
import os
import socket
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from tests.conftest import ROOT
from tests.integration.platform.harness import until
from tools.dev.child import ServerProcess
from tools.dev.queues import QueueRules
from tools.dev.timers import FILE, Monitor, ScheduleError, next_tick

APP = """
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

def note(text):
    with open("notes", "a") as file:
        file.write(text + "\\n")

@app.queue_trigger(arg_name="msg", queue_name="work", connection="AzureWebJobsStorage")
async def work(msg: func.QueueMessage) -> None:
    body = msg.get_body().decode()
    note(f"work {body} {msg.dequeue_count}")
    if body == "bad":
        raise RuntimeError("no")

@app.queue_trigger(arg_name="msg", queue_name="work-poison", connection="AzureWebJobsStorage")
def bury(msg: func.QueueMessage) -> None:
    note(f"poison {msg.get_body().decode()} {msg.dequeue_count}")

@app.timer_trigger(arg_name="timer", schedule="* * * * * *")
def tick(timer: func.TimerRequest) -> None:
    note("tick" + (" late" if timer.past_due else ""))

@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
def yearly(timer: func.TimerRequest) -> None:
    note("year" + (" late" if timer.past_due else ""))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "function_app.py").write_text(textwrap.dedent(APP))
    rules = {"maxDequeueCount": 3, "visibilityTimeout": "00:00:00"}
    (tmp_path / "host.json").write_text(json.dumps({"extensions": {"queues": rules}}))
    # The last run of the yearly timer was long ago, so one tick and more was missed.
    monitor = {"yearly 0 0 0 1 1 *": "2020-06-01T00:00:00+00:00"}
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(json.dumps(monitor))
    return tmp_path


@pytest.fixture
def notes(root: Path, storage: str) -> Iterator[Path]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "AzureWebJobsStorage": storage}
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(16)
        process = ServerProcess.start(root, one, environ)
        assert {entry["name"] for entry in process.served.background} == {
            "work",
            "bury",
            "tick",
            "yearly",
        }
        yield root / "notes"
        process.kill()


def lines(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


def exists(queue: QueueClient) -> bool:
    """Whether the host has made its queue, which it does when it first finds none."""
    try:
        queue.get_queue_properties()
    except ResourceNotFoundError:
        return False
    return True


def test_messages_are_delivered_and_poison_is_set_aside(notes: Path, storage: str) -> None:
    with QueueClient.from_connection_string(
        storage, "work", message_encode_policy=TextBase64EncodePolicy()
    ) as queue:
        until(lambda: "tick" in lines(notes) and exists(queue), 20)
        queue.send_message("good")
        queue.send_message("bad")
        until(lambda: "poison bad 1" in lines(notes), 30)
        assert [line for line in lines(notes) if line.startswith("work good")] == ["work good 1"]
        bad = [line for line in lines(notes) if line.startswith("work bad")]
        assert bad == ["work bad 1", "work bad 2", "work bad 3"]
        until(lambda: not list(queue.peek_messages()), 20)
    until(lambda: lines(notes).count("tick") >= 2, 20)
    # Missed for years, run once, and said to be late.
    assert [line for line in lines(notes) if line.startswith("year")] == ["year late"]


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("*/15 * * * * *", "2026-01-01T00:00:01", "2026-01-01T00:00:15"),
        ("0 30 9 * * *", "2026-01-01T10:00:00", "2026-01-02T09:30:00"),
        ("0 0 0 1 * *", "2026-01-15T00:00:00", "2026-02-01T00:00:00"),
        ("0 0 9 * * 1-5", "2026-01-02T10:00:00", "2026-01-05T09:00:00"),
        ("30 9 * * *", "2026-01-01T10:00:00", "2026-01-02T09:30:00"),
        ("0 0 0 13 * 5", "2026-01-01T00:00:00", "2026-02-13T00:00:00"),
    ],
)
def test_schedules_have_six_fields_and_seconds_first(
    schedule: str, after: str, expected: str
) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_tick(schedule, moment) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("schedule", ["", "* * *", "0 0 0 32 1 *", "x 0 0 1 1 *", "61 * * * * *"])
def test_what_is_no_schedule(schedule: str) -> None:
    with pytest.raises(ScheduleError, match="is not a schedule"):
        next_tick(schedule, datetime.now(UTC))


def test_the_monitor_survives_and_forgets_a_changed_schedule(tmp_path: Path) -> None:
    moment = datetime.now(UTC) - timedelta(days=1)
    Monitor(tmp_path / "a" / "m.json").ran("tick", "0 0 * * * *", moment)
    again = Monitor(tmp_path / "a" / "m.json")
    assert again.last("tick", "0 0 * * * *") == moment
    assert again.last("tick", "0 1 * * * *") is None
    (tmp_path / "a" / "m.json").write_text("{")
    assert Monitor(tmp_path / "a" / "m.json").last("tick", "0 0 * * * *") is None


def test_the_rules_are_those_of_host_json() -> None:
    given = {"batchSize": 4, "maxDequeueCount": 2, "visibilityTimeout": "00:01:30"}
    rules = QueueRules.read({"extensions": {"queues": given}}, lock=3)
    assert (rules.batch, rules.max_deliveries, rules.retry_after, rules.lock) == (4, 2, 90.0, 3)
    assert QueueRules.read({}) == QueueRules()
