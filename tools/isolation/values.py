"""What an expression may stand for, as far as one file (and its neighbours' exports) tells.

The domain is small on purpose: a module, a member of something imported, a builtin, a constant,
something defined here, the organization context, or unknown. A name has every value that any of
its bindings gives it, whatever the order of execution: over-approximating is sound, and code that
rebinds a dangerous name is not honest code.
"""

from __future__ import annotations

import ast
import base64
import binascii
import builtins
import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.isolation.catalogue import Catalogue
from tools.isolation.elsewhere import Elsewhere
from tools.isolation.facts import FileFacts
from tools.isolation.scopes import Bind, Binding, Scope, ScopeKind, ScopeTree

if TYPE_CHECKING:
    from tools.isolation.flow.things import Thing
    from tools.isolation.source import Source

DOOR_ROOT = "engine"
MAX_TEXT = 100_000
MAX_DEPTH = 40
MAX_STEPS = 2_000_000
"""Bindings looked at for one file: some seconds, and a hundred times what honest files need."""

_IMPLICIT_GLOBALS = frozenset(
    {
        "__annotate__",
        "__annotations__",
        "__builtins__",
        "__cached__",
        "__classdict__",
        "__conditional_annotations__",
        "__debug__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
        "__warningregistry__",
    }
)
BUILTIN_NAMES = frozenset(dir(builtins)) | _IMPLICIT_GLOBALS


class Kind(Enum):
    """The kinds of value that rules tell apart."""

    MODULE = auto()
    """A module; ``name`` is its dotted name."""
    MEMBER = auto()
    """An attribute of a module, or of a member; ``name`` is the full dotted name."""
    BUILTIN = auto()
    """A builtin or an implicit global of the module."""
    CONST = auto()
    """A constant; ``data`` holds it."""
    FUNCTION = auto()
    """A function defined in this file; ``data`` is its node."""
    CLASS = auto()
    """A class defined in this file; ``data`` is its node."""
    INSTANCE = auto()
    """An instance of a class defined in this file; ``data`` is the class's node."""
    RESULT = auto()
    """What calling an imported thing or builtin ``name`` gave (``data`` is the call), or something
    reached from it."""
    TYPED = auto()
    """An instance of the catalogue's type ``name``."""
    CONTEXT = auto()
    """The organization context of a workflow."""
    SELF = auto()
    """The first parameter of a method, the instance or the class; ``data`` is the class's node."""
    SUPER = auto()
    """What ``super()`` gives; ``data`` is the call."""
    LITERAL = auto()
    """A list, tuple, set or dictionary display or comprehension; ``data`` is its node."""
    PARAMETER = auto()
    """A parameter of a function defined here; ``data`` is the ``ast.arg``."""
    UNKNOWN = auto()

    # Members are unique; the hash of Enum itself is a Python function, and kinds are looked up
    # thousands of times a file.
    __hash__ = object.__hash__


class Value(NamedTuple):
    """One thing that an expression may stand for."""

    kind: Kind
    name: str = ""
    data: object = None


UNKNOWN = Value(Kind.UNKNOWN)
STR = "str()"
"""The name of a `Kind.RESULT` that is some text."""
OWN = "own"
"""The ``data`` of a logger that is the file's own (``getLogger(__name__)``)."""
_Evaluator = Callable[["Resolver", ast.expr, Scope], Iterable[Value]]
Values = tuple[Value, ...]
Exports = Mapping[str, Values]
"""Name -> what the module bound it to by an import, or as a constant."""


class Neighbours(Mapping[str, Exports]):
    """What the other modules of the workspace hand out."""

    def source(self, module: str) -> Source | None:
        """Return the text of a module, if there is any that can be read."""
        raise NotImplementedError


class Names(NamedTuple):
    """A module's own place: ``workspace.workflows.x`` and the package that relative imports see."""

    module: str
    package: str

    @property
    def path(self) -> str:
        """The file, with `/`, seen from the directory that the platform runs in."""
        end = "/__init__.py" if self.module == self.package else ".py"
        return self.module.replace(".", "/") + end

    @classmethod
    def of_path(cls, path: str) -> Names:
        """Derive both from a path such as ``workspace/workflows/x.py``."""
        parts = path.removesuffix(".py").split("/")
        if parts[-1] == "__init__":
            package = ".".join(parts[:-1])
            return cls(package, package)
        return cls(".".join(parts), ".".join(parts[:-1]))

    def absolute(self, module: str | None, level: int) -> str | None:
        """Resolve a relative import; None when it leads above the top-level package."""
        if not level:
            return module or ""
        parts = self.package.split(".")
        if level > len(parts):
            return None
        base = ".".join(parts[: len(parts) - level + 1])
        return f"{base}.{module}" if module else base


class TooEntangledError(RecursionError):
    """The file's names have so many meanings that judging it would take too long."""


class Resolver:
    """Answers `values` for any expression of one parsed file.

    With ``arriving``, it says what reaches an expression that names alone do not explain, and with
    ``things`` where that comes from.
    """

    def __init__(
        self,
        scopes: ScopeTree,
        names: Names,
        catalogue: Catalogue,
        exports: Mapping[str, Exports],
        doors: Iterable[str] = (),
        facts: FileFacts | None = None,
        arriving: Callable[[ast.expr, Values], Values] | None = None,
        things: Callable[[ast.AST], Iterable[Thing]] = lambda _: (),
        lists: Callable[[ast.AST], Iterable[list[ast.expr]]] = lambda _: (),
    ) -> None:
        self.facts = facts or FileFacts(scopes.tree, scopes)
        self._arriving = arriving
        self.things = things
        self.lists = lists
        self._doors = tuple(doors)
        self._engine = {
            ".".join(parts[:end])
            for parts in (door.split(".") for door in self._doors)
            for end in range(1, len(parts) + 1)
        }
        self.scopes = scopes
        self.names = names
        self.catalogue = catalogue
        self._exports = exports
        self._cache: dict[tuple[int, int], Values] = {}
        self._busy: set[tuple[int, int]] = set()
        self._steps = 0
        self._names: dict[tuple[Scope, str], Values] = {}
        self.size = 0
        """How many bytes the file of a neighbour has."""
        self.folded: dict[int, Sequence[Any]] = {}
        """What `folding` has worked out, by the identity of the expression."""

    # -- expressions --

    def values(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return what ``node`` may stand for when evaluated in ``scope``; never empty."""
        if node is None:
            return (UNKNOWN,)
        handler = _EVALUATORS.get(type(node), _nothing)
        key = (id(node), id(scope))
        known = self._cache.get(key)
        if known is not None:
            return known
        if key in self._busy or len(self._busy) > MAX_DEPTH:
            return (UNKNOWN,)
        self._busy.add(key)
        try:
            found = _distinct(handler(self, node, scope))
            if self._arriving is not None:
                found = _distinct((*found, *self._arriving(node, found)))
        finally:
            self._busy.discard(key)
        self._cache[key] = found
        return found

    def text(self, node: ast.expr | None, scope: Scope) -> tuple[str, ...] | None:
        """Return every string that ``node`` may be, or None unless all of its values are known."""
        found = self.values(node, scope)
        texts = tuple(str(v.data) for v in found if v.kind is Kind.CONST and type(v.data) is str)
        return texts if len(texts) == len(found) else None

    def texts(self, node: ast.expr | None, scope: Scope) -> tuple[str, ...]:
        """Return every string that ``node`` is known to be at times, whatever else it may be."""
        found = self.values(node, scope)
        return tuple(v.data for v in found if v.kind is Kind.CONST and type(v.data) is str)

    def _name(self, node: ast.Name, scope: Scope) -> Iterable[Value]:
        return self.lookup(node.id, scope, node.lineno)

    def lookup(self, name: str, scope: Scope, line: int) -> Values:
        """Return what ``name`` may stand for in ``scope`` at ``line``."""
        known = self._names.get((scope, name))
        if known is not None:
            # Whoever asked looks at each of them.
            self.count(len(known))
            return known
        owner, bindings = scope.resolve(name)
        self.count(len(bindings))
        found: list[Value] = []
        for binding in bindings:
            found.extend(self.bound(name, binding, owner or scope))
        if name in BUILTIN_NAMES:
            if not self._surely_bound(owner, bindings, line):
                found.append(Value(Kind.BUILTIN, name))
            return _distinct(found)
        values = _distinct(found)
        if not self._busy:
            # An answer from inside another one may be cut short by a cycle.
            self._names[scope, name] = values
        return values

    def count(self, steps: int) -> None:
        """Count work that grows with the meanings of names.

        Raises:
            TooEntangledError: there is too much of it.
        """
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise TooEntangledError

    def _surely_bound(self, owner: Scope | None, bindings: list[Binding], line: int) -> bool:
        if owner is None:
            return False
        if owner.kind is ScopeKind.FUNCTION:
            return True
        # A module falls back to the builtin until its own statement has run, and after `del`.
        return (
            owner.kind is ScopeKind.MODULE
            and not any(binding.kind is Bind.DELETE for binding in bindings)
            and any(binding.certain and binding.line < line for binding in bindings)
        )

    def bound(self, name: str, binding: Binding, scope: Scope) -> Values:
        """Return what one binding gives its name."""
        if binding.kind is Bind.IMPORT:
            return self.imported(binding)
        if binding.kind is Bind.FUNCTION:
            found = Value(Kind.FUNCTION, name, binding.node)
            return (found, UNKNOWN) if _is_replaced(binding.node) else (found,)
        if binding.kind is Bind.CLASS:
            return (Value(Kind.CLASS, name, binding.node),)
        if binding.kind is Bind.PARAMETER and isinstance(binding.node, ast.arg):
            return self._parameter(binding, binding.node, scope)
        if binding.kind is Bind.ASSIGN:
            return self._unpacked(binding, scope)
        if binding.kind is Bind.ITERATE:
            return self._row(binding.value, binding.path, self._value_scope(binding, scope))
        return (UNKNOWN,)

    def _value_scope(self, binding: Binding, scope: Scope) -> Scope:
        # The first iterable of a comprehension is evaluated outside it; inner names shadow only
        # themselves, so looking from the comprehension's parent is right for both.
        if binding.kind is Bind.ITERATE and scope.comprehension and scope.parent is not None:
            return scope.parent
        return scope

    def _unpacked(self, binding: Binding, scope: Scope) -> Values:
        value: ast.expr | None = binding.value
        for index in binding.path:
            if not isinstance(value, ast.Tuple | ast.List) or index >= len(value.elts):
                return (UNKNOWN,)
            value = value.elts[index]
        return self.values(value, scope)

    def imported(self, binding: Binding) -> Values:
        """Return what an import statement binds."""
        alias, node = binding.alias, binding.node
        if alias is None:
            return (UNKNOWN,)
        if isinstance(node, ast.Import):
            package, _, last = alias.name.rpartition(".")
            if alias.asname and alias.name in self._exports and package:
                return self.member(package, last)
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            return (Value(Kind.MODULE, name),)
        if not isinstance(node, ast.ImportFrom):
            return (UNKNOWN,)
        module = self.names.absolute(node.module, node.level)
        return (UNKNOWN,) if module is None else self.member(module, alias.name)

    def member(self, module: str, name: str) -> Values:
        """Return what ``module.name`` stands for."""
        dotted = f"{module}.{name}"
        if dotted in self._exports and module in self._exports:
            # What the package itself binds to the name of its submodule wins until that is loaded.
            bound = self._exports[module].get(name, ())
            return _distinct((Value(Kind.MODULE, dotted), *bound))
        if self.catalogue.is_module(dotted) or dotted in self._exports or dotted in self._engine:
            return (Value(Kind.MODULE, dotted),)
        if module in self._exports:
            own = (Value(Kind.MEMBER, dotted),)
            return self._exports[module].get(name, own)
        return (Value(Kind.MEMBER, dotted),)

    def is_workspace_module(self, name: str) -> bool:
        """Say whether ``name`` is a module or package of the judged workspace."""
        return name in self._exports

    def exports_of(self, module: str) -> Exports | None:
        """Return what a module of the judged workspace tells; None for another module."""
        return self._exports.get(module)

    def neighbour(self, module: str) -> Resolver | None:
        """Return what answers for the expressions of another module of the workspace."""
        if not isinstance(self._exports, Neighbours):
            return None
        source = self._exports.source(module)
        if source is None or source.scopes is None:
            return None
        names = Names.of_path(source.path)
        found = Resolver(source.scopes, names, self.catalogue, self._exports, self._doors)
        found.size = len(source.data)
        return found

    def names_of(self, module: str) -> Collection[str]:
        """Return what a module of the judged workspace binds; empty for another module."""
        return self._exports.get(module, ())

    def parameter(self, name: str, scope: Scope) -> Value:
        """Return what a parameter of ``scope``'s function is, whatever its calls pass."""
        binding = next(b for b in scope.bindings[name] if b.kind is Bind.PARAMETER)
        node, function, parent = binding.node, scope.node, scope.parent
        found = Value(Kind.PARAMETER, name, node)
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return found
        annotation = node.annotation if isinstance(node, ast.arg) else None
        if _mentions(annotation, "OrganizationContext") or name == "context":
            return Value(Kind.CONTEXT)
        if parent is None or parent.kind is not ScopeKind.CLASS:
            is_context = binding.index == 0 and self._is_entry(function, scope)
            return Value(Kind.CONTEXT) if is_context else found
        if binding.index == 0 and not _is_static(function):
            return Value(Kind.SELF, name, parent.node)
        return found

    def _parameter(self, binding: Binding, node: ast.arg, scope: Scope) -> Values:
        function, parent = scope.node, scope.parent
        found = self.parameter(node.arg, scope)
        if found.kind is not Kind.PARAMETER or not isinstance(
            function, ast.FunctionDef | ast.AsyncFunctionDef
        ):
            return (found,)
        bound = parent is not None and parent.kind is ScopeKind.CLASS and not _is_static(function)
        return (found, *self._passed(function, binding.index - bound, node.arg))

    def _passed(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, index: int, name: str
    ) -> Iterable[Value]:
        """Return what calls in this file pass for a parameter; other callers may pass more."""
        for call in self.facts.calls.get(function.name, ()):
            scope = self.facts.scope_of(call)
            if not self._is_call_of(call, scope, function):
                continue
            argument = next((k.value for k in call.keywords if k.arg == name), None)
            before = call.args[: index + 1]
            starred = any(isinstance(item, ast.Starred) for item in before)
            if argument is None and len(before) > index and not starred:
                argument = before[index]
            if argument is not None:
                yield from self.values(argument, scope)

    def _is_call_of(
        self, call: ast.Call, scope: Scope, function: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> bool:
        """Say whether ``call`` may call just this function, or the method of just this class."""
        if isinstance(call.func, ast.Name):
            return any(value.data is function for value in self.values(call.func, scope))
        owner = self.scopes.by_node[function].parent
        if not isinstance(call.func, ast.Attribute) or owner is None:
            return False
        return any(value.data is owner.node for value in self.values(call.func.value, scope))

    def _is_entry(self, function: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> bool:
        outer = scope.parent or scope
        for decorator in function.decorator_list:
            callee = decorator.func if isinstance(decorator, ast.Call) else decorator
            for value in self.values(callee, outer):
                if value.kind is Kind.MEMBER and value.name.startswith(f"{DOOR_ROOT}."):
                    return True
        return False

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Iterable[Value]:
        return self.attribute(self.values(node.value, scope), node.attr)

    def attribute(self, base: Values, attr: str) -> Values:
        """Return what ``.attr`` of any of ``base`` may be."""
        found: list[Value] = []
        for value in base:
            if value.kind is Kind.MODULE:
                found.extend(self.member(value.name, attr))
            elif value.kind is Kind.MEMBER:
                found.append(Value(Kind.MEMBER, f"{value.name}.{attr}"))
            elif value.kind is Kind.CONTEXT:
                found.append(Value(Kind.RESULT, f"context.{attr}"))
            elif value.kind in (Kind.RESULT, Kind.TYPED, Kind.BUILTIN):
                found.append(Value(Kind.RESULT, f"{value.name}.{attr}"))
            elif value.kind is Kind.CLASS and isinstance(value.data, ast.ClassDef):
                found.extend(self._class_constant(value.data, attr))
            else:
                found.append(UNKNOWN)
        return tuple(found)

    def _class_constant(self, node: ast.ClassDef, attr: str) -> Iterable[Value]:
        """Return ``Device.FIELDS`` where nothing can have changed or replaced it.

        Another class of the bases could set it while this class is made, a decorator afterwards.
        """
        scope = self.scopes.by_node[node]
        bindings = scope.bindings.get(attr, [])
        outer = scope.parent or scope
        plain = not node.keywords and all(
            value == Value(Kind.BUILTIN, "object")
            for base in node.bases
            for value in self.values(base, outer)
        )
        if (
            not plain
            or len(bindings) != 1
            or bindings[0].kind is not Bind.ASSIGN
            or attr in self.facts.stored_attributes
            or not all(self._is_dataclass(item, outer) for item in node.decorator_list)
        ):
            return (UNKNOWN,)
        found = self.bound(attr, bindings[0], scope)
        fixed = all(v.kind is Kind.CONST or isinstance(v.data, ast.Tuple) for v in found)
        return found if fixed else (UNKNOWN,)

    def _is_dataclass(self, decorator: ast.expr, scope: Scope) -> bool:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        return all(
            value == Value(Kind.MEMBER, "dataclasses.dataclass")
            for value in self.values(called, scope)
        )

    def _call(self, node: ast.Call, scope: Scope) -> Iterable[Value]:
        for value in self.values(node.func, scope):
            if value.kind is Kind.BUILTIN:
                yield from self._builtin_call(value.name, node, scope)
            elif value.kind is Kind.MEMBER:
                kind = self.catalogue.type_of_call(value.name)
                if kind is not None:
                    own = kind == "logging.Logger" and self.is_own_logger(node, scope)
                    yield Value(Kind.TYPED, kind, OWN if own else None)
                elif value.name == f"{DOOR_ROOT}.sdk.build_test_context":
                    yield Value(Kind.CONTEXT)
                else:
                    yield Value(Kind.RESULT, value.name, node)
            elif value.kind is Kind.CLASS:
                yield Value(Kind.INSTANCE, value.name, value.data)
            elif value.kind is Kind.RESULT:
                kind = self.catalogue.type_of_call(value.name)
                text = self._decoded(node, scope)
                if text is not None:
                    yield Value(Kind.CONST, "", text)
                else:
                    yield Value(Kind.TYPED, kind) if kind is not None else value
            else:
                text = self._text_method(node, scope)
                if text is None:
                    text = self._decoded(node, scope)
                if text is not None:
                    yield Value(Kind.CONST, "", text)
                elif self._is_text_call(node, scope):
                    yield Value(Kind.RESULT, STR)
                else:
                    yield UNKNOWN

    def is_own_logger(self, node: ast.AST, scope: Scope) -> bool:
        """``getLogger(__name__)``: the file's own logger, whose level is its own business.

        A written name that is nobody else's is one, too: ``getLogger("licence_report")``.
        """
        if not isinstance(node, ast.Call) or len(node.args) != 1:
            return False
        return all(
            (value.kind is Kind.BUILTIN and value.name == "__name__")
            or (value.kind is Kind.CONST and self._is_nobodys(value.data))
            for value in self.values(node.args[0], scope)
        )

    def _is_nobodys(self, name: object) -> bool:
        """Say whether no library, and no part of the platform, logs under ``name``."""
        root = name.partition(".")[0].strip() if type(name) is str else ""
        return (
            root.isidentifier()
            and root.casefold() not in _OTHERS_LOGGERS
            and not root.casefold().startswith(("azure", "ringfence"))
            and not self.catalogue.is_stdlib(root)
            and root not in self.catalogue.entries
        )

    def _number(self, node: ast.Call, scope: Scope) -> int | None:
        found = self.values(node.args[0], scope) if len(node.args) == 1 else ()
        data = found[0].data if len(found) == 1 else None
        return data if type(data) is int and 0 <= data < 0x110000 else None

    def _decoded(self, node: ast.Call, scope: Scope) -> str | None:
        """Fold texts hidden in bytes: ``b64decode("...").decode()``, ``bytes.fromhex(...)``."""
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr != "decode":
            return None
        data = self._bytes(function.value, scope)
        if data is None or len(data) > MAX_TEXT:
            return None
        return data.decode("utf-8", "replace")

    def _bytes(self, node: ast.expr, scope: Scope) -> bytes | None:
        found = self.values(node, scope)
        if len(found) == 1 and type(found[0].data) is bytes:
            return found[0].data
        if not isinstance(node, ast.Call) or len(node.args) < 1:
            return None
        names = {value.name for value in self.values(node.func, scope)}
        text = self.text(node.args[0], scope)
        raw = text[0].encode() if text is not None and len(text) == 1 else None
        raw = raw if raw is not None else self._bytes(node.args[0], scope)
        decoder = next((_DECODERS[name] for name in names if name in _DECODERS), None)
        if raw is None or decoder is None or len(raw) > MAX_TEXT:
            return None
        try:
            return decoder(raw)
        except ValueError:
            return None

    def _is_text_call(self, node: ast.Call, scope: Scope) -> bool:
        """Say whether this calls a method of a string whose value is known."""
        function = node.func
        return (
            isinstance(function, ast.Attribute)
            and hasattr(str, function.attr)
            and any(_is_text(value) for value in self.values(function.value, scope))
        )

    def _builtin_call(self, name: str, node: ast.Call, scope: Scope) -> Iterable[Value]:
        if name == "getattr" and len(node.args) in (2, 3):
            names = self.text(node.args[1], scope)
            if names is not None:
                for attr in names:
                    yield from self.attribute(self.values(node.args[0], scope), attr)
                if len(node.args) == 3:
                    yield from self.values(node.args[2], scope)
                return
        if name == "super":
            yield Value(Kind.SUPER, "", node)
        elif name == "chr" and (code := self._number(node, scope)) is not None:
            yield Value(Kind.CONST, "", chr(code))
        elif name in ("str", "chr", "ascii", "format", "repr"):
            yield Value(Kind.RESULT, f"{name}()")
        elif name == "type" and len(node.args) == 1:
            own = self.values(node.args[0], scope)
            if any(_is_of_engine(value) for value in own):
                yield Value(Kind.MEMBER, f"{DOOR_ROOT}.sdk.OrganizationContext")
            yield Value(Kind.RESULT, "type()", own[0].data if len(own) == 1 else None)
        elif name in ("type", "iter", "next", "reversed", "sorted", "min", "max", "getattr"):
            yield UNKNOWN
        else:
            yield Value(Kind.RESULT, f"{name}()", node)

    def _text_method(self, node: ast.Call, scope: Scope) -> str | None:
        """Fold the string methods that puzzle names together: join, replace, lower, strip."""
        function = node.func
        if not isinstance(function, ast.Attribute) or node.keywords:
            return None
        base = self.text(function.value, scope)
        if base is None or len(base) != 1:
            return None
        if function.attr == "join" and len(node.args) == 1:
            parts = self._pieces(node.args[0], scope)
            return None if parts is None else _bounded(base[0].join(parts))
        arguments = [self.text(argument, scope) for argument in node.args]
        if any(argument is None or len(argument) != 1 for argument in arguments):
            return None
        method = _FOLDED.get(function.attr)
        if method is None or len(arguments) not in method:
            return None
        strings = [argument[0] for argument in arguments if argument]
        if len(base[0]) * (1 + sum(map(len, strings))) > MAX_TEXT:
            return None
        result: str = getattr(base[0], function.attr)(*strings)
        return result

    def _pieces(self, node: ast.expr, scope: Scope) -> list[str] | None:
        """Return the known texts that iterating over ``node`` gives: for ``join``."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if node.func.id == "map" and _is_name(node.args[0], "str") and len(node.args) == 2:
                return self._pieces(node.args[1], scope)
            if node.func.id == "reversed" and len(node.args) == 1:
                inner = self._pieces(node.args[0], scope)
                return None if inner is None else inner[::-1]
        whole = self.text(node, scope)
        if whole is not None and len(whole) == 1:
            return list(whole[0])
        items = self.sequence(node, scope)
        found = [self._written(item, scope) for item in items or ()]
        if items is None or any(len(v) != 1 or not _is_plain(v[0]) for v in found):
            return None
        return [str(values[0].data) for values in found]

    def sequence(self, node: ast.expr, scope: Scope) -> list[ast.expr] | None:
        """Return the elements of a list, tuple or set display that ``node`` surely is."""
        found = self.values(node, scope)
        data = found[0].data if len(found) == 1 else None
        if (
            isinstance(data, ast.List | ast.Tuple | ast.Set)
            and self._is_fixed(node, data)
            and not any(isinstance(item, ast.Starred) for item in data.elts)
        ):
            return data.elts
        return None

    def _is_fixed(self, node: ast.expr | None, display: ast.expr) -> bool:
        """Say whether a display still has its written elements where ``node`` reads it."""
        if node is display or isinstance(display, ast.Tuple):
            return True
        return isinstance(node, ast.Name) and node.id not in self.facts.changeable

    def _fixed_dict(self, node: ast.expr, scope: Scope) -> ast.Dict | None:
        """Return the display that ``node`` surely still equals, if every key of it is written."""
        found = self.values(node, scope)
        data = found[0].data if len(found) == 1 else None
        if isinstance(data, ast.Dict) and None not in data.keys and self._is_fixed(node, data):
            return data
        return None

    def row(self, node: ast.expr, scope: Scope) -> Values:
        """Return what iterating over ``node``, or over ``node.values()``, gives."""
        return self._row(node, (), scope)

    def _row(self, node: ast.expr | None, path: tuple[int, ...], scope: Scope) -> Values:
        """Return what iterating over ``node`` gives at an index path: ``for a, b in T.items()``."""
        if isinstance(node, ast.Call) and not any(isinstance(a, ast.Starred) for a in node.args):
            return self._called_row(node, path, scope)
        if not path:
            return self.elements(node, scope)
        items = self.sequence(node, scope) if node is not None else None
        if not items:
            return (UNKNOWN,)
        return _distinct(v for item in items for v in self._inner(item, path, scope))

    def _called_row(self, node: ast.Call, path: tuple[int, ...], scope: Scope) -> Values:
        function = node.func
        if isinstance(function, ast.Attribute) and not node.args:
            table = self._fixed_dict(function.value, scope)
            if table is not None and function.attr in ("items", "keys", "values"):
                index = 1 if function.attr == "values" else 0
                if function.attr == "items":
                    index, path = (path[0], path[1:]) if path else (-1, ())
                columns = {0: [key for key in table.keys if key], 1: table.values}
                return _distinct(
                    v for item in columns.get(index, ()) for v in self._inner(item, path, scope)
                )
        elif isinstance(function, ast.Name) and all(
            value.kind is Kind.BUILTIN for value in self.values(function, scope)
        ):
            if function.id == "enumerate" and path[:1] == (1,) and node.args:
                return self._row(node.args[0], path[1:], scope)
            if function.id == "zip" and path and 0 <= path[0] < len(node.args):
                return self._row(node.args[path[0]], path[1:], scope)
            if function.id in _SAME_ELEMENTS and len(node.args) == 1:
                return self._row(node.args[0], path, scope)
        return (UNKNOWN,) if path else self.elements(node, scope)

    def _inner(self, node: ast.expr, path: tuple[int, ...], scope: Scope) -> Iterable[Value]:
        """Return what an element of a fixed display holds; what can still change is unknown."""
        for index in path:
            if not isinstance(node, ast.Tuple) or not 0 <= index < len(node.elts):
                return (UNKNOWN,)
            if any(isinstance(item, ast.Starred) for item in node.elts):
                return (UNKNOWN,)
            node = node.elts[index]
        found = self._written(node, scope)
        return [UNKNOWN if _is_changeable(value) else value for value in found]

    def _written(self, item: ast.expr | None, scope: Scope) -> Values:
        """Return what a part of a display is, by the names of the place where that stands."""
        return self.values(item, self.facts.scope_of(item) if item in self.facts.parents else scope)

    def elements(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return what iterating over ``node`` may give."""
        found: list[Value] = []
        for value in self.values(node, scope):
            data = value.data
            if value.kind is Kind.RESULT and value.name in _UNCHANGING:
                found.extend(self._made_of(data))
            elif not isinstance(data, ast.expr) or not self._is_fixed(node, data):
                found.extend(_characters(value))
            elif isinstance(data, ast.List | ast.Tuple | ast.Set):
                for item in data.elts:
                    found.extend(self._inner(item, (), scope))
            elif isinstance(data, ast.Dict):
                for key in data.keys:
                    found.extend(self._written(key, scope))
            else:
                found.append(UNKNOWN)
        return _distinct(found)

    def _made_of(self, made: object) -> Values:
        """Return the elements of ``frozenset({...})``, whoever holds it."""
        if not isinstance(made, ast.Call) or len(made.args) != 1 or made.keywords:
            return (UNKNOWN,)
        return self._row(made.args[0], (), self.facts.scope_of(made))

    def _constant(self, node: ast.Constant, _scope: Scope) -> Iterable[Value]:
        return (Value(Kind.CONST, type(node.value).__name__, node.value),)

    def _display(self, node: ast.expr, _scope: Scope) -> Iterable[Value]:
        return (Value(Kind.LITERAL, "", node),)

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Iterable[Value]:
        parts: list[str] = []
        for item in node.values:
            inner = item
            if isinstance(item, ast.FormattedValue):
                if item.format_spec is not None or item.conversion not in (-1, 115):
                    return (Value(Kind.RESULT, STR),)
                inner = item.value
            found = self.values(inner, scope)
            if len(found) != 1 or not _is_plain(found[0]):
                return (Value(Kind.RESULT, STR),)
            parts.append(str(found[0].data))
        joined = _bounded("".join(parts))
        return (UNKNOWN,) if joined is None else (Value(Kind.CONST, "", joined),)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Iterable[Value]:
        left = self.values(node.left, scope)
        folded = self._arithmetic(node, left, scope)
        if folded is not None:
            return (folded,)
        if isinstance(node.op, ast.Add):
            right = self.values(node.right, scope)
            texts = [
                str(a.data) + str(b.data)
                for a in left
                for b in right
                if a.kind is b.kind is Kind.CONST and type(a.data) is type(b.data) is str
            ]
            if len(texts) == len(left) * len(right) <= 64:
                return [Value(Kind.CONST, "", t) for t in texts if len(t) <= MAX_TEXT]
            if any(map(_is_text, (*left, *right))):
                return (Value(Kind.RESULT, STR),)
        if isinstance(node.op, ast.Mult) and any(
            map(_is_text, (*left, *self.values(node.right, scope)))
        ):
            return (Value(Kind.RESULT, STR),)
        if isinstance(node.op, ast.Mod) and len(left) == 1 and type(left[0].data) is str:
            return self._percent(left[0].data, node.right, scope)
        return (UNKNOWN,)

    def _arithmetic(self, node: ast.BinOp, left: Values, scope: Scope) -> Value | None:
        """Fold whole numbers, and text times a number, within bounds."""
        operation = _INTEGER_OPERATIONS.get(type(node.op))
        if operation is None or len(left) != 1 or left[0].kind is not Kind.CONST:
            return None
        right = self.values(node.right, scope)
        if len(right) != 1 or type(right[0].data) is not int or right[0].data > MAX_SHIFT_OR_SIZE:
            return None
        a, b = left[0].data, right[0].data
        if type(a) is int and 0 <= a < 2**64 and b >= 0:
            if type(node.op) is ast.LShift and b > 64:
                return None
            return Value(Kind.CONST, "", operation(a, b))
        if type(a) is str and type(node.op) is ast.Mult and 0 <= b <= 1000 and len(a) <= 100:
            return Value(Kind.CONST, "", a * b)
        return None

    def _percent(self, template: str, right: ast.expr, scope: Scope) -> Iterable[Value]:
        items = right.elts if isinstance(right, ast.Tuple) else [right]
        if template.count("%") != template.count("%s") + template.count("%d"):
            return (Value(Kind.RESULT, STR),)
        found = [self.values(item, scope) for item in items]
        if all(len(values) == 1 and _is_plain(values[0]) for values in found):
            try:
                done = template % tuple(values[0].data for values in found)
            except TypeError:
                return (UNKNOWN,)
            if len(done) <= MAX_TEXT:
                return (Value(Kind.CONST, "", done),)
        return (Value(Kind.RESULT, STR),)

    def _choice(self, node: ast.IfExp, scope: Scope) -> Iterable[Value]:
        return (*self.values(node.body, scope), *self.values(node.orelse, scope))

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Iterable[Value]:
        return [value for item in node.values for value in self.values(item, scope)]

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Iterable[Value]:
        return self.values(node.value, scope)

    def _await(self, node: ast.Await, scope: Scope) -> Iterable[Value]:
        return [
            v if v.kind in (Kind.RESULT, Kind.TYPED) else UNKNOWN
            for v in self.values(node.value, scope)
        ]

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Iterable[Value]:
        found: list[Value] = []
        for value in self.values(node.value, scope):
            data = value.data
            if isinstance(data, ast.expr) and not self._is_fixed(node.value, data):
                found.append(UNKNOWN)
            elif isinstance(data, ast.Dict):
                for item in data.values:
                    found.extend(self._inner(item, (), scope))
            elif isinstance(data, ast.List | ast.Tuple):
                for item in data.elts:
                    found.extend(self._inner(item, (), scope))
            elif value.kind in (Kind.RESULT, Kind.MEMBER):
                found.append(Value(Kind.RESULT, f"{value.name}[]"))
            elif value.kind is Kind.CONST and type(value.data) is str:
                found.append(_sliced(value.data, node.slice))
            else:
                found.append(UNKNOWN)
        return found or (UNKNOWN,)


def exports_of(scopes: ScopeTree, resolver: Resolver) -> dict[str, Values]:
    """Return the module-level names whose meaning other files need: imports and constants."""
    found: dict[str, Values] = {}
    for name, bindings in scopes.module.bindings.items():
        imports = [binding for binding in bindings if binding.kind is Bind.IMPORT]
        if imports:
            found[name] = _distinct(
                value for binding in imports for value in resolver.imported(binding)
            )
        elif all(binding.kind is Bind.ASSIGN for binding in bindings):
            values = _distinct(
                value
                for binding in bindings
                for value in resolver.bound(name, binding, scopes.module)
            )
            if all(value.kind is Kind.CONST for value in values):
                found[name] = values
    return found


# Beside the standard library's and the catalogued packages' loggers.
_OTHERS_LOGGERS = frozenset(
    {"root", DOOR_ROOT, "tools", "tests", "workspace", "function_app", "h2", "hpack", "httpcore",
     "opentelemetry", "grpc", "google", "hypercorn", "uvicorn", "gunicorn", "werkzeug",
     "proxy_worker"}
)  # fmt: skip
MAX_SHIFT_OR_SIZE = 2**64
_INTEGER_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.Mult: operator.mul,
    ast.Sub: operator.sub,
}
_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64.b64decode": base64.b64decode,
    "base64.urlsafe_b64decode": base64.urlsafe_b64decode,
    "base64.b32decode": base64.b32decode,
    "base64.b16decode": base64.b16decode,
    "bytes.fromhex": lambda data: bytes.fromhex(data.decode()),
    "binascii.unhexlify": binascii.unhexlify,
}
# Builtins whose result has the elements of their argument.
_SAME_ELEMENTS = frozenset({"frozenset", "list", "reversed", "set", "sorted", "tuple"})
_UNCHANGING = frozenset({"frozenset()", "tuple()"})
# Method -> numbers of arguments for which it is folded.
_FOLDED: dict[str, tuple[int, ...]] = {
    "lower": (0,),
    "upper": (0,),
    "casefold": (0,),
    "strip": (0, 1),
    "lstrip": (0, 1),
    "rstrip": (0, 1),
    "removeprefix": (1,),
    "removesuffix": (1,),
    "replace": (2,),
}


def _characters(value: Value) -> Iterable[Value]:
    if value.kind is Kind.CONST and type(value.data) is str and len(value.data) < 200:
        return [Value(Kind.CONST, "", char) for char in value.data]
    return [UNKNOWN]


def _is_changeable(value: Value) -> bool:
    """Say whether this is a list, set or dictionary: whoever else holds it may change it."""
    return value.kind is Kind.LITERAL and not isinstance(value.data, ast.Tuple)


def _is_plain(value: Value) -> bool:
    return value.kind is Kind.CONST and type(value.data) in (str, int)


def _sliced(text: str, index: ast.expr) -> Value:
    try:
        if isinstance(index, ast.Slice):
            parts = [
                ast.literal_eval(p) if p else None for p in (index.lower, index.upper, index.step)
            ]
            return Value(Kind.CONST, "", text[slice(*parts)])
        return Value(Kind.CONST, "", text[ast.literal_eval(index)])
    except (ValueError, TypeError, IndexError, SyntaxError):
        return Value(Kind.RESULT, STR)


def _is_of_engine(value: Value) -> bool:
    return value.kind is Kind.CONTEXT or (
        value.kind is Kind.RESULT and value.name.startswith((f"{DOOR_ROOT}.", "context."))
    )


def _is_text(value: Value) -> bool:
    if value.kind is Kind.CONST:
        return type(value.data) is str
    return value.kind is Kind.RESULT and value.name == STR


def _bounded(text: str) -> str | None:
    return text if len(text) <= MAX_TEXT else None


def _distinct(values: Iterable[Value]) -> Values:
    values = tuple(values)
    if len(values) < 2:
        return values or (UNKNOWN,)
    seen: dict[tuple[object, ...], Value] = {}
    for value in values:
        data = value.data
        key = (value.kind, value.name, id(data) if isinstance(data, ast.AST) else repr(data))
        seen.setdefault(key, value)
    return tuple(seen.values()) or (UNKNOWN,)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_replaced(node: ast.AST) -> bool:
    """Say whether something else may stand where a function is defined: ``@lambda f: other``."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
        not isinstance(decorator, ast.Name | ast.Attribute | ast.Call)
        for decorator in node.decorator_list
    )


def _is_static(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(_is_name(decorator, "staticmethod") for decorator in function.decorator_list)


def _mentions(annotation: ast.expr | None, name: str) -> bool:
    if annotation is None:
        return False
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Constant) and type(node.value) is str and name in node.value)
        for node in ast.walk(annotation)
    )


def _elsewhere(resolver: Resolver, node: Elsewhere, _scope: Scope) -> Iterable[Value]:
    return resolver.values(node.node, node.scope)


def _nothing(_resolver: Resolver, _node: ast.expr, _scope: Scope) -> Iterable[Value]:
    return (UNKNOWN,)


_EVALUATORS: dict[type[ast.AST], Any] = {
    Elsewhere: _elsewhere,
    ast.Name: Resolver._name,
    ast.Attribute: Resolver._attribute,
    ast.Call: Resolver._call,
    ast.Constant: Resolver._constant,
    ast.JoinedStr: Resolver._joined,
    ast.BinOp: Resolver._binary,
    ast.IfExp: Resolver._choice,
    ast.BoolOp: Resolver._boolean,
    ast.NamedExpr: Resolver._walrus,
    ast.Await: Resolver._await,
    ast.Subscript: Resolver._subscript,
    ast.List: Resolver._display,
    ast.Tuple: Resolver._display,
    ast.Set: Resolver._display,
    ast.Dict: Resolver._display,
    ast.ListComp: Resolver._display,
    ast.SetComp: Resolver._display,
    ast.DictComp: Resolver._display,
}
