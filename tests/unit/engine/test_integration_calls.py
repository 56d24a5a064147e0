"""Calls of other systems, as a workflow records them."""

from __future__ import annotations

import asyncio
import math
import threading

import pytest

from engine.sdk import IntegrationError, build_test_context
from engine.shared.integration_calls import settled


@pytest.fixture
def calls():
    return []


@pytest.fixture
def context(calls):
    return build_test_context(integration_calls=calls)


def ended(calls):
    return [(one["status"], one["statusCode"], one["error"]) for one in calls]


def test_a_call_is_recorded_from_its_beginning(context, calls):
    with context.integration_call("microsoft-graph", "POST /users", {"n": 1}) as call:
        (running,) = calls
        assert (running["status"], running["durationMs"]) == ("Running", None)
        assert (running["integration"], running["operation"]) == ("microsoft-graph", "POST /users")
        assert running["timestamp"].endswith("Z")
        assert running["data"] == {"n": 1}
        call.set_status(201)
    assert ended(calls) == [("Success", 201, None)]
    assert calls[0]["durationMs"] >= 0
    # What a heartbeat has taken for storing stays as it was.
    assert running["status"] == "Running"


async def test_an_async_block_is_timed_as_well(context, calls):
    async with context.integration_call("crm", "ask"):
        await asyncio.sleep(0.05)
    assert ended(calls) == [("Success", None, None)]
    assert calls[0]["durationMs"] >= 40


def test_a_call_that_raises_has_failed_and_the_exception_goes_on(context, calls):
    with pytest.raises(IntegrationError), context.integration_call("crm", "ask"):
        raise IntegrationError("the CRM says no")
    # The message of an exception that nobody foresaw may quote an address with its key.
    with pytest.raises(KeyError), context.integration_call("crm", "ask"):
        raise KeyError("https://crm.example/?key=abc")
    assert ended(calls) == [
        ("Failed", None, "IntegrationError: the CRM says no"),
        ("Failed", None, "KeyError"),
    ]


@pytest.mark.parametrize(
    ("code", "status"), [(200, "Success"), (399, "Success"), (400, "Failed"), (599, "Failed")]
)
def test_a_status_of_400_or_more_is_a_failure(context, calls, code, status):
    with context.integration_call("crm", "ask") as call:
        call.set_status(code)
    context.track_integration_call("crm", "ask", status_code=code)
    assert ended(calls) == [(status, code, None)] * 2


def test_a_call_can_be_said_to_have_failed(context, calls):
    with context.integration_call("crm", "ask") as call:
        call.fail("no such customer")
    assert ended(calls) == [("Failed", None, "no such customer")]


async def test_a_cancelled_call_says_so(context, calls):
    async def ask():
        async with context.integration_call("crm", "ask"):
            await asyncio.sleep(60)

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended(calls) == [("Cancelled", None, "CancelledError")]


def test_a_call_that_was_timed_by_somebody_else(context, calls):
    context.track_integration_call("crm", "ask", duration_ms=12.6, data={"page": 2})
    context.track_integration_call("crm", "ask", error="timed out")
    assert ended(calls) == [("Success", None, None), ("Failed", None, "timed out")]
    assert (calls[0]["durationMs"], calls[0]["data"], calls[1]["durationMs"]) == (
        13,
        {"page": 2},
        None,
    )


def test_a_call_is_used_once(context, calls):
    call = context.integration_call("crm", "ask")
    with call:
        pass
    with pytest.raises(RuntimeError, match="used once"), call:
        raise AssertionError
    assert len(calls) == 1


def test_the_end_of_a_call_that_never_began_changes_nothing(context, calls):
    context.integration_call("crm", "ask").__exit__(None, None, None)
    assert calls == []


@pytest.mark.parametrize(("integration", "operation"), [("", "ask"), ("crm", " "), (None, "ask")])
def test_names_that_say_nothing(context, integration, operation):
    with pytest.raises(ValueError, match="named by texts"):
        context.integration_call(integration, operation)
    with pytest.raises(ValueError, match="named by texts"):
        context.track_integration_call(integration, operation)


@pytest.mark.parametrize("code", [0, 99, 600, True, "200", 200.0])
def test_what_is_no_http_status(context, calls, code):
    with (
        context.integration_call("crm", "ask") as call,
        pytest.raises(ValueError, match="100 to 599"),
    ):
        call.set_status(code)
    with pytest.raises(ValueError, match="100 to 599"):
        context.track_integration_call("crm", "ask", status_code=code)
    assert len(calls) == 1


@pytest.mark.parametrize("duration", [-1, math.inf, math.nan, True, "5"])
def test_what_is_no_duration(context, calls, duration):
    with pytest.raises(ValueError, match="number of milliseconds"):
        context.track_integration_call("crm", "ask", duration_ms=duration)
    assert calls == []


def test_data_that_is_not_json_becomes_a_note(context, calls):
    context.track_integration_call("crm", "ask", data=object())
    assert calls[0]["data"].startswith("<not JSON")


def test_calls_from_many_threads_keep_apart():
    entries = []
    context = build_test_context(integration_calls=entries)

    def ask(number):
        for _ in range(50):
            with context.integration_call("crm", f"ask {number}") as call:
                call.set_status(200 + number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(entries) == 200
    assert all(one["operation"] == f"ask {one['statusCode'] - 200}" for one in entries)


def test_what_still_runs_when_its_execution_ends_has_no_known_end():
    entries = [{"status": "Running", "operation": "a"}, {"status": "Failed"}, "odd"]
    assert settled(entries) == [
        {"status": "Unknown", "operation": "a"},
        {"status": "Failed"},
        "odd",
    ]
