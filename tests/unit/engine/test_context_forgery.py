"""Roads by which workspace code could reach another execution's state: each one is walked."""

from __future__ import annotations

import asyncio
import copy
import copyreg
import gc
import pickle
import weakref
from pathlib import Path

import pytest

from engine.sdk import (
    ConfigurationError,
    IntegrationError,
    OrganizationContext,
    build_test_context,
    param,
    workflow,
)
from engine.shared.cache import CacheStore, ContextCache, close_cache, open_cache
from engine.shared.config_values import plain
from engine.shared.context import Caller, Organization, open_context, state_of
from engine.shared.declarations import DeclarationError, collect
from engine.shared.execution_state import ExecutionState
from engine.shared.integration_calls import IntegrationCall


class LookAlike:
    """Has the hash it is told to have, and equals everything; keeps what it is compared with."""

    def __init__(self, number=0):
        self.number = number
        self.met = []

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        self.met.append(other)
        return True

    @property
    def __class__(self):
        return OrganizationContext


def victim_and_state(**config):
    async def read_secret(key):
        raise ConfigurationError(f"there is no secret {key!r}")

    state = ExecutionState(
        execution_id="e1",
        organization=Organization("org-victim", "Victim"),
        caller=Caller("u", None, "U"),
        config=plain(config),
        read_secret=read_secret,
        store=CacheStore(),
    )
    return open_context(state), state


READS = {
    "get_config": lambda fake: OrganizationContext.get_config(fake, "api_key"),
    "has_config": lambda fake: OrganizationContext.has_config(fake, "api_key"),
    "org_id": OrganizationContext.org_id.__get__,
    "cache": OrganizationContext.cache.__get__,
    "scratch": OrganizationContext.scratch.__get__,
    "log": lambda fake: OrganizationContext.log(fake, "info", "x"),
    "get_variable": lambda fake: OrganizationContext.get_variable(fake, "x"),
    "set_variable": lambda fake: OrganizationContext.set_variable(fake, "x", 1),
    "save_checkpoint": lambda fake: OrganizationContext.save_checkpoint(fake, "x"),
    "integration_call": lambda fake: OrganizationContext.integration_call(fake, "crm", "ask"),
    "track": lambda fake: OrganizationContext.track_integration_call(fake, "crm", "ask"),
    "call.begin": IntegrationCall.__enter__,
    "call.end": lambda fake: IntegrationCall.__exit__(fake, None, None, None),
    "call.set_status": lambda fake: IntegrationCall.set_status(fake, 200),
    "call.fail": lambda fake: IntegrationCall.fail(fake, "x"),
    "get_secret": lambda fake: asyncio.run(OrganizationContext.get_secret(fake, "api_key")),
    "cache.get": lambda fake: ContextCache.get(fake, "k"),
    "cache.set": lambda fake: ContextCache.set(fake, "k", 1),
    "cache.delete": lambda fake: ContextCache.delete(fake, "k"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_object_that_equals_every_context_is_none(read):
    victim, _ = victim_and_state(api_key="of the victim")
    victim.cache.set("k", "of the victim")
    for number in (hash(victim), id(victim), id(victim) >> 4, hash(victim.cache)):
        fake = LookAlike(number)
        assert isinstance(fake, OrganizationContext)
        with pytest.raises(TypeError, match="of the engine's making"):
            read(fake)
        assert fake.met == []


def bare():
    return object.__new__(OrganizationContext)


def of_a_subclass():
    # The metaclass refuses subclasses; one that sets it aside is still no context.
    loose = type("Loose", (type(OrganizationContext),), {"__new__": type.__new__})
    return object.__new__(
        loose("Sub", (OrganizationContext,), {"__slots__": (), "__hash__": lambda _: 1})
    )


def with_the_class_assigned():
    made = of_a_subclass()
    made.__class__ = OrganizationContext
    return made


@pytest.mark.parametrize("make", [bare, of_a_subclass, with_the_class_assigned])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_context_that_the_engine_did_not_make_has_no_state(make, read):
    victim, _ = victim_and_state(api_key="of the victim")
    fake = make()
    with pytest.raises(TypeError, match="of the engine's making"):
        read(fake)
    assert victim.get_config("api_key") == "of the victim"


def test_a_recycled_address_is_no_way_to_a_dead_context():
    for _ in range(200):
        victim, _state = victim_and_state(api_key="of the victim")
        del victim, _state
        fakes = [bare() for _ in range(20)]
        for fake in fakes:
            with pytest.raises(TypeError, match="of the engine's making"):
                fake.get_config("api_key")


@pytest.mark.parametrize("closed", [OrganizationContext, ContextCache, IntegrationCall])
def test_the_classes_are_neither_extended_nor_changed(closed):
    with pytest.raises(TypeError, match="cannot be subclassed"):
        type("Sub", (closed,), {})

    class Mixin:
        def __init_subclass__(cls, **options):
            """Swallows the hook of the next class."""

    with pytest.raises(TypeError, match="cannot be subclassed"):
        type(closed)("Sub", (Mixin, closed), {})
    with pytest.raises(TypeError, match="every organization's executions use it"):
        closed.__eq__ = lambda *_: True
    with pytest.raises(TypeError, match="every organization's executions use it"):
        del closed.__init__


@pytest.mark.parametrize(
    "duplicate",
    [
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
        lambda context: context.__reduce_ex__(2),
        lambda context: object.__reduce_ex__(context, 2),
        lambda context: copyreg.__reduce_ex__(context, 1),
        lambda context: copyreg.__newobj__(type(context)),
    ],
)
def test_a_context_cannot_be_duplicated(duplicate):
    with pytest.raises(TypeError):
        duplicate(build_test_context())


@pytest.mark.parametrize(
    "holder",
    [
        build_test_context,
        lambda: build_test_context().cache,
        lambda: build_test_context().integration_call("crm", "ask"),
    ],
)
def test_no_descriptor_weak_reference_or_name_leads_to_the_state(holder):
    held = holder()
    assert not hasattr(held, "__slots__")
    members = [value for one in type(held).__mro__ for value in vars(one).values()]
    assert not [value for value in members if type(value).__name__ == "member_descriptor"]
    with pytest.raises(TypeError, match="weak reference"):
        weakref.ref(held)
    with pytest.raises(AttributeError):
        held.anything = 1


def test_another_class_with_the_same_layout_does_not_open_the_slot():
    context = build_test_context()
    twin = type("Twin", (), {"__slots__": ("slot_",)})
    with pytest.raises(TypeError, match="layout"):
        context.__class__ = twin


def test_an_ended_execution_leaves_nothing_behind_for_whoever_keeps_its_context():
    context, state = victim_and_state(api_key="of the victim")
    cache = context.cache
    state.close()
    for read in (
        lambda: context.get_config("api_key"),
        lambda: context.has_config("api_key"),
        lambda: context.cache,
        lambda: context.scratch,
        lambda: asyncio.run(context.get_secret("api_key")),
        lambda: cache.get("k"),
        lambda: cache.set("k", 1),
    ):
        with pytest.raises(RuntimeError, match="has ended"):
            read()


def test_the_cache_of_an_ended_execution_is_closed_and_the_store_is_not():
    store = CacheStore()
    first, second = open_cache(store), open_cache(store)
    first.set("k", "v")
    close_cache(first)
    assert second.get("k") == "v"


def test_the_testing_helper_reaches_nothing_of_the_organization_it_names():
    victim, _ = victim_and_state(api_key="of the victim")
    victim.cache.set("k", "of the victim")
    made = build_test_context(org_id="org-victim")
    assert made.get_config("api_key") is None
    assert made.cache.get("k") is None
    with pytest.raises(ConfigurationError, match="no secret"):
        asyncio.run(made.get_secret("api_key"))


class Shifty(str):
    """A text that says something else whenever it is formatted, compared or converted."""

    __slots__ = ()

    def __str__(self):
        return "org-victim--key"

    def __format__(self, spec):
        return "org-victim--key"

    def __eq__(self, other):
        raise AssertionError("asked to compare")

    def __hash__(self):
        raise AssertionError("asked for its hash")


async def test_keys_are_narrowed_to_plain_texts_before_they_are_checked():
    asked = []

    async def read_secret(key):
        asked.append(key)
        return "s"

    context = build_test_context(config={"key": 1})
    state_of(context).read_secret = read_secret
    await context.get_secret(Shifty("key"))
    assert [(type(key), key) for key in asked] == [(str, "key")]
    assert context.get_config(Shifty("key")) == 1
    assert context.has_config(Shifty("key"))
    context.cache.set(Shifty("key"), 2)
    assert context.cache.get("key") == 2
    with pytest.raises(TypeError, match="must be a str"):
        context.get_config(7)


async def test_a_failure_brings_no_frame_or_cause_of_the_secret_store_along():
    async def read_secret(key):
        request = {"Authorization": "Bearer of the platform"}
        try:
            Path(request["Authorization"]).read_text()
        except OSError as error:
            raise IntegrationError("the secret store does not answer") from error

    context = build_test_context()
    state_of(context).read_secret = read_secret
    with pytest.raises(IntegrationError) as caught:
        await context.get_secret("key")
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    frames = []
    step = error.__traceback__
    while step is not None:
        frames.append(step.tb_frame)
        step = step.tb_next
    assert [frame.f_code.co_name for frame in frames][1:] == ["get_secret"]
    held = [value for frame in frames[1:] for value in frame.f_locals.values()]
    assert not [value for value in held if isinstance(value, ExecutionState) or callable(value)]


class FromTheStoreError(Exception):
    """Holds the request, as the exceptions of client libraries do."""

    def __init__(self, request):
        super().__init__(request)
        self.request = request


@pytest.mark.parametrize("how", [FromTheStoreError, asyncio.CancelledError])
async def test_an_unforeseen_failure_brings_nothing_along_either(how, caplog):
    async def read_secret(key):
        request = {"Authorization": "Bearer of the platform"}
        raise how(request) if how is FromTheStoreError else how

    context = build_test_context()
    state_of(context).read_secret = read_secret
    expected = IntegrationError if how is FromTheStoreError else how
    with pytest.raises(expected) as caught:
        await context.get_secret("key")
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    assert "platform" not in repr(error.args) + caplog.text
    names = []
    step = error.__traceback__
    while step is not None:
        names.append(step.tb_frame.f_code.co_name)
        held = step.tb_frame.f_locals.values() if names[1:] else ()
        assert not [
            value for value in held if isinstance(value, ExecutionState | FromTheStoreError)
        ]
        step = step.tb_next
    assert names[1:] == ["get_secret"]


class Lying(str):
    """A text whose own methods would run in the engine."""

    __slots__ = ()

    def __str__(self):
        return self

    def replace(self, *_):
        return self


async def test_texts_are_narrowed_before_they_are_recorded(caplog):
    caplog.set_level("DEBUG", logger="ringfence.workflow")
    logs, checkpoints = [], []
    context = build_test_context(
        secrets={"key": "hunter2-long"}, logs=logs, checkpoints=checkpoints
    )
    secret = Lying(await context.get_secret("key"))
    context.log("info", secret, {"data": secret})
    context.save_checkpoint(secret, secret)
    context.set_variable(secret, 1)
    kept = [logs[0]["message"], logs[0]["data"]["data"], *state_of(context).variables]
    kept += [checkpoints[0]["name"], checkpoints[0]["data"]]
    assert [type(text) for text in kept] == [str] * 5
    assert "hunter2" not in caplog.text


def test_the_state_prints_nothing_of_the_client():
    _, state = victim_and_state(api_key="of the victim")
    assert "victim" not in repr(state).lower()


def test_a_look_alike_of_a_function_gets_no_other_modules_draft():
    with collect() as drafts:

        @workflow("mine", "Mine")
        async def mine(context):
            return 1

        class Fake(LookAlike):
            __wrapped__ = mine

            @property
            def __class__(self):
                return type(mine)

        for decorate in (param("x", "string"), workflow("theirs", "Theirs")):
            with pytest.raises(DeclarationError, match="belongs on a `def`"):
                decorate(Fake(hash(mine)))
    assert [(draft.function, draft.parameters) for draft in drafts] == [(mine, [])]


def test_nothing_but_the_function_itself_hangs_on_a_decorated_function():
    @workflow("plain", "Plain")
    @param("x", "string")
    async def plain_function(context, x=None):
        return x

    assert vars(plain_function) == {}
    assert not gc.get_referents(vars(plain_function))
