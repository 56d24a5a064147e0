"""Names of methods and functions that change the object they work on."""

from __future__ import annotations

MUTATORS = frozenset(
    """add append appendleft clear difference_update discard extend extendleft insert
    intersection_update move_to_end pop popitem popleft put put_nowait register remove reverse
    rotate set_exception set_result setdefault sort subtract symmetric_difference_update update
    __setitem__ __delitem__ __iadd__ __ior__""".split()  # noqa: SIM905
)
"""Methods of containers that change them."""

STREAM = frozenset({"send", "write", "writelines", "writerow", "writerows", "add_note", "truncate"})
"""Methods of streams that add to them."""


def is_unbound_method(name: str) -> bool:
    """Say whether ``name`` is a container's method taken from its class: ``list.append``."""
    owner, _, method = name.rpartition(".")
    changes = method in MUTATORS or method == "__init__"  # it empties and fills anew
    return changes and owner in {"list", "dict", "set", "bytearray", "object"}
