"""State behind an object that workspace code holds, reachable through no attribute of it.

The state lies in a slot of the object itself, whose descriptor is taken off the class: there is
no table in which a look-alike (equal hash, equal by ``==``, recycled address) could be found, and
an object that the engine did not make has an empty slot, whatever its class.
"""

from __future__ import annotations

import secrets
from types import MemberDescriptorType
from typing import Any, Generic, Never, TypeVar

StateT = TypeVar("StateT")


class Closed(type):
    """Metaclass of classes that nobody extends or changes.

    A thin layer: what counts is that a subclass or a twin gets no state, see `Slot`.
    """

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Closed:
        """Make the class, unless it extends a closed one.

        Raises:
            TypeError: it does.
        """
        closed = next((base.__name__ for base in bases if isinstance(base, Closed)), None)
        if closed is not None:
            raise TypeError(f"{closed} cannot be subclassed: the engine alone makes its objects")
        return super().__new__(cls, name, bases, namespace, **options)

    def __setattr__(cls, name: str, value: object) -> Never:
        """Refuse to change the class: every organization's executions share it."""
        raise TypeError(f"{cls.__name__} cannot be changed: every organization's executions use it")

    def __delattr__(cls, name: str) -> Never:
        """Refuse to change the class."""
        raise TypeError(f"{cls.__name__} cannot be changed: every organization's executions use it")


def slot_name() -> str:
    """Return a name for the one slot of a class.

    Not to be guessed: Python lets an object change its class to another one with slots of the
    same names, and that one would have a descriptor.
    """
    return f"slot_{secrets.token_hex(16)}"


class Slot(Generic[StateT]):
    """The only way to the state of a class's instances; kept by the engine's modules."""

    __slots__ = ("_descriptor", "_owner")

    def __init__(self, owner: type) -> None:
        """Take the slot's descriptor, and its name, off ``owner``."""
        (self._descriptor,) = (
            member for member in vars(owner).values() if isinstance(member, MemberDescriptorType)
        )
        self._owner = owner
        type.__delattr__(owner, self._descriptor.__name__)
        type.__delattr__(owner, "__slots__")

    def put(self, holder: object, state: StateT) -> None:
        """Give ``holder`` its state."""
        self._descriptor.__set__(holder, state)

    def get(self, holder: object) -> StateT:
        """Return the state of ``holder``.

        Raises:
            TypeError: the engine did not make it, or its class was changed.
        """
        # The exact type, compared by identity: isinstance() asks the object itself.
        if type(holder) is self._owner:
            try:
                state: StateT = self._descriptor.__get__(holder)
            except AttributeError:
                pass
            else:
                return state
        raise TypeError(f"this is no {self._owner.__name__} of the engine's making")
