"""The ``__import__`` of workspace modules: judged once, then two look-ups.

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
_modules = sys.modules


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
    passed = policy.passed
    # Relative imports that have passed: what was written -> absolute name, module, result.
    relative: dict[tuple[str, object, int], tuple[str, object, object]] = {}

    def guarded_import(
        name: str,
        # The builtin's own names and order; a module's globals say nothing that is believed.
        globals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        locals: Mapping[str, object] | None = None,  # noqa: A002, ARG001
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        # What has passed is answered with what it gave then, as long as the module is the same
        # one: text that claims to equal another name gets what that name may have, no more.
        try:
            if level:
                target, module, result = relative[name, fromlist, level]
                if _modules[target] is module:
                    return result
            else:
                module, results = passed[name]
                if _modules[name] is module:
                    return results[fromlist]
        except (KeyError, TypeError):
            # Not seen yet; or a list, which cannot be looked up.
            pass
        return judged_import(name, fromlist, level)

    def judged_import(name: str, fromlist: tuple[str, ...] | list[str] | None, level: int) -> Any:
        exact, level = str.__str__(name), int(level)
        if isinstance(fromlist, list):
            # Not an import statement: C code that workspace code has called wants a module
            # loaded (`datetime.strptime` its `_strptime`), and takes it from sys.modules itself.
            if exact not in _modules and (reason := policy.load_refusal(exact)):
                _refuse(policy, report, exact, (), importer, file, reason)
            _import(exact)
            return None
        names = tuple(map(str.__str__, fromlist or ()))
        # The module's own __package__ is not asked: workspace code could have rebound it.
        target = _absolute(exact, package, level) if level else exact
        if reason := policy.refusal(target, names):
            _refuse(policy, report, target, names, importer, file, reason)
        load = policy.hand_out if target in policy.doors else _import
        result = load(target, None, None, names)
        if names and (reason := policy.smuggled(result, names)):
            _refuse(policy, report, target, names, importer, file, reason)
        module = _modules.get(target)
        # A name that is not there yet may turn out to be anything, and whoever imports a module
        # that another thread still executes has to wait for it: both are judged again.
        if all(hasattr(result, item) for item in names) and _complete(module):
            if level:
                relative[exact, names, level] = (target, module, result)
            else:
                # Under the module that it belongs to: a replaced one starts over.
                known = passed.get(exact)
                if known is None or known[0] is not module:
                    known = passed[exact] = (module, {})
                known[1][names or None] = known[1][names] = result
        return result

    return guarded_import


def _complete(module: object) -> bool:
    """Tell whether ``module`` is loaded, as Python's own import asks."""
    spec = getattr(module, "__spec__", None)
    return module is not None and not getattr(spec, "_initializing", False)


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
    # The importing line; a guard that was handed to another thread may have no frame below it.
    frame = sys._getframe(2).f_back  # noqa: SLF001
    line = frame.f_lineno if frame is not None and frame.f_code.co_filename == file else 0
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
