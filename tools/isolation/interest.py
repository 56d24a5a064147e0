"""What no rule asks about: the visitor leaves it out instead of telling every rule.

Sound by construction of the rules, and kept so by a test that compares a run with and without it.
"""

from __future__ import annotations

import ast
import re

from tools.isolation.changes import MUTATORS

# The namespaces that a rule asks about must never be listed here.
DULL_BUILTINS = frozenset(
    """ArithmeticError AssertionError AttributeError BaseException ConnectionError EOFError
    Ellipsis Exception False FileNotFoundError ImportError IndexError IndentationError IOError
    KeyError KeyboardInterrupt LookupError ModuleNotFoundError None NotImplemented
    NotImplementedError OSError OverflowError PermissionError RuntimeError StopAsyncIteration
    StopIteration SyntaxError TimeoutError True TypeError UnicodeDecodeError UnicodeEncodeError
    UnicodeError UserWarning ValueError Warning ZeroDivisionError __debug__ __doc__ __name__ abs
    aiter all anext any ascii bin bool bytes callable chr classmethod complex dict divmod
    enumerate filter float format frozenset hash hex id int isinstance issubclass iter len list map
    max min next object oct ord pow print property range repr reversed round set slice sorted
    staticmethod str sum super tuple zip""".split()  # noqa: SIM905
)
"""Builtins whose bare name no rule asks about."""

WATCHED = MUTATORS | frozenset(
    """format format_map set send write writelines parent parents environ getenv startswith
    addHandler removeHandler loggerDict setLoggerClass setLogRecordFactory get_coro get_loop
    get_stack print_stack subprocess_exec subprocess_shell add_signal_handler set_exception_handler
    set_task_factory set_default_executor enable_load_extension load_extension to_pickle
    add_get_handler map_to_type writerow writerows add_note truncate bind listen symlink_to
    hardlink_to link_to keylog_filename split replace partition rpartition with_name
    joinpath mro""".split()  # noqa: SIM905
)
"""Attribute names that some rule asks for on any object."""

# Letters and digits of other alphabets may fold into plain ones (RF602 compares after NFKC).
_TELLING = re.compile(r"[_./\\:{]|[0-9]{3}|0[xX]|[^\x00-\x7f]")


def is_watched(attr: str) -> bool:
    """Say whether some rule asks for ``attr`` whatever object has it.

    Internal types have names such as ``f_back``, ``gi_frame`` and ``func_globals``.
    """
    return attr in WATCHED or "_" in attr[:3] or attr.startswith(("func_", "f_"))


def is_dull(node: ast.AST) -> bool:
    """Say whether a constant is one that no rule about texts and numbers asks about."""
    value = getattr(node, "value", None)
    if isinstance(value, str):
        return _TELLING.search(value) is None
    return not isinstance(value, bytes) and (type(value) is not int or value < 0x1000000)
