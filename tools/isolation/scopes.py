"""Which name means what: Python's scopes, built from the syntax tree in one pass.

Follows the language reference, section 4.2 (naming and binding): function scopes do not fall
through to outer ones once a name is bound in them, class bodies and modules do.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tools.isolation.trees import children


class Bind(Enum):
    """How a name came to be bound."""

    IMPORT = auto()
    FUNCTION = auto()
    CLASS = auto()
    ASSIGN = auto()
    ITERATE = auto()
    PARAMETER = auto()
    OTHER = auto()
    DELETE = auto()


@dataclass(slots=True)
class Binding:
    """One place that binds a name.

    Attributes:
        value: the expression whose value (ASSIGN) or whose elements (ITERATE) are bound, if known.
        node: the statement or definition, for imports and definitions the one that has the name.
        certain: an unconditional statement of the module's own body.
        path: index path into an unpacked literal, empty for a plain name.
    """

    kind: Bind
    node: ast.AST
    line: int
    value: ast.expr | None = None
    alias: ast.alias | None = None
    certain: bool = False
    path: tuple[int, ...] = ()
    index: int = -1


class ScopeKind(Enum):
    """The three kinds that differ in name lookup; comprehensions and lambdas are functions."""

    MODULE = auto()
    CLASS = auto()
    FUNCTION = auto()


@dataclass(slots=True, eq=False)
class Scope:
    """One namespace of the file."""

    kind: ScopeKind
    node: ast.AST
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    comprehension: bool = False

    @property
    def module(self) -> Scope:
        """The file's outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def function(self) -> Scope | None:
        """The nearest enclosing function scope that is not a comprehension, or None."""
        scope: Scope | None = self
        while scope is not None and (scope.kind is not ScopeKind.FUNCTION or scope.comprehension):
            scope = scope.parent
        return scope

    def owner(self, name: str) -> Scope:
        """Return the scope that an assignment to ``name`` in this scope binds."""
        if name in self.global_names:
            return self.module
        if name in self.nonlocal_names:
            scope = self.parent
            while scope is not None and scope.parent is not None:
                if scope.kind is ScopeKind.FUNCTION and name in scope.bindings:
                    return scope
                scope = scope.parent
        return self

    def resolve(self, name: str) -> tuple[Scope | None, list[Binding]]:
        """Find the bindings that a use of ``name`` in this scope may see.

        Returns:
            The scope that holds them and the bindings; ``(None, [])`` for a builtin.
        """
        if name in self.global_names:
            found = self.module.bindings.get(name)
            return (self.module, found) if found else (None, [])
        scope: Scope | None = self
        fallen: list[Binding] = []
        while scope is not None:
            if scope is self or scope.kind is not ScopeKind.CLASS:
                found = scope.bindings.get(name)
                if found:
                    if scope.kind is not ScopeKind.CLASS:
                        return scope, fallen + found
                    # A class body looks further when the name is not bound yet.
                    fallen = [*fallen, *found]
            scope = scope.parent
        return (self, fallen) if fallen else (None, [])


class ScopeTree:
    """The scopes of one module, keyed by the node that opens each."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.module = Scope(ScopeKind.MODULE, tree)
        self.by_node: dict[ast.AST, Scope] = {tree: self.module}
        self._scope = self.module
        self._certain = True
        self._subject: ast.expr | None = None
        self._visit_all(tree.body)

    def _visit_all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self._visit(node)

    def _visit(self, node: ast.AST) -> None:
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        for child in children(node):
            self._visit(child)

    # -- binding --

    def _bind(self, name: str, binding: Binding, scope: Scope | None = None) -> None:
        owner = (scope or self._scope).owner(name)
        binding.certain = self._certain and self._scope is self.module
        owner.bindings.setdefault(name, []).append(binding)

    def _target(
        self, target: ast.expr, value: ast.expr | None, kind: Bind, path: tuple[int, ...] = ()
    ) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, Binding(kind, target, target.lineno, value, path=path))
        elif isinstance(target, ast.Tuple | ast.List):
            starred = any(isinstance(item, ast.Starred) for item in target.elts)
            for index, item in enumerate(target.elts):
                known = None if starred else value
                self._target(item, known, kind, (*path, index))
        elif isinstance(target, ast.Starred):
            self._target(target.value, None, kind, path)
        else:
            self._visit(target)

    def _within(self, scope: Scope, body: Callable[[], None]) -> None:
        outer, certain = self._scope, self._certain
        self._scope, self._certain = scope, False
        body()
        self._scope, self._certain = outer, certain

    def _unsure(self, node: ast.AST) -> None:
        certain, self._certain = self._certain, False
        self._children(node)
        self._certain = certain

    # -- statements --

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":
                name = alias.asname or alias.name.partition(".")[0]
                if isinstance(node, ast.ImportFrom):
                    name = alias.asname or alias.name
                self._bind(name, Binding(Bind.IMPORT, node, node.lineno, alias=alias))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name, Binding(Bind.FUNCTION, node, node.lineno))
        self._visit_all(node.decorator_list)
        arguments = node.args
        self._visit_all([*arguments.defaults, *(d for d in arguments.kw_defaults if d)])
        scope = self._type_scope(node)
        inner = self._open(ScopeKind.FUNCTION, node, scope)

        def annotations() -> None:
            for argument in _arguments(arguments):
                if argument.annotation is not None:
                    self._visit(argument.annotation)
            if node.returns is not None:
                self._visit(node.returns)

        self._within(scope, annotations)
        self._within(inner, lambda: self._function_body(arguments, node.body))

    def _function_body(self, arguments: ast.arguments, body: Sequence[ast.AST]) -> None:
        for index, argument in enumerate(_arguments(arguments)):
            self._bind(
                argument.arg, Binding(Bind.PARAMETER, argument, argument.lineno, index=index)
            )
        self._declare(body)
        self._visit_all(body)

    def _lambda(self, node: ast.Lambda) -> None:
        arguments = node.args
        self._visit_all([*arguments.defaults, *(d for d in arguments.kw_defaults if d)])
        scope = self._open(ScopeKind.FUNCTION, node, self._scope)
        self._within(scope, lambda: self._function_body(arguments, [node.body]))

    def _class(self, node: ast.ClassDef) -> None:
        self._bind(node.name, Binding(Bind.CLASS, node, node.lineno))
        self._visit_all(node.decorator_list)
        scope = self._type_scope(node)
        self._within(scope, lambda: self._visit_all([*node.bases, *node.keywords]))
        inner = self._open(ScopeKind.CLASS, node, scope)

        def body() -> None:
            self._declare(node.body)
            self._visit_all(node.body)

        self._within(inner, body)

    def _declare(self, body: Sequence[ast.AST]) -> None:
        """Apply ``global`` and ``nonlocal`` first: they hold for the whole body."""
        for statement in _own_statements(body):
            if isinstance(statement, ast.Global):
                self._scope.global_names.update(statement.names)
            elif isinstance(statement, ast.Nonlocal):
                self._scope.nonlocal_names.update(statement.names)

    def _type_scope(self, node: Any) -> Scope:
        """Open the extra scope of PEP 695 type parameters where there are any."""
        parameters = getattr(node, "type_params", ())
        if not parameters:
            return self._scope
        scope = Scope(ScopeKind.FUNCTION, node, self._scope)
        for parameter in parameters:
            self.by_node[parameter] = scope
            self._within(scope, lambda p=parameter: self._visit(p))  # type: ignore[misc]
            scope.bindings[parameter.name] = [Binding(Bind.OTHER, parameter, parameter.lineno)]
        return scope

    def _open(self, kind: ScopeKind, node: ast.AST, parent: Scope) -> Scope:
        scope = self.by_node[node] = Scope(kind, node, parent)
        return scope

    def _assign(self, node: ast.Assign) -> None:
        self._visit(node.value)
        for target in node.targets:
            self._target(target, node.value, Bind.ASSIGN)

    def _annotated(self, node: ast.AnnAssign) -> None:
        self._visit(node.annotation)
        if node.value is not None:
            self._visit(node.value)
            self._target(node.target, node.value, Bind.ASSIGN)
        elif self._scope.kind is ScopeKind.FUNCTION:
            # An annotation alone makes a name local to a function; elsewhere it binds nothing.
            self._target(node.target, None, Bind.OTHER)
        elif not isinstance(node.target, ast.Name):
            self._visit(node.target)

    def _augmented(self, node: ast.AugAssign) -> None:
        self._visit(node.value)
        self._target(node.target, None, Bind.OTHER)

    def _walrus(self, node: ast.NamedExpr) -> None:
        self._visit(node.value)
        scope = self._scope
        while scope.comprehension and scope.parent is not None:
            scope = scope.parent
        binding = Binding(Bind.ASSIGN, node, node.lineno, node.value)
        self._bind(node.target.id, binding, scope)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        self._visit(node.iter)
        certain, self._certain = self._certain, False
        self._target(node.target, node.iter, Bind.ITERATE)
        self._visit_all([*node.body, *node.orelse])
        self._certain = certain

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self._visit(item.context_expr)
            if item.optional_vars is not None:
                self._target(item.optional_vars, item.context_expr, Bind.OTHER)
        certain, self._certain = self._certain, False
        self._visit_all(node.body)
        self._certain = certain

    def _except(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self._visit(node.type)
        if node.name is not None:
            self._bind(node.name, Binding(Bind.OTHER, node, node.lineno))
            self._bind(node.name, Binding(Bind.DELETE, node, node.lineno))
        self._visit_all(node.body)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._bind(target.id, Binding(Bind.DELETE, target, target.lineno))
            else:
                self._visit(target)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        self._visit(node.generators[0].iter)
        scope = self._open(ScopeKind.FUNCTION, node, self._scope)
        scope.comprehension = True

        def body() -> None:
            for number, generator in enumerate(node.generators):
                if number:
                    self._visit(generator.iter)
                self._target(generator.target, generator.iter, Bind.ITERATE)
                self._visit_all(generator.ifs)
            if isinstance(node, ast.DictComp):
                self._visit(node.key)
                self._visit(node.value)
            else:
                self._visit(node.elt)

        self._within(scope, body)

    def _match_name(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name is not None:
            self._bind(node.name, Binding(Bind.OTHER, node, node.lineno, self._subject))
        self._children(node)

    def _match(self, node: ast.Match) -> None:
        subject, self._subject = self._subject, node.subject
        self._unsure(node)
        self._subject = subject

    def _match_mapping(self, node: ast.MatchMapping) -> None:
        if node.rest is not None:
            self._bind(node.rest, Binding(Bind.OTHER, node, node.lineno))
        self._children(node)

    def _type_alias(self, node: Any) -> None:
        self._bind(node.name.id, Binding(Bind.ASSIGN, node, node.lineno, node.value))
        scope = self._type_scope(node)
        self.by_node[node] = scope
        self._within(scope, lambda: self._visit(node.value))


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _own_statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of a body, without those of nested functions and classes."""
    pending = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _NESTED) and isinstance(
            node, ast.stmt | ast.ExceptHandler | ast.match_case
        ):
            pending.extend(
                child
                for child in children(node)
                if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            )


_HANDLERS: dict[type[ast.AST], Any] = {
    ast.Import: ScopeTree._import,
    ast.ImportFrom: ScopeTree._import,
    ast.FunctionDef: ScopeTree._function,
    ast.AsyncFunctionDef: ScopeTree._function,
    ast.Lambda: ScopeTree._lambda,
    ast.ClassDef: ScopeTree._class,
    ast.Assign: ScopeTree._assign,
    ast.AnnAssign: ScopeTree._annotated,
    ast.AugAssign: ScopeTree._augmented,
    ast.NamedExpr: ScopeTree._walrus,
    ast.For: ScopeTree._for,
    ast.AsyncFor: ScopeTree._for,
    ast.While: ScopeTree._unsure,
    ast.If: ScopeTree._unsure,
    ast.Try: ScopeTree._unsure,
    ast.TryStar: ScopeTree._unsure,
    ast.Match: ScopeTree._match,
    ast.With: ScopeTree._with,
    ast.AsyncWith: ScopeTree._with,
    ast.ExceptHandler: ScopeTree._except,
    ast.Delete: ScopeTree._delete,
    ast.ListComp: ScopeTree._comprehension,
    ast.SetComp: ScopeTree._comprehension,
    ast.GeneratorExp: ScopeTree._comprehension,
    ast.DictComp: ScopeTree._comprehension,
    ast.MatchAs: ScopeTree._match_name,
    ast.MatchStar: ScopeTree._match_name,
    ast.MatchMapping: ScopeTree._match_mapping,
}
if hasattr(ast, "TypeAlias"):
    _HANDLERS[ast.TypeAlias] = ScopeTree._type_alias
