"""Reading the small languages inside strings: format templates and dotted names."""

from __future__ import annotations

import ast
import re
import string
from dataclasses import dataclass

_STEP = re.compile(r"\.([^.\[\]]*)|\[([^\]]*)\]?")


@dataclass(frozen=True, slots=True)
class FormatField:
    """One replacement field of ``str.format``: its first part and the steps behind it."""

    first: str
    attributes: tuple[str, ...]
    indexes: tuple[str, ...]


def format_fields(template: str, depth: int = 0) -> list[FormatField] | None:
    """Parse a ``str.format`` template (library reference, "Format String Syntax").

    Returns:
        The fields, nested ones in format specifications included; None when malformed, in which
        case ``str.format`` raises before it reads anything.
    """
    fields: list[FormatField] = []
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return None
    for _, name, spec, _ in parts:
        if name is None:
            continue
        end = re.search(r"[.\[]", name)
        first, rest = (name[: end.start()], name[end.start() :]) if end else (name, "")
        steps = _STEP.findall(rest)
        fields.append(
            FormatField(
                first,
                tuple(attr for attr, index in steps if attr),
                tuple(index for attr, index in steps if index),
            )
        )
        if spec and depth < 2:
            fields.extend(format_fields(spec, depth + 1) or ())
    return fields


_TEXT_CALLS = frozenset(
    {"join", "replace", "decode", "lower", "upper", "removeprefix", "removesuffix", "strip"}
)


def puts_text_together(node: ast.Call) -> bool:
    """Say whether a call is one of those whose result can be folded from constants."""
    return isinstance(node.func, ast.Attribute) and node.func.attr in _TEXT_CALLS
