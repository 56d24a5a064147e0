"""Running a workflow function: exactly one outcome, whatever it does."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time

import pytest

from engine.sdk import ValidationError, WorkflowException, workflow
from engine.shared.cache import CacheStore
from engine.shared.context import Caller, Organization
from engine.shared.declarations import draft_of
from engine.shared.execution_state import ExecutionState
from engine.shared.runner import run


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    """Nobody here needs a second to clean up."""
    monkeypatch.setattr("engine.shared.runner._GRACE_SECONDS", 0.2)


async def outcome_of(function, seconds=5, maximum=300, stop=None, read_secret=None, **arguments):
    workflow("w", "d", timeout_seconds=seconds, max_duration_seconds=maximum)(function)
    state = ExecutionState(
        execution_id="e1",
        organization=Organization("org-a", "A"),
        caller=Caller("u", None, "u"),
        config={},
        read_secret=read_secret,
        store=CacheStore(),
    )
    options = draft_of(function, "@test").finish().options
    limit = min(options.timeout_seconds, options.max_duration_seconds)
    outcome = await run("w", function, state, arguments, limit, stop)
    assert state._closed
    return outcome


async def test_async_success_with_everything_recorded():
    async def w(context, name=None):
        context.log("info", "hello")
        context.save_checkpoint("one")
        context.set_variable("n", {1, 2})
        context.set_variable("o", object())
        await asyncio.sleep(0)
        return {"name": name}

    outcome = await outcome_of(w, name="bo")
    assert (outcome.status, outcome.result, outcome.failure) == ("Success", {"name": "bo"}, None)
    recording = outcome.recording
    assert [line["message"] for line in recording.logs] == ["hello"]
    assert [step["name"] for step in recording.checkpoints] == ["one"]
    assert recording.variables["n"] == [1, 2]
    assert recording.variables["o"].startswith("<not JSON")
    assert outcome.duration_ms >= 0


async def test_a_plain_function_runs_beside_the_loop():
    seen = []

    def w(context):
        seen.append(threading.current_thread())
        time.sleep(0.2)
        return context.execution_id

    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticker = asyncio.create_task(tick())
    outcome = await outcome_of(w)
    ticker.cancel()
    assert (outcome.status, outcome.result) == ("Success", "e1")
    assert seen[0] is not threading.main_thread()
    assert ticks > 5


async def test_a_plain_function_that_returns_a_coroutine_is_awaited():
    async def inner():
        await asyncio.sleep(0)
        return 7

    def w(context):
        return inner()

    assert (await outcome_of(w)).result == 7


@pytest.mark.parametrize("kind", ["async", "plain"])
async def test_a_foreseen_failure_reaches_the_caller(kind):
    def fail():
        raise ValidationError("no \ud800 good", {"why": object})

    async def asynchronous(context):
        fail()

    def plain(context):
        fail()

    outcome = await outcome_of(asynchronous if kind == "async" else plain)
    assert (outcome.status, outcome.result) == ("Failed", None)
    assert (outcome.failure.error, outcome.failure.message) == (
        "ValidationError",
        "no \\ud800 good",
    )
    assert outcome.failure.details.startswith("<not JSON")
    assert "ValidationError" in outcome.failure.internal


async def test_an_unforeseen_failure_is_described_in_the_record_only():
    async def w(context):
        raise KeyError("hunter2")

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", "KeyError")
    assert outcome.failure.message == (
        "the workflow stopped with an unexpected KeyError; see execution e1"
    )
    assert "hunter2" in outcome.failure.internal
    assert outcome.failure.details is None


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
async def test_no_exception_of_a_workflow_ends_the_host(kind):
    async def asynchronous(context):
        raise kind

    def plain(context):
        raise kind

    for function in (asynchronous, plain):
        assert (await outcome_of(function)).failure.error == kind.__name__


async def test_sys_exit_is_a_failure():
    async def w(context):
        sys.exit(0)

    assert (await outcome_of(w)).status == "Failed"


@pytest.mark.parametrize("kind", ["async", "plain"])
async def test_the_time_limit_holds(kind):
    release = threading.Event()

    async def asynchronous(context):
        context.log("info", "begun")
        await asyncio.sleep(30)

    def plain(context):
        context.log("info", "begun")
        release.wait(30)

    begun = time.monotonic()
    outcome = await outcome_of(asynchronous if kind == "async" else plain, seconds=0.2)
    assert time.monotonic() - begun < 5
    release.set()
    assert (outcome.status, outcome.failure.error) == ("TimedOut", "TimeoutError")
    assert outcome.failure.message == "the workflow did not finish within 0.2 seconds"
    assert [line["message"] for line in outcome.recording.logs] == ["begun"]


async def test_the_shorter_of_the_two_limits_counts():
    async def w(context):
        await asyncio.sleep(30)

    assert (await outcome_of(w, seconds=30, maximum=0.1)).status == "TimedOut"


async def test_a_workflow_may_clean_up_when_it_is_stopped():
    cleaned = []

    async def w(context):
        try:
            await asyncio.sleep(30)
        finally:
            cleaned.append(True)

    assert (await outcome_of(w, seconds=0.1)).status == "TimedOut"
    assert cleaned == [True]


async def test_a_workflow_that_ignores_its_cancellation_is_interrupted():
    threads = []

    async def w(context):
        threads.append(threading.current_thread())
        while True:
            try:
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                continue

    assert (await outcome_of(w, seconds=0.1)).status == "TimedOut"
    await asyncio.to_thread(threads[0].join, 2)
    assert not threads[0].is_alive()


@pytest.mark.parametrize("kind", ["async", "plain"])
async def test_a_workflow_that_never_yields_is_ended_and_stops_nobody(kind):
    ended = threading.Event()

    def spin():
        try:
            while True:
                pass
        finally:
            ended.set()

    async def asynchronous(context):
        spin()

    def plain(context):
        spin()

    longest, last = 0.0, time.monotonic()

    async def tick():
        nonlocal longest, last
        while True:
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()

    ticker = asyncio.create_task(tick())
    function = asynchronous if kind == "async" else plain
    outcome = await outcome_of(function, seconds=0.3)
    ticker.cancel()
    assert outcome.status == "TimedOut"
    assert ended.wait(2)
    assert longest < 0.5


async def test_a_call_that_nothing_ends_is_left_behind(monkeypatch, caplog):
    monkeypatch.setattr("engine.shared.runner._GRACE_SECONDS", 0.1)
    release = threading.Event()

    def w(context):
        release.wait(30)

    assert (await outcome_of(w, seconds=0.1)).status == "TimedOut"
    assert "ignores its cancellation" in caplog.text
    release.set()


@pytest.mark.parametrize("kind", ["async", "plain"])
async def test_a_cancelled_execution_says_so(kind):
    stop, release = asyncio.Event(), threading.Event()
    asyncio.get_running_loop().call_later(0.1, stop.set)

    async def asynchronous(context):
        await asyncio.sleep(30)

    def plain(context):
        while not release.wait(0.05):
            pass

    function = asynchronous if kind == "async" else plain
    outcome = await outcome_of(function, stop=stop)
    assert (outcome.status, outcome.failure.error) == ("Cancelled", "Cancelled")


async def test_a_secret_is_read_on_the_loop_of_the_engine(monkeypatch):
    loops = []

    async def read(key):
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return f"value of {key}"

    async def w(context):
        loops.append(asyncio.get_running_loop())
        return len(await context.get_secret("crm"))

    assert (await outcome_of(w, read_secret=read)).result == len("value of crm")
    assert loops[1] is asyncio.get_running_loop()
    assert loops[0] is not loops[1]


async def test_a_builtin_timeout_inside_a_workflow_is_its_own_failure():
    async def w(context):
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", "TimeoutError")
    assert "unexpected" in outcome.failure.message


async def test_something_awaited_that_was_cancelled_is_a_failure():
    async def w(context):
        other = asyncio.create_task(asyncio.sleep(30))
        other.cancel()
        await other

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", "CancelledError")


async def test_a_workflow_that_cancels_itself_is_a_failure():
    async def w(context):
        asyncio.current_task().cancel()
        await asyncio.sleep(1)

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", "CancelledError")


async def test_a_cancelled_request_stops_its_workflow():
    stopped = threading.Event()
    started = threading.Event()

    async def w(context):
        started.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            stopped.set()
            raise

    request = asyncio.create_task(outcome_of(w))
    assert await asyncio.to_thread(started.wait, 5)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert await asyncio.to_thread(stopped.wait, 1)


LOOP: list = []
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (object(), "value is a object"),
        ({"a": [1, b"x"]}, r"value\['a'\]\[1\] is a bytes"),
        ({"a": float("nan")}, r"value\['a'\] is nan"),
        ({(1, 2): 3}, "key of type tuple"),
        (LOOP, "nested too deeply or contains itself"),
    ],
)
async def test_a_result_that_is_not_json_is_a_failure_that_says_where(result, reason):
    async def w(context):
        return result

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", "ResultNotSerializable")
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(outcome.failure.message)


async def test_a_loop_that_is_gone_when_a_left_behind_thread_ends(caplog):
    release, ended = threading.Event(), threading.Event()

    def w(context):
        while not release.is_set():
            try:
                release.wait(30)
            except BaseException:  # noqa: BLE001 - what ends every other call
                continue
        ended.set()

    await asyncio.to_thread(lambda: asyncio.run(outcome_of(w, seconds=0.1)))
    release.set()
    assert await asyncio.to_thread(ended.wait, 5)
    for _ in range(100):
        if "ended after its event loop" in caplog.text:
            break
        await asyncio.sleep(0.02)
    assert "workflow-w ended after its event loop" in caplog.text


async def test_scratch_is_gone_after_the_run():
    paths = []

    async def w(context):
        paths.append(context.scratch)
        (context.scratch / "f").write_text("x")
        raise WorkflowException("Odd", "on purpose")

    await outcome_of(w)
    assert not os.path.exists(paths[0])  # noqa: PTH110


@pytest.mark.parametrize(
    ("error", "work"),
    [
        ("RecursionError", lambda again: again(again)),
        ("MemoryError", lambda _: bytearray(10**15)),
        ("SystemExit", lambda _: sys.exit(3)),
    ],
)
async def test_what_would_end_a_process_ends_its_execution_alone(error, work):
    def w(context):
        return work(lambda again: again(again))

    outcome = await outcome_of(w)
    assert (outcome.status, outcome.failure.error) == ("Failed", error)


async def test_a_thread_that_outlives_its_execution_gets_nothing_more_and_changes_no_record():
    go, refused = threading.Event(), []

    def later(context):
        go.wait(5)
        context.log("info", "too late")
        with context.integration_call("crm", "too late"):
            pass
        try:
            context.get_config("plan")
        except RuntimeError as error:
            refused.append(str(error))

    threads = []

    def w(context):
        context.log("info", "in time")
        threads.append(threading.Thread(target=later, args=(context,)))
        threads[0].start()
        return 1

    outcome = await outcome_of(w)
    go.set()
    await asyncio.to_thread(threads[0].join, 5)
    assert outcome.status == "Success"
    assert [line["message"] for line in outcome.recording.logs] == ["in time"]
    assert outcome.recording.integration_calls == []
    assert [text for text in refused if "has ended" in text]


async def test_a_call_that_is_under_way_at_the_time_limit_has_no_known_end():
    release = threading.Event()

    def w(context):
        with context.integration_call("crm", "ask"):
            try:
                release.wait(5)
            except BaseException:
                release.wait(5)
                raise

    outcome = await outcome_of(w, seconds=0.05)
    release.set()
    assert outcome.status == "TimedOut"
    assert [one["status"] for one in outcome.recording.integration_calls] == ["Unknown"]
