"""What workspace code may import at run time, as its seal says, and the door it gets instead.

The same decisions as the checker's import rules: they are repeated here because a module that is
already loaded is one name away, whatever was checked.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Final

from engine.shared.seal import WORKSPACE, Seal, bad_seal

_OWN: Final = frozenset({"engine", "tools", "function_app"})


class Door(ModuleType):
    """What workspace code holds instead of an engine module: the public names and no others.

    Frozen, because all workspace modules of the process share it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.__name__} is the engine's door: it cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self.__name__} is the engine's door: it cannot be changed")


class ImportPolicy:
    """Decides one import.

    Attributes:
        doors: name -> what is handed out for it, parents of door modules included.
        passed: absolute imports that need no second look: name -> the module of that name, and
            what an import of it gave, by fromlist (None: ``import name``).
    """

    def __init__(self, seal: Seal) -> None:
        self._denied = seal.denied
        self._stdlib = sys.stdlib_module_names
        self._packages = seal.packages | {WORKSPACE}
        self._names = seal.door
        self.doors = _open_doors(seal.door)
        self.passed: dict[str, tuple[object, dict[tuple[str, ...] | None, object]]] = {}

    def hand_out(
        self,
        name: str,
        globals: None = None,  # noqa: A002, ARG002 - called as `__import__` is
        locals: None = None,  # noqa: A002, ARG002
        fromlist: tuple[str, ...] = (),
    ) -> Door:
        """Return what an import of a door gives: the door, or the package it lies in."""
        return self.doors[name if fromlist else name.partition(".")[0]]

    def refusal(self, name: str, fromlist: Sequence[str]) -> str | None:
        """Say why ``import name`` or ``from name import fromlist`` is refused, or return None."""
        if "*" in fromlist:
            return "it binds names that nobody can see"
        if name in self.doors:
            return self._door_refusal(name, fromlist)
        reason = self._module_refusal(name)
        for item in fromlist:
            reason = reason or self.denial(f"{name}.{item}")
        return reason

    def load_refusal(self, name: str) -> str | None:
        """Say why not even C code may have ``name`` loaded, which is then handed to nobody."""
        if name.partition(".")[0] in _OWN:
            return "it is engine code behind the door"
        return self.denial(name)

    def smuggled(self, module: ModuleType, fromlist: Sequence[str]) -> str | None:
        """Say which name of an import is a module that may not be imported by its own name.

        ``from asyncio.base_events import subprocess`` names no denied module and gets one.
        """
        for item in fromlist:
            value = getattr(module, item, None)
            if isinstance(value, Door) or not isinstance(value, ModuleType):
                continue
            # Under its place in this package it has been judged already.
            if sys.modules.get(f"{module.__name__}.{item}") is value:
                continue
            if reason := self._module_refusal(value.__name__):
                return f"{item} is the module {value.__name__}: {reason}"
        return None

    def _module_refusal(self, name: str) -> str | None:
        root = name.partition(".")[0]
        known = root in self._stdlib or root in self._packages
        if known and (not root.startswith("_") or root == "__future__"):
            return self.denial(name)
        if root in _OWN:
            return "it is engine code behind the door"
        return "it is not on the workspace's list of packages"

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

    def denial(self, name: str) -> str | None:
        """Say which denied module ``name`` is, or is part of; None if it is not denied."""
        closest = self._denied.closest(name)
        return None if closest is None else f"{closest} is denied to workspace code"

    def help(self) -> str:
        """Name the door for an error message."""
        return f"workspace code uses the engine through {' or '.join(sorted(self._names))}"


def _open_doors(door: Mapping[str, frozenset[str]]) -> dict[str, Door]:
    doors: dict[str, Door] = {}
    for module_name, names in sorted(door.items()):
        module = _door_module(module_name)
        facade = _door(doors, module_name)
        public = frozenset(getattr(module, "__all__", ()))
        if beyond := sorted(names - public):
            raise bad_seal(
                f"the seal opens {module_name}.{beyond[0]}, which this engine does not publish"
            )
        vars(facade).update({name: getattr(module, name) for name in names})
        vars(facade)["__all__"] = sorted(names)
    return doors


def _door_module(name: str) -> ModuleType:
    # Before the import: a seal that opens something else must not get it executed either.
    if not name.startswith("engine."):
        raise bad_seal(f"the seal opens {name}, which is no part of the engine")
    try:
        return sys.modules.get(name) or importlib.import_module(name)
    except ImportError as error:
        raise bad_seal(f"the seal opens {name}, which this engine does not have") from error


def _door(doors: dict[str, Door], name: str) -> Door:
    if name not in doors:
        doors[name] = Door(name)
        parent, _, child = name.rpartition(".")
        if parent:
            vars(_door(doors, parent))[child] = doors[name]
    return doors[name]
