"""Imports, at the top of a module, under ``TYPE_CHECKING`` or in a function."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.notes import INERT, Doubt
from tools.isolation.gate.texts import DECODERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.state import Pass


def see_type_checking(walk: Pass, node: Any) -> None:
    """``if TYPE_CHECKING``: imports only."""
    test = node.test
    if type(test) is not ast.Name or test.id != "TYPE_CHECKING" or node.orelse:
        raise Doubt
    walk.notes.uses.add(("TYPE_CHECKING", INERT))
    for statement in node.body:
        if type(statement) is ast.Import:
            see_import(walk, statement)
        elif type(statement) is ast.ImportFrom:
            see_import_from(walk, statement)
        else:
            raise Doubt


def see_import(walk: Pass, node: Any) -> None:
    """``import a.b``, ``import a as b``."""
    for alias in node.names:
        walk.notes.modules.add(alias.name)
        if alias.asname:
            note_import(walk, alias.asname, (alias.name, ""))
        else:
            note_import(walk, alias.name.partition(".")[0], (alias.name.partition(".")[0], ""))


def see_import_from(walk: Pass, node: Any) -> None:
    """``from a import b``; no star."""
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*" or alias.name in DECODERS:
            raise Doubt
        note_import(walk, alias.asname or alias.name, (module, alias.name))


def note_import(walk: Pass, name: str, what: tuple[str, str]) -> None:
    """Note what an import binds; one name, one thing."""
    if name[:2] == "__" or walk.place.is_class:
        raise Doubt
    if walk.notes.imports.setdefault(name, what) != what:
        raise Doubt
