"""The analysis of one file: its syntax as places and links between them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tools.isolation.elsewhere import Elsewhere
from tools.isolation.flow import library
from tools.isolation.flow.calls import Call, Calls
from tools.isolation.flow.graph import Graph, Way
from tools.isolation.flow.objects import ANY, KEYS, UNNAMED, Objects, written
from tools.isolation.flow.things import Make, Thing, lasting
from tools.isolation.keys import is_keyed
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.trees import children, spread
from tools.isolation.values import BUILTIN_NAMES, MAX_TEXT, STR, Kind, Resolver

_NOTHING: frozenset[Thing] = frozenset()
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Room:
    """How many other files, of how many bytes, are looked through."""

    def __init__(self, files: int, size: int) -> None:
        self._files = files
        self._size = size

    def take(self, size: int) -> bool:
        """Make place for one more file, if there is any."""
        self._files -= 1
        self._size -= size
        return self._files >= 0 and self._size >= 0


class Flow:
    """Answers `things` for every expression of one file."""

    def __init__(self, resolver: Resolver, host: Flow | None = None) -> None:
        """Analyse a file; with ``host``, one that the host's file gets something from."""
        self._resolver = resolver
        self._scopes = resolver.scopes
        self._files: dict[str, Resolver | None] = host._files if host else {}
        self._files[resolver.names.module] = resolver
        self._graph: Graph = host._graph if host else Graph()
        self._objects: Objects = (
            host._objects if host else Objects(self._graph, resolver, self._visit)
        )
        self._places: dict[int, int] = host._places if host else {}
        self._calls: Calls = (
            host._calls if host else Calls(self._graph, self._objects, resolver, self._places)
        )
        self._made_in: dict[object, Scope] = host._made_in if host else {}
        self._callees: set[int] = host._callees if host else set()
        self._raised: int = host._raised if host else self._graph.new()
        self._is_guest = host is not None
        self._imported = _imported(resolver) if host is None else frozenset()
        self._direct, self._indirect = Room(24, 512 * 1024), Room(12, 192 * 1024)
        self._scope = self._scopes.module
        self._function: ast.AST | None = None
        self._loads = True
        self._body(self._scopes.tree.body)
        if host is None:
            self._graph.settle()
            while self._objects.go_on() or self._objects.finish():
                self._graph.settle()

    def _visit(self, module: str) -> Scope | None:
        """Return the scope of another module of the workspace, after a look through its file."""
        if module not in self._files:
            resolver = self._resolver.neighbour(module)
            room = self._direct if module in self._imported else self._indirect
            if resolver is not None and not room.take(resolver.size):
                if room is self._direct:
                    self._objects.beyond.add(module)
                resolver = None
            self._files[module] = resolver
            if resolver is not None:
                self._objects.add_file(resolver)
                Flow(resolver, self)
        resolver = self._files[module]
        return resolver.scopes.module if resolver is not None else None

    def resolver_of(self, node: ast.AST) -> Resolver:
        """Return what answers for a definition, whatever file it stands in."""
        scope = self._scopes.by_node.get(node)
        return self._objects.resolver_of(scope) if scope is not None else self._resolver

    def run_elsewhere(self, thing: Thing) -> set[object]:
        """Return the functions that run if one of another file does, or if its class is used."""
        scope = self._scopes.by_node.get(thing.node) if isinstance(thing.node, ast.AST) else None
        if scope is None or not self._objects.is_elsewhere(scope):
            return set()
        inside = thing.node.body if isinstance(thing.node, ast.ClassDef) else [thing.node]
        pending: list[object] = [*inside]
        found: set[object] = set()
        while pending:
            function = pending.pop()
            if function not in found:
                found.add(function)
                pending += self._objects.called_by.get(function, ())
        return found

    def is_changed_by(self, functions: Iterable[object], thing: Thing) -> bool:
        """Say whether one of these functions changes an object that it gets from this file."""
        kept = lasting(thing)
        return any((function, kept) in self._objects.changed_elsewhere for function in functions)

    def things(self, node: ast.AST) -> Iterable[Thing]:
        """Return everything that ``node`` may be; nothing for what is not known."""
        while isinstance(node, Elsewhere):
            node = node.node
        place = self._places.get(id(node))
        return _NOTHING if place is None else self._graph.held(place)

    def kept_by(self, node: ast.ClassDef) -> frozenset[object]:
        """Return the nodes of the objects that instances of a class hold, and that those hold."""
        return self._objects.kept_by(node)

    def taken(self) -> Iterable[tuple[ast.AST, list[Thing], str, str]]:
        """Yield the attributes that getters take on behalf of ``map``, ``sorted`` and the like.

        Each comes with where, of which things, ``attr`` or ``call``, and its name.
        """
        for node, place, kind, name in dict.fromkeys(self._calls.taken):
            yield node, self._graph.held(place), kind, name

    def calls_on(self, thing: Thing) -> Iterable[Thing]:
        """Return what calling a callable that adds arguments, a ``partial``, calls."""
        return self._graph.held(self._objects.inside(thing, "function"))

    def lists(self, node: ast.AST) -> Iterable[list[ast.expr]]:
        """Return the written lists of expressions that ``node`` may hold the values of."""
        for thing in self.things(node):
            if isinstance(thing.node, ast.List | ast.Tuple):
                yield thing.node.elts
            elif isinstance(thing.node, ast.arg):
                yield from self._calls.rests.get(thing.node, ())

    def made_in(self, thing: Thing) -> Scope | None:
        """Return the function scope that makes a thing, or None."""
        node = thing.node
        while isinstance(node, tuple):
            node = node[0]
        return self._made_in.get(node)

    # -- statements --

    def _body(self, body: Sequence[ast.AST]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.AST) -> None:
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            handler(self, node)
            return
        for child in children(node):
            if isinstance(child, ast.expr):
                self._eval(child)
            else:
                self._statement(child)

    def _assign(self, node: ast.Assign) -> None:
        value = self._eval(node.value)
        for target in node.targets:
            self._bind(target, value, node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, self._eval(node.value), node.value)

    def _augmented(self, node: ast.AugAssign) -> None:
        target = self._eval(node.target)
        value = self._eval(node.value)
        self._objects.store_item(target, self._objects.items(value))
        self._changed(target)
        self._operated(node, target, value, target)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        self._bind(node.target, self._iterated(self._eval(node.iter)), None)
        self._body([*node.body, *node.orelse])

    def _iterated(self, source: int) -> int:
        target = self._objects.items(source)
        self._objects.keys(source, target)
        return target

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            manager = self._eval(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, self._entered(manager), None)
        self._body(node.body)

    def _entered(self, manager: int) -> int:
        """Return what ``with`` binds: the manager itself, or what it gives."""
        target = self._graph.new()

        def enter(thing: Thing) -> None:
            if thing.make is Make.INSTANCE:
                for name in ("__enter__", "__aenter__"):
                    self._objects.returned(thing, name, target)
            if thing.make is not Make.INSTANCE or _lacks_enter(thing.node):
                self._graph.put(target, thing)
            self._objects.take_item(thing, target)

        self._graph.watch(manager, enter)
        return target

    def _raise(self, node: ast.Raise) -> None:
        for part in (node.exc, node.cause):
            if part is not None:
                self._graph.link(self._eval(part), self._raised)

    def _handler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self._eval(node.type)
        if node.name is not None:
            self._graph.link(self._raised, self._variable(node.name))
        self._body(node.body)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None and self._function is not None:
            self._graph.link(self._eval(node.value), self._objects.slot(self._function, "return"))

    def _match(self, node: ast.Match) -> None:
        subject = self._eval(node.subject)
        for case in node.cases:
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self._eval(case.guard)
            self._body(case.body)

    def _pattern(self, node: ast.pattern, subject: int) -> None:
        objects = self._objects
        if isinstance(node, ast.MatchAs):
            if node.name is not None:
                self._graph.link(subject, self._variable(node.name))
            if node.pattern is not None:
                self._pattern(node.pattern, subject)
        elif isinstance(node, ast.MatchOr):
            for part in node.patterns:
                self._pattern(part, subject)
        elif isinstance(node, ast.MatchSequence):
            items = objects.items(subject)
            for part in node.patterns:
                self._pattern(part, items)
        elif isinstance(node, ast.MatchStar | ast.MatchMapping):
            name = node.name if isinstance(node, ast.MatchStar) else node.rest
            items = subject if isinstance(node, ast.MatchStar) else objects.items(subject)
            if name is not None:
                self._graph.link(self._container(node, items), self._variable(name))
            if isinstance(node, ast.MatchMapping):
                for part in node.patterns:
                    self._pattern(part, items)
        elif isinstance(node, ast.MatchClass):
            for attr, part in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
                self._pattern(part, objects.attribute(subject, attr, node))
            for part in node.patterns:
                items = objects.items(subject)
                self._graph.link(subject, items)
                self._pattern(part, items)

    def _function_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        defined = self._graph.new(Thing(Make.FUNCTION, node.name, node, self._loads))
        self._made(node)
        decorated = self._decorated(node, defined)
        self._define(node.name, decorated)
        inner = self._scopes.by_node[node]
        self._parameters(node, inner)

        def body() -> None:
            self._inside(inner, node, lambda: self._body(node.body))

        if self._is_guest:
            # Of another file's functions, only those that are called matter.
            if _yields(node):
                self._objects.generators.add(node)
            self._objects.later[node] = body
        else:
            body()

    def _decorated(self, node: _Definition, defined: int) -> int:
        for decorator in reversed(node.decorator_list):
            callee = self._eval(decorator)
            maker = decorator.func if isinstance(decorator, ast.Call) else decorator
            for value in self._resolver.values(maker, self._scope):
                if value.name in library.CACHES:
                    self._calls.cached.add(node)
            register = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(register, ast.Attribute) and register.attr == "register":
                # `functools.singledispatch`: whoever calls the one may call the other.
                self._graph.link(defined, self._eval(register.value))
            result = self._graph.new()
            self._graph.link(defined, result)
            call = Call(decorator, self._scope, self._loads, result, [(defined, False)])
            call.tag = "decorator"
            self._calls.call(callee, call)
            defined = result
        return defined

    def _parameters(self, node: Any, inner: Scope) -> None:
        """Seed the parameters with their defaults and with what the engine passes."""
        arguments: ast.arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = list(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        pairs += [
            (argument, default)
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        for argument, default in pairs:
            self._graph.link(self._eval(default), self._objects.variable(inner, argument.arg))
        for argument in (*positional, *arguments.kwonlyargs):
            place = self._objects.variable(inner, argument.arg)
            value = self._resolver.parameter(argument.arg, inner)
            if value.kind is Kind.CONTEXT:
                self._graph.put(place, Thing(Make.CONTEXT))
            elif value.kind is Kind.SELF:
                self._graph.put(place, Thing(Make.SELF, argument.arg, value.data))
            else:
                self._graph.put(place, Thing(Make.OPAQUE, "", argument))
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                self._graph.put(
                    self._objects.variable(inner, rest.arg), Thing(Make.CONTAINER, "", rest)
                )

    def _class_definition(self, node: ast.ClassDef) -> None:
        bases = [self._eval(base) for base in node.bases]
        for keyword in node.keywords:
            self._eval(keyword.value)
        self._objects.define(node, bases)
        defined = self._graph.new(Thing(Make.CLASS, node.name, node, self._loads))
        self._made(node)
        self._define(node.name, self._decorated(node, defined))
        self._inside(self._scopes.by_node[node], self._function, lambda: self._body(node.body))
        for statement in node.body:
            self._field(node, statement)

    def _field(self, node: ast.ClassDef, statement: ast.stmt) -> None:
        """``rows: list = field(default_factory=make)``: every instance gets what ``make`` gives."""
        if isinstance(statement, ast.FunctionDef):
            if any("validator" in ast.unparse(made) for made in statement.decorator_list):
                # What a model's validator returns becomes a field.
                returned = self._objects.slot(statement, "return")
                self._graph.link(returned, self._objects.slot(node, ANY))
            return
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        parts = [statement.value]
        if isinstance(statement, ast.AnnAssign):
            parts.append(statement.annotation)
        calls = [c for part in parts if part for c in ast.walk(part) if isinstance(c, ast.Call)]
        for name in [target.id for target in targets if isinstance(target, ast.Name)]:
            place = self._objects.slot(node, name)
            for call in calls:
                for keyword in call.keywords:
                    if keyword.arg in _FACTORIES:
                        made = Call(keyword, self._scope, loads=False, result=place, tag="factory")
                        self._calls.call(self._eval(keyword.value), made)
                    elif keyword.arg == "default":
                        self._graph.link(self._eval(keyword.value), place)

    def _inside(self, scope: Scope, function: ast.AST | None, body: Callable[[], None]) -> None:
        outer = self._scope, self._function, self._loads
        self._scope, self._function = scope, function
        self._loads = self._loads and scope.kind is ScopeKind.CLASS
        body()
        self._scope, self._function, self._loads = outer

    # -- binding --

    def _define(self, name: str, place: int) -> None:
        owner = self._scope.owner(name)
        target = self._objects.variable(owner, name)
        lasting = owner.kind is ScopeKind.MODULE
        self._graph.link(place, target, Way.LASTING if lasting else Way.SAME)

    def _bind(self, target: ast.expr, place: int, value: ast.expr | None) -> None:
        """Assign what ``place`` holds; ``value`` is the expression where it may be unpacked."""
        if isinstance(target, ast.Name):
            self._define(target.id, place)
            self._places[id(target)] = place
        elif isinstance(target, ast.Starred):
            self._bind(target.value, self._container(target, place), None)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target, place, value)
        elif isinstance(target, ast.Attribute):
            owner = self._eval(target.value)
            self._objects.store(owner, target.attr, place)
            self._changed(owner)
        elif isinstance(target, ast.Subscript):
            owner, index = self._eval(target.value), self._eval(target.slice)
            self._objects.store_item(owner, place, _key(target.slice))
            self._changed(owner)
            self._special(target, owner, ("__setitem__",), [index, place], self._graph.new())

    def _changed(self, owner: int) -> None:
        if self._is_guest:
            changed = self._objects.changed_elsewhere
            function = self._function
            self._graph.watch(owner, lambda thing: changed.add((function, lasting(thing))))

    def _unpack(self, target: ast.Tuple | ast.List, place: int, value: ast.expr | None) -> None:
        parts = target.elts
        if (
            isinstance(value, ast.Tuple | ast.List)
            and len(value.elts) == len(parts)
            and not any(isinstance(item, ast.Starred) for item in (*value.elts, *parts))
        ):
            for part, item in zip(parts, value.elts, strict=True):
                self._bind(part, self._eval(item), item)
            return
        items = self._objects.items(place)
        counted = True
        for index, part in enumerate(parts):
            counted = counted and not isinstance(part, ast.Starred)
            field = written(index) if counted else None
            self._bind(part, self._objects.named_item(place, field) if field else items, None)

    def _variable(self, name: str) -> int:
        """Return the place that a use of ``name`` reads, or that binding it here fills."""
        scope = self._scope
        owner, _ = scope.resolve(name)
        if owner is None:
            if name in BUILTIN_NAMES:
                place = self._objects.slot("builtin", name)
                self._graph.put(place, Thing(Make.BUILTIN, name))
                return place
            return self._objects.variable(scope.owner(name), name)
        place = self._objects.variable(owner, name)
        if scope.kind is ScopeKind.CLASS and owner is not scope and name in scope.bindings:
            both = self._graph.new()
            self._graph.link(place, both)
            self._graph.link(self._objects.variable(scope, name), both)
            return both
        return place

    # -- expressions --

    def _eval(self, node: ast.expr) -> int:
        known = self._places.get(id(node))
        if known is not None:
            return known
        handler = _EXPRESSIONS.get(type(node))
        if handler is None:
            self._eval_children(node)
            place = self._graph.new()
        else:
            place = handler(self, node)
        self._places[id(node)] = place
        return place

    def _eval_children(self, node: ast.AST) -> None:
        for child in children(node):
            if isinstance(child, ast.expr):
                self._eval(child)
            else:
                self._eval_children(child)

    def _made(self, node: ast.AST) -> None:
        function = self._scope.function
        if function is not None:
            self._made_in[node] = function

    def _container(self, node: ast.AST, *inside: int) -> int:
        """Return a place with a new container that holds what is at the places ``inside``."""
        thing = Thing(Make.CONTAINER, "", node, self._loads)
        self._made(node)
        for place in inside:
            self._objects.keep(thing, UNNAMED, place)
        return self._graph.new(thing)

    def _name(self, node: ast.Name) -> int:
        return self._variable(node.id)

    def _constant(self, node: ast.Constant) -> int:
        value = node.value
        if isinstance(value, str) and 0 < len(value) <= MAX_TEXT:
            return self._graph.new(Thing(Make.TEXT, value))
        # The empty text is no name and no path, but may stand between parts of one.
        if type(value) is int or value == "" or isinstance(value, bytes):
            return self._graph.new(Thing(Make.NUMBER, type(value).__name__, data=value))
        return self._graph.new()

    def _attribute(self, node: ast.Attribute) -> int:
        place = self._objects.attribute(self._eval(node.value), node.attr, node)
        if id(node) not in self._callees:
            self._graph.put(place, Thing(Make.ATTRIBUTE, node.attr, node))
        return place

    def _subscript(self, node: ast.Subscript) -> int:
        base = self._eval(node.value)
        index = self._eval(node.slice)
        taken = self._graph.new()
        self._special(
            node, base, ("__getitem__", "__missing__", "__class_getitem__"), [index], taken
        )
        found = self._item(node, base)
        self._graph.link(taken, found)
        if isinstance(node.value, ast.Attribute) and node.value.attr in _PATH_LISTS:
            self._graph.put(found, Thing(Make.ORIGIN, "", node))
        return found

    def _item(self, node: ast.Subscript, base: int) -> int:
        if is_keyed(self._resolver, node.slice, self._scope):
            return self._graph.new()
        if isinstance(node.slice, ast.Slice):
            place = self._container(node, self._objects.items(base))
            self._graph.put(place, Thing(Make.ORIGIN, "", node))
            return place
        key = _key(node.slice)
        return self._objects.items(base) if key is None else self._objects.named_item(base, key)

    def _display(self, node: ast.List | ast.Set | ast.Tuple) -> int:
        thing = Thing(
            Make.TUPLE if isinstance(node, ast.Tuple) else Make.CONTAINER, "", node, self._loads
        )
        self._made(node)
        counted = isinstance(node, ast.Tuple)
        for index, item in enumerate(node.elts):
            if isinstance(item, ast.Starred):
                counted = False
                self._objects.keep(thing, UNNAMED, self._objects.items(self._eval(item.value)))
            else:
                field = written(index) if counted else None
                self._objects.keep(thing, field or UNNAMED, self._eval(item))
        return self._graph.new(thing)

    def _dictionary(self, node: ast.Dict) -> int:
        thing = Thing(Make.CONTAINER, "", node, self._loads)
        self._made(node)
        for key, value in zip(node.keys, node.values, strict=True):
            place = self._eval(value)
            if key is None:
                self._objects.keep(thing, UNNAMED, self._objects.items(place))
                continue
            self._graph.link(self._eval(key), self._objects.inside(thing, KEYS))
            self._objects.keep(thing, _key(key) or UNNAMED, place)
        return self._graph.new(thing)

    def _comprehension(self, node: Any) -> int:
        first = self._eval(node.generators[0].iter)
        outer, self._scope = self._scope, self._scopes.by_node[node]
        for number, generator in enumerate(node.generators):
            source = self._eval(generator.iter) if number else first
            self._bind(generator.target, self._iterated(source), None)
            for condition in generator.ifs:
                self._eval(condition)
        if isinstance(node, ast.DictComp):
            key, value = self._eval(node.key), self._eval(node.value)
            self._graph.link(key, self._objects.slot(node, KEYS))
        else:
            value = self._eval(node.elt)
        self._scope = outer
        return self._container(node, value)

    def _union(self, *parts: ast.expr) -> int:
        place = self._graph.new()
        for part in parts:
            self._graph.link(self._eval(part), place)
        return place

    def _choice(self, node: ast.IfExp) -> int:
        self._eval(node.test)
        return self._union(node.body, node.orelse)

    def _boolean(self, node: ast.BoolOp) -> int:
        return self._union(*node.values)

    def _walrus(self, node: ast.NamedExpr) -> int:
        place = self._eval(node.value)
        scope = self._scope
        while scope.comprehension and scope.parent is not None:
            scope = scope.parent
        outer, self._scope = self._scope, scope
        self._define(node.target.id, place)
        self._scope = outer
        return place

    def _await(self, node: ast.Await) -> int:
        place = self._graph.new()
        source = self._eval(node.value)
        self._graph.link(source, place)
        self._graph.watch(source, lambda t: self._objects.returned(t, "__await__", place))
        return place

    def _starred(self, node: ast.Starred) -> int:
        return self._eval(node.value)

    def _binary(self, node: ast.BinOp) -> int:
        sides = [self._eval(node.left), self._eval(node.right)]
        place = self._graph.new()
        made = Thing(Make.CONTAINER, "", node, self._loads)
        self._made(node)
        inner = self._objects.inside(made, UNNAMED)

        def operand(thing: Thing) -> None:
            if thing.make in (Make.CONTAINER, Make.PART):
                self._graph.put(place, made)

        for side in sides:
            self._graph.watch(side, operand)
            self._graph.link(self._objects.items(side), inner)
        self._operated(node, sides[0], sides[1], place)
        if isinstance(node.op, ast.Div):
            self._graph.put(place, Thing(Make.OPAQUE, "/", node, self._loads))
        self._text_of(node, place)
        return place

    def _joined(self, node: ast.JoinedStr) -> int:
        self._eval_children(node)
        place = self._graph.new()
        self._text_of(node, place)
        return place

    def _text_of(self, node: ast.expr, place: int) -> None:
        """Put the texts there that an expression is known to put together."""
        texts = self._resolver.text(node, self._scope)
        for text in texts or ():
            if text:
                self._graph.put(place, Thing(Make.TEXT, text))
        if not texts:
            known = any(value.name == STR for value in self._resolver.values(node, self._scope))
            self._graph.put(place, Thing(Make.ORIGIN, STR if known else "", node))

    def _unary(self, node: ast.UnaryOp) -> int:
        place = self._graph.new()
        operand = self._eval(node.operand)
        self._operated(node, operand, operand, place)
        if isinstance(node.op, ast.USub):
            self._graph.put(place, Thing(Make.ORIGIN, "", node))
        return place

    def _operated(
        self, node: ast.BinOp | ast.UnaryOp | ast.AugAssign, left: int, right: int, target: int
    ) -> None:
        """Operators of classes of this file may return anything, and get the other operand."""
        name = library.OPERATORS.get(type(node.op).__name__)
        if name is None:
            return
        for side, other, method in (
            (left, right, f"__{name}__"),
            (right, left, f"__r{name}__"),
            (left, right, f"__i{name}__"),
        ):  # fmt: skip
            self._special(node, side, (method,), [other], target)

    def _special(
        self, node: ast.AST, owner: int, names: tuple[str, ...], args: list[int], result: int
    ) -> None:
        """Let what ``node`` does call special methods of classes of this file."""
        call = Call(node, self._scope, self._loads, result, [(place, False) for place in args])
        call.tag = names[0]
        self._calls.special(owner, names, call)

    def _compared(self, node: ast.Compare) -> int:
        place = self._graph.new()
        sides = [self._eval(side) for side in (node.left, *node.comparators)]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            if isinstance(operator, ast.In | ast.NotIn):
                self._special(node, right, ("__contains__",), [left], place)
            elif not isinstance(operator, ast.Is | ast.IsNot):
                self._special(node, left, library.COMPARISONS, [right], place)
                self._special(node, right, library.COMPARISONS, [left], place)
        return place

    def _lambda(self, node: ast.Lambda) -> int:
        inner = self._scopes.by_node[node]
        self._made(node)
        self._parameters(node, inner)

        def body() -> None:
            self._graph.link(self._eval(node.body), self._objects.slot(node, "return"))

        loads = self._loads
        self._inside(inner, node, body)
        return self._graph.new(Thing(Make.FUNCTION, "lambda", node, loads))

    def _call(self, node: ast.Call) -> int:
        self._callees.add(id(node.func))
        callee = self._eval(node.func)
        self._made(node)
        args = [
            (self._eval(a.value if isinstance(a, ast.Starred) else a), isinstance(a, ast.Starred))
            for a in spread(node.args)
        ]
        named = [(keyword.arg, self._eval(keyword.value)) for keyword in node.keywords]
        call = Call(node, self._scope, self._loads, self._graph.new(), args, named)
        if not isinstance(node.func, ast.Name):
            name = f".{node.func.attr}" if isinstance(node.func, ast.Attribute) else ""
            self._graph.put(call.result, Thing(Make.OPAQUE, name, node, self._loads))
            self._text_of(node, call.result)
        elif node.func.id in _MAKING_TEXT:
            self._graph.put(call.result, Thing(Make.ORIGIN, "", node))
        if isinstance(node.func, ast.Attribute):
            self._calls.by_method(node.func.attr, call)
        self._calls.call(callee, call)
        return call.result

    def _yield(self, node: ast.Yield) -> int:
        if self._function is not None:
            self._objects.generators.add(self._function)
            if node.value is not None:
                self._graph.link(
                    self._eval(node.value), self._objects.slot(self._function, "yield")
                )
        return self._graph.new()

    def _yield_from(self, node: ast.YieldFrom) -> int:
        source = self._eval(node.value)
        if self._function is not None:
            self._objects.generators.add(self._function)
            self._graph.link(
                self._objects.items(source), self._objects.slot(self._function, "yield")
            )
        return self._graph.new()


def _imported(resolver: Resolver) -> frozenset[str]:
    """Return the modules that a file itself imports, or imports from."""
    found: set[str] = set()
    for node in resolver.facts.nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolver.names.absolute(node.module, node.level) or ""
            found.add(module)
            found.update(f"{module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def _yields(function: ast.AST) -> bool:
    pending = children(function)
    for node in pending:
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending += children(node)
    return False


_PATH_LISTS = frozenset({"parents", "parts", "suffixes"})
_MAKING_TEXT = frozenset({"ascii", "bytearray", "bytes", "chr", "hex", "int", "len", "ord", "str"})


def _key(node: ast.expr) -> str | None:
    """Return the field of a written key, or None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return None
    return written(node.value) if isinstance(node, ast.Constant) else None


def _lacks_enter(node: object) -> bool:
    return not isinstance(node, ast.ClassDef) or not any(
        isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
        and item.name in ("__enter__", "__aenter__")
        for item in node.body
    )


_FACTORIES = frozenset({"default_factory", "factory"})

_STATEMENTS: dict[type[ast.AST], Any] = {
    ast.Assign: Flow._assign,
    ast.AnnAssign: Flow._annotated,
    ast.AugAssign: Flow._augmented,
    ast.For: Flow._for,
    ast.AsyncFor: Flow._for,
    ast.With: Flow._with,
    ast.AsyncWith: Flow._with,
    ast.Raise: Flow._raise,
    ast.ExceptHandler: Flow._handler,
    ast.Return: Flow._return,
    ast.Match: Flow._match,
    ast.FunctionDef: Flow._function_definition,
    ast.AsyncFunctionDef: Flow._function_definition,
    ast.ClassDef: Flow._class_definition,
}
_EXPRESSIONS: dict[type[ast.AST], Any] = {
    ast.Constant: Flow._constant,
    ast.Name: Flow._name,
    ast.Attribute: Flow._attribute,
    ast.Subscript: Flow._subscript,
    ast.List: Flow._display,
    ast.Set: Flow._display,
    ast.Tuple: Flow._display,
    ast.Dict: Flow._dictionary,
    ast.ListComp: Flow._comprehension,
    ast.SetComp: Flow._comprehension,
    ast.DictComp: Flow._comprehension,
    ast.GeneratorExp: Flow._comprehension,
    ast.IfExp: Flow._choice,
    ast.BoolOp: Flow._boolean,
    ast.NamedExpr: Flow._walrus,
    ast.Await: Flow._await,
    ast.Starred: Flow._starred,
    ast.BinOp: Flow._binary,
    ast.UnaryOp: Flow._unary,
    ast.Compare: Flow._compared,
    ast.JoinedStr: Flow._joined,
    ast.Lambda: Flow._lambda,
    ast.Call: Flow._call,
    ast.Yield: Flow._yield,
    ast.YieldFrom: Flow._yield_from,
}
