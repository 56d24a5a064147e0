"""Facts about a whole file that several rules need; each is worked out once, when first asked."""

from __future__ import annotations

import ast
from functools import cached_property

from tools.isolation.gate.texts import ADDRESS_NUMBERS, ADDRESS_PARTS, DECODERS, MAX_NUMBER
from tools.isolation.pieces import spelled
from tools.isolation.scopes import Scope, ScopeKind, ScopeTree
from tools.isolation.trees import children


class FileFacts:
    """Indexes over one syntax tree."""

    def __init__(self, tree: ast.Module, scopes: ScopeTree) -> None:
        self._tree = tree
        self._scopes = scopes
        # Those of this file alone: the analysis adds those of other files.
        self._own_scopes = tuple(scopes.by_node.values())
        self._made: list[ast.AST] = []

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Node -> the node around it; has every node of the file but the module."""
        parents: dict[ast.AST, ast.AST] = {}
        pending: list[ast.AST] = [self._tree]
        for node in pending:
            below = children(node)
            for child in below:
                parents[child] = node
            pending.extend(below)
        return parents

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the file but the module."""
        return tuple(self.parents)

    def put_below(self, parent: ast.AST | None, node: ast.AST) -> None:
        """Give a place in the tree to a node that the analysis has made up, and keep it alive.

        What is known of a node goes by its identity, which another one could have later.
        """
        self._made.append(node)
        if parent is not None and self.nodes:
            self.parents[node] = parent

    def scope_of(self, node: ast.AST) -> Scope:
        """Return the scope in whose body ``node`` stands."""
        child, current = node, self.parents.get(node)
        while current is not None:
            scope = self._scopes.by_node.get(current)
            if scope is not None and not _stands_outside(current, child):
                return scope
            child, current = current, self.parents.get(current)
        return self._scopes.module

    def is_at_load(self, node: ast.AST) -> bool:
        """Say whether ``node`` is evaluated once, when the file is loaded."""
        child, current = node, self.parents.get(node)
        while current is not None:
            if isinstance(current, _FUNCTIONS) and not _stands_outside(current, child):
                return False
            child, current = current, self.parents.get(current)
        return True

    @cached_property
    def hints_at_address(self) -> bool:
        """Say whether some constant may be a part of an address of the platform.

        The gate asks the same of each constant, so a file without any may be plain.
        """
        return any(_hints_at_address(node) for node in self.nodes)

    @cached_property
    def defines_classes(self) -> bool:
        """Say whether there is a class statement."""
        return any(isinstance(node, ast.ClassDef) for node in self.nodes)

    @cached_property
    def knows_neighbours(self) -> bool:
        """Say whether something is imported from other files of the workspace."""
        return any(
            (isinstance(node, ast.ImportFrom) and (node.level or _is_neighbour(node.module)))
            or (isinstance(node, ast.Import) and any(_is_neighbour(a.name) for a in node.names))
            for node in self.nodes
        )

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        """Last part of a called name -> the calls."""
        found: dict[str, list[ast.Call]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Call):
                function = node.func
                if isinstance(function, ast.Name):
                    found.setdefault(function.id, []).append(node)
                elif isinstance(function, ast.Attribute):
                    found.setdefault(function.attr, []).append(node)
        return found

    @cached_property
    def changeable(self) -> frozenset[str]:
        """Names that some place in the file may use to change the container they hold."""
        return frozenset(
            name
            for name, uses in self.name_uses.items()
            if any(not self._only_reads(use) for use in uses)
        )

    def _only_reads(self, use: ast.Name) -> bool:
        parent = self.parents[use]
        if isinstance(parent, ast.Call) and use in parent.args:
            return self._calls_reader(parent.func)
        return _only_reads(parent, use)

    def _calls_reader(self, function: ast.expr) -> bool:
        """`sorted(NAMES)` and `", ".join(NAMES)` look at a container and hand out nothing of it."""
        if isinstance(function, ast.Attribute):
            base = function.value
            return (
                function.attr == "join"
                and isinstance(base, ast.Constant)
                and type(base.value) is str
            )
        return (
            isinstance(function, ast.Name)
            and function.id in _READING_BUILTINS
            and function.id not in self.bound_names
        )

    @cached_property
    def bound_names(self) -> frozenset[str]:
        """Every name that the file binds in some scope."""
        return frozenset(name for scope in self._own_scopes for name in scope.bindings)

    @cached_property
    def name_uses(self) -> dict[str, list[ast.Name]]:
        """Name -> the places that mention it."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def read_attributes(self) -> frozenset[str]:
        """Every attribute name that this file writes out to read it."""
        return frozenset(
            node.attr
            for node in self.nodes
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        )

    @cached_property
    def asked_names(self) -> frozenset[str]:
        """Names of which some attribute is used, or that are passed on so that it may be.

        Such as ``Report`` in ``Report.clients`` and ``given(Report).clients``.
        """
        return frozenset(
            node.id
            for node in self.nodes
            if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and self._is_asked(node)
        )

    def _is_asked(self, node: ast.Name) -> bool:
        parent = self.parents.get(node)
        if isinstance(parent, ast.Call):
            if parent.func is node:
                return False
            function = parent.func
            return not isinstance(function, ast.Name) or function.id not in _TYPE_TESTS
        return isinstance(
            parent,
            ast.Attribute | ast.Starred | ast.keyword | ast.Assign | ast.NamedExpr | ast.Return
            | ast.Yield | ast.IfExp | ast.BoolOp | ast.Dict | ast.List | ast.Tuple | ast.Set,
        )  # fmt: skip

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every text that is written as a constant."""
        return frozenset(
            node.value
            for node in self.nodes
            if isinstance(node, ast.Constant) and type(node.value) is str
        )

    @cached_property
    def spelled(self) -> str | None:
        """A name of the platform that texts of the file spell, put one behind the other."""
        return spelled(self.nodes)

    @cached_property
    def spelled_whole(self) -> str | None:
        """The same, by whole texts alone."""
        return spelled(self.nodes, whole=True)

    @cached_property
    def nonlocal_names(self) -> frozenset[str]:
        """Every name that some function declares to be one of a function around it."""
        return frozenset(
            name for node in self.nodes if isinstance(node, ast.Nonlocal) for name in node.names
        )

    @cached_property
    def stored_attributes(self) -> frozenset[str]:
        """Every attribute name that the file sets or deletes on something, or has as a text."""
        names: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                names.add(node.attr)
        return self.texts.union(names)  # `setattr`

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Every attribute name that this file may bind, by assignment or by text."""
        names: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
        for scope in self._own_scopes:
            if scope.kind is ScopeKind.CLASS:
                names.update(scope.bindings)
        # `__slots__`, `setattr`; what `getattr` asks for need not be there.
        return (self.texts - self._only_asked).union(names)

    @cached_property
    def _only_asked(self) -> frozenset[str]:
        """Texts that stand nowhere but as the name that a `getattr` reads."""
        asked = {call.args[1] for call in self.calls.get("getattr", ()) if len(call.args) > 1}
        names = {node.value for node in asked if isinstance(node, ast.Constant)}
        elsewhere = {
            node.value
            for node in self.nodes
            if isinstance(node, ast.Constant) and node.value in names and node not in asked
        }
        return frozenset(name for name in names - elsewhere if isinstance(name, str))


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _hints_at_address(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in DECODERS
    if isinstance(node, ast.alias):
        return node.name in DECODERS
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, str):
        return any(part in value.lower() for part in ADDRESS_PARTS)
    if type(value) is int:
        return value in ADDRESS_NUMBERS or value >= MAX_NUMBER
    return isinstance(value, bytes) and bool(value)


def _is_neighbour(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == "workspace"


_TYPE_TESTS = frozenset({"isinstance", "issubclass", "super"})


def _stands_outside(node: ast.AST, child: ast.AST) -> bool:
    """Decorators, defaults and annotations are evaluated where the definition stands."""
    if isinstance(child, ast.arguments):
        return True
    if isinstance(node, ast.ClassDef):
        return child in node.decorator_list or child in node.bases
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return child in node.decorator_list or child is node.returns
    return False


_READING_BUILTINS = frozenset(
    {"all", "any", "dict", "enumerate", "frozenset", "len", "list", "max", "min", "reversed", "set",
     "sorted", "sum", "tuple", "zip"}
)  # fmt: skip
_READERS = frozenset({"get", "items", "keys", "values", "index", "count", "copy"})


def _only_reads(parent: ast.AST, name: ast.Name) -> bool:
    if isinstance(name.ctx, ast.Store):
        return not isinstance(parent, ast.AugAssign)
    if isinstance(parent, ast.For | ast.AsyncFor | ast.comprehension):
        return parent.iter is name
    if isinstance(parent, ast.Attribute):
        return parent.attr in _READERS and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load)
    return isinstance(parent, ast.Compare)
