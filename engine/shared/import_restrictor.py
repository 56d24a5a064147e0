"""Load ``workspace.*`` from sealed bytes only, each module behind its own guarded ``__import__``.

The guard sits in the modules' builtins and not in ``sys.meta_path``, because a finder is never
asked about a module that is already loaded, and in a warm process the engine always is. The one
finder stands last: engine and third-party imports are found before it and pay nothing.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from engine.shared.seal import WORKSPACE, Seal, SealError, verify_file, verify_files

_log = logging.getLogger(__name__)
_import = builtins.__import__

Report = Callable[["Violation"], None]


@dataclass(frozen=True, slots=True)
class Violation:
    """An import that workspace code tried and the guard refused."""

    module: str
    importer: str
    file: str
    line: int
    reason: str


class Door(ModuleType):
    """What workspace code holds instead of an engine module: the public names and no others.

    Frozen, because all workspace modules of the process share it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.__name__} is the engine's door: it cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self.__name__} is the engine's door: it cannot be changed")


class ImportPolicy:
    """Decides one import at run time; the same decision as the checker's import rule."""

    def __init__(self, seal: Seal) -> None:
        self._denied = seal.denied
        self._roots = frozenset(sys.stdlib_module_names) | seal.packages | {WORKSPACE}
        self._names = seal.door
        self.doors = _open_doors(seal.door)
        # Names under which no denied module lies: the guard lets them pass with one look-up.
        self._parents = {
            name[:end] for name in seal.denied for end, char in enumerate(name) if char == "."
        }
        self.plain: set[str] = set()

    def refusal(self, name: str, fromlist: Sequence[str]) -> str | None:
        """Say why ``import name`` or ``from name import fromlist`` is refused, or return None."""
        root = name.partition(".")[0]
        if name in self.doors:
            return self._door_refusal(name, fromlist)
        if root not in self._roots or (root.startswith("_") and root != "__future__"):
            if root == "engine":
                return "it is engine code behind the door"
            return "it is not on the workspace's list of packages"
        for candidate in (name, *(f"{name}.{item}" for item in fromlist)):
            if denied := self._denied_prefix(candidate):
                return f"{denied} is denied to workspace code"
        if name not in self._parents:
            self.plain.add(name)
        return None

    def _door_refusal(self, name: str, fromlist: Sequence[str]) -> str | None:
        open_names = self._names.get(name, frozenset())
        closed = [
            item
            for item in fromlist
            if item not in open_names and f"{name}.{item}" not in self.doors
        ]
        if not closed:
            return None
        return f"{', '.join(closed)} is behind the door"

    def _denied_prefix(self, name: str) -> str | None:
        while name:
            if name in self._denied:
                return name
            name = name.rpartition(".")[0]
        return None

    def help(self) -> str:
        """Name the door for an error message."""
        return f"workspace code uses the engine through {' or '.join(sorted(self._names))}"


class SealedLoader(MetaPathFinder, Loader):
    """Finder and loader of ``workspace`` and everything below it (PEP 451)."""

    def __init__(
        self,
        root: Path,
        seal: Seal,
        policy: ImportPolicy,
        report: Report,
        sources: dict[str, bytes],
    ) -> None:
        self._root = root
        self._seal = seal
        self._policy = policy
        self._report = report
        self._sources = sources
        self._packages = {
            "/".join(parts[:end])
            for parts in (path.split("/") for path in seal.files)
            for end in range(1, len(parts))
        }

    def find_spec(
        self,
        fullname: str,
        path: object = None,  # noqa: ARG002 - PEP 451's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Find a sealed module or package; None for every other name."""
        if fullname != WORKSPACE and not fullname.startswith(WORKSPACE + "."):
            return None
        relative = fullname.replace(".", "/")
        for candidate in (f"{relative}/__init__.py", f"{relative}.py"):
            if candidate in self._seal.files:
                spec = ModuleSpec(fullname, self, origin=str(self._root / candidate))
                spec.has_location = True
                break
        else:
            if relative not in self._packages:
                return None
            spec = ModuleSpec(fullname, self)
        spec.cached = None
        if relative in self._packages:
            # Empty: no other finder can ever look for a workspace module on disk.
            spec.submodule_search_locations = []
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module object."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the sealed bytes of ``module`` with guarded builtins.

        Raises:
            ImportError: the file is no longer the sealed one.
        """
        spec = module.__spec__
        if spec is None or spec.origin is None:
            return
        code = self._code(module.__name__, spec.origin)
        package = spec.name if spec.submodule_search_locations is not None else spec.parent or ""
        private = dict(vars(builtins))
        private["__import__"] = _guard(self._policy, spec.name, package, spec.origin, self._report)
        vars(module)["__builtins__"] = private
        exec(code, vars(module))  # noqa: S102 - the sealed bytes, and the only place that runs them

    def get_source(self, fullname: str) -> str | None:
        """Return the sealed source for tracebacks and debuggers (PEP 302)."""
        spec = self.find_spec(fullname)
        if spec is None or spec.origin is None:
            return None
        return verify_file(self._root, self._relative(spec.origin), self._seal).decode("utf-8-sig")

    def _code(self, fullname: str, origin: str) -> CodeType:
        path = self._relative(origin)
        # Verified at installation and used once; a reload reads and compares again.
        data = self._sources.pop(path, None)
        if data is None:
            try:
                data = verify_file(self._root, path, self._seal)
            except SealError as error:
                raise ImportError(str(error), name=fullname, path=origin) from error
        return compile(data, origin, "exec", dont_inherit=True)

    def _relative(self, origin: str) -> str:
        return Path(origin).relative_to(self._root).as_posix()


def install(root: Path, seal: Seal, report: Report) -> None:
    """Verify the workspace against ``seal`` and make ``workspace.*`` importable from it.

    ``report`` is called for each refused import; it must neither block nor raise.

    Raises:
        SealError: a file is not the sealed one, or something else is loaded as ``workspace``.
    """
    root = root.resolve()
    squatter = next((name for name in sys.modules if _is_workspace(name)), None)
    if squatter is not None:
        raise SealError(
            f"module {squatter!r} was already loaded from elsewhere, unchecked",
            remedy="start the engine in a process of its own",
        )
    sources = verify_files(root, seal)
    loader = SealedLoader(root, seal, ImportPolicy(seal), report, sources)
    sys.meta_path.append(loader)
    try:
        # Loaded now, so that no other finder is ever asked for the top-level name.
        _load_root(loader)
    except BaseException:
        uninstall()
        raise


def uninstall() -> None:
    """Remove the finder and all loaded workspace modules."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, SealedLoader)]
    for name in [name for name in sys.modules if _is_workspace(name)]:
        del sys.modules[name]


def _load_root(loader: SealedLoader) -> None:
    spec = loader.find_spec(WORKSPACE)
    if spec is None:
        # Nothing is sealed: an empty package, so that a stray directory cannot take the name.
        spec = ModuleSpec(WORKSPACE, loader, is_package=True)
    module = importlib.util.module_from_spec(spec)
    sys.modules[WORKSPACE] = module
    loader.exec_module(module)


def _guard(
    policy: ImportPolicy, importer: str, package: str, file: str, report: Report
) -> Callable[..., Any]:
    plain, doors = policy.plain, policy.doors

    def guarded_import(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the builtin's own names
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if level == 0 and name in plain:
            return _import(name, globals, locals, fromlist or (), 0)
        # The module's own __package__ is not asked: workspace code could have rebound it.
        target = _absolute(name, package, level) if level else str(name)
        names = tuple(map(str, fromlist or ()))
        reason = policy.refusal(target, names)
        if reason is not None:
            _refuse(policy, report, target, names, importer, file, reason)
        if target in doors:
            return doors[target] if names else doors[target.partition(".")[0]]
        return _import(target, globals, locals, names, 0)

    return guarded_import


def _refuse(
    policy: ImportPolicy,
    report: Report,
    target: str,
    names: tuple[str, ...],
    importer: str,
    file: str,
    reason: str,
) -> None:
    line = sys._getframe(2).f_lineno  # noqa: SLF001 - the importing line, for the report
    wanted = f"{target} ({', '.join(names)})" if names else target
    report(Violation(wanted, importer, file, line, reason))
    message = f"{file}:{line}: workspace code may not import {wanted}: {reason}; {policy.help()}"
    _log.warning("%s", message)
    raise ImportError(message, name=target, path=file)


def _absolute(name: str, package: str, level: int) -> str:
    parts = package.split(".")
    if level > len(parts):
        # Named so that the policy refuses it: nothing lies above the workspace.
        return f"<above {WORKSPACE}>"
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name else base


def _open_doors(door: Mapping[str, frozenset[str]]) -> dict[str, Door]:
    doors: dict[str, Door] = {}
    for module_name, names in sorted(door.items()):
        module = importlib.import_module(module_name)
        facade = _door(doors, module_name)
        for name in names:
            try:
                vars(facade)[name] = getattr(module, name)
            except AttributeError:
                raise SealError(
                    f"the seal opens {module_name}.{name}, which this engine does not have"
                ) from None
        vars(facade)["__all__"] = sorted(names)
    return doors


def _door(doors: dict[str, Door], name: str) -> Door:
    if name not in doors:
        doors[name] = Door(name)
        parent, _, child = name.rpartition(".")
        if parent:
            vars(_door(doors, parent))[child] = doors[name]
    return doors[name]


def _is_workspace(name: str) -> bool:
    return name == WORKSPACE or name.startswith(WORKSPACE + ".")
