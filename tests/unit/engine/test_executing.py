"""The pure parts of executions: transitions, retry policies, deadlines, events, provider cache."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from engine.shared import events
from engine.shared.context import Caller, Organization
from engine.shared.execution_rows import with_texts
from engine.shared.executions import Execution
from engine.shared.models import ExecutionStatus
from engine.shared.provider_cache import ProviderCache
from engine.shared.retry_policy import RetryPolicy, parse_retry_policy
from engine.shared.storage.chunks import ROW_CHARACTERS, unpack
from engine.shared.storage.deadline import allowed, within
from engine.shared.transitions import FINAL, TransitionError, require

EXECUTION = Execution(
    id="0" * 32,
    workflow="greet",
    organization=Organization("org-a", "A"),
    caller=Caller("bo@a.example", None, "Bo"),
    input={"name": "private"},
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def test_only_allowed_transitions_pass():
    good = {("Pending", "Running"), ("Pending", "Cancelled"), ("Pending", "Failed")}
    good |= {("Running", "Running"), *(("Running", final.value) for final in FINAL)}
    for current in ExecutionStatus:
        for wanted in ExecutionStatus:
            if (current.value, wanted.value) in good:
                require(current, wanted)
            else:
                with pytest.raises(TransitionError, match=f"is {current} cannot become {wanted}"):
                    require(current, wanted)


def test_delays_grow_up_to_the_longest_with_some_chance():
    policy = RetryPolicy(5, 1.0, 2.0, 5.0, 0.5)
    assert [policy.delay(n, lambda: 0.0) for n in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 5.0]
    assert [policy.delay(n, lambda: 1.0) for n in (1, 2)] == [0.5, 1.0]
    assert RetryPolicy(20, 1.0, 1e300, 60.0, 0).delay(15, lambda: 0.0) == 60.0


def test_which_failures_are_repeated():
    anything = RetryPolicy(3)
    assert anything.repeats("ConnectionError", 2)
    assert not anything.repeats("ConnectionError", 3)
    assert not anything.repeats("ValidationError", 1)
    named = RetryPolicy(3, retry_on=frozenset({"ValidationError"}))
    assert named.repeats("ValidationError", 1)
    assert not named.repeats("ConnectionError", 1)


def test_policies_in_other_spellings():
    given = {"maxAttempts": 4, "backoffSeconds": 2, "errors": [ValueError, "Odd"], "jitter": 0}
    assert parse_retry_policy(given) == RetryPolicy(
        4, 2.0, jitter=0.0, retry_on=frozenset({"ValueError", "Odd"})
    )
    assert parse_retry_policy(None) == RetryPolicy()


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"max_atempts": 3}, "did you mean 'max_attempts'"),
        ({"zzz": 3}, "known are max_attempts"),
        ({"backoff_seconds": 1}, "needs 'max_attempts'"),
        ({"max_attempts": 0}, "must be 1 to 20"),
        ({"max_attempts": True}, "whole number"),
        ({"max_attempts": 3, "attempts": 3}, "twice"),
        ({"max_attempts": 3, "jitter": 2}, "0 to 1"),
        ({"max_attempts": 3, "backoff_seconds": float("inf")}, "at least 0"),
        ({"max_attempts": 3, "retry_on": "Odd"}, "list of error types"),
        ({"max_attempts": 3, "retry_on": [1]}, "must name error types"),
    ],
)
def test_policies_that_cannot_be_applied(policy, reason):
    with pytest.raises(ValueError, match=reason):
        parse_retry_policy(policy)


async def test_a_deadline_is_for_all_operations_together():
    assert allowed(15) == 15
    with within(0.2):
        assert allowed(15) <= 0.2
        await asyncio.sleep(0.25)
        assert allowed(15) == 0
        with within(5):
            assert allowed(15) > 4
    assert allowed(15) == 15


def test_events_are_one_line_with_ids_and_no_data(caplog):
    caplog.set_level(logging.INFO)
    events.event("ended", EXECUTION, status="Success", error=None)
    (record,) = caplog.records
    assert record.getMessage() == (
        f"execution.ended execution_id={'0' * 32} organization_id=org-a workflow_name=greet"
        " status=Success"
    )
    assert (record.event, record.organization_id) == ("execution.ended", "org-a")
    assert "private" not in str(vars(record))


@pytest.mark.parametrize(
    "error", ["Odd\nINFO forged: line", "bob@a.example has no mailbox", "x" * 101, "", "\ud800"]
)
def test_a_text_that_a_workflow_has_chosen_is_no_line_of_its_own(caplog, error):
    caplog.set_level(logging.INFO)
    events.event("ended", EXECUTION, error=error)
    events.event("ended", EXECUTION, error="Graph.Throttled")
    odd, good = caplog.records
    assert odd.getMessage().endswith(" error=unnamed")
    assert odd.error == "unnamed"
    assert good.getMessage().endswith(" error=Graph.Throttled")


def test_spans_carry_the_ids_where_the_host_traces():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    events._tracer.cache_clear()
    with events.span("ringfence.execution", EXECUTION, mode="sync"):
        pass
    (span,) = exporter.get_finished_spans()
    assert span.name == "ringfence.execution"
    assert dict(span.attributes) == {
        "ringfence.execution_id": "0" * 32,
        "ringfence.organization_id": "org-a",
        "ringfence.workflow_name": "greet",
        "ringfence.mode": "sync",
    }
    events._tracer.cache_clear()


def test_nothing_is_traced_without_opentelemetry(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(events.importlib, "import_module", missing)
    events._tracer.cache_clear()
    with events.span("ringfence.execution", EXECUTION):
        assert events._tracer() is None
    events._tracer.cache_clear()


def test_a_text_that_grows_and_shrinks_leaves_nothing_of_its_past():
    row = {"Status": "Running", "Input": "i"}
    for size in (10, 100_000, 500_000, 20):
        packed = with_texts(row, {"Logs": "x" * size})
        row = packed.properties
        if packed.overflow:
            text = "".join(unpack("Part", part) or "" for part in packed.overflow.values())
        else:
            text = unpack("Logs", row) or ""
        assert text == "x" * size
    assert row == {"Status": "Running", "Input": "i", "Logs": "x" * 20}


def test_all_texts_of_a_row_share_its_room():
    row = with_texts({}, {"Input": "i" * (ROW_CHARACTERS - 100)}).properties
    packed = with_texts(row, {"Result": "r" * 5000, "Error": "e" * 50})
    assert (packed.properties["Error"], packed.properties["ResultRows"]) == ("e" * 50, 1)


async def test_a_caller_that_goes_away_takes_the_answer_from_nobody():
    cache, release = ProviderCache(), asyncio.Event()

    async def ask():
        await release.wait()
        return [{"value": 1}]

    first = asyncio.create_task(cache.get("org-a", "k", 60, ask))
    await asyncio.sleep(0)
    second = asyncio.create_task(cache.get("org-a", "k", 60, ask))
    await asyncio.sleep(0)
    first.cancel()
    release.set()
    answer, cached = await second
    assert (answer.options, cached) == ([{"value": 1}], True)
    assert (await cache.get("org-a", "k", 60, ask))[1] is True
