"""RF107: private modules and names of other packages."""

from __future__ import annotations

from tools.isolation.events import Imported
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf101_engine_import import PLATFORM_ROOTS
from tools.isolation.visitor import FileCheck

_PUBLIC = frozenset({"__version__", "__author__", "__title__", "__all__", "__init__"})


def _on_import(check: FileCheck, event: Imported) -> None:
    module = event.module or ""
    root = module.partition(".")[0]
    if not module or module == "__future__":
        return
    parts = [*module.split("."), *([event.name] if event.name else [])]
    private = [part for part in parts if part.startswith("_") and part not in _PUBLIC]
    if not private:
        return
    if root == "workspace":
        dunder = [part for part in private if part.startswith("__") and part.endswith("__")]
        if dunder:
            check.report(event.alias, f"`{dunder[0]}` is an internal of the module system")
        return
    ours = check.catalogue.is_stdlib(root) or root in PLATFORM_ROOTS
    check.report(
        event.alias,
        f"`{private[0]}` of `{module}` is private",
        severity=Severity.ERROR if ours or parts[-1].startswith("__") else Severity.WARNING,
    )


RULE = Rule(
    code="RF107",
    name="private-module",
    summary="Import of a private module or name of a package.",
    why="Private parts are where libraries keep what their public interface guards: module"
    " references, caches, connection pools. They also change without notice.",
    instead="use the package's public interface",
    limits="Private names of an allowed third-party package are a warning only: they are rarely"
    " dangerous and honest code has some.",
    hooks={Imported: _on_import},
    valid=examples(
        "from workspace.shared._auth import token", "from __future__ import annotations"
    ),
    invalid=examples(
        "from json import _default_decoder",
        "from concurrent.futures import _base",
        "from requests import __builtins__",
        "from workspace.shared.helpers import __builtins__",
    ),
)
