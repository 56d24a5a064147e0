"""Route templates of the Functions host (ASP.NET Core syntax) as matchers: pure, no HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

Check = Callable[[str], bool]


class RouteError(Exception):
    """A route template is malformed; `str()` quotes it and says what is wrong."""


def _parses(convert: Callable[[str], object]) -> Check:
    def check(value: str) -> bool:
        try:
            convert(value)
        except ValueError:
            return False
        return True

    return check


_INTEGER = re.compile(r"[+-]?[0-9]+")
_PLAIN: dict[str, Check] = {
    "alpha": lambda value: re.fullmatch(r"[A-Za-z]*", value) is not None,
    "bool": lambda value: value.lower() in {"true", "false"},
    "datetime": _parses(datetime.fromisoformat),
    "decimal": _parses(float),
    "double": _parses(float),
    "float": _parses(float),
    "guid": _parses(UUID),
    "int": lambda value: _INTEGER.fullmatch(value) is not None and -(2**31) <= int(value) < 2**31,
    "long": lambda value: _INTEGER.fullmatch(value) is not None and -(2**63) <= int(value) < 2**63,
    "required": bool,
}
_WITH_NUMBERS: dict[str, Callable[..., Check]] = {
    "length": lambda low, high=None: (
        lambda value: low <= len(value) <= (low if high is None else high)
    ),
    "minlength": lambda low: lambda value: len(value) >= low,
    "maxlength": lambda high: lambda value: len(value) <= high,
    "min": lambda low: lambda value: _INTEGER.fullmatch(value) is not None and int(value) >= low,
    "max": lambda high: lambda value: _INTEGER.fullmatch(value) is not None and int(value) <= high,
    "range": lambda low, high: (
        lambda value: _INTEGER.fullmatch(value) is not None and low <= int(value) <= high
    ),
}


@dataclass(frozen=True)
class Template:
    """A compiled route template: `match` gives the route parameters of a path, or None."""

    text: str
    _pattern: re.Pattern[str]
    _names: tuple[str, ...]
    _checks: tuple[tuple[str, Check], ...]
    _defaults: tuple[tuple[str, str], ...]
    precedence: tuple[int, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """Match a path as sent (percent-encoded, no leading slash); literals ignore case.

        Returns:
            Parameter name -> decoded value, without optional parameters that are absent.
        """
        found = self._pattern.fullmatch(path.strip("/"))
        if found is None:
            return None
        values = dict(self._defaults)
        values |= {
            name: unquote(value)
            for name, value in zip(self._names, found.groups(), strict=True)
            if value
        }
        if all(check(values[name]) for name, check in self._checks if name in values):
            return values
        return None


def compile_template(text: str) -> Template:
    """Compile a template such as `workflows/{name:alpha}/{*rest}`.

    Raises:
        RouteError: an unknown constraint, an unclosed brace, a catch-all that is not last.
    """
    segments = [segment for segment in _split(text, "/") if segment]
    names: list[str] = []
    checks: list[tuple[str, Check]] = []
    defaults: list[tuple[str, str]] = []
    pattern = ""
    precedence = []
    for position, segment in enumerate(segments):
        pieces = [piece for piece in re.split(r"(\{(?:[^{}]|\{\{|\}\})*\})", segment) if piece]
        parameters = [_Parameter.parse(piece, text) for piece in pieces if _braced(piece)]
        literal = [piece for piece in pieces if not _braced(piece)]
        if any("{" in piece or "}" in piece for piece in literal):
            raise RouteError(f"route {text!r}: unbalanced brace in segment {segment!r}")
        whole = parameters[0] if len(pieces) == 1 and parameters else None
        catch_all = any(parameter.catch_all for parameter in parameters)
        if catch_all and (whole is None or position != len(segments) - 1):
            raise RouteError(f"route {text!r}: a catch-all must be the whole last segment")
        slash = "/" if position else ""
        if whole is not None and (whole.optional or whole.catch_all):
            pattern += f"(?:{slash}({'.*' if catch_all else '[^/]+'}))?"
        else:
            pattern += slash + "".join(
                "([^/]+?)" if _braced(piece) else re.escape(piece) for piece in pieces
            )
        for parameter in parameters:
            if parameter.name.lower() in {name.lower() for name in names}:
                raise RouteError(f"route {text!r}: parameter {parameter.name!r} occurs twice")
            names.append(parameter.name)
            checks += [(parameter.name, check) for check in parameter.checks]
            if parameter.default is not None:
                defaults.append((parameter.name, parameter.default))
        precedence.append(_rank(parameters, literal))
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return Template(text, compiled, tuple(names), tuple(checks), tuple(defaults), tuple(precedence))


def _braced(piece: str) -> bool:
    return piece.startswith("{") and piece.endswith("}")


def _rank(parameters: list[_Parameter], literal: list[str]) -> int:
    """Return how specific a segment is, lower first, as ASP.NET Core orders them."""
    if not parameters:
        return 1
    if any(parameter.catch_all for parameter in parameters):
        return 5 if not any(parameter.checks for parameter in parameters) else 4
    return 2 if literal or any(parameter.checks for parameter in parameters) else 3


@dataclass(frozen=True)
class _Parameter:
    name: str
    checks: tuple[Check, ...]
    optional: bool
    catch_all: bool
    default: str | None

    @classmethod
    def parse(cls, piece: str, template: str) -> _Parameter:
        inner = piece[1:-1]
        body = inner.lstrip("*")
        head, *constraints = _split(body, ":")
        last = constraints[-1] if constraints else head
        optional = last.endswith("?")
        last = last.removesuffix("?")
        last, equals, value = last.partition("=") if "(" not in last else (last, "", "")
        if constraints:
            constraints[-1] = last
        else:
            head = last
        if not re.fullmatch(r"\w+", head):
            raise RouteError(f"route {template!r}: {piece!r} is not a parameter")
        return cls(
            name=head,
            checks=tuple(_constraint(one, template) for one in constraints),
            optional=optional or bool(equals),
            catch_all=inner.startswith("*"),
            default=value if equals else None,
        )


def _constraint(text: str, template: str) -> Check:
    name, parenthesis, rest = text.partition("(")
    arguments = rest.removesuffix(")")
    if not parenthesis and name in _PLAIN:
        return _PLAIN[name]
    try:
        if parenthesis and name == "regex":
            # Braces are doubled in templates, because single ones delimit parameters.
            pattern = re.compile(arguments.replace("{{", "{").replace("}}", "}"), re.IGNORECASE)
            return lambda value: pattern.search(value) is not None
        if parenthesis and name in _WITH_NUMBERS:
            return _WITH_NUMBERS[name](*(int(number) for number in arguments.split(",")))
    except (ValueError, TypeError, re.error) as error:
        raise RouteError(f"route {template!r}: constraint {text!r}: {error}") from error
    raise RouteError(f"route {template!r}: unknown constraint {text!r}")


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator outside of braces (for `/`) and parentheses (for `:`)."""
    opening, closing = ("{", "}") if separator == "/" else ("(", ")")
    parts, depth = [""], 0
    for character in text:
        depth += (character == opening) - (character == closing)
        if character == separator and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
