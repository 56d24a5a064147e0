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

from engine.shared.import_policy import Door, ImportPolicy
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
    # Answers that need no import: doors, and relative imports by their absolute name.
    ready: dict[tuple[str, tuple[str, ...] | None, int], Door] = {}
    absolute: dict[tuple[str, tuple[str, ...] | None, int], str] = {}

    def guarded_import(
        name: str,
        # The builtin's own names and order; a module's globals say nothing that is believed.
        globals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        locals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        try:
            # What has passed is imported by the name that passed: a subclass of str could claim
            # to equal it.
            target, fromlists = passed[name]
            if not level:
                if fromlist is None:
                    return _import(target)
                if fromlist in fromlists:
                    return _import(target, None, None, fromlist)
        except KeyError:
            pass
        return judged_import(name, fromlist, level)

    def judged_import(name: str, fromlist: tuple[str, ...] | list[str] | None, level: int) -> Any:
        if isinstance(fromlist, list):
            # Not an import statement: C code that workspace code has called wants a module
            # loaded (`datetime.strptime` its `_strptime`), and takes it from sys.modules itself.
            _import(str.__str__(name))
            return None
        key = (str.__str__(name), tuple(map(str.__str__, fromlist or ())), int(level))
        if key in ready:
            return ready[key]
        if key in absolute:
            return _import(absolute[key], None, None, key[1])
        # The module's own __package__ is not asked: workspace code could have rebound it.
        target = _absolute(key[0], package, key[2]) if key[2] else key[0]
        names = key[1]
        if reason := policy.refusal(target, names):
            _refuse(policy, report, target, names, importer, file, reason)
        if target in doors:
            ready[key] = doors[target] if names else doors[target.partition(".")[0]]
            return ready[key]
        module = _import(target, None, None, names)
        if names and (reason := policy.smuggled(module, names)):
            _refuse(policy, report, target, names, importer, file, reason)
        # A name that is not there yet may turn out to be anything: it is judged again.
        if all(hasattr(module, item) for item in names):
            if key[2]:
                absolute[key] = target
            else:
                passed.setdefault(target, (target, set()))[1].add(names)
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
