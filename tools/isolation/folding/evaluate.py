"""Evaluates expressions of a file as far as they are made of constants.

An expression has every value that its parts may give it, up to a bound; one that cannot be worked
out has none. What an expression may be is remembered for the whole file.
"""

from __future__ import annotations

import ast
import re
import string
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import PurePosixPath
from typing import Any

from tools.isolation.elsewhere import Elsewhere, as_read_in
from tools.isolation.flow.things import PASSIVE, Make, Thing
from tools.isolation.folding.known import (
    BUILTINS,
    MAX_SIZE,
    MEMBERS,
    PATH_PARTS,
    TEXT_METHODS,
    UnknownError,
    call_builtin,
    call_method,
    operate,
)
from tools.isolation.scopes import Bind, Scope
from tools.isolation.trees import spread
from tools.isolation.values import Kind, Resolver

_MAX_DEPTH = 25
_MAX_STEPS = 10_000
_MAX_VALUES = 12
"""So many values of one expression are told apart."""
_MAX_WAYS = 64
"""So many ways of putting the values of the parts together are tried."""
_MAX_ARRIVING = 12
_CONTAINERS = (list, tuple, dict)
_FAILURES = (
    UnknownError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
    RecursionError, MemoryError, OSError, struct.error,
)  # fmt: skip
Local = dict[str, Any]
Options = Sequence[Any]
_Callable = str | ast.Attribute | ast.Lambda | ast.Call


class _TooMuch(Exception):  # noqa: N818 - no error: the work ends here
    pass


def fold_texts(resolver: Resolver, node: ast.expr, scope: Scope) -> tuple[str, ...]:
    """Return texts that ``node`` may be as far as the file shows, with bytes and paths as text."""
    return _distinct_texts(_fold(resolver, node, scope))


def fold_parts(resolver: Resolver, node: ast.expr, scope: Scope) -> tuple[str, ...]:
    """Return the texts that ``node`` may be, or may have as an element: ``(host, 80)``."""
    values = _fold(resolver, node, scope)
    items = [item for value in values if isinstance(value, list | tuple) for item in value]
    return _distinct_texts([*values, *items])


def _fold(resolver: Resolver, node: ast.expr, scope: Scope) -> Options:
    try:
        return _Folding(resolver, scope).values(node, {})
    except _TooMuch:
        return ()


def _distinct_texts(values: Options) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values for text in _as_text(value)))


def _as_text(value: Any) -> tuple[str, ...]:
    if isinstance(value, bytes):
        return (value.decode("latin-1"),)
    return (str(value),) if isinstance(value, str | PurePosixPath) else ()


def own_path(resolver: Resolver) -> str:
    """Return ``__file__``, seen from the directory that the platform runs in.

    A workspace directory that is called like one of the platform's is not one.
    """
    return _NAMESAKE.sub("/package", resolver.names.path)


_NAMESAKE = re.compile(r"/(?:engine|tools)(?=/)", re.IGNORECASE)


class _Folding:
    def __init__(self, resolver: Resolver, scope: Scope) -> None:
        self._resolver = resolver
        self._scope = scope
        self._steps = 0
        self._busy: set[int] = set()
        # What was worked out, perhaps not in full, because it goes in circles.
        self._seen: dict[int, Options] = {}
        # How often something was left out that another way to the same place would have had.
        self._cut = 0

    def values(self, node: ast.expr, local: Local, depth: int = 0) -> Options:
        """Return what ``node`` may be; nothing if that is not known."""
        key = id(node)
        known = self._resolver.folded.get(key) or self._seen.get(key)
        if known is not None and not local:
            return known
        self._step()
        if depth > _MAX_DEPTH or (key in self._busy and not local):
            self._cut += 1
            return ()
        cut, outer = self._cut, key in self._busy
        self._busy.add(key)
        handler = _HANDLERS.get(type(node), "_nothing")
        try:
            found = _distinct(getattr(self, handler)(node, local, depth + 1))
            if not found:
                found = _distinct(self._arriving(node, depth + 1))
        finally:
            if not outer:
                self._busy.discard(key)
        if not local:
            self._seen[key] = found
            if cut == self._cut and not isinstance(node, Elsewhere):
                self._resolver.folded[key] = found
        return found

    def _nothing(self, _node: ast.expr, _local: Local, _depth: int) -> Iterable[Any]:
        return ()

    def _step(self, number: int = 1) -> None:
        self._steps += number
        if self._steps > _MAX_STEPS:
            raise _TooMuch

    def _ways(self, parts: Iterable[Options], make: Callable[..., Any]) -> Iterator[Any]:
        """Yield what ``make`` gives for every way of picking one value for each part."""
        for picked in islice(product(*parts), _MAX_WAYS):
            self._step()
            try:
                found = make(*picked)
                self._weigh(found)
            except _FAILURES:
                continue
            yield found

    def _weigh(self, found: Any) -> None:
        """Refuse what is large, and containers in containers in containers."""
        if not isinstance(found, str | bytes | list | tuple | dict):
            return
        if len(found) > MAX_SIZE:
            raise UnknownError
        self._step(len(found) // 10)
        if isinstance(found, str | bytes):
            return
        for item in found.values() if isinstance(found, dict) else found:
            if isinstance(item, _CONTAINERS):
                self._step(len(item))
                inner = item.values() if isinstance(item, dict) else item
                if any(isinstance(x, _CONTAINERS) for x in inner):
                    raise UnknownError

    # -- what comes by way of others --

    def _arriving(self, node: ast.expr, depth: int) -> Iterator[Any]:
        """Yield the constants of the file that reach ``node``, and what expressions give."""
        seen: set[object] = set()
        for thing in self._resolver.things(node):
            if len(seen) > _MAX_ARRIVING:
                return
            if thing.make is Make.TEXT:
                seen.add(thing)
                yield thing.name
            elif thing.make is Make.NUMBER:
                seen.add(thing)
                yield thing.data
            elif thing.make is Make.BUILTIN and thing.name == "__file__":
                yield own_path(self._resolver)
            elif (
                isinstance(thing.node, ast.expr)
                and thing.node is not node
                and thing.node not in seen  # as what it gives, and as what it is made of
                and _may_fold(thing)
            ):
                seen.add(thing.node)
                yield from self._elsewhere(thing.node, depth)

    def _elsewhere(self, node: ast.expr, depth: int) -> Options:
        """Evaluate another expression, where it stands."""
        if node not in self._resolver.facts.parents:
            return ()  # It stands in another file.
        return self._in(self._resolver.facts.scope_of(node), node, {}, depth)

    def _in(self, scope: Scope, node: ast.expr, local: Local, depth: int) -> Options:
        with self._reading_in(scope):
            return self.values(node, local, depth)

    @contextmanager
    def _reading_in(self, scope: Scope) -> Iterator[None]:
        """Take names as they read in another scope."""
        outer, self._scope = self._scope, scope
        try:
            yield
        finally:
            self._scope = outer

    def _moved(self, node: Elsewhere, _local: Local, depth: int) -> Iterable[Any]:
        return self._in(node.scope, node.node, {}, depth)

    # -- names --

    def _constant(self, node: ast.Constant, _local: Local, _depth: int) -> Iterable[Any]:
        return [node.value] if isinstance(node.value, str | bytes | int | None) else ()

    def _name(self, node: ast.Name, local: Local, depth: int) -> Iterable[Any]:
        if node.id in local:
            return [local[node.id]]
        owner, bindings = self._scope.resolve(node.id)
        if owner is None and node.id == "__file__":
            return [own_path(self._resolver)]
        if owner is None or len(bindings) != 1:
            return ()
        binding = bindings[0]
        if binding.kind is Bind.IMPORT:
            return self._member(node)
        if binding.kind is not Bind.ASSIGN or binding.path or binding.value is None:
            return ()
        return self._in(owner, binding.value, {}, depth)

    def _member(self, node: ast.expr) -> list[str]:
        return [
            found
            for value in self._resolver.values(node, self._scope)
            if value.kind in (Kind.MEMBER, Kind.RESULT)
            and isinstance(found := MEMBERS.get(value.name), str)
        ]

    def _attribute(self, node: ast.Attribute, local: Local, depth: int) -> Iterable[Any]:
        found = self._member(node)
        if found or node.attr not in PATH_PARTS:
            return found
        return self._ways(
            [self.values(node.value, local, depth)], lambda base: _path_part(base, node.attr)
        )

    # -- texts and containers --

    def _joined(self, node: ast.JoinedStr, local: Local, depth: int) -> Iterable[Any]:
        parts: list[Options] = []
        for item in node.values:
            inner = item.value if isinstance(item, ast.FormattedValue) else item
            if isinstance(item, ast.FormattedValue) and (
                item.format_spec is not None or item.conversion not in (-1, 115)
            ):
                return ()
            parts.append(self.values(inner, local, depth))
            if not parts[-1]:
                return ()
        return self._ways(parts, lambda *texts: "".join(map(str, texts)))

    def _binary(self, node: ast.BinOp, local: Local, depth: int) -> Iterable[Any]:
        name = type(node.op).__name__
        left = self.values(node.left, local, depth)
        right = self.values(node.right, local, depth) if left else ()
        return self._ways([left, right], lambda a, b: operate(name, a, b))

    def _sequence(
        self, node: ast.List | ast.Tuple | ast.Set, local: Local, depth: int
    ) -> Iterable[Any]:
        return self._ways(self._parts(node.elts, local, depth), _in_row(node.elts))

    def _parts(self, nodes: Iterable[ast.expr], local: Local, depth: int) -> list[Options]:
        """Return the values of several expressions; one without any stands for all."""
        found: list[Options] = []
        for item in nodes:
            starred = isinstance(item, ast.Starred)
            inner = item.value if isinstance(item, ast.Starred) else item
            found.append(self.values(inner, local, depth))
            if starred and not found[-1]:
                found[-1] = self._rest(inner, depth)
            if not found[-1]:
                return [()]
        return found

    def _rest(self, node: ast.expr, depth: int) -> Options:
        """Return the lists that ``*rest`` of a function stands for, as its calls write them."""
        found: list[Any] = []
        for items in self._resolver.lists(node):
            if all(item in self._resolver.facts.parents for item in items):
                outer = self._scope
                if items:
                    self._scope = self._resolver.facts.scope_of(items[0])
                found += self._ways(self._parts(items, {}, depth), _in_row(items))
                self._scope = outer
        return found[:_MAX_VALUES]

    def _dictionary(self, node: ast.Dict, local: Local, depth: int) -> Iterable[Any]:
        keys = [key for key in node.keys if key is not None]
        spread = [key is None for key in node.keys]
        parts = self._parts([*keys, *node.values], local, depth)

        def made(*values: Any) -> dict[Any, Any]:
            names = iter(values[: len(keys)])
            found: dict[Any, Any] = {}
            for starred, value in zip(spread, values[len(keys) :], strict=True):
                found.update(value if starred else {next(names): value})
            return found

        return self._ways(parts, made)

    def _subscript(self, node: ast.Subscript, local: Local, depth: int) -> Iterable[Any]:
        base = self.values(node.value, local, depth)
        if not base:
            return ()
        if isinstance(node.slice, ast.Slice):
            ends = (node.slice.lower, node.slice.upper, node.slice.step)
            parts = [[None] if end is None else self.values(end, local, depth) for end in ends]
            return self._ways([base, *parts], lambda b, *ends: _item(b, slice(*ends)))
        return self._ways([base, self.values(node.slice, local, depth)], _item)

    def _choice(self, node: ast.IfExp, local: Local, depth: int) -> Iterable[Any]:
        tests = {bool(test) for test in self.values(node.test, local, depth)} or {True, False}
        if True in tests:
            yield from self.values(node.body, local, depth)
        if False in tests:
            yield from self.values(node.orelse, local, depth)

    def _boolean(self, node: ast.BoolOp, local: Local, depth: int) -> Iterable[Any]:
        ends = isinstance(node.op, ast.Or)
        for part in node.values[:-1]:
            found = self.values(part, local, depth)
            yield from (value for value in found if bool(value) is ends)
            if found and all(bool(value) is ends for value in found):
                return
        yield from self.values(node.values[-1], local, depth)

    def _unary(self, node: ast.UnaryOp, local: Local, depth: int) -> Iterable[Any]:
        action = _UNARY.get(type(node.op))
        return self._ways([self.values(node.operand, local, depth)], action) if action else ()

    def _walrus(self, node: ast.NamedExpr, local: Local, depth: int) -> Iterable[Any]:
        return self.values(node.value, local, depth)

    def _loop(
        self, node: ast.ListComp | ast.GeneratorExp, local: Local, depth: int
    ) -> Iterable[Any]:
        if len(node.generators) != 1 or node.generators[0].ifs:
            return
        target = node.generators[0].target
        for items in self.values(node.generators[0].iter, local, depth):
            try:
                inner = [{**local, **_bound(target, item)} for item in islice(items, MAX_SIZE)]
            except _FAILURES:
                continue
            parts = [self.values(node.elt, names, depth) for names in inner]
            yield from self._ways(parts, lambda *found: [*found])

    # -- calls --

    def _call(self, node: ast.Call, local: Local, depth: int) -> Iterable[Any]:
        ways = list(self._argument_lists(node))
        if any(
            value.name == "operator.call" for value in self._resolver.values(node.func, self._scope)
        ):
            for given in ways:
                if given:
                    yield from self.values(self._direct(node, given), local, depth)
        for function in self._functions(node.func, local):
            if function != "map":
                yield from self._apply(function, node, local, depth)
                continue
            for given in ways:
                if len(given) == 2:
                    for items in self.values(given[1], local, depth):
                        yield from self._map(given[0], items, local, depth)

    def _argument_lists(self, node: ast.Call) -> Iterator[list[ast.expr]]:
        """Yield the arguments as written, or else what may stand behind their ``*``."""
        given = list(spread(node.args))
        starred = [item for item in given if isinstance(item, ast.Starred)]
        if len(starred) != 1:
            yield given
            return
        facts = self._resolver.facts
        place = given.index(starred[0])
        for items in islice(self._resolver.lists(starred[0].value), _MAX_VALUES):
            if all(item in facts.parents for item in items):
                plain = [as_read_in(item, facts.scope_of(item)) for item in items]
                yield [*given[:place], *plain, *given[place + 1 :]]

    def _direct(self, node: ast.Call, given: list[ast.expr]) -> ast.Call:
        """Return ``f(x)`` for ``operator.call(f, x)``."""
        facts = self._resolver.facts
        written = ast.copy_location(ast.Call(given[0], given[1:], node.keywords), node)
        facts.put_below(facts.parents.get(node), written)
        return written

    def _functions(self, node: ast.expr, local: Local) -> list[_Callable]:
        """Return what a call may call: known names, methods, lambdas, ``partial(...)``."""
        if isinstance(node, Elsewhere):
            with self._reading_in(node.scope):
                return self._functions(node.node, {})
        if isinstance(node, ast.Lambda):
            return [node]
        if isinstance(node, ast.Name) and node.id in local:
            return []
        found: dict[_Callable, None] = {}
        for value in self._resolver.values(node, self._scope):
            builtin = value.kind is Kind.BUILTIN and (value.name in BUILTINS or value.name == "map")
            if builtin or (value.kind in (Kind.MEMBER, Kind.RESULT) and value.name in MEMBERS):
                found[value.name] = None
        for thing in self._resolver.things(node):
            function = _callable(thing)
            if function is not None and (function is not node or thing.make is Make.PARTIAL):
                found[function] = None
        if isinstance(node, ast.Attribute):
            found[node] = None
        return list(found)[:_MAX_ARRIVING]

    def _apply(
        self, function: _Callable, node: ast.Call, local: Local, depth: int
    ) -> Iterable[Any]:
        """Yield what calling a function with the arguments of ``node`` gives."""
        keywords = [keyword for keyword in node.keywords if keyword.arg != "key"]
        values = [*node.args, *(keyword.value for keyword in keywords)]
        parts = self._parts(values, local, depth)
        if parts == [()]:
            return ()
        return self._called(function, node, parts, _Arguments.of(node.args, keywords), local, depth)

    def _called(
        self,
        function: _Callable,
        node: ast.expr,
        parts: list[Options],
        sort: _Arguments,
        local: Local,
        depth: int,
    ) -> Iterable[Any]:
        if isinstance(function, str):
            return self._ways(parts, lambda *values: _carry_out(function, *sort(values)))
        if isinstance(function, ast.Lambda):
            return self._inside(function, parts, sort, local, depth)
        if isinstance(function, ast.Attribute):
            return self._method(function, node, parts, sort, local, depth)
        return self._partial(function, parts, sort, depth)

    def _partial(
        self, made: ast.Call, parts: list[Options], sort: _Arguments, depth: int
    ) -> Iterable[Any]:
        """Call what a ``partial`` calls: its own arguments come first, where it was made."""
        if made not in self._resolver.facts.parents or not made.args:
            return
        outer, self._scope = self._scope, self._resolver.facts.scope_of(made)
        try:
            keywords = made.keywords
            first = self._parts([*made.args[1:], *(k.value for k in keywords)], {}, depth)
            both = sort.after(made.args[1:], keywords)
            functions = self._functions(made.args[0], {}) if first != [()] else []
            given = list(spread(made.args[1:]))
            if "map" in functions and len(given) == 2:
                for items in self.values(given[1], {}, depth):
                    yield from self._map(given[0], items, {}, depth)
            for function in functions:
                if not isinstance(function, ast.Call):
                    yield from self._called(function, made, first + parts, both, {}, depth + 1)
        finally:
            self._scope = outer

    def _inside(
        self, node: ast.Lambda, parts: list[Options], sort: _Arguments, local: Local, depth: int
    ) -> Iterable[Any]:
        """Evaluate the body of a lambda with its parameters bound."""
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        scope = self._resolver.scopes.by_node[node]
        for values in islice(product(*parts), _MAX_WAYS):
            try:
                arguments, named = sort(values)
            except _FAILURES:
                continue
            if len(arguments) <= len(names):
                bound = {**local, **dict(zip(names, arguments, strict=False)), **named}
                yield from self._in(scope, node.body, bound, depth)

    def _map(self, node: ast.expr, items: Any, local: Local, depth: int) -> Iterable[Any]:
        try:
            few = [*islice(items, MAX_SIZE)]
        except TypeError:
            return
        one = _Arguments.of([node], [])
        if isinstance(node, ast.Attribute) and node.attr in TEXT_METHODS:
            yield from self._ways(
                [[item] for item in few],
                lambda *found: [call_method(item, node.attr, [], {}) for item in found],
            )
            return
        for function in self._functions(node, local):
            parts = [[*self._called(function, node, [[item]], one, local, depth)] for item in few]
            yield from self._ways(parts, lambda *found: [*found])

    def _method(
        self,
        function: ast.Attribute,
        node: ast.expr,
        parts: list[Options],
        sort: _Arguments,
        local: Local,
        depth: int,
    ) -> Iterable[Any]:
        name = function.attr
        if name in ("substitute", "safe_substitute"):
            templates = self._templates(function.value, local, depth)
            return self._ways([templates, *parts], lambda t, *v: _filled(t, *sort(v)))
        if isinstance(node, ast.Call) and function is node.func:
            base = self.values(function.value, local, depth)
        else:
            base = self._elsewhere(function.value, depth)
        return self._ways([base, *parts], lambda b, *v: call_method(b, name, *sort(v)))

    def _templates(self, node: ast.expr, local: Local, depth: int) -> Options:
        if isinstance(node, ast.Call) and len(node.args) == 1:
            names = {value.name for value in self._resolver.values(node.func, self._scope)}
            if "string.Template" in names:
                return self.values(node.args[0], local, depth)
        return ()


@dataclass(frozen=True)
class _Arguments:
    """Sorts the values of a call's arguments into positional and named ones."""

    starred: tuple[bool, ...]
    names: tuple[str | None, ...]
    before: _Arguments | None = None

    @classmethod
    def of(cls, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> _Arguments:
        """Return the sorting of a call."""
        return cls(
            tuple(isinstance(argument, ast.Starred) for argument in args),
            tuple(keyword.arg for keyword in keywords),
        )

    @property
    def count(self) -> int:
        """How many values these are."""
        return len(self.starred) + len(self.names)

    def after(self, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> _Arguments:
        """Return the same, for values that follow those of other arguments."""
        return replace(self, before=_Arguments.of(args, keywords))

    def __call__(self, values: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        if self.before is not None:
            count = self.before.count
            arguments, named = self.before(values[:count])
            values = values[count:]
        for starred, value in zip(self.starred, values, strict=False):
            if starred:
                arguments += islice(value, MAX_SIZE)
            else:
                arguments.append(value)
        for name, value in zip(self.names, values[len(self.starred) :], strict=True):
            named.update({name: value} if name else value)
        return arguments, named


def _may_fold(thing: Thing) -> bool:
    """Say whether the expression of a thing may give a constant, from what is known of it."""
    return thing.make in PASSIVE or isinstance(
        thing.node, ast.Call | ast.List | ast.Tuple | ast.Dict | ast.ListComp | ast.GeneratorExp
        | ast.Set | ast.BinOp | ast.Subscript,
    ) or (isinstance(thing.node, ast.Attribute) and thing.node.attr in PATH_PARTS)  # fmt: skip


def _callable(thing: Thing) -> _Callable | None:
    if isinstance(thing.node, ast.Attribute | ast.Lambda):
        return thing.node
    if thing.make is Make.PARTIAL and isinstance(thing.node, ast.Call):
        return thing.node
    known = thing.name in MEMBERS or thing.name in BUILTINS or thing.name == "map"
    return thing.name if known and thing.make in (Make.BUILTIN, Make.MEMBER) else None


def _carry_out(name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
    if name in BUILTINS:
        return call_builtin(name, arguments, named)
    function = MEMBERS.get(name)
    if function is None or isinstance(function, str):
        raise UnknownError
    return function(*arguments, **named)


def _filled(template: Any, arguments: list[Any], named: dict[str, Any]) -> str:
    return string.Template(str(template)).safe_substitute(*arguments, **named)


def _path_part(base: Any, attr: str) -> Any:
    if not isinstance(base, PurePosixPath):
        raise UnknownError
    found = getattr(base, attr)
    return found if isinstance(found, str | PurePosixPath) else list(found)


def _item(base: Any, index: Any) -> Any:
    if not isinstance(base, str | bytes | list | tuple | dict):
        raise UnknownError
    return base[index]


def _in_row(nodes: list[ast.expr]) -> Callable[..., list[Any]]:
    starred = [isinstance(node, ast.Starred) for node in nodes]

    def made(*values: Any) -> list[Any]:
        found: list[Any] = []
        for is_starred, value in zip(starred, values, strict=True):
            if is_starred:
                found += islice(value, MAX_SIZE)
            else:
                found.append(value)
        return found

    return made


def _negative(value: Any) -> int:
    if not isinstance(value, int):
        raise UnknownError
    return -value


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Return a few different values; lists and dictionaries are compared as they read."""
    found: dict[tuple[type, object], Any] = {}
    for value in values:
        key = (type(value), repr(value) if isinstance(value, _CONTAINERS) else value)
        found.setdefault(key, value)
        if len(found) >= _MAX_VALUES:
            break
    return [*found.values()]


def _bound(target: ast.expr, item: Any) -> dict[str, Any]:
    if isinstance(target, ast.Name):
        return {target.id: item}
    if isinstance(target, ast.Tuple):
        names = [part.id for part in target.elts if isinstance(part, ast.Name)]
        return dict(zip(names, item, strict=True))
    raise UnknownError


_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: lambda value: not value,
    ast.USub: _negative,
}
_HANDLERS: dict[type[ast.AST], str] = {
    Elsewhere: "_moved",
    ast.Constant: "_constant",
    ast.Name: "_name",
    ast.Attribute: "_attribute",
    ast.JoinedStr: "_joined",
    ast.BinOp: "_binary",
    ast.UnaryOp: "_unary",
    ast.IfExp: "_choice",
    ast.BoolOp: "_boolean",
    ast.NamedExpr: "_walrus",
    ast.List: "_sequence",
    ast.Tuple: "_sequence",
    ast.Set: "_sequence",
    ast.Dict: "_dictionary",
    ast.Subscript: "_subscript",
    ast.ListComp: "_loop",
    ast.GeneratorExp: "_loop",
    ast.Call: "_call",
}
