"""The audit hook refuses workspace code protected files, processes and native libraries."""

from __future__ import annotations

import _thread
import asyncio
import contextvars
import ctypes
import functools
import importlib
import io
import linecache
import logging
import operator
import os
import shutil
import subprocess
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator

from engine.shared import backstop, import_restrictor, parameters
from engine.shared.backstop_paths import Libraries, ProtectedPaths, Stock
from engine.shared.responsibility import enter_workspace, on_own_account
from tests.conftest import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="not run: /proc is Linux's")


@pytest.fixture
def run(make_tree, tmp_path):
    """Return a function: source -> the result of its `f(root)`, run as workspace code."""

    def do(body: str, **names: object):
        # `sys` hands over what the checker would refuse to import: the hook is what is tested.
        source = "import sys\nG = sys.modules['given_to_this_test']\n" + body
        tree = make_tree({"workflows/a.py": source})
        do.tree = tree
        module = importlib.import_module("workspace.workflows.a")
        return module.f(str(tree.root))

    given = types.ModuleType("given_to_this_test")
    vars(given).update(
        os=os,
        subprocess=subprocess,
        io=io,
        shutil=shutil,
        tmp=str(tmp_path),
        asyncio=asyncio,
        threading=threading,
        Path=Path,
        contextvars=contextvars,
        pool=ThreadPoolExecutor,
    )
    (tmp_path / "written-before").touch()
    given.own = str(tmp_path / "written-before")
    opened: list[int] = []

    def engines(path: str) -> int:
        # What the engine has open: made where no workspace frame is.
        if Path(path, "local.settings.json").is_file():
            path += "/local.settings.json"
        opener = threading.Thread(target=lambda: opened.append(os.open(path, os.O_RDONLY)))
        context = import_restrictor.backstop._checks.copy()
        backstop.disarm()
        opener.start()
        opener.join()
        import_restrictor.backstop._checks.update(context)
        return opened[-1]

    given.engines = engines
    sys.modules["given_to_this_test"] = given
    yield do
    del sys.modules["given_to_this_test"]
    for descriptor in opened:
        os.close(descriptor)


FILES = {
    "engine": "open(root + '/engine/module.py')",
    "tools": "open(root + '/tools/module.py')",
    "the seal": "open(root + '/.ringfence/seal.json')",
    "settings": "open(root + '/local.settings.json')",
    "bytes": "open(G.os.fsencode(root) + b'/local.settings.json')",
    "a path object": "G.Path(root, 'local.settings.json').read_text()",
    "os.open": "G.os.open(root + '/local.settings.json', 0)",
    "open_code": "G.io.open_code(root + '/engine/module.py')",
    "FileIO": "G.io.FileIO(root + '/local.settings.json')",
    "copy": "G.shutil.copy(root + '/local.settings.json', G.tmp + '/copy')",
    "dots": "open(root + '/workspace/../engine/module.py')",
    "double slash": "open('/' + root + '//engine//module.py')",
    "relative": "(G.os.chdir(root), open('engine/module.py'))",
    "a new file": "open(root + '/engine/new.py', 'w')",
    "appending": "open(root + '/tools/module.py', 'a')",
    "a sealed file": "open(root + '/workspace/workflows/a.py', 'r+')",
    "a new workspace file": "open(root + '/workspace/new.py', 'x')",
    "an entry file": "open(root + '/function_app.py', 'w')",
    "the standard library": "open(G.os.__file__, 'a')",
    "by os.open to write": "G.os.open(root + '/host.json', G.os.O_CREAT | G.os.O_WRONLY)",
    "renaming": "G.os.rename(root + '/local.settings.json', G.tmp + '/mine')",
    "replacing": "G.os.replace(G.own, root + '/engine/module.py')",
    "hard link": "G.os.link(root + '/local.settings.json', G.tmp + '/mine')",
    "removing": "G.os.remove(root + '/.ringfence/seal.json')",
    "truncating": "G.os.truncate(root + '/local.settings.json', 0)",
    "a link beside the engine": "G.os.symlink(G.own, root + '/tabulate.py')",
    "a link by a path object": "G.Path(root, 'tabulate.py').symlink_to(G.own)",
    "a directory": "G.os.mkdir(root + '/tabulate')",
    "removing a directory": "G.os.rmdir(root + '/tools')",
    "its mode": "G.os.chmod(root + '/engine/module.py', 0o777)",
    "the directory above it all": "G.os.rename(G.tmp, G.tmp + '-moved')",
    "what Python runs at start": ("open(__import__('site').USER_SITE + '/x.pth', 'w')"),
    "where such a directory would be": "G.os.makedirs(__import__('site').USER_SITE)",
    "an archive on the path that is not there": (
        "open(next(p for p in sys.path if p.endswith('.zip')), 'wb')"
    ),
    "the platform's identity": "open('/var/run/secrets/azure/tokens/azure-identity-token')",
}
PROC = {
    "environ": "open('/proc/self/environ', 'rb')",
    "memory": "open('/proc/self/mem', 'rb')",
    "by process id": "open(f'/proc/{G.os.getpid()}/environ')",
    "thread": "open('/proc/thread-self/environ')",
    "root": "open('/proc/self/root' + root + '/local.settings.json')",
    "cwd": "(G.os.chdir(root), open('/proc/self/cwd/engine/module.py'))",
    "an open file by its number": "open(f'/dev/fd/{G.engines(root)}')",
    "the directory itself": "G.os.open('/proc', 0)",
    "its parent": "G.os.open('/', 0)",
    "the parent of the engine": "G.os.open(root, 0)",
}
PROCESSES = {
    "Popen": "G.subprocess.Popen(['true'])",
    "run with a shell": "G.subprocess.run('true', shell=True)",
    "system": "G.os.system('true')",
    "popen": "G.os.popen('true')",
    "exec": "G.os.execv('/bin/true', ['true'])",
    "spawn": "G.os.spawnv(G.os.P_WAIT, '/bin/true', ['true'])",
    "posix_spawn": "G.os.posix_spawn('/bin/true', ['true'], {})",
    "fork": "G.os.fork()",
    "forkpty": "G.os.forkpty()",
}


def assert_refused(run, expression: str, match: str):
    with pytest.raises(PermissionError, match=match) as caught:
        run(f"def f(root):\n    return {expression}\n")
    (violation,) = run.tree.reported
    place = f"{run.tree.root}/workspace/workflows/a.py:4"
    assert f"{violation.file}:{violation.line}" == place
    assert violation.importer == "workspace.workflows.a"
    assert str(caught.value).startswith(f"{place}: workspace code may not {violation.module}")
    assert "engine.sdk.read_resource" in str(caught.value)


@pytest.mark.parametrize("expression", FILES.values(), ids=FILES.keys())
def test_protected_files(run, expression, monkeypatch, caplog):
    monkeypatch.chdir("/tmp")
    caplog.set_level(logging.WARNING)
    assert_refused(run, expression, "is protected|may not be changed|leads to protected")
    assert [r.levelname for r in caplog.records if "may not" in r.message] == ["WARNING"]
    assert (run.tree.root / "engine/module.py").read_text() == "secret = 1\n"
    assert (run.tree.root / "local.settings.json").stat().st_size > 0


@LINUX
@pytest.mark.parametrize("expression", PROC.values(), ids=PROC.keys())
def test_proc_and_ways_through_it(run, expression, monkeypatch):
    monkeypatch.chdir("/tmp")
    assert_refused(run, expression, "is protected|leads to protected")


@pytest.mark.parametrize("expression", PROCESSES.values(), ids=PROCESSES.keys())
def test_processes(run, expression):
    assert_refused(run, expression, "starts a process")


def test_native_libraries(run):
    import ctypes

    body = "def f(root):\n    return G.ctypes.CDLL(None)\n"
    sys.modules["given_to_this_test"].ctypes = ctypes
    with pytest.raises(PermissionError, match="native code"):
        run(body)


def test_symbols_of_a_library_that_is_loaded(run):
    import ctypes

    sys.modules["given_to_this_test"].library = ctypes.PyDLL(None)
    with pytest.raises(PermissionError, match="native code"):
        run("def f(root):\n    return G.library.system\n")


def test_an_extension_module_of_its_own(run, tmp_path):
    import _json as extension

    copy = tmp_path / f"_json{Path(extension.__file__).suffixes[0]}.so"
    shutil.copy(extension.__file__, copy)
    body = """
def f(root):
    import_module = G.importlib.import_module
    sys.path.insert(0, G.tmp)
    saved = sys.modules.pop('_json')
    try:
        return import_module('_json')
    finally:
        sys.path.remove(G.tmp)
        sys.modules['_json'] = saved
"""
    copy.rename(tmp_path / Path(extension.__file__).name)
    sys.modules["given_to_this_test"].importlib = importlib
    with pytest.raises(PermissionError, match="native library of unknown origin"):
        run(body)


@pytest.mark.parametrize("link", ["file", "directory"])
def test_symlinks(run, tmp_path, link):
    root = tmp_path / "app"
    if link == "file":
        (tmp_path / "link").symlink_to(root / "local.settings.json")
        expression = "open(G.tmp + '/link')"
    else:
        (tmp_path / "link").symlink_to(root / "engine")
        expression = "open(G.tmp + '/link/module.py')"
    assert_refused(run, expression, "is protected")


@LINUX
def test_names_relative_to_an_open_directory(run, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/link").symlink_to(tmp_path / "app/local.settings.json")
    (tmp_path / "folder/own").write_text("fine")
    body = """
def f(root):
    folder = G.os.open(G.tmp + '/folder', 0)
    try:
        G.os.close(G.os.open('own', 0, dir_fd=folder))
        return G.os.open('link', 0, dir_fd=folder)
    finally:
        G.os.close(folder)
"""
    with pytest.raises(PermissionError, match=r"local\.settings\.json is protected"):
        run(body)


@LINUX
def test_renaming_relative_to_a_directory_that_the_engine_has_open(run):
    body = """
def f(root):
    folder = G.engines(root + '/engine')
    G.os.rename('module.py', G.tmp + '/mine', src_dir_fd=folder)
"""
    with pytest.raises(PermissionError, match="engine is protected"):
        run(body)


@LINUX
def test_letter_case_and_other_names_are_compared_by_identity(tmp_path):
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine/a.py").touch()
    (tmp_path / "ENGINE").symlink_to(tmp_path / "engine")
    (tmp_path / "local.settings.json").touch()
    os.link(tmp_path / "local.settings.json", tmp_path / "hard")
    paths = ProtectedPaths(tmp_path)
    for name in ("engine/a.py", "ENGINE/a.py", "ENGINE/new.py", "local.settings.json", "hard"):
        assert paths.refusal(tmp_path / name, writes=False), name
    assert paths.refusal(str(tmp_path / "workspace"), writes=False) is None
    for odd in ("", "a\0b"):
        assert paths.refusal(odd, writes=False) is None
    (tmp_path / "local.settings.json").rename(tmp_path / "old")
    (tmp_path / "local.settings.json").touch()
    (tmp_path / "local.secrets.json").touch()
    for name in ("local.settings.json", "local.secrets.json", "old", "tools/made-later.py"):
        assert paths.refusal(tmp_path / name, writes=False), name


SHIFTY = """
class Shifty:
    def __init__(self, *answers): self.answers = list(answers)
    def __fspath__(self): return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
class Text(str):
    def startswith(self, *_): return False
    def __add__(self, other): return "/dev/null"
    def __str__(self): return "/dev/null"
class Bytes(bytes):
    def decode(self, *_): return "/dev/null"
def f(root):
    return CALL
"""


@pytest.mark.parametrize(
    "call",
    [
        "G.io.FileIO(Shifty(root + '/local.settings.json', '/dev/null'))",
        "G.os.open(Shifty(root + '/local.settings.json', '/dev/null'), 0)",
        "open(Shifty(root + '/local.settings.json', '/dev/null'))",
        "open(Text(root + '/local.settings.json'))",
        "G.os.open(Text(root + '/local.settings.json'), 0)",
        "open(Bytes(root.encode() + b'/local.settings.json'))",
        "G.os.rename(Text(root + '/local.settings.json'), G.tmp + '/mine')",
    ],
)
def test_names_that_say_something_else_when_asked_again(run, call):
    with pytest.raises(PermissionError, match=r"is protected|no plain text"):
        run(SHIFTY.replace("CALL", call))


def test_attempts_with_long_names_stay_small(run):
    with pytest.raises(PermissionError):
        run("__name__ = 'x' * 9999\ndef f(root):\n    return G.os.system('y' * 99999)\n")
    (violation,) = run.tree.reported
    assert max(map(len, (violation.module, violation.importer, violation.reason))) <= 512


def test_names_write_one_line_of_the_log(run, caplog):
    with pytest.raises(PermissionError):
        run("def f(root):\n    return open('/proc/x\\nCRITICAL all is well\\u2028\\udc80')\n")
    (line,) = [record.getMessage() for record in caplog.records if "may not" in record.message]
    assert line.splitlines() == [line]
    line.encode()


ALLOWED = {
    "a file of its own": "open(G.tmp + '/own', 'w').close()",
    "a temporary directory, removed": "__import__('tempfile').TemporaryDirectory().cleanup()",
    "its own source": "G.Path(__file__).read_text()",
    "a device": "open('/dev/null').close()",
    "the standard library": "open(G.os.__file__).close()",
    "a database in memory": "__import__('sqlite3').connect(':memory:').close()",
    "a package": "__import__('pydantic')",
    "a thread": "G.threading.Thread(target=print).start()",
    "a descriptor": "G.os.fdopen(G.os.open(G.tmp + '/own2', G.os.O_CREAT | G.os.O_RDWR)).close()",
}


@pytest.mark.parametrize("expression", ALLOWED.values(), ids=ALLOWED.keys())
def test_ordinary_work(run, expression):
    run(f"def f(root):\n    return {expression}\n")
    assert run.tree.reported == []


def test_a_database_over_a_protected_file(run):
    for name in (
        "root + '/local.settings.json'",
        "'file:' + root + '/engine/x.db?mode=rwc'",
        "'file://localhost' + root + '/engine/x.db'",
        "'file://' + root + '/engine/x%2Edb#x'",
    ):
        with pytest.raises(PermissionError, match="is protected"):
            run(f"def f(root):\n    import sqlite3\n    sqlite3.connect({name}, uri=True)\n")
        import_restrictor.uninstall()
        shutil.rmtree(run.tree.root)


def test_modules_that_open_files_while_they_are_imported(run, tmp_path, monkeypatch):
    """A package is trusted at its import: the guard has judged its name."""
    package = tmp_path / "packages/opens_at_import.py"
    package.parent.mkdir()
    package.write_text(
        "import os, subprocess\nsubprocess.run(['true'])\nopen('/proc/self/stat').close()\n"
    )
    monkeypatch.syspath_prepend(str(package.parent))
    run(
        "def f(root):\n    import ast\n    return G.load('opens_at_import')\n".replace(
            "G.load", "sys.modules['builtins'].__import__"
        )
    )
    assert run.tree.reported == []
    del sys.modules["opens_at_import"]


def test_a_traceback_goes_without_the_engines_lines_and_is_no_attempt(run, tmp_path):
    linecache.clearcache()
    body = """
def f(root):
    return G.traceback.format_list([(root + '/engine/module.py', 1, 'g', None),
                                    (__file__, 1, 'f', None)])
"""
    sys.modules["given_to_this_test"].traceback = traceback
    engine, own = run(body)
    assert "secret" not in engine
    assert "import sys" in own
    assert run.tree.reported == []


class TestOtherThreadsAndCallbacks:
    """No workspace frame is on the stack where the work is done."""

    def refused(self, run, body: str, match: str = "is protected|starts a process") -> None:
        with pytest.raises(PermissionError, match=match):
            run(body)
        assert len(run.tree.reported) == 1

    @pytest.mark.parametrize(
        "call",
        [
            "pool.submit(open, root + '/local.settings.json').result()",
            "pool.submit(G.Path(root, 'engine/module.py').read_text).result()",
            "list(pool.map(open, [root + '/local.settings.json']))",
            "pool.submit(G.os.system, 'true').result()",
            "pool.submit(G.subprocess.run, ['true']).result()",
            "pool.submit(lambda: open(root + '/local.settings.json')).result()",
        ],
    )
    def test_executor(self, run, call):
        self.refused(run, f"def f(root):\n    with G.pool(1) as pool:\n        return {call}\n")

    def test_an_executor_of_the_engine(self, run):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int).result()
            sys.modules["given_to_this_test"].engines = pool
            self.refused(
                run,
                "def f(root):\n"
                "    return G.engines.submit(open, root + '/local.settings.json').result()\n",
            )

    def test_thread(self, run, monkeypatch):
        raised: list[BaseException] = []
        monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_value))
        run(
            "def f(root):\n"
            "    t = G.threading.Thread(target=open, args=(root + '/local.settings.json',))\n"
            "    t.start(); t.join()\n"
        )
        assert [type(error) for error in raised] == [PermissionError]
        assert len(run.tree.reported) == 1

    def test_timer(self, run, monkeypatch):
        raised: list[BaseException] = []
        monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_value))
        run(
            "def f(root):\n"
            "    t = G.threading.Timer(0, G.os.system, ('true',))\n"
            "    t.start(); t.join()\n"
        )
        assert [type(error) for error in raised] == [PermissionError]

    @pytest.mark.skipif(
        sys.version_info < (3, 12), reason="not run: Python 3.11 has no audit event for threads"
    )
    def test_a_third_partys_function_in_a_thread_of_the_workspace(self, run, tmp_path, monkeypatch):
        (tmp_path / "third_party.py").write_text("def read(path):\n    return open(path).read()\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        sys.modules["given_to_this_test"].read = importlib.import_module("third_party").read
        self.refused(
            run,
            "def f(root):\n    with G.pool(1) as pool:\n"
            "        return pool.submit(G.read, root + '/local.settings.json').result()\n",
        )

    @pytest.mark.parametrize(
        "call",
        [
            "await G.asyncio.to_thread(G.Path(root, 'local.settings.json').read_text)",
            "await loop.run_in_executor(None, open, root + '/local.settings.json')",
            "await G.asyncio.create_subprocess_exec('true')",
            "loop.call_soon(open, root + '/local.settings.json')",
            "loop.call_soon(open, root + '/local.settings.json', context=G.contextvars.Context())",
            "loop.call_later(0, G.os.system, 'true')",
            "loop.call_soon_threadsafe(G.os.system, 'true')",
            "G.contextvars.Context().run(open, root + '/local.settings.json')",
        ],
    )
    @pytest.mark.filterwarnings("ignore::ResourceWarning")
    def test_event_loop(self, run, call):
        body = f"""
async def g(root):
    loop = G.asyncio.get_running_loop()
    errors = []
    loop.set_exception_handler(lambda loop, context: errors.append(context['exception']))
    {call}
    await G.asyncio.sleep(0.02)
    raise errors[0]
def f(root):
    return G.asyncio.run(g(root))
"""
        self.refused(run, body)

    def test_a_finalizer(self, run):
        import weakref

        sys.modules["given_to_this_test"].finalize = weakref.finalize
        caught: list[object] = []
        body = """
class Thing: pass
def f(root):
    thing = Thing()
    G.finalize(thing, open, root + '/local.settings.json')
    return thing
"""
        thing = run(body)
        hook, sys.unraisablehook = sys.unraisablehook, lambda u: caught.append(u.exc_value)
        handler = sys.excepthook
        sys.excepthook = lambda *_: None
        try:
            del thing
        finally:
            sys.unraisablehook, sys.excepthook = hook, handler
        assert len(run.tree.reported) == 1

    def test_a_thread_that_threading_does_not_know(self, run, tmp_path, monkeypatch):
        (tmp_path / "third_party_2.py").write_text(
            "import threading\ndef read(path, done):\n"
            "    threading.current_thread()\n"
            "    try:\n        with open(path) as file:\n            done.append(file.read())\n"
            "    except PermissionError as error:\n        done.append(error)\n"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr("engine.shared.responsibility._unknown_threads", [])
        given = sys.modules["given_to_this_test"]
        given.read = importlib.import_module("third_party_2").read
        given.done = done = []
        given.start_thread = _thread.start_new_thread
        run("def f(root):\n    G.start_thread(G.read, (root + '/local.settings.json', G.done))\n")
        for _ in range(200):
            if done:
                break
            time.sleep(0.01)
        if sys.version_info < (3, 12):
            # Python 3.11 does not announce threads; the threat model says so.
            assert "secret" in done[0]
        else:
            assert isinstance(done[0], PermissionError)

    def test_at_exit(self, make_tree):
        """The interpreter's end: no frame, no context."""
        tree = make_tree({"a.py": ""})
        script = (
            "import atexit, os, sys\n"
            "from pathlib import Path\n"
            "from engine.shared import import_restrictor\n"
            "from engine.shared.seal import read_seal\n"
            "root = Path(sys.argv[1])\n"
            "import_restrictor.install(root, read_seal(root), "
            "    lambda v: print(v.module, v.importer))\n"
            "atexit.register(os.system, 'echo it ran')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(tree.root)],
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "os.system echo it ran a callback that nobody answers for\n"
        assert "PermissionError" in done.stderr

    def test_a_process_that_multiprocessing_spawns(self, run):
        import multiprocessing

        sys.modules["given_to_this_test"].processes = multiprocessing
        for name in [name for name in sys.modules if name.startswith("multiprocessing.popen_")]:
            del sys.modules[name]
        self.refused(
            run,
            "def f(root):\n    G.processes.get_context('spawn').Process(target=print).start()\n",
        )


def bound(value: object, *validators: Callable[[Any], object]) -> object:
    """Return what the engine makes of a parameter whose type hint carries these validators."""
    hints = {
        "x": functools.reduce(lambda hint, f: Annotated[hint, AfterValidator(f)], validators, Any)
    }
    declared = (parameters.Parameter("x", "json", "X", required=True),)
    model = parameters.build_model("w", declared, hints, frozenset())
    return model.bind({"x": value}).arguments["x"]


class TestHandedToTheEngine:
    """No workspace frame, no mark: the engine calls what workspace code has given it."""

    def test_a_validator(self, make_tree):
        """A parameter's type hint may carry any function; pydantic calls it for the engine."""
        tree = make_tree()
        with pytest.raises(PermissionError, match="is protected"):
            bound(str(tree.root / "local.settings.json"), open)
        assert [v.importer for v in tree.reported] == ["something that the engine was handed"]

    @pytest.mark.parametrize("call", [os.system, subprocess.run])
    def test_a_method_of_a_result(self, make_tree, call):
        from engine.shared.values import to_json_value

        class Result(dict):
            items = staticmethod(functools.partial(call, "true"))

        tree = make_tree()
        with pytest.raises(PermissionError, match="starts a process"):
            to_json_value(Result())
        assert len(tree.reported) == 1

    def test_what_azures_sdk_asks_the_system_is_no_attempt(self, make_tree):
        """The engine's own requests name the processor in their user agent."""
        import platform

        from engine.shared.values import to_json_value_or_note

        tree = make_tree()

        asked: list[object] = []

        class Result(dict):
            items = staticmethod(lambda: asked.append(platform._Processor.from_subprocess()))

        to_json_value_or_note(Result())
        assert len(asked) == 1
        assert tree.reported == []

    def test_the_engine_may_show_its_own_source(self, make_tree):
        from engine.shared.values import to_json_value_or_note

        tree = make_tree()
        linecache.clearcache()
        shown: list[list[str]] = []

        class Result(dict):
            items = staticmethod(
                lambda: shown.append(linecache.getlines(str(tree.root / "engine/module.py")))
            )

        to_json_value_or_note(Result())
        assert shown == [["secret = 1\n"]]
        assert tree.reported == []

    @pytest.mark.parametrize(
        "name", ["local.settings.json", ".ringfence/seal.json", "engine/x.py", "engine/../x.py"]
    )
    def test_a_validator_that_shows_source_shows_no_other_file(self, make_tree, name):
        tree = make_tree()
        (tree.root / "x.py").symlink_to("local.settings.json")
        (tree.root / "engine/x.py").symlink_to("../local.settings.json")
        linecache.clearcache()
        assert bound(str(tree.root / name), linecache.getlines) == []

    @pytest.mark.parametrize(
        "steps",
        [
            (ctypes.CDLL,),
            (lambda _: None, ctypes.CDLL),
            (lambda _: ctypes.pythonapi, operator.attrgetter("Py_IncRef")),
            (lambda _: ctypes.pythonapi, operator.attrgetter("system")),
        ],
        ids=["a library", "the program itself", "its symbols", "its libraries' symbols"],
    )
    def test_a_validator_that_reaches_native_code(self, make_tree, monkeypatch, steps):
        monkeypatch.delattr(ctypes.pythonapi, "Py_IncRef", raising=False)
        tree = make_tree()
        with pytest.raises(PermissionError, match="reaches native code"):
            bound("libc.so.6", *steps)
        assert len(tree.reported) == 1

    def test_the_engine_may_end_a_thread_that_does_not_yield(self, make_tree, monkeypatch):
        monkeypatch.delattr(ctypes.pythonapi, "PyThreadState_SetAsyncExc", raising=False)
        tree = make_tree()
        find = operator.attrgetter("PyThreadState_SetAsyncExc")
        assert bound("x", lambda _: ctypes.pythonapi, find)
        assert tree.reported == []


class TestMark:
    """A context that runs workspace code."""

    def marked(self, function, *arguments):
        context = contextvars.copy_context()
        context.run(enter_workspace, "workflow-x")
        return context.run(function, *arguments)

    def test_marks_what_has_no_frame(self, make_tree):
        tree = make_tree()
        with pytest.raises(PermissionError, match="workflow-x"):
            self.marked(open, tree.root / "local.settings.json")
        assert tree.reported[0].importer == "workflow-x"

    def test_cannot_be_taken_off(self, make_tree):
        tree = make_tree()

        def attempt():
            for variable in contextvars.copy_context():
                variable.set(None)
            return (tree.root / "local.settings.json").read_text()

        def attempt_with_anything():
            for variable in contextvars.copy_context():
                variable.set(object())
            return (tree.root / "local.settings.json").read_text()

        for function in (attempt, attempt_with_anything):
            with pytest.raises(PermissionError):
                self.marked(function)

    async def test_the_engines_own_work_is_its_own(self, make_tree):
        tree = make_tree()

        async def read():
            await asyncio.sleep(0)
            return await asyncio.to_thread((tree.root / "local.settings.json").read_text)

        enter_workspace("workflow-x")
        assert "secret" in await on_own_account(read())
        assert tree.reported == []
        with pytest.raises(PermissionError):
            await read()

    async def test_the_engines_own_work_is_cancelled_with_its_caller(self):
        started = asyncio.Event()
        ended: list[str] = []

        async def work():
            started.set()
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise

        task = asyncio.create_task(on_own_account(work()))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == ["cancelled"]


def test_the_engine_and_its_host_are_free(make_tree):
    tree = make_tree()
    assert (tree.root / "local.settings.json").read_text()
    assert subprocess.run(["true"], check=True).returncode == 0
    assert Path("/proc/self/stat").read_text() if sys.platform == "linux" else True
    assert tree.reported == []


def test_there_is_one_hook_however_often_it_is_armed(make_tree):
    tree = make_tree()
    backstop.disarm()
    assert (tree.root / "local.settings.json").read_text()
    hooks: list[str] = []
    before = len(backstop._hooked)
    backstop.arm(tree.root, hooks.append, backstop.arm.__code__, lambda name: None)
    assert (before, len(backstop._hooked)) == (1, 1)


def test_disarmed_it_refuses_nothing(run):
    with pytest.raises(PermissionError):
        run("def f(root):\n    return open(root + '/local.settings.json').close()\n")
    module = sys.modules["workspace.workflows.a"]
    import_restrictor.uninstall()
    module.f(str(run.tree.root))


@pytest.mark.parametrize(
    ("folder", "kept"),
    [("/usr/lib/python3", True), ("app/.venv/lib", True), ("app/.python_packages/lib", True)]
    + [(name, False) for name in ("app", "app/engine", "app/tools/x", "/", "/proc", "/proc/1/cwd")]
    + [("/run", False), ("/var", False)],
)
def test_libraries_that_hold_or_lie_in_a_private_place_are_looked_at(tmp_path, folder, kept):
    (tmp_path / "app").mkdir()
    place = str(tmp_path / folder)
    found = ProtectedPaths(tmp_path / "app").open_to_all((f"{place.rstrip('/')}/",))
    assert found == ((f"{place}/",) if kept else ())


def test_where_libraries_lie_is_settled_at_start_and_asked_for_late(tmp_path, monkeypatch):
    for name in ("app/inside", "there", "elsewhere/there"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").symlink_to("there")
    monkeypatch.chdir(tmp_path)
    app = tmp_path / "app"
    names = [str(app), f"{app}/inside", str(tmp_path), "", "there", f"{tmp_path}/link", "/none"]
    monkeypatch.setattr(sys, "path", names)
    libraries = Libraries(app, Stock())
    sys.path.append("/later")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert libraries.folders == (f"{app}/inside", f"{tmp_path}/there", "/none")
    assert libraries.below == (f"{app}/inside/", f"{tmp_path}/there/", "/none/")


def test_dots_below_a_library_lead_nowhere_else(run):
    assert_refused(
        run,
        "open(G.os.path.dirname(G.os.__file__) + '/..' * 20 + root + '/local.settings.json')",
        "local.settings.json is protected",
    )


def test_what_names_lead_to_is_known_as_the_system_says(tmp_path, monkeypatch):
    """Each directory is asked about once, whatever order the names come in."""
    (tmp_path / "a/b/c").mkdir(parents=True)
    links = {"l": tmp_path / "a", "a/m": "b", "to-nothing": "nowhere", "loop": "loop"}
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    below = [
        "a",
        "l",
        "l/b",
        "l/m/c",
        "to-nothing",
        "to-nothing/x",
        "loop",
        "loop/y",
        "none/y/z",
        "a/../l",
        "l/../a",
        "./a",
    ]
    names = [str(tmp_path), *(f"{tmp_path}/{name}" for name in below), *sys.path[1:]]
    names += ["/", "//", "//tmp", "a", "l/m", "..", "/proc/self/cwd", "/var/run/secrets"]
    names += [parent for name in names for parent in map(str, Path(name).parents)]
    monkeypatch.chdir(tmp_path)
    for order in (names, names[::-1]):
        stock = Stock()
        for name in order:
            assert stock.real(name) == os.path.realpath(name), name
            try:
                status = Path(name).stat()
                expected = status.st_dev, status.st_ino
            except OSError:
                expected = (-1, -1)
            assert stock.identity(name) == expected, name


@LINUX
@pytest.mark.skipif(os.geteuid() != 0, reason="not run: only root may change the root directory")
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("os.chroot(root + '/engine'), os.chdir('/')", "/module.py"),
        ("os.chroot(root), os.chdir('/')", "/local.settings.json"),
        ("os.chroot(root), os.chdir('/')", "/anything"),
        ("os.seteuid(65534)", "/anything"),
        ("os.setegid(65534)", "/anything"),
    ],
)
def test_another_view_of_the_file_system_before_the_first_look(make_tree, call, name):
    """None of these calls is announced; what the names lead to is looked up after them."""
    tree = make_tree(
        {"a.py": f"import os\ndef f(root):\n    {call}\n    return open({name!r})\n"},
        installed=False,
    )
    # In a process of its own: there is no way back.
    script = f"""
import importlib, pathlib, sys
from engine.shared import import_restrictor
from engine.shared.seal import read_seal
root = pathlib.Path({str(tree.root)!r})
import_restrictor.install(root, read_seal(root), lambda violation: None)
module = importlib.import_module("workspace.a")
try:
    module.f(str(root))
except PermissionError as error:
    sys.stdout.write(str(error))
"""
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "another root directory or user than at start-up" in run.stdout
