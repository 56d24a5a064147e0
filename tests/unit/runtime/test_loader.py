"""The loader runs sealed bytes and nothing else, and otherwise behaves as Python's own does."""

from __future__ import annotations

import importlib
import inspect
import linecache
import os
import pdb  # noqa: T100 - the test sets a breakpoint
import pickle
import subprocess
import sys
import threading
import traceback
import types

import pytest

from engine.shared import import_restrictor
from engine.shared.seal import SealError, code_tag, compile_module, digest, dump_pack, pack_path

PACKED = pytest.mark.parametrize("pack", [False, True], ids=["compiled", "cached"])


def load(name: str) -> types.ModuleType:
    return importlib.import_module(name)


@PACKED
def test_packages_relative_imports_and_submodules(make_tree, pack):
    make_tree(
        {
            "lib/__init__.py": "from .parts import one\nfrom . import parts as all_parts\n",
            "lib/parts.py": "from .. import top\none = top.value + 1\n",
            "top.py": "value = 1\n",
            "workflows/a.py": """
                import workspace.lib.parts as parts
                from ..lib import one
                from workspace.lib.parts import one as again
                import workspace.top
                def late():
                    from ..top import value
                    from . import b
                    return value, b.__name__
            """,
            "workflows/b.py": "",
        },
        pack=pack,
    )
    module = load("workspace.workflows.a")
    assert (module.one, module.again, module.parts.one, module.workspace.top.value) == (2, 2, 2, 1)
    for _ in range(2):
        assert module.late() == (1, "workspace.workflows.b")
    assert module.__package__ == "workspace.workflows"
    assert load("workspace.lib").__path__ == []


@PACKED
def test_modules_that_import_each_other(make_tree, pack):
    files = {
        "a.py": "import workspace.b as b\ndef f(): return b.g()\nname = 'a'\n",
        "b.py": "from workspace import a\ndef g(): return a.name\n",
    }
    make_tree(files, pack=pack)
    assert load("workspace.a").f() == "a"


def test_a_circular_from_import_fails_as_in_python(make_tree):
    make_tree({"a.py": "from workspace.b import x\ny = 1\n", "b.py": "from workspace.a import y\n"})
    with pytest.raises(ImportError, match="circular import"):
        load("workspace.a")
    # Nothing half-made stays: the next attempt says the same.
    with pytest.raises(ImportError, match="circular import"):
        load("workspace.a")


@PACKED
def test_no_pyc_is_read_or_written(make_tree, pack):
    tree = make_tree({"a.py": "value = 'sealed'\n"}, installed=False, pack=pack)
    forged = compile("value = 'forged'\n", "a.py", "exec")
    cached = tree.root / "workspace" / "__pycache__"
    tree.install()
    import marshal

    cached.mkdir()
    head = importlib.util.MAGIC_NUMBER + bytes(12)
    (cached / f"a.{sys.implementation.cache_tag}.pyc").write_bytes(head + marshal.dumps(forged))
    before = sorted(path.name for path in tree.root.rglob("*.pyc"))
    module = load("workspace.a")
    assert module.value == "sealed"
    assert sorted(path.name for path in tree.root.rglob("*.pyc")) == before


def test_a_pyc_on_disk_is_refused_at_start(make_tree):
    tree = make_tree({"a.py": "", "__pycache__/a.pyc": b"x"}, installed=False)
    tree.seal(files={"workspace/a.py": digest(b"")})
    with pytest.raises(SealError, match="not in the seal") as caught:
        tree.install()
    assert caught.value.path == "workspace/__pycache__/a.pyc"


@PACKED
def test_tracebacks_debuggers_and_inspect_show_source(make_tree, pack):
    source = "def f(x):\n    y = x + 1\n    return 1 / (y - 1)\n"
    tree = make_tree({"a.py": source}, pack=pack)
    module = load("workspace.a")
    linecache.clearcache()
    try:
        module.f(0)
    except ZeroDivisionError:
        text = traceback.format_exc()
    assert "return 1 / (y - 1)" in text
    assert str(tree.root / "workspace/a.py") in text
    assert inspect.getsource(module.f) == source
    assert module.__spec__.loader.get_source("workspace.a") == source
    # A breakpoint by file and line, as an editor sets it.
    stops = []

    class Debugger(pdb.Pdb):
        def user_line(self, frame):
            stops.append((frame.f_code.co_filename, frame.f_lineno, frame.f_locals.get("y")))
            self.set_continue()

    debugger = Debugger(nosigint=True, readrc=False)
    assert debugger.set_break(module.__file__, 3) is None
    debugger.botframe = None
    debugger.reset()
    before = sys.gettrace()
    sys.settrace(debugger.trace_dispatch)
    try:
        module.f(1)
    finally:
        sys.settrace(before)
        debugger.clear_all_breaks()
    assert (module.__file__, 3, 2) in stops


@PACKED
def test_reload_runs_the_sealed_bytes_again_and_nothing_else(make_tree, pack):
    tree = make_tree({"a.py": "count = globals().get('count', 0) + 1\n"}, pack=pack)
    module = load("workspace.a")
    assert importlib.reload(module).count == 2
    path = tree.root / "workspace/a.py"
    path.write_text("count = -1\n")
    with pytest.raises(ImportError, match=r"workspace/a\.py: changed since it was checked"):
        importlib.reload(module)
    assert module.count == 2
    path.unlink()
    with pytest.raises(ImportError, match="cannot be read"):
        importlib.reload(module)


def test_a_file_changed_after_the_check_of_start_up_is_not_run(make_tree):
    tree = make_tree({"a.py": "value = 'sealed'\n"})
    (tree.root / "workspace/a.py").write_text("value = 'swapped'\n")
    # What runs are the bytes that were compared, not a second look at the disk.
    assert load("workspace.a").value == "sealed"
    del sys.modules["workspace.a"]
    with pytest.raises(ImportError, match="changed since it was checked"):
        load("workspace.a")


def test_a_file_added_after_start_up_is_no_module(make_tree):
    tree = make_tree({"a.py": ""})
    tree.write({"late.py": "", "lib/__init__.py": ""})
    for name in ("workspace.late", "workspace.lib"):
        with pytest.raises(ModuleNotFoundError):
            load(name)


def test_pickles_name_sealed_modules_only(make_tree):
    tree = make_tree({"a.py": "class Thing:\n    def __init__(self, n): self.n = n\n"})
    data = pickle.dumps(load("workspace.a").Thing(3))
    assert pickle.loads(data).n == 3
    del sys.modules["workspace.a"]
    assert pickle.loads(data).n == 3
    tree.write({"evil.py": "class Thing: pass\n"})
    with pytest.raises(ModuleNotFoundError):
        pickle.loads(data.replace(b"workspace.a", b"workspace.evil"[:11]))


@PACKED
def test_threads_that_import_at_once_run_a_module_once(make_tree, pack):
    runs: list[int] = []
    sys.modules["runs_of_this_test"] = types.SimpleNamespace(runs=runs)  # type: ignore[assignment]
    try:
        files = {
            f"m{n}.py": f"""
                import sys, time
                sys.modules["runs_of_this_test"].runs.append({n})
                time.sleep(0.005)
                from . import m{(n + 1) % 12} as other
                value = {n}
            """
            for n in range(12)
        }
        make_tree(files, pack=pack)
        barrier = threading.Barrier(12)
        found: list[int] = []

        def work(n: int) -> None:
            barrier.wait()
            found.append(load(f"workspace.m{n}").value)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(found) == list(range(12))
        assert sorted(runs) == list(range(12))
    finally:
        del sys.modules["runs_of_this_test"]


@pytest.mark.parametrize("name", ["workspace", "workspace.workflows.a"])
def test_a_workspace_that_is_loaded_already_stops_start_up(make_tree, name):
    tree = make_tree({"workflows/a.py": ""}, installed=False)
    sys.modules[name] = types.ModuleType(name)
    with pytest.raises(SealError, match="already loaded from elsewhere"):
        tree.install()
    assert not any(type(f) is import_restrictor.SealedLoader for f in sys.meta_path)


def test_the_finder_stands_last_and_leaves_other_names_alone(make_tree):
    make_tree({"a.py": ""})
    finder = sys.meta_path[-1]
    assert type(finder) is import_restrictor.SealedLoader
    assert finder.find_spec("json") is None
    assert finder.find_spec("workspaces") is None


def test_a_stray_directory_elsewhere_cannot_take_the_name(make_tree, tmp_path, monkeypatch):
    (tmp_path / "other/workspace/extra").mkdir(parents=True)
    (tmp_path / "other/workspace/extra/__init__.py").write_text("raise SystemExit\n")
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    make_tree({"a.py": ""})
    with pytest.raises(ModuleNotFoundError):
        load("workspace.extra")


def test_an_unsealed_name_has_no_source(make_tree):
    make_tree({"lib/a.py": ""})
    loader = sys.meta_path[-1]
    for name in ("workspace.nothing", "workspace.lib"):
        with pytest.raises(ImportError, match="has no sealed file"):
            loader.get_source(name)


def test_get_source_compares_too(make_tree):
    tree = make_tree({"a.py": "x = 1\n"})
    (tree.root / "workspace/a.py").write_text("x = 2\n")
    with pytest.raises(ImportError, match="changed since"):
        sys.meta_path[-1].get_source("workspace.a")


class TestCodeCache:
    """The compiled code is part of the seal."""

    def test_it_is_what_runs(self, make_tree):
        tree = make_tree({"a.py": "value = 'source'\n"}, installed=False)
        code = compile_module(b"value = 'cache'\n", "workspace/a.py")
        pack = dump_pack({digest(b"value = 'source'\n"): code})
        path = tree.root / pack_path(code_tag())
        path.parent.mkdir(parents=True)
        path.write_bytes(pack)
        tree.seal(code={code_tag(): digest(pack)})
        tree.install()
        # Only the seal's maker could do this: it shows where the code comes from.
        assert load("workspace.a").value == "cache"

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (
                lambda path: path.write_bytes(path.read_bytes() + b"\0"),
                "changed since it was sealed",
            ),
            (lambda path: path.write_bytes(b""), "changed since it was sealed"),
            (lambda path: path.unlink(), "cannot be read"),
            (
                lambda path: (path.rename(f"{path}.x"), path.symlink_to(f"{path}.x")),
                "cannot be read",
            ),
        ],
        ids=["changed", "emptied", "missing", "symlink"],
    )
    def test_another_cache_stops_start_up(self, make_tree, spoil, reason):
        tree = make_tree({"a.py": ""}, installed=False, pack=True)
        path = tree.root / pack_path(code_tag())
        spoil(path)
        with pytest.raises(SealError, match=reason) as caught:
            tree.install()
        assert caught.value.path == pack_path(code_tag())

    def test_a_cache_that_the_seal_does_not_list_is_not_read(self, make_tree):
        tree = make_tree({"a.py": "value = 1\n"}, installed=False)
        path = tree.root / pack_path(code_tag())
        path.parent.mkdir(parents=True)
        path.write_bytes(b"not a cache at all")
        tree.install()
        assert load("workspace.a").value == 1

    def test_one_for_another_python_is_not_read(self, make_tree):
        tree = make_tree({"a.py": "value = 1\n"}, installed=False)
        tree.seal(code={"cpython-999-00000000-o0": "0" * 64})
        tree.install()
        assert load("workspace.a").value == 1

    def test_the_same_source_gives_the_same_bytes_in_every_process(self):
        source = (
            "import os\nTEXT = 'a b', b'c', 1.5, 10**20, {'x', 'y', 'z'}\n"
            "def f(a, *, b='long default text'):\n"
            "    '''Doc.'''\n"
            "    return a in {'p', 'q', 'r'} and [x for x in (1, 2, 3) if x in (1, 2, 3)]\n"
            "class C:\n    name: str = 'a b'\n"
        )
        script = (
            "import sys, EXTRA\n"
            "from engine.shared.seal import compile_module, digest\n"
            "keep = ['long default text', 'a b']\n"
            f"print(digest(compile_module({source!r}.encode(), 'workspace/x.py')))\n"
        )
        found = {
            subprocess.run(
                [sys.executable, "-c", script.replace("EXTRA", extra)],
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for seed, extra in (("1", "json"), ("2", "asyncio"), ("3", "os"))
        }
        assert len(found) == 1
