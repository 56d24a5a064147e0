"""Works out texts that a file puts together from constants alone, in whatever way.

Only what the file itself writes is used: constants, and methods of texts, bytes and lists that do
nothing but make new ones. Sizes are bounded, so that no file can make this take long.
"""

from __future__ import annotations

import ast
import itertools
import re
import string
from collections.abc import Callable, Iterator
from typing import Any

from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import Kind, Resolver

_MAX_DEPTH = 25
_MAX_SIZE = 2000
_MAX_STEPS = 10_000
_CONTAINERS = (list, tuple, dict)
_TEXT_METHODS = frozenset(
    """capitalize casefold encode format format_map join lower lstrip partition removeprefix
    removesuffix replace rpartition rsplit rstrip split splitlines strip swapcase title translate
    upper decode hex""".split()  # noqa: SIM905
)
_DICT_METHODS = frozenset({"items", "keys", "values", "get"})
_PLAIN_FIELD = re.compile(r"[^{}]*(\{\w*\}[^{}]*)*\Z")
_BUILTINS: dict[str, Callable[..., Any]] = {
    "ascii": ascii, "bytes": bytes, "chr": chr, "dict": dict, "enumerate": enumerate, "hex": hex,
    "int": int, "bool": bool, "len": len, "list": list, "max": max, "min": min, "ord": ord,
    "reversed": reversed, "sorted": sorted, "str": str, "tuple": tuple, "zip": zip,
}  # fmt: skip
_MEMBERS: dict[str, Any] = {
    "os.curdir": ".", "os.pardir": "..", "os.sep": "/", "os.extsep": ".", "os.path.curdir": ".",
    "os.path.pardir": "..", "os.path.sep": "/", "os.path.extsep": ".", "str.maketrans":
    str.maketrans, "bytes.fromhex": bytes.fromhex,
    **{f"string.{name}": getattr(string, name) for name in (
        "ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "printable",
        "punctuation")},
}  # fmt: skip


class UnknownError(Exception):
    """Something in the expression is not written in the file."""


def fold_text(resolver: Resolver, node: ast.expr, scope: Scope) -> str | None:
    """Return the text or bytes that ``node`` is as far as the file shows, as text, or None."""
    try:
        found = _Folding(resolver, scope).value(node, {})
    except (UnknownError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        return None
    if isinstance(found, bytes):
        return found.decode("latin-1")
    return found if type(found) is str else None


class _Folding:
    def __init__(self, resolver: Resolver, scope: Scope) -> None:
        self._resolver = resolver
        self._scope = scope
        self._steps = 0

    def value(self, node: ast.expr, local: dict[str, Any], depth: int = 0) -> Any:
        self._steps += 1
        if self._steps > _MAX_STEPS or depth > _MAX_DEPTH:
            raise UnknownError
        handler = _HANDLERS.get(type(node), "_arriving")
        try:
            found = getattr(self, handler)(node, local, depth + 1)
        except UnknownError:
            found = self._arriving(node)
        if isinstance(found, str | bytes | list | tuple | dict):
            self._weigh(found)
        return found

    def _arriving(self, node: ast.expr, *_: object) -> str:
        """Return the one text of the file that reaches an expression by way of others."""
        texts = self._resolver.texts(node, self._scope)
        if len(texts) != 1:
            raise UnknownError
        return texts[0]

    def _weigh(self, found: str | bytes | list[Any] | tuple[Any, ...] | dict[Any, Any]) -> None:
        """Refuse what is large, and containers in containers in containers."""
        if len(found) > _MAX_SIZE:
            raise UnknownError
        self._steps += len(found) // 10
        if isinstance(found, str | bytes):
            return
        for item in found.values() if isinstance(found, dict) else found:
            if isinstance(item, list | tuple | dict):
                self._steps += len(item)
                inner = item.values() if isinstance(item, dict) else item
                if self._steps > _MAX_STEPS or any(isinstance(x, _CONTAINERS) for x in inner):
                    raise UnknownError

    def _constant(self, node: ast.Constant, _local: dict[str, Any], _depth: int) -> Any:
        if not isinstance(node.value, str | bytes | int | None):
            raise UnknownError
        return node.value

    def _name(self, node: ast.Name, local: dict[str, Any], depth: int) -> Any:
        if node.id in local:
            return local[node.id]
        owner, bindings = self._scope.resolve(node.id)
        if owner is None or len(bindings) != 1:
            raise UnknownError
        binding = bindings[0]
        if binding.kind is Bind.IMPORT:
            return self._member(node)
        if binding.kind is not Bind.ASSIGN or binding.path or binding.value is None:
            raise UnknownError
        outer, self._scope = self._scope, owner
        try:
            return self.value(binding.value, {}, depth)
        finally:
            self._scope = outer

    def _member(self, node: ast.expr) -> Any:
        for value in self._resolver.values(node, self._scope):
            if value.name in _MEMBERS and value.kind in (Kind.MEMBER, Kind.RESULT):
                return _MEMBERS[value.name]
        raise UnknownError

    def _attribute(self, node: ast.Attribute, _local: dict[str, Any], _depth: int) -> Any:
        return self._member(node)

    def _joined(self, node: ast.JoinedStr, local: dict[str, Any], depth: int) -> Any:
        parts = []
        for item in node.values:
            inner = item.value if isinstance(item, ast.FormattedValue) else item
            if isinstance(item, ast.FormattedValue) and (
                item.format_spec is not None or item.conversion not in (-1, 115)
            ):
                raise UnknownError
            parts.append(str(self.value(inner, local, depth)))
        return "".join(parts)

    def _binary(self, node: ast.BinOp, local: dict[str, Any], depth: int) -> Any:
        left, right = self.value(node.left, local, depth), self.value(node.right, local, depth)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Mod) and isinstance(left, str | bytes):
            if re.search(r"%[^%]*\d", left if isinstance(left, str) else left.decode("latin-1")):
                raise UnknownError
            return left % right
        if isinstance(node.op, ast.Mult) and isinstance(right, int) and 0 <= right < 20:
            return left * right
        if isinstance(node.op, ast.Sub) and isinstance(left, int) and isinstance(right, int):
            return left - right
        if isinstance(node.op, ast.BitXor) and isinstance(left, int) and isinstance(right, int):
            return left ^ right
        raise UnknownError

    def _sequence(self, node: ast.List | ast.Tuple, local: dict[str, Any], depth: int) -> Any:
        return list(self._items(node.elts, local, depth))

    def _items(self, nodes: list[ast.expr], local: dict[str, Any], depth: int) -> Iterator[Any]:
        for item in nodes:
            if isinstance(item, ast.Starred):
                yield from itertools.islice(self.value(item.value, local, depth), _MAX_SIZE)
            else:
                yield self.value(item, local, depth)

    def _dictionary(self, node: ast.Dict, local: dict[str, Any], depth: int) -> Any:
        if any(key is None for key in node.keys):
            raise UnknownError
        return {
            self.value(key, local, depth): self.value(value, local, depth)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }

    def _subscript(self, node: ast.Subscript, local: dict[str, Any], depth: int) -> Any:
        base = self.value(node.value, local, depth)
        if not isinstance(base, str | bytes | list | dict):
            raise UnknownError
        if isinstance(node.slice, ast.Slice):
            parts = [
                None if part is None else self.value(part, local, depth)
                for part in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return base[slice(*parts)]
        return base[self.value(node.slice, local, depth)]

    def _choice(self, node: ast.IfExp, local: dict[str, Any], depth: int) -> Any:
        chosen = node.body if self.value(node.test, local, depth) else node.orelse
        return self.value(chosen, local, depth)

    def _boolean(self, node: ast.BoolOp, local: dict[str, Any], depth: int) -> Any:
        found = None
        for part in node.values:
            found = self.value(part, local, depth)
            if bool(found) is isinstance(node.op, ast.Or):
                break
        return found

    def _unary(self, node: ast.UnaryOp, local: dict[str, Any], depth: int) -> Any:
        found = self.value(node.operand, local, depth)
        if not isinstance(node.op, ast.USub) or not isinstance(found, int):
            raise UnknownError
        return -found

    def _loop(
        self, node: ast.ListComp | ast.GeneratorExp, local: dict[str, Any], depth: int
    ) -> Any:
        if len(node.generators) != 1 or node.generators[0].ifs:
            raise UnknownError
        generator, found = node.generators[0], []
        iterable = self.value(generator.iter, local, depth)
        for item in itertools.islice(iterable, _MAX_SIZE):
            inner = {**local, **_bound(generator.target, item)}
            found.append(self.value(node.elt, inner, depth))
        return found

    def _call(self, node: ast.Call, local: dict[str, Any], depth: int) -> Any:
        function = node.func
        if isinstance(function, ast.Name) and function.id == "map" and len(node.args) == 2:
            return self._map(node.args[0], self.value(node.args[1], local, depth))
        arguments = list(self._items(node.args, local, depth))
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            found = self.value(keyword.value, local, depth)
            named.update({keyword.arg: found} if keyword.arg else found)
        if isinstance(function, ast.Name) and function.id in _BUILTINS:
            return self._builtin(function, arguments, named)
        if not isinstance(function, ast.Attribute):
            raise UnknownError
        if function.attr in ("substitute", "safe_substitute"):
            return string.Template(self._template(function.value, local, depth)).safe_substitute(
                *arguments, **named
            )
        try:
            made = self._member(function)
        except UnknownError:
            return self._method(function, arguments, named, local, depth)
        return made(*arguments)

    def _template(self, node: ast.expr, local: dict[str, Any], depth: int) -> str:
        if isinstance(node, ast.Call) and len(node.args) == 1:
            names = {value.name for value in self._resolver.values(node.func, self._scope)}
            if "string.Template" in names:
                return str(self.value(node.args[0], local, depth))
        raise UnknownError

    def _builtin(self, function: ast.Name, arguments: list[Any], named: dict[str, Any]) -> Any:
        values = self._resolver.values(function, self._scope)
        if not any(value.kind is Kind.BUILTIN for value in values):
            raise UnknownError
        if function.id == "bytes" and arguments and isinstance(arguments[0], int):
            raise UnknownError
        if function.id == "str" and arguments and isinstance(arguments[0], list | dict):
            raise UnknownError
        found = _BUILTINS[function.id](*arguments, **named)
        return list(found) if isinstance(found, reversed | zip | enumerate) else found

    def _map(self, node: ast.expr, items: Any) -> Any:
        if isinstance(node, ast.Name) and node.id in ("str", "chr", "ord", "int"):
            return [_BUILTINS[node.id](item) for item in itertools.islice(items, _MAX_SIZE)]
        if isinstance(node, ast.Attribute) and node.attr in _TEXT_METHODS - {
            "format",
            "format_map",
        }:
            return [getattr(str, node.attr)(item) for item in itertools.islice(items, _MAX_SIZE)]
        raise UnknownError

    def _method(
        self,
        function: ast.Attribute,
        arguments: list[Any],
        named: dict[str, Any],
        local: dict[str, Any],
        depth: int,
    ) -> Any:
        base = self.value(function.value, local, depth)
        if isinstance(base, dict) and function.attr in _DICT_METHODS:
            found = getattr(base, function.attr)(*arguments)
            return list(found) if function.attr != "get" else found
        if not isinstance(base, str | bytes) or function.attr not in _TEXT_METHODS:
            raise UnknownError
        if function.attr in ("format", "format_map") and not _PLAIN_FIELD.match(str(base)):
            raise UnknownError
        if function.attr == "replace" and len(base) * max(map(len, arguments[:2])) > 100_000:
            raise UnknownError
        return getattr(base, function.attr)(*arguments, **named)


def _bound(target: ast.expr, item: Any) -> dict[str, Any]:
    if isinstance(target, ast.Name):
        return {target.id: item}
    if isinstance(target, ast.Tuple):
        names = [part.id for part in target.elts if isinstance(part, ast.Name)]
        return dict(zip(names, item, strict=True))
    raise UnknownError


_HANDLERS: dict[type[ast.expr], str] = {
    ast.Constant: "_constant",
    ast.Name: "_name",
    ast.Attribute: "_attribute",
    ast.JoinedStr: "_joined",
    ast.BinOp: "_binary",
    ast.UnaryOp: "_unary",
    ast.IfExp: "_choice",
    ast.BoolOp: "_boolean",
    ast.List: "_sequence",
    ast.Tuple: "_sequence",
    ast.Dict: "_dictionary",
    ast.Subscript: "_subscript",
    ast.ListComp: "_loop",
    ast.GeneratorExp: "_loop",
    ast.Call: "_call",
}
