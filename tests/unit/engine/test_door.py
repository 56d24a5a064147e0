"""The door: its names, its errors, and attribute access that cannot leave the data."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.sdk import (
    ConfigurationError,
    IntegrationError,
    TimeoutError,  # noqa: A004
    ValidationError,
    WorkflowException,
    build_test_context,
    public_attr,
)

PUBLIC = ["engine.sdk", *(f"engine.shared.{n}" for n in ("decorators", "context", "models"))]


@pytest.mark.parametrize("name", [*PUBLIC, "engine.shared.error_handling"])
def test_public_modules_list_their_names_literally(name):
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__).read_text())
    literal = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
    )
    assert literal == sorted(set(literal))
    assert all(hasattr(module, item) for item in literal)


def test_the_door_does_not_load_the_cloud_sdk(tmp_path):
    code = "import engine.sdk, sys; print([m for m in sys.modules if m.startswith('azure')])"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_workflow_exception_keeps_type_message_and_details():
    error = WorkflowException("LicenseUnavailable", "no license left", {"sku": "SPB"})
    assert (error.error_type, error.message) == ("LicenseUnavailable", "no license left")
    assert error.details == {"sku": "SPB"}
    assert str(error) == "LicenseUnavailable: no license left"


@pytest.mark.parametrize(
    "kind", [ValidationError, IntegrationError, TimeoutError, ConfigurationError]
)
def test_named_exceptions_carry_their_own_name_and_survive_pickling(kind):
    error = pickle.loads(pickle.dumps(kind("text", [1])))
    assert isinstance(error, WorkflowException)
    assert (error.error_type, error.message, error.details) == (kind.__name__, "text", [1])


@dataclass
class Ticket:
    number: int
    _hidden: str = "no"


def test_public_attr_reads_data():
    assert public_attr(Ticket(7), "number") == 7
    assert public_attr(Ticket(7), "absent", "fallback") == "fallback"
    assert public_attr(Ticket(7), "absent", None) is None


def test_public_attr_without_default_says_what_is_missing():
    with pytest.raises(AttributeError, match="absent"):
        public_attr(Ticket(7), "absent")


@pytest.mark.parametrize("name", ["_hidden", "__class__", "\uff3fhidden", "\ufe4dclass"])
def test_public_attr_refuses_private_names_in_any_spelling(name):
    with pytest.raises(ValueError, match="private"):
        public_attr(Ticket(7), name, None)


class Text(str):  # noqa: SLOT000 - a plain subclass is the point
    """A str whose methods the caller controls."""


@pytest.mark.parametrize("name", [b"number", 7, None, Text("number")])
def test_public_attr_refuses_names_that_are_not_plain_str(name):
    with pytest.raises(TypeError, match="must be a str"):
        public_attr(Ticket(7), name)


def _generator():
    yield


async def _coroutine():
    return None


def test_public_attr_refuses_everything_that_is_not_data():
    coroutine = _coroutine()
    refused = [
        json,
        Ticket,
        public_attr,
        len,
        "".join,
        build_test_context().log,
        build_test_context(),
        inspect.currentframe(),
        public_attr.__code__,
        _generator(),
        coroutine,
    ]
    for obj in refused:
        with pytest.raises(TypeError, match="public_attr reads data"):
            public_attr(obj, "name", None)
    coroutine.close()


class _Proxy:
    """What the checker lets a workflow write: it has every attribute of its target."""

    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)


def test_public_attr_refuses_running_code_behind_a_proxy():
    for name in ("gi_frame", "gi_code"):
        with pytest.raises(TypeError, match="is no data"):
            public_attr(_Proxy(_generator()), name)


def test_public_attr_refuses_to_hand_out_a_module():
    with pytest.raises(TypeError, match="is a module"):
        public_attr(SimpleNamespace(tool=json), "tool")
