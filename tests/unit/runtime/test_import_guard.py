"""What a workspace module may import at run time, whatever it does to its own globals."""

from __future__ import annotations

import _thread
import importlib
import logging
import sys
import threading
import time
import types

import pytest

from engine.shared import backstop, import_guard
from engine.shared.import_policy import Door
from engine.shared.seal import SealError
from tests.unit.runtime.conftest import DENIED, DOOR

REFUSED = {
    "engine module": "import engine.shared.storage.tables",
    "engine module, from": "from engine.shared import startup",
    "engine module, renamed": "import engine.shared.settings as s",
    "the engine itself": "from engine import execute",
    "the checker": "import tools.seal",
    "a closed name of the door": "from engine.sdk import OrganizationContext",
    "a private name of the door": "from engine.sdk import _x",
    "everything of the door": "from engine.sdk import *",
    "denied": "import subprocess",
    "denied, from": "from importlib import util",
    "denied below": "import importlib.util",
    "denied through its parent": "from concurrent import interpreters",
    "private": "import _posixsubprocess",
    "not listed": "import pytest",
    "above the workspace": "from ... import engine",
    "above, with a name": "from ...engine import sdk",
    "a module through another": "from asyncio.base_events import subprocess",
    "the engine through another": "import sys\nfrom logging import leak",
    "whatever a module has": "from concurrent.futures.thread import *",
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_refused(make_tree, source, monkeypatch, caplog):
    tree = make_tree({"workflows/a.py": f"# first line\n{source}\n"})
    monkeypatch.setattr(logging, "leak", sys.modules["engine.shared"], raising=False)
    caplog.set_level(logging.WARNING)
    with pytest.raises(ImportError, match="workspace code may not import") as caught:
        importlib.import_module("workspace.workflows.a")
    line = 1 + len(source.splitlines())
    place = f"{tree.root}/workspace/workflows/a.py:{line}"
    assert str(caught.value).startswith(place)
    assert str(caught.value).endswith("workspace code uses the engine through engine.sdk")
    (violation,) = tree.reported
    assert (violation.importer, violation.line) == ("workspace.workflows.a", line)
    assert f"{violation.file}:{violation.line}" == place
    assert [record.levelname for record in caplog.records if place in record.message] == ["WARNING"]


@pytest.mark.parametrize(
    "source",
    [
        "import json, os.path, concurrent.futures, email.message",
        "from os import path",
        "from json import dumps as d, loads",
        "from concurrent.futures import ThreadPoolExecutor",
        "from xml.etree import ElementTree",
        "from __future__ import annotations",
        "import pydantic\nfrom pydantic import BaseModel",
        "import engine.sdk\nengine.sdk.workflow",
        "import engine.sdk as sdk\nsdk.workflow",
        "from engine.sdk import workflow, read_resource",
        "from engine import sdk",
        "import workspace.workflows",
    ],
)
def test_allowed_and_the_same_object_every_time(make_tree, source):
    body = "\n".join(f"    {line}" for line in source.splitlines() if "__future__" not in line)
    text = f"{source}\ndef again():\n{body or '    pass'}\n    return locals()\n"
    tree = make_tree({"workflows/a.py": text})
    module = importlib.import_module("workspace.workflows.a")
    assert module.again() == module.again()
    assert tree.reported == []


def test_a_missing_module_is_missing_as_in_python(make_tree):
    make_tree({"a.py": "from json import no_such_name\n", "b.py": "import xml.no_such_module\n"})
    with pytest.raises(ImportError, match="cannot import name 'no_such_name'"):
        importlib.import_module("workspace.a")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        importlib.import_module("workspace.b")


class TestDoor:
    def test_is_no_engine_module(self, make_tree):
        make_tree({"a.py": "import engine.sdk as sdk\nimport engine\n"}, door=DOOR)
        module = importlib.import_module("workspace.a")
        assert type(module.sdk) is type(module.engine) is Door
        assert module.engine.sdk is module.sdk
        assert module.sdk is not sys.modules["engine.sdk"]
        names = {name for name in dir(module.sdk) if not name.startswith("__")}
        assert names == DOOR["engine.sdk"]
        assert not hasattr(module.engine, "shared")
        for value in (module.sdk, module.engine):
            assert (value.__spec__, value.__loader__) == (None, None)
            assert not hasattr(value, "__file__")

    def test_cannot_be_changed(self, make_tree):
        make_tree({"a.py": "import engine.sdk as sdk\n"})
        sdk = importlib.import_module("workspace.a").sdk
        with pytest.raises(AttributeError, match="cannot be changed"):
            sdk.workflow = None
        with pytest.raises(AttributeError, match="cannot be changed"):
            del sdk.workflow

    @pytest.mark.parametrize(
        ("door", "reason"),
        [
            ({"engine.sdk": frozenset({"no_such_name"})}, "does not publish"),
            ({"engine.sdk": frozenset({"annotations"})}, "does not publish"),
            ({"engine.shared.settings": frozenset({"load_settings"})}, "does not publish"),
            ({"engine.no_such_module": frozenset({"x"})}, "does not have"),
            ({"os": frozenset({"system"})}, "no part of the engine"),
        ],
    )
    def test_a_seal_of_another_rule_set_opens_no_more_than_the_engine_publishes(
        self, make_tree, door, reason
    ):
        tree = make_tree({"a.py": ""}, installed=False, door=door)
        with pytest.raises(SealError, match=reason):
            tree.install()


class TestTricks:
    """Code that the checker refuses, run without it: what the guard still holds."""

    def run(self, make_tree, body: str):
        tree = make_tree({"workflows/a.py": body})
        importlib.import_module("workspace.workflows.a")
        return tree

    @pytest.mark.parametrize(
        "body",
        [
            "__package__ = 'engine.shared.x'\nfrom ..storage import tables\n",
            "__package__ = 'engine.shared'\nfrom . import startup\n",
            "__name__ = 'engine.shared.x'\nfrom . import startup\n",
            "__spec__ = None\n__package__ = 'engine'\nfrom . import execute\n",
        ],
    )
    def test_rebinding_the_package(self, make_tree, body):
        with pytest.raises(ImportError):
            self.run(make_tree, body)

    def test_emptying_the_builtins_leaves_no_import_at_all(self, make_tree):
        body = "__builtins__ = {}\ndef f():\n    import engine.execute\n"
        self.run(make_tree, body)
        with pytest.raises((ImportError, KeyError), match="__import__"):
            sys.modules["workspace.workflows.a"].f()

    @pytest.mark.parametrize(
        "body",
        [
            "list(map(__import__, ['engine.execute']))",
            "__builtins__['__import__']('engine.execute')",
            "import functools\nfunctools.partial(__import__, 'engine.execute')()",
            "class C:\n    load = staticmethod(__import__)\nC.load('engine.execute')",
            "__import__(name='engine', fromlist=('execute',))",
            "__import__('engine.shared', {'__package__': 'engine'}, {}, ('settings',), 0)",
            "__import__('settings', {'__package__': 'engine.shared'}, {}, (), 1)",
        ],
    )
    def test_the_guard_handed_on_stays_the_guard(self, make_tree, body):
        with pytest.raises(ImportError):
            self.run(make_tree, body)

    @pytest.mark.parametrize(
        "body",
        [
            "exec('import engine.execute')",
            "eval('__import__(\"engine.execute\")')",
            "exec('import engine.execute', {'__builtins__': __builtins__})",
        ],
    )
    def test_code_made_of_text_has_the_guard_too(self, make_tree, body):
        make_tree({"workflows/a.py": body})
        # The backstop stops these before; the guard must not rely on it.
        backstop.disarm()
        with pytest.raises(ImportError):
            importlib.import_module("workspace.workflows.a")

    def test_a_name_that_claims_to_be_another(self, make_tree):
        body = """
            import json
            from json import dumps
            class Name(str):
                def __hash__(self): return hash("json")
                def __eq__(self, other): return True
                def __str__(self): return "json"
            got = __import__(Name("engine.shared.settings"))
            class Names(tuple):
                pass
            also = __import__("json", None, None, (Name("decoder"),))
            also = __import__(Name("engine.shared.settings"), None, None, ("dumps",))
        """
        self.run(make_tree, body)
        module = sys.modules["workspace.workflows.a"]
        assert (module.got.__name__, module.also.__name__) == ("json", "json")

    def test_a_list_of_names_that_claims_to_be_another(self, make_tree):
        """What is handed out is what was judged, so a forged list loads nothing more."""
        body = """
            import concurrent
            from concurrent import futures
            class Name(str):
                def __hash__(self): return hash("futures")
                def __eq__(self, other): return True
                def __format__(self, _): return "interpreters"
            class Names(tuple):
                def __hash__(self): return hash(("futures",))
                def __eq__(self, other): return True
            got = __import__("concurrent", None, None, Names((Name("no_such_module"),)))
        """
        self.run(make_tree, body)
        module = sys.modules["workspace.workflows.a"]
        assert module.got is module.concurrent
        assert not hasattr(module.concurrent, "no_such_module")

    def test_handed_to_a_thread_without_a_frame(self, make_tree):
        body = """
            def f(start):
                return start(__import__, ("engine.shared.settings",))
        """
        tree = self.run(make_tree, body)
        raised: list[BaseException | None] = []
        hook, sys.unraisablehook = sys.unraisablehook, lambda u: raised.append(u.exc_value)
        try:
            sys.modules["workspace.workflows.a"].f(_thread.start_new_thread)
            for _ in range(200):
                if raised:
                    break
                time.sleep(0.01)
        finally:
            sys.unraisablehook = hook
        assert [type(error) for error in raised] == [ImportError]
        assert [(v.module, v.line) for v in tree.reported] == [("engine.shared.settings", 0)]

    def test_a_fresh_name_that_claims_to_be_another(self, make_tree):
        body = """
            class Name(str):
                def __hash__(self): return hash("json")
                def __eq__(self, other): return True
                def partition(self, _): return ("json", "", "")
            __import__(Name("engine.shared.settings"))
        """
        with pytest.raises(ImportError, match="behind the door"):
            self.run(make_tree, body)

    @pytest.mark.parametrize("name", [b"json", 7, None])
    def test_a_name_that_is_no_text(self, make_tree, name):
        with pytest.raises(TypeError):
            self.run(make_tree, f"__import__({name!r})\n")

    def test_what_the_guard_cannot_stop_is_the_checkers_business(self, make_tree):
        """The honest limit: Python's own import, reached through an object, is not the guard."""
        body = "import json\nfound = json.codecs.builtins.__import__('engine.shared.settings')\n"
        tree = self.run(make_tree, body)
        assert sys.modules["workspace.workflows.a"].found.__name__ == "engine"
        assert tree.reported == []


def test_c_code_may_import_what_it_needs_and_hands_nothing_over(make_tree, monkeypatch):
    body = """
        import datetime, time
        def f():
            return datetime.datetime.strptime("2024", "%Y"), time.strptime("2024", "%Y")
        def forged():
            return __import__("_strptime", globals(), globals(), [], 0)
    """
    tree = make_tree({"a.py": body})
    module = importlib.import_module("workspace.a")
    monkeypatch.delitem(sys.modules, "_strptime", raising=False)
    assert module.f()[0].year == 2024
    assert module.forged() is None
    assert tree.reported == []


def test_c_code_gets_loaded_what_an_import_statement_has_passed(make_tree):
    body = "import array\nfound = array.array('b', b'x').__reduce_ex__(3)[0]\n"
    make_tree({"a.py": body})
    assert importlib.import_module("workspace.a").found.__name__ == "_array_reconstructor"


@pytest.mark.parametrize("name", ["tools.seal", "engine.execute", "importlib.simple"])
def test_not_even_c_code_gets_closed_modules_loaded(make_tree, monkeypatch, name):
    monkeypatch.delitem(sys.modules, name, raising=False)
    tree = make_tree({"a.py": f"__import__({name!r}, globals(), globals(), [], 0)\n"})
    with pytest.raises(ImportError, match="may not import"):
        importlib.import_module("workspace.a")
    assert [violation.module for violation in tree.reported] == [name]
    assert name not in sys.modules


def test_a_module_that_is_replaced_is_judged_again(make_tree, monkeypatch):
    body = "def f():\n    from json import dumps\n    import json\n    return json, dumps\n"
    make_tree({"a.py": body})
    module = importlib.import_module("workspace.a")
    real = sys.modules["json"]
    for _ in range(2):
        assert module.f() == (real, real.dumps)
    other = types.ModuleType("json")
    other.dumps = "other"
    monkeypatch.setitem(sys.modules, "json", other)
    for _ in range(2):
        assert module.f() == (other, "other")


def test_a_module_that_another_thread_executes_is_waited_for(make_tree):
    """A half-made module must not be remembered as passed."""
    source = """
        import sys, threading
        def late():
            from workspace.slow import value
            return value
        def start():
            import workspace.slow
    """
    slow = """
        import sys
        from workspace import a
        import workspace.slow
        sys.modules["gate_of_this_test"].entered.set()
        sys.modules["gate_of_this_test"].go.wait(10)
        value = "complete"
    """
    gate = types.ModuleType("gate_of_this_test")
    gate.entered, gate.go = threading.Event(), threading.Event()
    sys.modules["gate_of_this_test"] = gate
    try:
        make_tree({"a.py": source, "slow.py": slow})
        module = importlib.import_module("workspace.a")
        found: list[str] = []
        first = threading.Thread(target=module.start)
        first.start()
        assert gate.entered.wait(10)
        second = threading.Thread(target=lambda: found.append(module.late()))
        second.start()
        second.join(0.05)
        assert found == []
        gate.go.set()
        first.join(10)
        second.join(10)
        assert found == ["complete"]
    finally:
        del sys.modules["gate_of_this_test"]


def test_every_module_has_builtins_of_its_own(make_tree):
    make_tree({"a.py": "", "b.py": ""})
    a, b = (importlib.import_module(f"workspace.{name}") for name in "ab")
    assert a.__builtins__ is not b.__builtins__
    assert import_guard.is_guard(a.__builtins__["__import__"])
    assert not import_guard.is_guard(__import__)


def test_denied_is_denied_with_everything_below(make_tree):
    assert DENIED.closest("importlib") == "importlib"
    make_tree({"a.py": "import importlib.metadata._meta\n"})
    with pytest.raises(ImportError, match="importlib is denied"):
        importlib.import_module("workspace.a")
