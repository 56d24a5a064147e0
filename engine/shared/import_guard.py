"""The ``__import__`` of workspace modules: one set look-up, then Python's own.

It sits in the modules' builtins and not in ``sys.meta_path``, because a finder is never asked
about a module that is already loaded, and in a warm process the engine always is.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from engine.shared.import_policy import ImportPolicy
from engine.shared.seal import WORKSPACE
from engine.shared.violation import Report, Violation, announce

_import = builtins.__import__


def make_guard(
    policy: ImportPolicy, importer: str, package: str, file: str, report: Report
) -> Callable[..., Any]:
    """Return the ``__import__`` of one workspace module.

    Args:
        policy: decides, and remembers what has passed; shared by all modules.
        importer: the module's name.
        package: what its relative imports start from.
        file: where it lies.
        report: takes each refusal; must neither block nor raise.
    """
    passed, doors = policy.passed, policy.doors
    # Relative imports that have passed -> the absolute name, and the fromlist.
    absolute: dict[tuple[str, tuple[str, ...] | None, int], tuple[str, tuple[str, ...]]] = {}

    def guarded_import(
        name: str,
        # The builtin's own names and order; a module's globals say nothing that is believed.
        globals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        locals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        # What has passed is imported by the name that passed: a subclass of str could claim to
        # equal it.
        if not level:
            try:
                load, target, fromlists = passed[name]
                if fromlist is None:
                    return load(target)
                if fromlist in fromlists:
                    return load(target, None, None, fromlist)
            except KeyError:
                pass
        elif (known := absolute.get((name, fromlist, level))) is not None:
            return _import(known[0], None, None, known[1])
        return judged_import(name, fromlist, level)

    def judged_import(name: str, fromlist: tuple[str, ...] | list[str] | None, level: int) -> Any:
        exact, level = str.__str__(name), int(level)
        if isinstance(fromlist, list):
            # Not an import statement: C code that workspace code has called wants a module
            # loaded (`datetime.strptime` its `_strptime`), and takes it from sys.modules itself.
            _import(exact)
            return None
        names = tuple(map(str.__str__, fromlist or ()))
        # The module's own __package__ is not asked: workspace code could have rebound it.
        target = _absolute(exact, package, level) if level else exact
        if reason := policy.refusal(target, names):
            _refuse(policy, report, target, names, importer, file, reason)
        load = policy.hand_out if target in doors else _import
        module = load(target, None, None, names)
        if names and (reason := policy.smuggled(module, names)):
            _refuse(policy, report, target, names, importer, file, reason)
        # A name that is not there yet may turn out to be anything: it is judged again.
        if all(hasattr(module, item) for item in names):
            if level:
                absolute[exact, names, level] = (target, names)
            elif names or fromlist is None:
                passed.setdefault(target, (load, target, set()))[2].add(names)
        return module

    return guarded_import


_GUARD_CODE = next(
    item
    for item in make_guard.__code__.co_consts
    if isinstance(item, CodeType) and item.co_name == "guarded_import"
)


def is_guard(function: object) -> bool:
    """Tell whether ``function`` is the ``__import__`` of a workspace module."""
    return getattr(function, "__code__", None) is _GUARD_CODE


def _refuse(
    policy: ImportPolicy,
    report: Report,
    target: str,
    names: tuple[str, ...],
    importer: str,
    file: str,
    reason: str,
) -> None:
    line = sys._getframe(3).f_lineno  # noqa: SLF001 - the importing line, for the report
    wanted = f"{target} ({', '.join(names)})" if names else target
    message = f"{file}:{line}: workspace code may not import {wanted}: {reason}; {policy.help()}"
    announce(Violation(wanted, importer, file, line, reason), message, report)
    raise ImportError(message, name=target, path=file)


def _absolute(name: str, package: str, level: int) -> str:
    parts = package.split(".")
    if level > len(parts):
        # Named so that the policy refuses it: nothing lies above the workspace.
        return f"<above {WORKSPACE}>"
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name else base
