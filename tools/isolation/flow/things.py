"""The objects that the analysis follows."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class Make(Enum):
    """What an object is, as far as its treatment differs."""

    CONTAINER = auto()
    """A list, dictionary, set, iterator or the like; its contents are one place."""
    TUPLE = auto()
    """A container that cannot be changed itself."""
    INSTANCE = auto()
    """An instance of the file's class ``node``."""
    SELF = auto()
    """The first parameter of a method of class ``node``: some instance of it."""
    LIBRARY = auto()
    """What a library's function ``name`` gave."""
    PART = auto()
    """Something inside a lasting object, reached by an item or attribute; ``data`` is its make."""
    FUNCTION = auto()
    """A function or lambda of this file; ``data`` is the object from which it was read."""
    CLASS = auto()
    """A class of this file."""
    MODULE = auto()
    MEMBER = auto()
    """An attribute of a module, or of a member; ``name`` is the full dotted name."""
    BUILTIN = auto()
    TYPED = auto()
    """An instance of the catalogue's type ``name``."""
    CONTEXT = auto()
    """The organization context."""
    TYPE = auto()
    """The class of an object that is not known."""
    SUPER = auto()
    """What ``super()`` gives in a method of class ``node``."""
    BOUND = auto()
    """A method ``name`` that stores in or takes from the object it belongs to."""
    PARTIAL = auto()
    """A callable that adds arguments of its own: ``functools.partial``."""
    GETTER = auto()
    """A callable that takes something out of its argument; ``data`` names the attributes."""
    HOLDER = auto()
    """A callable that gives back what it was made with: a weak reference."""
    PASSER = auto()
    """A callable that gives back its arguments, such as ``functools.wraps(f)``."""
    ATTRIBUTE = auto()
    """What reading the attribute ``node`` gives where it is not called on the spot."""
    TEXT = auto()
    """The text ``name``, as it is written in the file."""
    NUMBER = auto()
    """The whole number or the bytes ``data``, as written."""
    ORIGIN = auto()
    """The expression ``node``, from which a text or number may be worked out."""
    OPAQUE = auto()
    """A parameter, or what an unknown call gave: only what the file itself puts in is known."""

    # The hash of Enum itself is a Python function, and things are hashed very often.
    __hash__ = object.__hash__


class Thing(NamedTuple):
    """One object, or all the objects that one place of the file makes.

    Attributes:
        node: the syntax node that makes or defines it; things with the same node share contents.
        lasts: whether it outlives a workflow's run.
    """

    make: Make
    name: str = ""
    node: object = None
    lasts: bool = False
    data: object = None


MADE = frozenset(
    {Make.CONTAINER, Make.TUPLE, Make.INSTANCE, Make.LIBRARY, Make.OPAQUE, Make.PARTIAL,
     Make.TYPED, Make.HOLDER}
)  # fmt: skip
"""Kinds that are made anew each time their place runs: whether they last depends on when."""

PASSIVE = frozenset({Make.TEXT, Make.NUMBER, Make.ORIGIN})
"""Kinds that actions do not see: they only say what an expression may be."""

DEFINITIONS = frozenset(
    {Make.FUNCTION, Make.CLASS, Make.MEMBER, Make.TYPE, Make.TYPED, Make.CONTEXT, Make.MODULE}
)
"""Kinds that no copy copies."""


COPY = "copy"
"""The ``data`` of an instance that shares its parts with one that outlives the run."""


def lasting(thing: Thing) -> Thing:
    """Return the thing as it is when something that outlives the run holds it."""
    return thing._replace(lasts=True) if not thing.lasts and thing.make in MADE else thing
