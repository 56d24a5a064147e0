"""Load ``workspace.*`` from sealed bytes only, each module behind its own guarded ``__import__``.

The one finder stands last: engine and third-party imports are found before it and pay nothing.
"""

from __future__ import annotations

import _imp
import builtins
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from engine.shared import backstop
from engine.shared.backstop_paths import Stock
from engine.shared.import_guard import make_guard
from engine.shared.import_policy import ImportPolicy
from engine.shared.resources import close_resources, open_resources
from engine.shared.seal import (
    WORKSPACE,
    CodePack,
    Seal,
    SealError,
    read_pack,
    verify_file,
    verify_files,
)
from engine.shared.violation import Report
from engine.shared.violation import Violation as Violation  # noqa: PLC0414 - a re-export

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder

    class _FinderAndLoader(MetaPathFinder, Loader):
        pass
else:
    # `importlib.abc` would load modules that nothing else in the worker needs.
    _FinderAndLoader = object


# In the place of bytes that have been used already.
_USED: Final[Any] = object()


class SealedLoader(_FinderAndLoader):
    """Finder and loader of ``workspace`` and everything below it (PEP 451)."""

    def __init__(
        self,
        root: Path,
        seal: Seal,
        policy: ImportPolicy,
        report: Report,
        sources: dict[str, bytes | None],
        pack: CodePack,
    ) -> None:
        self._root = root
        self._prefix = f"{root}/"
        self._seal = seal
        self._policy = policy
        self._report = report
        self._sources = sources
        self._pack = pack
        self._packages: set[str] = set()
        for path in seal.files:
            folder = path.rpartition("/")[0]
            while folder and folder not in self._packages:
                self._packages.add(folder)
                folder = folder.rpartition("/")[0]

    def find_spec(
        self,
        fullname: str,
        path: object = None,  # noqa: ARG002 - PEP 451's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Find a sealed module or package; None for every other name."""
        if fullname != WORKSPACE and not fullname.startswith(WORKSPACE + "."):
            return None
        # Else `workspace.lib/a` would be `workspace.lib.a` once more, with another parent.
        if "/" in fullname:
            return None
        relative = fullname.replace(".", "/")
        is_package = relative in self._packages
        path_inside = f"{relative}/__init__.py"
        if not is_package or path_inside not in self._seal.files:
            path_inside = f"{relative}.py"
        if path_inside in self._seal.files:
            spec = ModuleSpec(fullname, self, origin=self._prefix + path_inside)
            spec.has_location = True
        elif is_package:
            spec = ModuleSpec(fullname, self)
        else:
            return None
        if is_package:
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
        code = self._code(spec.name, spec.origin)
        package = spec.name if spec.submodule_search_locations is not None else spec.parent or ""
        private = dict(vars(builtins))
        private["__import__"] = make_guard(
            self._policy, spec.name, package, spec.origin, self._report
        )
        vars(module)["__builtins__"] = private
        exec(code, vars(module))  # noqa: S102 - the sealed bytes, and the only place that runs them

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a sealed module, from the sealed cache or else compiled now.

        Raises:
            ImportError: there is no such module, or its file is no longer the sealed one.
        """
        return self._code(fullname, self._origin(fullname))

    def _code(self, fullname: str, origin: str) -> CodeType:
        path = origin.removeprefix(self._prefix)
        code = self._pack.get(self._seal.files[path])
        # Verified at installation, which is good for one time; a reload reads and compares again.
        data = self._sources.pop(path, _USED)
        if data is _USED or (data is None and code is None):
            data = self._verified(fullname, origin)
        if code is None:
            return compile(data, origin, "exec", dont_inherit=True)
        # Tracebacks and breakpoints go by the file's name, and the cache knows no place; this is
        # what importlib itself does with a .pyc that was moved.
        _imp._fix_co_filename(code, origin)  # type: ignore[attr-defined]  # noqa: SLF001
        return code

    def get_source(self, fullname: str) -> str:
        """Return the sealed source for tracebacks and debuggers (PEP 302).

        Raises:
            ImportError: there is no such module, or its file is no longer the sealed one.
        """
        return importlib.util.decode_source(self._verified(fullname, self._origin(fullname)))

    def _verified(self, fullname: str, origin: str) -> bytes:
        try:
            return verify_file(self._root, origin.removeprefix(self._prefix), self._seal)
        except SealError as error:
            raise ImportError(str(error), name=fullname, path=origin) from error

    def _origin(self, fullname: str) -> str:
        spec = self.find_spec(fullname)
        if spec is None or spec.origin is None:
            raise ImportError(f"{fullname} has no sealed file", name=fullname)
        return spec.origin


def install(root: Path, seal: Seal, report: Report) -> None:
    """Verify the workspace against ``seal`` and make ``workspace.*`` importable from it.

    From here on the backstop watches too. ``report`` is called for each refusal; it must neither
    block nor raise.

    Raises:
        SealError: a file is not the sealed one, or something else is loaded as ``workspace``.
    """
    stock = Stock()
    root = Path(stock.real(str(root)))
    squatter = next(iter(_loaded()), None)
    if squatter is not None:
        raise SealError(
            f"module {squatter!r} was already loaded from elsewhere, unchecked",
            remedy="start the engine in a process of its own",
        )
    try:
        pack = read_pack(root, seal)
    except SealError:
        # A changed file says more than a cache that does not fit it any more.
        verify_files(root, seal)
        raise
    sources = verify_files(root, seal, pack)
    policy = ImportPolicy(seal)
    loader = SealedLoader(root, seal, policy, report, sources, pack)
    sys.meta_path.append(loader)
    try:
        backstop.arm(root, report, SealedLoader.exec_module.__code__, policy.denial, stock)
        open_resources(root, seal)
        # Loaded now, so that no other finder is ever asked for the top-level name.
        _load_root(loader)
    except BaseException:
        uninstall()
        raise


def uninstall() -> None:
    """Remove the finder and all loaded workspace modules, and stop the backstop."""
    backstop.disarm()
    close_resources()
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, SealedLoader)]
    for name in _loaded():
        del sys.modules[name]


def _load_root(loader: SealedLoader) -> None:
    spec = loader.find_spec(WORKSPACE)
    if spec is None:
        # Nothing is sealed: an empty package, so that a stray directory cannot take the name.
        spec = ModuleSpec(WORKSPACE, loader, is_package=True)
    module = importlib.util.module_from_spec(spec)
    sys.modules[WORKSPACE] = module
    loader.exec_module(module)


def _loaded() -> list[str]:
    """Return the names of all loaded workspace modules."""
    # One look at all of them: a worker has loaded a thousand others.
    if WORKSPACE not in "\n".join(sys.modules):
        return []
    names = list(sys.modules)
    return [name for name in names if name == WORKSPACE or name.startswith(WORKSPACE + ".")]
