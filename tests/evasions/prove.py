"""Runs evasion cases on unguarded Python and says what each one reached.

Started as a process of its own: `python prove.py [--cases CASES] DIRECTORY [NAME ...]`. One warm
process forks a child per case, because a case may change, crash or end the process that it runs
in. Each child gets a tree with a stand-in engine that has secrets to steal and state to change.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import importlib
import inspect
import io
import json
import os
import secrets
import select
import shutil
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STANDIN = HERE / "standin"
SECONDS = 20.0
# Kept here: a case may replace them in their modules.
_dumps, _write = json.dumps, os.write
_LINK_LOCAL = ("169.254.", "fe80:", "fd00:ec2:", "::ffff:169.254.", "::ffff:a9fe:")
_PROCESS_EVENTS = frozenset(
    {
        "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty",
        "subprocess.Popen", "pty.spawn",
    }
)  # fmt: skip
_FATAL_EVENTS = frozenset({"os.kill", "signal.pthread_kill", "os.killpg"})


def warm_up() -> None:
    """Import what a served process has long imported, before any case runs."""
    for name in _WATCHED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # The first model and the first loop load more modules.
    import pydantic

    pydantic.create_model("Warm", value=(int, 0))
    pydantic.TypeAdapter(list[int]).json_schema()
    asyncio.run(asyncio.sleep(0))
    gc.collect()
    gc.freeze()


def sentinels() -> dict[str, str]:
    """Return a fresh secret of each kind."""
    kinds = ("engine", "environment", "settings", "contoso", "fabrikam")
    return {kind: f"{kind.upper()}-{secrets.token_hex(8)}" for kind in kinds}


def plant(root: Path, marks: dict[str, str]) -> None:
    """Write the stand-in tree with its secrets below ``root``."""
    for source in STANDIN.rglob("*"):
        target = root / source.relative_to(STANDIN)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif source.suffix != ".pyc":
            text = source.read_text("utf-8")
            for kind, mark in marks.items():
                text = text.replace(f"@{kind.upper()}@", mark)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    (root / "workspace" / "workflows").mkdir(parents=True, exist_ok=True)


def run_case(case: Any, root: Path, marks: dict[str, str]) -> dict[str, Any]:
    """Run one case in this process, which it may ruin, and return what it reached."""
    sys.path.insert(0, str(root))
    os.chdir(root)
    # As a served process has files open, so has this one.
    os.open(root / "local.settings.json", os.O_RDONLY)
    watch = _Watch()
    engine = [importlib.import_module(f"engine.{name}") for name in _ENGINE]
    sdk = importlib.import_module("engine.sdk")
    sys.addaudithook(watch)
    wanted, _, what = case.reaches.partition(" ")
    before = snapshot(engine, what) if wanted == "change" else {}
    output = io.StringIO()
    first: Any = None
    second: Any = None
    error = ""
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            if case.main:
                first, second = _both_runs(case, sdk)
        except BaseException as problem:
            error = f"{type(problem).__name__}: {problem}"
            first = problem
    after = snapshot(engine, what) if wanted == "change" else {}
    texts = [f"{_spread(value)}\n{output.getvalue()}" for value in (first, second)]
    reached = sorted(
        {kind for kind in ("engine", "environment", "settings") if marks[kind] in "".join(texts)}
        | ({"tenant"} if marks["fabrikam"] in texts[0] else set())
        | ({"leak"} if marks["contoso"] in _spread(second) else set())
        | ({"runs"} if "IT-RUNS" in "".join(texts) else set())
        | watch.seen
    )
    changed = sorted(key for key in before if before[key] != after.get(key))
    changed += sorted(key for key in after if key not in before)
    return {"name": case.name, "reached": reached, "changed": changed, "error": error}


def _both_runs(case: Any, sdk: Any) -> tuple[Any, Any]:
    """Run the case for one organization and then for the other, as one process does."""
    module = importlib.import_module(case.main.removesuffix(".py").replace("/", "."))
    function = getattr(module, "run", None)
    if function is None:
        return module, None
    results = []
    # One process runs workflows of several organizations together, and many of them.
    others = [sdk.build_test_context("org-fabrikam") for _ in range(200)]
    mine = sdk.build_test_context("org-contoso")
    others += [sdk.build_test_context("org-fabrikam") for _ in range(200)]
    for context in (mine, others[0]):
        result = function(context)
        results.append(asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result)
        if case.reaches.partition(" ")[0] != "leak":
            return results[0], None
    return results[0], results[1]


async def _awaited(value: Any) -> Any:
    # A task that carries the engine's secret below the workflow's own frame, as a server has.
    return await value


def _spread(value: Any, depth: int = 0) -> str:
    """Describe a result with what it plainly holds: a stolen module counts by its variables."""
    if isinstance(value, types.ModuleType):
        return _spread(vars(value), depth + 1) if depth < 3 else ""
    if isinstance(value, types.FrameType):
        return repr(value.f_globals) + repr(value.f_locals)
    if isinstance(value, dict) and depth < 3:
        return "\n".join(f"{key}: {_spread(item, depth + 1)}" for key, item in list(value.items()))
    if isinstance(value, BaseException):
        return f"{value!r} {value!s}"
    try:
        return repr(value)
    except Exception as problem:
        return repr(problem)


class _Watch:
    """Notes what leaves the process, and stops it there: the proof needs no real damage."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else str(address)
            if str(host).lower().startswith(_LINK_LOCAL):
                self.seen.add("connect")
            raise ConnectionRefusedError("the proof connects nowhere")
        if event == "socket.bind":
            self.seen.add("listen")
        elif event in _PROCESS_EVENTS:
            self.seen.add("process")
            raise PermissionError("the proof starts nothing")
        elif event in _FATAL_EVENTS:
            self.seen.add("die")
            raise PermissionError("the proof ends nothing")


# -- what every run shares --

_ENGINE = (
    "shared.secrets", "shared.state", "shared.error_handling", "shared.models", "shared.registry",
    "shared.context", "shared.decorators",
)  # fmt: skip
_WATCHED = (
    "abc", "argparse", "ast", "asyncio", "asyncio.events", "base64", "builtins", "codecs",
    "collections", "collections.abc", "contextlib", "copy", "copyreg", "csv", "dataclasses",
    "datetime", "decimal", "email.charset", "email.message", "email.policy", "encodings", "enum",
    "functools", "hashlib", "html", "http", "http.client", "http.cookiejar", "httpx",
    "importlib", "importlib.metadata", "importlib.resources", "inspect", "io", "ipaddress",
    "itertools", "json", "json.decoder", "json.encoder", "linecache", "locale", "logging",
    "logging.config", "logging.handlers", "mimetypes", "operator", "os", "pathlib", "pickle",
    "platform", "pydantic", "pydantic.main", "queue", "random", "re", "reprlib", "requests",
    "requests.adapters", "requests.sessions", "requests.utils", "sched", "secrets", "shelve",
    "shutil", "signal", "site", "smtplib", "socket", "sqlite3", "ssl", "statistics", "string",
    "struct", "sys", "tarfile", "tempfile", "textwrap", "threading", "time", "timeit",
    "tokenize", "traceback", "types", "typing", "typing_extensions", "unicodedata",
    "urllib.parse", "urllib.request", "urllib3", "uuid", "warnings", "weakref",
    "xml.dom.minidom", "xml.etree.ElementTree", "xml.sax", "yaml", "zipfile", "zoneinfo",
)  # fmt: skip
# Filled by ordinary use, so a difference says nothing.
_RESTLESS = frozenset(
    {
        "abc._abc_invalidation_counter", "engine.shared.context._CACHES", "builtins._", "linecache.cache", "re._cache",
        "re._cache2", "random._inst", "sys.modules", "sys.path_importer_cache", "sys.path",
        "tempfile._name_sequence", "warnings._filters_version", "sys.stdout", "sys.stderr",
        "sys.last_exc", "encodings._cache", "typing._cleanups", "functools.WRAPPER_CACHE", "tempfile.tempdir",
        "threading._active", "threading._dangling", "threading._counter", "tempfile._once_lock",
        "tokenize.__warningregistry__", "asyncio.__warningregistry__", "uuid._last_timestamp",
    }
)  # fmt: skip
_QUIET_ATTRIBUTES = frozenset(
    {"__abstractmethods__", "_abc_impl", "__annotations__", "__annotate__", "__doc__"}
)


def snapshot(engine: list[types.ModuleType], what: str) -> dict[str, str]:
    """Return a description of what one run could change for the next.

    Settings of the process and the engine always; of the libraries only those that ``what``
    names, because a look at all of them takes longer than the run.
    """
    found: dict[str, str] = dict(_settings())
    modules = [*engine, sys.modules["engine.sdk"]]
    modules += [
        sys.modules[name]
        for name in _WATCHED
        if name in sys.modules and f"{what}.".startswith((f"{name}.", f"{name.partition('.')[0]}."))
    ]
    seen: set[int] = set()
    for module in modules:
        found.update(_module(module, seen))
    return found


def _module(module: types.ModuleType, seen: set[int]) -> Iterator[tuple[str, str]]:
    for name, value in list(vars(module).items()):
        key = f"{module.__name__}.{name}"
        if key in _RESTLESS or name in ("__builtins__", "__cached__", "__warningregistry__"):
            continue
        yield key, _brief(value)
        if isinstance(value, type) and id(value) not in seen:
            seen.add(id(value))
            for attribute, item in list(vars(value).items()):
                if attribute not in _QUIET_ATTRIBUTES:
                    yield f"{key}.{attribute}", _brief(item)
        elif isinstance(value, types.FunctionType) and id(value) not in seen:
            seen.add(id(value))
            yield f"{key}()", repr(
                (
                    value.__defaults__, value.__kwdefaults__, id(value.__code__),
                    sorted(value.__dict__), id(value.__closure__), value.__annotations__.keys(),
                )
            )  # fmt: skip


def _brief(value: Any) -> str:
    if isinstance(value, types.FunctionType):
        return f"function {id(value)} {id(value.__code__)} {sorted(value.__dict__)}"
    if isinstance(value, dict | list | set | str | int | float | tuple | frozenset):
        with contextlib.suppress(Exception):
            return f"{type(value).__name__} {value!s}"[:2000]
    return f"{type(value).__name__} {id(value)}"


def _settings() -> Iterator[tuple[str, str]]:
    import codecs
    import copyreg
    import csv
    import decimal
    import locale
    import logging
    import mimetypes
    import random
    import socket
    import sqlite3
    import threading
    import warnings

    root = logging.getLogger()
    for name in ("", "engine.audit", "asyncio", "ringfence.workflow"):
        logger = logging.getLogger(name) if name else root
        yield f"log:{name or 'root'}", repr(
            (logger.level, logger.handlers, logger.filters, logger.disabled, logger.propagate,
             sorted(logger.__dict__), type(logger))
        )  # fmt: skip
    yield "log:factory", repr((logging.getLogRecordFactory(), logging.getLoggerClass()))
    yield "log:levels", repr((logging._levelToName, logging.root.manager.disable))  # noqa: SLF001
    yield "warnings", repr((warnings.filters, warnings.showwarning))
    yield "environ", repr(sorted(os.environ.items()))
    yield "cwd", os.getcwd()
    mask = os.umask(0o22)
    os.umask(mask)
    yield "umask", str(mask)
    yield "hooks", repr(
        (sys.excepthook, sys.displayhook, sys.unraisablehook, sys.breakpointhook,
         threading.excepthook, sys.gettrace(), sys.getprofile(), threading.gettrace(),
         threading.getprofile(), sys.get_asyncgen_hooks())
    )  # fmt: skip
    yield "import", repr((sys.meta_path, sys.path_hooks, list(sys.path)))
    yield "modules", repr([(n, id(m)) for n, m in sorted(sys.modules.items())
                           if n.partition(".")[0] in ("engine", "json", "os", "logging")])  # fmt: skip
    yield "limits", repr(
        (sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits(),
         sys.getdlopenflags(), sys.get_coroutine_origin_tracking_depth(), os.nice(0))
    )  # fmt: skip
    import atexit
    import resource

    yield "rlimit", repr([resource.getrlimit(n) for n in range(10)])
    yield "atexit", str(atexit._ncallbacks())  # noqa: SLF001
    yield "signals", repr([signal.getsignal(number) for number in range(1, 65)])
    yield "timers", repr((signal.getitimer(signal.ITIMER_REAL)[1],))
    yield "socket", repr(socket.getdefaulttimeout())
    yield "locale", locale.setlocale(locale.LC_ALL)
    yield "timezone", repr((time.tzname, time.timezone, os.environ.get("TZ")))
    yield "csv", repr((sorted(csv.list_dialects()), csv.field_size_limit()))
    yield "decimal", repr((decimal.getcontext().prec, decimal.DefaultContext))
    yield "gc", repr((gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.callbacks))
    yield "mimetypes", repr((mimetypes.guess_type("a.zzz"), mimetypes.guess_type("a.html")))
    yield "copyreg", repr(sorted(map(str, copyreg.dispatch_table)))
    yield "sqlite", repr((sqlite3.adapters.keys(), sqlite3.converters.keys()))
    yield "loop", repr((type(asyncio.get_event_loop_policy()),))
    yield "codec", repr([_known_codec(codecs.lookup_error, name) for name in ("strict", "x-mine")])
    yield "codecs", repr([_known_codec(codecs.lookup, name) for name in ("utf-8", "x-mine")])
    yield "stack", str(threading.stack_size())
    yield "random", repr(random.getstate())


def _known_codec(look: Callable[[str], Any], name: str) -> Any:
    try:
        return look(name)
    except LookupError:
        return None


# -- the warm process --


def main(root: Path | None, directory: Path, names: list[str]) -> None:
    """Prove the named cases, or all below ``root``, and print one JSON line for each."""
    import corpus

    cases = [case for case in corpus.load(root or corpus.CASES) if not names or case.name in names]
    marks = sentinels()
    os.environ["AzureWebJobsStorage"] = marks["environment"]
    if "RINGFENCE_PROOF" not in os.environ:
        # /proc shows the environment that a process started with, so it must start with it.
        environment = {**os.environ, "RINGFENCE_PROOF": json.dumps(marks)}
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)
    marks = json.loads(os.environ.pop("RINGFENCE_PROOF"))
    os.environ["AzureWebJobsStorage"] = marks["environment"]
    warm_up()
    directory.mkdir(parents=True, exist_ok=True)
    pending = list(reversed(cases))
    running: dict[int, tuple[int, Any, float, bytearray]] = {}
    while pending or running:
        while pending and len(running) < (os.cpu_count() or 2):
            case = pending.pop()
            reader, child = _start(case, corpus, directory / case.name, marks)
            running[reader] = (child, case, time.monotonic() + SECONDS, bytearray())
        _collect(running, directory)


def _start(case: Any, corpus: Any, root: Path, marks: dict[str, str]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return reader, child
    os.close(reader)
    os.setsid()
    try:
        plant(root, marks)
        corpus.lay_out(case, root)
        started = time.monotonic()
        result = run_case(case, root, marks)
        result["seconds"] = round(time.monotonic() - started, 3)
    except BaseException as problem:
        result = {"name": case.name, "reached": [], "changed": [], "error": repr(problem)}
    _write(writer, _dumps(result).encode())
    os._exit(0)


def _collect(running: dict[int, tuple[int, Any, float, bytearray]], directory: Path) -> None:
    ready, _, _ = select.select(list(running), [], [], 0.2)
    for reader, (child, case, deadline, data) in list(running.items()):
        late = time.monotonic() > deadline
        chunk = os.read(reader, 1 << 20) if reader in ready else b""
        data += chunk
        if chunk or (reader not in ready and not late):
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reader)
        del running[reader]
        if data:
            sys.stdout.write(data.decode() + "\n")
        else:
            died = {"name": case.name, "reached": [] if late else ["die"], "changed": [],
                    "error": "no answer in time" if late else f"ended with {status}"}  # fmt: skip
            sys.stdout.write(json.dumps(died) + "\n")
        sys.stdout.flush()
        shutil.rmtree(directory / case.name, ignore_errors=True)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    main(given.cases, given.directory, given.names)
