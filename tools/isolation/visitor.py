"""One pass over a file's syntax tree that turns syntax into events and hands them to the rules.

The tree is CPython's own (`ast`): the grammar that judges a file is the grammar that will compile
it, identifiers are NFKC-normalised exactly as the interpreter does it, and adjacent, escaped and
nested string literals arrive decoded. Syntax without a handler here is refused, not ignored.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from tools.isolation.calls import taken, written_out
from tools.isolation.catalogue import Catalogue
from tools.isolation.changes import MUTATORS
from tools.isolation.elsewhere import read_from
from tools.isolation.events import (
    AttributeUsed,
    Called,
    Imported,
    NameUsed,
    Role,
    TextAnnotation,
    UnknownSyntax,
)
from tools.isolation.facts import FileFacts
from tools.isolation.finding import Finding, Severity, Span
from tools.isolation.flow import Flow, Make, Thing
from tools.isolation.flow.library import COPYING, HOLDING
from tools.isolation.folding import fold_texts
from tools.isolation.interest import DULL_BUILTINS, is_dull, is_watched
from tools.isolation.policy import Policy
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Hook, Rule
from tools.isolation.scopes import Scope, ScopeKind, ScopeTree
from tools.isolation.source import Source
from tools.isolation.trees import children, walk
from tools.isolation.values import (
    DOOR_ROOT,
    Exports,
    Kind,
    Names,
    Resolver,
    Value,
    Values,
)

MAX_ANNOTATION_DEPTH = 5


class HookTable:
    """Event or syntax class -> the rules that want it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._hooks: dict[type, list[tuple[Rule, Hook]]] = defaultdict(list)
        for rule in rules:
            for kind, hook in rule.hooks.items():
                self._hooks[kind].append((rule, hook))

    def __getitem__(self, kind: type) -> Sequence[tuple[Rule, Hook]]:
        return self._hooks.get(kind, ())


class FileCheck(Reporter):
    """Everything the rules may ask about the file under judgement, and where they report."""

    def __init__(
        self,
        source: Source,
        policy: Policy,
        catalogue: Catalogue,
        exports: Mapping[str, Exports],
        hooks: HookTable,
    ) -> None:
        if source.tree is None or source.scopes is None:
            raise ValueError(f"{source.path} has no syntax tree")
        super().__init__(source.path)
        self.source = source
        self.policy = policy
        self.catalogue = catalogue
        self.tree = source.tree
        self.scopes: ScopeTree = source.scopes
        self.names = Names.of_path(source.path)
        self.facts = FileFacts(self.scopes.tree, self.scopes)
        self._named = Resolver(self.scopes, self.names, catalogue, exports, policy.door, self.facts)
        self.resolver = Resolver(
            self.scopes,
            self.names,
            catalogue,
            exports,
            policy.door,
            self.facts,
            self._arriving,
            self._things,
            self._lists,
        )
        self._hooks = hooks
        self._anchor: ast.AST | None = None
        self._annotation_depth = 0
        self._is_lookup = False
        # Parsed annotation texts stay alive: the resolver's memory goes by object identity.
        self._texts: list[ast.expr] = []

    # -- for rules --

    def report(
        self,
        node: ast.AST | Span,
        message: str,
        help: str = "",  # noqa: A002 - the finding's own word
        *,
        severity: Severity | None = None,
        fixable: bool = False,
    ) -> None:
        """Add a finding of the running rule at ``node``."""
        span = node if isinstance(node, Span) else self.source.span(self._anchor or node)
        self.add(span, message, help, severity, fixable)

    def values(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return what ``node`` may stand for in ``scope``."""
        return self.resolver.values(node, scope)

    def by_name(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return what names alone say that ``node`` stands for."""
        return self._named.values(node, scope)

    @cached_property
    def flow(self) -> Flow:
        """Which objects reach which expression; worked out when first asked for."""
        return Flow(self._named)

    def _things(self, node: ast.AST) -> Iterable[Thing]:
        return self.flow.things(node)

    def _lists(self, node: ast.AST) -> Iterable[list[ast.expr]]:
        return self.flow.lists(node)

    def _arriving(self, node: ast.expr, known: Values) -> Values:
        """Return what reaches ``node`` through containers, calls and closures."""
        if not any(
            value.kind in _OPEN
            or (value.kind is Kind.RESULT and _ROOT.split(value.name, 1)[0] in _HANDING_ON)
            for value in known
        ):
            return ()
        found = []
        for thing in self.flow.things(node):
            kind = _ARRIVING_ANYWHERE.get(thing.make)
            unnamed = kind is Kind.RESULT and thing.make is not Make.TYPE and not thing.name
            if kind is None or unnamed:
                continue
            if thing.make is not Make.MEMBER or not self._is_foreign_constant(thing.name):
                found.append(_value_of(kind, thing))
        found.sort(key=lambda value: (value.kind.name, value.name))
        return tuple(found)

    def shared(self, node: ast.expr | None, scope: Scope, *, changed: bool = False) -> Values:
        """Return what ``node`` may stand for, with what reaches it through containers and calls.

        Names in capitals are left out as texts and numbers, unless something is ``changed``.
        """
        values = self.values(node, scope)
        if node is None or not any(value.kind in _VAGUE for value in values):
            return values
        found = [
            Value(kind, thing.name, thing.data if kind is Kind.TYPED else thing.node)
            for thing in self.flow.things(node)
            if (kind := _ARRIVING.get(thing.make)) is not None
            and (kind is not Kind.CLASS or thing.lasts)
            and (changed or kind is not Kind.MEMBER or not self._is_foreign_constant(thing.name))
        ]
        # Sets have no order, and a finding names the first.
        found.sort(key=lambda value: (value.kind.name, value.name))
        return (*values, *(value for value in found if value not in values))

    def _is_foreign_constant(self, name: str) -> bool:
        """Say whether another package's name is in capitals: most are texts and numbers.

        One that is changed under its own name is refused all the same.
        """
        parts = name.partition("[")[0].split(".")
        if not any(len(part) > 1 and part.isupper() for part in parts[1:]):
            return False
        if self.catalogue.is_stdlib(parts[0]) or parts[0] == DOOR_ROOT:
            return False
        modules = [".".join(parts[:length]) for length in range(1, len(parts))]
        known = [module for module in modules if self.resolver.is_workspace_module(module)]
        # A file that is not there, `workspace.missing.NAME`, gives nothing at run time either.
        return not known or parts[len(known)] not in self.resolver.names_of(known[-1])

    def is_missing(self, node: ast.expr, scope: Scope) -> bool:
        """Say whether ``node`` begins with a name from a workspace module that is not there.

        What a file imports from one, it does not get at run time either.
        """
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        bindings = scope.resolve(node.id)[1]
        return bool(bindings) and all(
            isinstance(binding.node, ast.ImportFrom)
            and binding.alias is not None
            and not self._is_there(binding.node, binding.alias.name)
            for binding in bindings
        )

    def _is_there(self, node: ast.ImportFrom, name: str) -> bool:
        """Say whether an import statement may find ``name`` in the workspace, or elsewhere."""
        module = self.names.absolute(node.module, node.level)
        if module is None or module.partition(".")[0] != "workspace":
            return True
        known = self.resolver.is_workspace_module
        if not known(module):
            return False
        return (
            known(f"{module}.{name}")
            or known(f"{module}.__init__")
            or name == "*"
            or (
                # A module that is a file of its own may define anything.
                f"{self.names.package}.".find(f"{module}.") != 0
            )
        )

    def is_foreign_text(self, value: Value, node: ast.expr, scope: Scope) -> bool:
        """Say whether this is a package's own constant: no file of the workspace has written it.

        A package's `ATTR_NAME` is no name of an internal and its `URL` no template that reads one.
        """
        parts = value.name.split(".")
        if (
            value.kind is not Kind.MEMBER
            or len(parts) < 2
            or not parts[-1].isupper()
            or any(part.startswith("_") or "[" in part for part in parts)
            or self.catalogue.is_stdlib(parts[0])
            or parts[0] == DOOR_ROOT
        ):
            return False
        return parts[0] != "workspace" or self.is_missing(node, scope)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around ``node``; None for the module and for annotation text."""
        return self.facts.parents.get(node)

    def at_module_level(self, node: object) -> bool:
        """Say whether ``node`` is evaluated once, when the file is loaded."""
        return isinstance(node, ast.AST) and self.facts.is_at_load(node)

    # -- the pass --

    def run(self) -> list[Finding]:
        """Visit the whole file once and return the findings in source order."""
        self._body(self.tree.body, self.scopes.module)
        self._taken()
        self._emit(ast.Module, self.tree)
        return sorted(self.findings, key=lambda finding: finding.sort_key)

    def _taken(self) -> None:
        """Judge what ``map(methodcaller("setLevel", 50), loggers)`` does to each of them."""
        for node, things, kind, name in self.flow.taken():
            base = tuple(
                _value_of(known, thing)
                for thing in things
                if (known := _ARRIVING_ANYWHERE.get(thing.make)) is not None
            )
            role = Role.CALLEE if kind == "call" else Role.VALUE
            scope = self.facts.scope_of(node)
            self.named_attribute(node, base, name, role, scope, "a getter")

    def _emit(self, kind: type, event: Any) -> None:
        for rule, hook in self._hooks[kind]:
            self.rule = rule
            hook(self, event)

    def _body(self, body: Sequence[ast.AST], scope: Scope) -> None:
        for node in body:
            self._visit(node, scope)

    def _visit(self, node: ast.AST | None, scope: Scope, role: Role = Role.VALUE) -> None:
        if node is None:
            return
        kind = type(node)
        hooks = self._hooks[kind]
        if hooks and not (kind is ast.Constant and is_dull(node)):
            for rule, hook in hooks:
                self.rule = rule
                hook(self, (node, scope))
        handler = _HANDLERS.get(kind)
        if handler is not None:
            handler(self, node, scope, role)
        elif kind in _PLAIN:
            for child in children(node):
                self._visit(child, scope)
        else:
            self._emit(UnknownSyntax, UnknownSyntax(node))

    # -- names and attributes --

    def _name(self, node: ast.Name, scope: Scope, role: Role) -> None:
        role = _CONTEXT_ROLES.get(type(node.ctx), role)
        values = self.resolver.lookup(node.id, scope, node.lineno)
        if role in _TARGETS or any(
            value.kind in _REACHING and value.name not in DULL_BUILTINS for value in values
        ):
            self._emit(NameUsed, NameUsed(node, node.id, values, role, scope))

    def _attribute(self, node: ast.Attribute, scope: Scope, role: Role) -> None:
        role = _CONTEXT_ROLES.get(type(node.ctx), role)
        base = self.values(node.value, scope)
        watched = (
            role in _TARGETS
            or is_watched(node.attr)
            or node.attr in self.catalogue.denied_attributes
        )
        if watched:
            changed = role in _TARGETS or node.attr in MUTATORS
            base = self.shared(node.value, scope, changed=changed)
        if watched or any(
            value.kind in _REACHING_BASES or (value.kind is Kind.INSTANCE and role in _TAKING)
            for value in base
        ):
            values = self.resolver.attribute(base, node.attr)
            self._emit(
                AttributeUsed,
                AttributeUsed(node, base, node.attr, values, role, scope, node.value),
            )
        if role is Role.VALUE and not any(value.kind is Kind.MODULE for value in base):
            call = taken(node, self.facts)
            self._emit(Called, Called(call, self.values(node, scope), scope))
        self._visit(node.value, scope, Role.BASE)

    def named_attribute(
        self,
        node: ast.AST,
        base: Values,
        path: str,
        role: Role,
        scope: Scope,
        via: str,
        base_node: ast.expr | None = None,
    ) -> None:
        """Judge attributes that a string names (``a.b.c``), as if they were written out."""
        asking = self.rule
        for attr in path.split("."):
            values = self.resolver.attribute(base, attr)
            self._emit(
                AttributeUsed, AttributeUsed(node, base, attr, values, role, scope, base_node, via)
            )
            base = values
        self.rule = asking

    # -- calls --

    def _call(self, node: ast.Call, scope: Scope, role: Role) -> None:
        callee = self.values(node.func, scope)
        self._visit(node.func, scope, Role.CALLEE)
        skip: ast.expr | None = None
        for value in callee:
            if value.kind is Kind.BUILTIN and value.name in _BY_NAME and len(node.args) >= 2:
                skip = self._call_by_name(node, value.name, scope, role) or skip
            elif value.kind is Kind.MEMBER and value.name in _GETTERS:
                self._getter(node, value.name, scope)
        self._got(node, scope)
        self._emit(Called, Called(node, callee, scope))
        self._indexed(node, callee, scope)
        for other in written_out(node, callee, scope, self.resolver, lambda: self.flow):
            called = self.values(other.func, scope)
            self._got(other, scope)
            self._emit(Called, Called(other, called, scope))
            self._text_arguments(other, called, scope)
        self._text_arguments(node, callee, scope)
        is_super = any(v.kind is Kind.BUILTIN and v.name == "super" for v in callee)
        for argument in node.args:
            role = Role.BASE if argument is skip else Role.VALUE
            self._visit(argument, scope, Role.SUPER if is_super else role)
        for keyword in node.keywords:
            self._visit(keyword, scope)

    def _call_by_name(
        self, node: ast.Call, function: str, scope: Scope, role: Role
    ) -> ast.expr | None:
        """Judge ``getattr(x, "name")`` and its like as the attribute; return ``x`` if so."""
        names = self.resolver.text(node.args[1], scope)
        if names is None or any(isinstance(a, ast.Starred) for a in node.args[:2]):
            return None
        base = self.values(node.args[0], scope)
        attribute_role = _BY_NAME[function]
        if attribute_role is not None:
            for name in names:
                self.named_attribute(
                    node, base, name, role if attribute_role is Role.VALUE else attribute_role,
                    scope, f"{function}()", node.args[0],
                )  # fmt: skip
        return node.args[0]

    def _getter(self, node: ast.Call, function: str, scope: Scope) -> None:
        count = 1 if function.endswith("methodcaller") else len(node.args)
        for argument in node.args[:count]:
            for text in self.resolver.text(argument, scope) or ():
                self.named_attribute(
                    argument, (Value(Kind.UNKNOWN),), text, Role.VALUE, scope, function
                )

    def calls_kept_method(self, node: ast.Call) -> bool:
        """Say whether this may call a method that was read elsewhere: ``later = data.decode``."""
        return not isinstance(node.func, ast.Attribute) and any(
            thing.make is Make.ATTRIBUTE for thing in self.flow.things(node.func)
        )

    def folded(self, node: ast.expr, scope: Scope) -> tuple[object, ...]:
        """Return the constants that a text put together by calls is known to be."""
        found = [v.data for v in self.values(node, scope) if v.kind is Kind.CONST]
        return tuple(found) or fold_texts(self.resolver, node, scope)

    def _indexed(self, node: ast.Call, callee: Values, scope: Scope) -> None:
        """Judge ``operator.getitem(x, key)`` as the subscript that it is."""
        if len(node.args) == 2 and any(v.name == "operator.getitem" for v in callee):
            read = ast.copy_location(ast.Subscript(node.args[0], node.args[1], ast.Load()), node)
            self.facts.put_below(node, read)
            self._emit(ast.Subscript, (read, scope))

    def _got(self, node: ast.Call, scope: Scope) -> None:
        """Judge ``attrgetter("name")(x)`` as the attribute of ``x`` that it is."""
        if isinstance(node.func, ast.Attribute) or len(node.args) != 1:
            return
        argument = node.args[0]
        for thing in self.flow.things(node.func):
            if thing.make is not Make.GETTER or not isinstance(thing.data, tuple):
                continue
            kind, names = thing.data
            made = thing.node.args if isinstance(thing.node, ast.Call) else []
            arriving = (
                text
                for item in (made[:1] if kind == "call" else made)
                for text in self.resolver.texts(item, self.facts.scope_of(item))
            )
            role = Role.CALLEE if kind == "call" else Role.VALUE
            names = () if kind == "item" else tuple(dict.fromkeys((*names, *arriving)))
            base = self.shared(argument, scope) if names else ()
            for name in names:
                self.named_attribute(node, base, name, role, scope, f"{thing.name}()", argument)

    # -- definitions --

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, _role: Role
    ) -> None:
        for decorator in node.decorator_list:
            self._visit(decorator, scope, Role.DECORATOR)
        self._defaults(node.args, scope)
        inner = self.scopes.by_node[node]
        outer = inner.parent or scope
        self._type_parameters(node, outer)
        for argument in walk(node.args):
            if isinstance(argument, ast.arg):
                self._emit(ast.arg, (argument, inner))
                self._annotation(argument.annotation, outer)
        self._annotation(node.returns, outer)
        self._body(node.body, inner)

    def _defaults(self, arguments: ast.arguments, scope: Scope) -> None:
        for default in (*arguments.defaults, *arguments.kw_defaults):
            self._visit(default, scope)

    def _type_parameters(self, node: Any, scope: Scope) -> None:
        for parameter in getattr(node, "type_params", ()):
            self._annotation(getattr(parameter, "bound", None), scope)
            self._annotation(getattr(parameter, "default_value", None), scope)

    def _lambda(self, node: ast.Lambda, scope: Scope, _role: Role) -> None:
        self._defaults(node.args, scope)
        self._visit(node.body, self.scopes.by_node[node])

    def _class(self, node: ast.ClassDef, scope: Scope, _role: Role) -> None:
        for decorator in node.decorator_list:
            self._visit(decorator, scope, Role.DECORATOR)
        inner = self.scopes.by_node[node]
        outer = inner.parent or scope
        self._type_parameters(node, outer)
        for base in node.bases:
            self._annotation(base, outer)
        for keyword in node.keywords:
            self._visit(keyword, outer)
        self._body(node.body, inner)

    def _comprehension(self, node: Any, scope: Scope, _role: Role) -> None:
        inner = self.scopes.by_node[node]
        for number, generator in enumerate(node.generators):
            self._visit(generator.iter, inner if number else scope)
            self._visit(generator.target, inner)
            for condition in generator.ifs:
                self._visit(condition, inner, Role.TEST)
        if isinstance(node, ast.DictComp):
            self._visit(node.key, inner)
            self._visit(node.value, inner)
        else:
            self._visit(node.elt, inner)

    # -- statements with something of their own --

    def _import(self, node: ast.Import, scope: Scope, _role: Role) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self._emit(Imported, Imported(node, alias, alias.name, None, bound, scope))

    def _import_from(self, node: ast.ImportFrom, scope: Scope, _role: Role) -> None:
        module = self.names.absolute(node.module, node.level)
        for alias in node.names:
            bound = alias.asname or alias.name
            self._emit(Imported, Imported(node, alias, module, alias.name, bound, scope))

    def _annotated(self, node: ast.AnnAssign, scope: Scope, _role: Role) -> None:
        if scope.kind is not ScopeKind.FUNCTION:
            # Python does not evaluate annotations of local variables and of what they hold.
            self._annotation(node.annotation, scope)
        self._visit(node.value, scope)
        if node.value is not None or not isinstance(node.target, ast.Name):
            self._visit(node.target, scope)

    def _type_alias(self, node: Any, _scope: Scope, _role: Role) -> None:
        inner = self.scopes.by_node[node]
        self._type_parameters(node, inner)
        self._annotation(node.value, inner)

    def _test(self, node: Any, scope: Scope, _role: Role) -> None:
        self._visit(node.test, scope, Role.TEST)
        for name in ("body", "orelse"):
            part = getattr(node, name)
            if isinstance(part, list):
                self._body(part, scope)
            else:
                self._visit(part, scope)

    def _assert(self, node: ast.Assert, scope: Scope, _role: Role) -> None:
        self._visit(node.test, scope, Role.TEST)
        self._visit(node.msg, scope)

    def _boolean(self, node: ast.BoolOp, scope: Scope, role: Role) -> None:
        for item in node.values:
            self._visit(item, scope, role if role in _HANDED_ON else Role.VALUE)

    def _unary(self, node: ast.UnaryOp, scope: Scope, _role: Role) -> None:
        negated = isinstance(node.op, ast.Not)
        self._visit(node.operand, scope, Role.TEST if negated else Role.VALUE)

    def _compare(self, node: ast.Compare, scope: Scope, _role: Role) -> None:
        identity = all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops) and all(
            isinstance(item, ast.Constant) and item.value is None for item in node.comparators
        )
        self._visit(node.left, scope, Role.TEST if identity else Role.VALUE)
        for item in node.comparators:
            self._visit(item, scope)

    def _await(self, node: ast.Await, scope: Scope, _role: Role) -> None:
        self._visit(node.value, scope)

    def _match_class(self, node: ast.MatchClass, scope: Scope, _role: Role) -> None:
        self._visit(node.cls, scope, Role.ANNOTATION)
        subject = self._match_subject(node, scope)
        for attr in node.kwd_attrs:
            self.named_attribute(node, subject, attr, Role.VALUE, scope, "a class pattern")
        for pattern in (*node.patterns, *node.kwd_patterns):
            self._visit(pattern, scope)

    def _match_subject(self, node: ast.AST, scope: Scope) -> Values:
        """Return what a whole-case pattern is matched against; inner patterns are unknown."""
        case = self.parent(node)
        while isinstance(case, ast.MatchOr | ast.MatchAs):
            case = self.parent(case)
        statement = self.parent(case) if isinstance(case, ast.match_case) else None
        if isinstance(statement, ast.Match):
            return self.values(statement.subject, scope)
        return (Value(Kind.UNKNOWN),)

    # -- annotations --

    def _annotation(self, node: ast.expr | None, scope: Scope) -> None:
        """Visit an annotation; strings in it are code for pydantic and ``get_type_hints``."""
        if node is None:
            return
        kind = type(node)
        if isinstance(node, ast.Constant):
            if type(node.value) is str:
                self._text_annotation(node, node.value, scope)
        elif isinstance(node, ast.Name | ast.Attribute):
            self._visit(node, scope, Role.ANNOTATION)
            self._computed_annotation(node, scope)
        elif isinstance(node, ast.Subscript):
            self._annotation_subscript(node, scope)
        elif isinstance(node, ast.Tuple | ast.List):
            for item in node.elts:
                self._annotation(item, scope)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            self._annotation(node.left, scope)
            self._annotation(node.right, scope)
        elif kind in (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp, ast.NamedExpr):
            self._computed_annotation(node, scope)
            self._visit(node, scope)
        else:
            self._visit(node, scope)
            if isinstance(node, ast.Call):
                self._called_annotation(node, scope)

    def _annotation_subscript(self, node: ast.Subscript, scope: Scope) -> None:
        self._visit(node.value, scope, Role.ANNOTATION)
        name = node.value.attr if isinstance(node.value, ast.Attribute) else ""
        if isinstance(node.value, ast.Name):
            name = node.value.id
        if name == "Literal":
            self._visit(node.slice, scope)
        elif name == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            self._annotation(node.slice.elts[0], scope)
            self._body(node.slice.elts[1:], scope)
        else:
            self._annotation(node.slice, scope)

    def _computed_annotation(self, node: ast.expr, scope: Scope) -> None:
        for value in self.values(node, scope):
            if value.kind is Kind.CONST and type(value.data) is str:
                self._text_annotation(node, value.data, scope)
            elif value.kind is Kind.RESULT and value.name == "str()":
                problem = "is text put together at run time"
                self._emit(TextAnnotation, TextAnnotation(node, "", problem))

    def _called_annotation(self, node: ast.Call, scope: Scope) -> None:
        """A call is a type only if what it calls makes types; a function here may make text."""
        self._computed_annotation(node, scope)
        known = (Kind.MEMBER, Kind.CLASS, Kind.BUILTIN)
        if not self._is_lookup and any(
            value.kind not in known for value in self.values(node.func, scope)
        ):
            problem = "is what a function returns, which may be text"
            self._emit(TextAnnotation, TextAnnotation(node, "", problem))

    def _text_annotation(self, node: ast.expr, text: str, scope: Scope) -> None:
        if self._annotation_depth >= MAX_ANNOTATION_DEPTH:
            self._emit(TextAnnotation, TextAnnotation(node, text, "is nested too deeply to judge"))
            return
        try:
            # Evaluated the way typing does it: one expression, leading blanks allowed.
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            # What does not parse cannot be evaluated; `Literal`-like text is everyday code.
            return
        self._texts.append(tree)
        anchor, self._anchor = self._anchor, self._anchor or node
        self._annotation_depth += 1
        for inner in walk(tree):
            inner.lineno = node.lineno  # type: ignore[attr-defined]
        _TextScopes(self.scopes, scope).add(tree)
        self._emit(TextAnnotation, TextAnnotation(node, text))
        self._annotation(tree, scope)
        if scope is not self.scopes.module:
            # `get_type_hints` evaluates in the module's namespace, where a local name that hides
            # a builtin does not exist.
            self._annotation(tree, self.scopes.module)
        self._annotation_depth -= 1
        self._anchor = anchor

    def _text_arguments(self, node: ast.Call, callee: Values, scope: Scope) -> None:
        """Judge strings handed to functions that take types, such as ``cast("X", x)``."""
        if not any(v.kind is Kind.MEMBER and v.name in _TYPE_TAKERS for v in callee):
            return
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if all(value.name in _CASTS for value in callee):
            arguments = [*node.args[:1], *(k.value for k in node.keywords if k.arg != "val")]
        for argument in arguments:
            written, where = read_from(argument, scope)
            for item in walk(written):
                if item is written or isinstance(
                    item, ast.Constant | ast.BinOp | ast.JoinedStr | ast.Name
                ):
                    self._computed_annotation(item, where)

    def _subscript(self, node: ast.Subscript, scope: Scope, role: Role) -> None:
        base = self.values(node.value, scope)
        self._visit(node.value, scope, Role.VALUE if role is not Role.ANNOTATION else role)
        generic = any(_is_generic(value) and not self.is_enumeration(value) for value in base)
        if generic and isinstance(node.ctx, ast.Load):
            # `Color[name()]` looks a member up; only a subscript of typing makes a type.
            lookup, self._is_lookup = self._is_lookup, any(v.kind is Kind.CLASS for v in base)
            self._annotation(node.slice, scope)
            self._is_lookup = lookup
        else:
            self._visit(node.slice, scope)

    def is_enumeration(self, value: Value) -> bool:
        """Say whether this is an enumeration of the file: its brackets look a member up."""
        node = value.data
        if value.kind is not Kind.CLASS or not isinstance(node, ast.ClassDef):
            return False
        outer = self.scopes.by_node[node].parent or self.scopes.module
        bases = [found for base in node.bases for found in self.by_name(base, outer)]
        return any(found.name.startswith("enum.") for found in bases) and all(
            found.name in ("str", "int") or found.name.startswith("enum.") for found in bases
        )

    def _joined(self, node: ast.JoinedStr, scope: Scope, _role: Role) -> None:
        for item in node.values:
            self._visit(item, scope)


class _TextScopes:
    """Builds scopes for the lambdas and comprehensions inside an annotation's text."""

    def __init__(self, scopes: ScopeTree, outer: Scope) -> None:
        self._scopes = scopes
        self._outer = outer

    def add(self, tree: ast.expr) -> None:
        inner = ScopeTree(ast.Module([ast.Expr(tree)], []))
        for node, scope in inner.by_node.items():
            if scope is not inner.module:
                if scope.parent is inner.module:
                    scope.parent = self._outer
                self._scopes.by_node[node] = scope


def _is_generic(value: Value) -> bool:
    if value.kind is Kind.BUILTIN:
        return value.name in {"list", "dict", "tuple", "set", "frozenset", "type"}
    if value.kind is Kind.MEMBER:
        return value.name.startswith(("typing.", "typing_extensions.", "collections.", "pydantic."))
    return value.kind is Kind.CLASS


_TARGETS = frozenset({Role.STORE, Role.DELETE})
# `(session or requests).get`: the attribute is taken of each of them.
_HANDED_ON = frozenset({Role.TEST, Role.BASE})
_VAGUE = frozenset(
    {
        Kind.UNKNOWN,
        Kind.PARAMETER,
        Kind.LITERAL,
        Kind.RESULT,
        Kind.FUNCTION,
        Kind.CLASS,
        Kind.INSTANCE,
    }
)
# What may arrive by a way that names alone do not show.
_ARRIVING = {
    Make.MEMBER: Kind.MEMBER,
    Make.TYPED: Kind.TYPED,
    Make.CONTEXT: Kind.CONTEXT,
    Make.CLASS: Kind.CLASS,
    Make.INSTANCE: Kind.INSTANCE,
    Make.LIBRARY: Kind.RESULT,
}
_ROOT = re.compile(r"[.(\[]")
_HANDING_ON = (
    HOLDING
    | COPYING
    | {"workspace", "tuple", "next", "anext", "max", "min", "map", "filter", "zip"}
)
_OPEN = frozenset({Kind.UNKNOWN, Kind.PARAMETER, Kind.SELF})
_ARRIVING_ANYWHERE = {
    Make.TEXT: Kind.CONST,
    Make.ORIGIN: Kind.RESULT,
    Make.INSTANCE: Kind.INSTANCE,
    Make.CLASS: Kind.CLASS,
    Make.SELF: Kind.SELF,
    Make.TYPE: Kind.RESULT,
    Make.LIBRARY: Kind.RESULT,
    Make.OPAQUE: Kind.RESULT,
    Make.ATTRIBUTE: Kind.RESULT,
    Make.MODULE: Kind.MODULE,
    Make.MEMBER: Kind.MEMBER,
    Make.BUILTIN: Kind.BUILTIN,
    Make.TYPED: Kind.TYPED,
    Make.CONTEXT: Kind.CONTEXT,
}
_OF_FILE = frozenset({Kind.SELF, Kind.INSTANCE, Kind.CLASS})


def _value_of(kind: Kind, thing: Thing) -> Value:
    if thing.make is Make.TEXT:
        return Value(kind, "str", thing.name)
    if thing.make is Make.TYPE:
        return Value(kind, "type()")
    if kind is Kind.RESULT:
        known = isinstance(thing.node, ast.Call | ast.BinOp | ast.Attribute)
        name = f".{thing.name}" if thing.make is Make.ATTRIBUTE else thing.name
        return Value(kind, name, thing.node if known else None)
    return Value(kind, thing.name, thing.node if kind in _OF_FILE else thing.data)


_REACHING = frozenset({Kind.MODULE, Kind.MEMBER, Kind.BUILTIN})
_REACHING_BASES = _REACHING | {Kind.TYPED, Kind.CONTEXT}
_TAKING = frozenset({Role.CALLEE, Role.VALUE})
_CONTEXT_ROLES: dict[type[ast.AST], Role] = {ast.Store: Role.STORE, ast.Del: Role.DELETE}
# Builtin -> the role in which the attribute named by its second argument is used; None: only
# asked for, which reaches nothing.
_BY_NAME: dict[str, Role | None] = {
    "getattr": Role.VALUE,
    "setattr": Role.STORE,
    "delattr": Role.DELETE,
    "hasattr": None,
}
_GETTERS = frozenset({"operator.attrgetter", "operator.methodcaller"})
_CASTS = frozenset({"typing.cast", "typing_extensions.cast"})
_TYPE_TAKERS = frozenset(
    {
        f"{module}.{name}"
        for module in ("typing", "typing_extensions")
        for name in (
            "cast",
            "TypeVar",
            "NewType",
            "TypedDict",
            "NamedTuple",
            "Optional",
            "Union",
            "ForwardRef",
            "ParamSpec",
            "TypeVarTuple",
            "TypeAliasType",
        )
    }
    | {"pydantic.create_model", "pydantic.TypeAdapter", "pydantic.RootModel"}
)
_PLAIN = frozenset(
    {
        ast.Assign, ast.AugAssign, ast.Break, ast.Constant, ast.Continue, ast.Delete, ast.Dict,
        ast.ExceptHandler, ast.Expr, ast.For, ast.AsyncFor, ast.FormattedValue, ast.Global,
        ast.List, ast.Match, ast.MatchAs, ast.MatchMapping, ast.MatchOr, ast.MatchSequence,
        ast.MatchSingleton, ast.MatchStar, ast.MatchValue, ast.Nonlocal, ast.Pass, ast.Raise,
        ast.Return, ast.Set, ast.Slice, ast.Starred, ast.Try, ast.TryStar, ast.Tuple, ast.With,
        ast.AsyncWith, ast.Yield, ast.YieldFrom, ast.arguments, ast.keyword, ast.match_case,
        ast.withitem, ast.BinOp, ast.NamedExpr,
        # Contexts and operators have nothing inside.
        ast.Load, ast.Store, ast.Del, *ast.operator.__subclasses__(),
    }
)  # fmt: skip
_HANDLERS: dict[type[ast.AST], Any] = {
    ast.Name: FileCheck._name,
    ast.Attribute: FileCheck._attribute,
    ast.Call: FileCheck._call,
    ast.FunctionDef: FileCheck._function,
    ast.AsyncFunctionDef: FileCheck._function,
    ast.Lambda: FileCheck._lambda,
    ast.ClassDef: FileCheck._class,
    ast.ListComp: FileCheck._comprehension,
    ast.SetComp: FileCheck._comprehension,
    ast.DictComp: FileCheck._comprehension,
    ast.GeneratorExp: FileCheck._comprehension,
    ast.Import: FileCheck._import,
    ast.ImportFrom: FileCheck._import_from,
    ast.AnnAssign: FileCheck._annotated,
    ast.If: FileCheck._test,
    ast.While: FileCheck._test,
    ast.IfExp: FileCheck._test,
    ast.Assert: FileCheck._assert,
    ast.BoolOp: FileCheck._boolean,
    ast.UnaryOp: FileCheck._unary,
    ast.Compare: FileCheck._compare,
    ast.Await: FileCheck._await,
    ast.MatchClass: FileCheck._match_class,
    ast.Subscript: FileCheck._subscript,
    ast.JoinedStr: FileCheck._joined,
}
if hasattr(ast, "TypeAlias"):
    _HANDLERS[ast.TypeAlias] = FileCheck._type_alias
