"""Ways to get code executed that nobody has checked; the checker refuses each, run without it.

The attempts come from workspace code, and from whoever else can write files that Python looks at.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import marshal
import py_compile
import sys
import threading
import timeit
import types
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pydantic
import pytest

from engine.shared import backstop

EVIL = "import sys\nsys.modules['evil_ran_here'] = sys\n"


@pytest.fixture
def attempt(make_tree, tmp_path, monkeypatch):
    """Return a function: source -> the tree, after its `f()` has been refused."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "colorsys.py").write_text(EVIL)
    given = types.ModuleType("given_to_this_test")
    vars(given).update(
        outside=str(outside),
        importlib=importlib,
        util=importlib.util,
        builtins=builtins,
        marshal=marshal,
        timeit=timeit,
        pool=ThreadPoolExecutor,
        thread=threading.Thread,
        types=types,
        pydantic=pydantic,
    )
    monkeypatch.setitem(sys.modules, "given_to_this_test", given)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    # What else a test's search path would find stays as it was.
    caches = dict(sys.path_importer_cache)

    def do(body: str, match: str = "nobody has checked it", **options: object):
        source = "import sys\nG = sys.modules['given_to_this_test']\n" + body
        tree = make_tree({"workflows/a.py": source, "lib/__init__.py": ""}, **options)
        try:
            module = importlib.import_module("workspace.workflows.a")
            with pytest.raises(PermissionError, match=match):
                module.f()
        finally:
            ran = sys.modules.pop("evil_ran_here", None)
        assert ran is None
        assert len(tree.reported) == 1
        return tree

    yield do
    sys.path_importer_cache.clear()
    sys.path_importer_cache.update(caches)


ELSEWHERE = {
    "sys.path": "sys.path.insert(0, G.outside)\n    import colorsys",
    "a package's path": (
        "import xml\n    xml.__path__.append(G.outside)\n    from xml import colorsys"
    ),
    "the workspace's own path": (
        "import workspace.lib as lib\n    lib.__path__.append(G.outside)\n"
        "    import workspace.lib.colorsys"
    ),
    "a finder": (
        "class Finder:\n"
        "        def find_spec(self, name, path=None, target=None):\n"
        "            if name == 'colorsys':\n"
        "                return G.util.spec_from_file_location(name, G.outside + '/colorsys.py')\n"
        "    sys.meta_path.insert(0, Finder())\n"
        "    import colorsys"
    ),
    "a file by its place": (
        "spec = G.util.spec_from_file_location('colorsys', G.outside + '/colorsys.py')\n"
        "    spec.loader.exec_module(G.util.module_from_spec(spec))"
    ),
    "runpy": "sys.modules['runpy'].run_path(G.outside + '/colorsys.py')",
    "in a thread": (
        "sys.path.insert(0, G.outside)\n"
        "    with G.pool(1) as pool:\n"
        "        pool.submit(G.importlib.import_module, 'colorsys').result()"
    ),
}


@pytest.mark.parametrize("body", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_module_from_elsewhere(attempt, body):
    import runpy  # noqa: F401 - one of the attempts takes it out of sys.modules

    attempt(f"def f():\n    {body}\n", r"may not run .*/outside/colorsys\.py: nobody has")


def test_a_pyc_that_names_a_library_as_its_source(attempt, tmp_path):
    target = tmp_path / "outside/colorsys.py"
    py_compile.compile(
        str(target), str(tmp_path / "outside/colorsys.pyc"), dfile=types.__file__, doraise=True
    )
    target.unlink()
    attempt("def f():\n    sys.path.insert(0, G.outside)\n    import colorsys\n")


def test_a_module_in_a_zip(attempt, tmp_path):
    with zipfile.ZipFile(tmp_path / "outside/x.zip", "w") as archive:
        archive.writestr("colorsys.py", EVIL)
    attempt("def f():\n    sys.path.insert(0, G.outside + '/x.zip')\n    import colorsys\n")


TEXT = {
    "exec": "exec(EVIL)",
    "eval": "eval('1 + 1')",
    "compile": "compile(EVIL, 'x', 'exec')",
    "with builtins of its own": "exec(EVIL, {'__builtins__': G.builtins})",
    "over a list": "list(map(exec, [EVIL]))",
    "in a pool": "G.pool(1).submit(exec, EVIL, {}).result()",
    "as a validator": (
        "G.pydantic.TypeAdapter(G.pydantic.ImportString.__class__) if False else"
        " list(map(eval, ['1']))"
    ),
    "of unmarshalled bytes": (
        "exec(G.marshal.loads(G.marshal.dumps(f.__code__.replace(co_name='g'))))"
    ),
    "a code object of its own": "f.__code__.replace(co_filename='<frozen x>')",
}


@pytest.mark.parametrize("body", TEXT.values(), ids=TEXT.keys())
def test_text(attempt, body):
    attempt(f"EVIL = {EVIL!r}\ndef f():\n    {body}\n", "(run text as code|make code out of text)")


def test_libraries_make_code_of_their_own(make_tree):
    body = """
        import typing
        from collections import namedtuple
        from dataclasses import dataclass, make_dataclass
        import ast, enum, functools, inspect, re
        import pydantic

        @dataclass(frozen=True, order=True)
        class A:
            a: "int" = 1

        class M(pydantic.BaseModel):
            items: "list[A]" = []

        def f():
            P = namedtuple("P", "x y")
            return (P(1, 2), A(2), make_dataclass("B", ["x"])(1), typing.get_type_hints(A),
                    M(items=[{"a": 3}]), ast.literal_eval("[1]"), ast.parse("1"),
                    inspect.signature(f), re.compile("x+"), typing.NamedTuple("N", [("x", int)])(1),
                    functools.singledispatch(f), enum.Enum("E", "a b"))
    """
    tree = make_tree({"workflows/a.py": body})
    assert importlib.import_module("workspace.workflows.a").f()
    assert tree.reported == []


def test_modules_that_are_installed_are_loaded_on_demand(make_tree, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] in {"xmlrpc", "plistlib"}]:
        monkeypatch.delitem(sys.modules, name)
    body = "def f():\n    import plistlib, xmlrpc.client\n    return plistlib, xmlrpc\n"
    tree = make_tree({"workflows/a.py": body})
    assert importlib.import_module("workspace.workflows.a").f()
    assert tree.reported == []


class TestSealedFilesAnotherWay:
    """Files of the workspace are executed by the sealed loader, whoever asks."""

    def test_round_the_root_package(self, make_tree, monkeypatch):
        """Without the root in sys.modules, Python's own finder sees the directory on its path."""
        tree = make_tree({"a.py": "", "late/__init__.py": "", "__init__.py": ""})
        tree.write({"a.py": EVIL, "__init__.py": EVIL})
        monkeypatch.syspath_prepend(str(tree.root))
        for name in [name for name in sys.modules if name.partition(".")[0] == "workspace"]:
            del sys.modules[name]
        with pytest.raises(PermissionError, match=r"may not run .*workspace/__init__\.py"):
            importlib.import_module("workspace.a")
        assert "evil_ran_here" not in sys.modules

    def test_by_its_place(self, make_tree):
        tree = make_tree({"a.py": "value = 1\n"})
        spec = importlib.util.spec_from_file_location("a", tree.root / "workspace/a.py")
        with pytest.raises(PermissionError, match=r"may not run .*workspace/a\.py"):
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        assert tree.reported[0].importer == "an import that goes round the seal"

    def test_the_sealed_loader_may(self, make_tree):
        tree = make_tree({"a.py": "value = 1\n"})
        assert importlib.import_module("workspace.a").value == 1
        assert tree.reported == []


def test_without_a_workspace_the_hook_lets_everything_run(make_tree, tmp_path):
    make_tree({"a.py": ""})
    backstop.disarm()
    (tmp_path / "free.py").write_text("value = 1\n")
    spec = importlib.util.spec_from_file_location("free", tmp_path / "free.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.value == 1


def test_the_host_may_load_what_it_likes(make_tree, tmp_path):
    tree = make_tree({"a.py": ""})
    path = Path(tmp_path / "host.py")
    path.write_text("value = eval('1')\n")
    spec = importlib.util.spec_from_file_location("host", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.value == 1
    assert tree.reported == []
