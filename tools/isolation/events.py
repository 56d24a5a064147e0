"""What the visitor tells the rules: resolved facts instead of raw syntax."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum, auto

from tools.isolation.scopes import Scope
from tools.isolation.values import Values


class Role(Enum):
    """What the surrounding code does with a name or attribute."""

    VALUE = auto()
    """It is read and goes somewhere: assigned, passed, returned, stored, compared ..."""
    BASE = auto()
    """Only an attribute of it is used."""
    CALLEE = auto()
    """It is called on the spot."""
    DECORATOR = auto()
    """It is applied to a definition."""
    TEST = auto()
    """Only its truth or its being None is asked."""
    ANNOTATION = auto()
    """It stands in an annotation or in a class's list of bases."""
    SUPER = auto()
    """It is the first argument of ``super()``."""
    STORE = auto()
    """It is assigned to, by whatever kind of target."""
    DELETE = auto()


@dataclass(frozen=True, slots=True)
class Imported:
    """One name of an import statement.

    Attributes:
        module: absolute dotted name, or None where it leads above the top-level package.
        name: the imported name of a ``from`` import (``*`` included), else None.
        bound: the name it is bound to.
    """

    node: ast.Import | ast.ImportFrom
    alias: ast.alias
    module: str | None
    name: str | None
    bound: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class NameUsed:
    """A bare name, with what it may stand for."""

    node: ast.Name
    name: str
    values: Values
    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True)
class AttributeUsed:
    """``base.attr``, written out or spelled through ``getattr``, a pattern, a template ...

    Attributes:
        node: where to report.
        base: what the object may be.
        values: what the attribute may be.
        via: empty for plain syntax, else the construct that names the attribute in a string.
    """

    node: ast.AST
    base: Values
    attr: str
    values: Values
    role: Role
    scope: Scope
    base_node: ast.expr | None = None
    via: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A call, with what the called thing may be."""

    node: ast.Call
    callee: Values
    scope: Scope


@dataclass(frozen=True, slots=True)
class TextAnnotation:
    """A string that Python or a library may evaluate as an annotation.

    ``problem`` is why it cannot be judged (computed, not parseable), or empty.
    """

    node: ast.AST
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnknownSyntax:
    """A node class that the visitor has no handler for."""

    node: ast.AST


@dataclass(frozen=True, slots=True)
class TooDeep:
    """The file is nested more deeply than the checker follows."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The file cannot be read, so it cannot be judged; ``reason`` is the system's."""

    reason: str
