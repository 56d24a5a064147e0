"""What calls do: arguments become parameters, and something comes back."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tools.isolation.changes import MUTATORS
from tools.isolation.flow import library
from tools.isolation.flow.graph import Graph, Way
from tools.isolation.flow.objects import ANY, FORWARDED, ITEM, PROPERTY, UNNAMED, Objects, written
from tools.isolation.flow.things import COPY, Make, Thing, lasting
from tools.isolation.keys import is_keyed
from tools.isolation.marks import SHARED
from tools.isolation.scopes import Scope
from tools.isolation.trees import spread, walk
from tools.isolation.values import DOOR_ROOT, OWN, STR, Resolver

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_CALLED = frozenset({Make.INSTANCE, Make.SELF, Make.CLASS})
MAX_NESTED = 6
MAX_PASSED = 4
"""So many parameters of a function that a library calls are followed."""


@dataclass(slots=True)
class Call:
    """One call, or one that a library makes on behalf of another.

    Attributes:
        node: where; with ``tag`` it names what the call makes.
        args: places of positional arguments; the flag marks a starred one.
        named: places of keyword arguments; None names ``**``.
        loads: whether it happens while the file is loaded.
        result: the place of what comes back.
    """

    node: ast.AST
    scope: Scope
    loads: bool
    result: int
    args: list[tuple[int, bool]] = field(default_factory=list)
    named: list[tuple[str | None, int]] = field(default_factory=list)
    nested: int = 0
    tag: str = ""

    @property
    def site(self) -> object:
        """What the things made by this call have as their node."""
        return (self.node, self.tag) if self.tag else self.node


class Calls:
    """The effects of calling things."""

    def __init__(
        self, graph: Graph, objects: Objects, resolver: Resolver, places: Mapping[int, int]
    ) -> None:
        self._graph = graph
        self._objects = objects
        self._resolver = resolver
        self._entered: set[tuple[object, ...]] = set()
        # Parameter of the form `*rest` -> the arguments that each call puts there.
        self.rests: dict[ast.arg, list[list[ast.expr]]] = {}
        self._waiting: dict[ast.arg, list[Callable[[list[ast.expr]], None]]] = {}
        # Identity of an expression -> its place.
        self._places = places
        self.cached: set[ast.AST] = set()
        """Functions whose results are remembered for the whole process."""
        self.taken: list[tuple[ast.AST, int, str, str]] = []
        """What getters take for a library: where, of what, ``attr`` or ``call``, which name."""

    def call(self, callee: int, call: Call) -> None:
        """Let everything that ``callee`` holds be called."""
        self._graph.watch(callee, lambda thing: self.invoke(thing, call))

    def _of(self, call: Call) -> Resolver:
        return self._objects.resolver_of(call.scope)

    def invoke(self, thing: Thing, call: Call) -> None:
        """Call one thing."""
        action = _INVOKE.get(thing.make)
        if action is None:
            return
        action(self, thing, call)
        if thing.make in _BY_POSITION and call.nested < MAX_NESTED:
            star = next((i for i, (_, starred) in enumerate(call.args) if starred), None)
            if star is not None:
                self._spread(thing, call, star)

    def _spread(self, thing: Thing, call: Call, star: int) -> None:
        """Call once more with the written elements of what stands behind a ``*``."""

        def again(items: list[ast.expr]) -> None:
            places = [self._places.get(id(item)) for item in items]
            args = [(place, False) for place in places if place is not None]
            if len(args) == len(items):
                before, after = call.args[:star], call.args[star + 1 :]
                self.invoke(
                    thing,
                    replace(call, args=[*before, *args, *after], nested=call.nested + 1),
                )

        def behind(found: Thing) -> None:
            if isinstance(found.node, ast.List | ast.Tuple):
                again(found.node.elts)
            elif isinstance(found.node, ast.arg):
                for items in self.rests.get(found.node, ()):
                    again(items)
                self._waiting.setdefault(found.node, []).append(again)

        self._graph.watch(call.args[star][0], behind)

    # -- functions and classes of the file --

    def _function(self, thing: Thing, call: Call) -> None:
        if isinstance(thing.node, _FUNCTIONS):
            if isinstance(thing.data, Thing):
                self._objects.note_return(thing.data, thing.node, call.result)
            self.enter(thing.node, call, int(thing.data is not None))

    def special(self, owner: int, names: tuple[str, ...], call: Call) -> None:
        """Let the special methods ``names`` of this file's objects at ``owner`` be called."""

        def found(thing: Thing) -> None:
            if isinstance(thing.node, ast.ClassDef) and thing.make in _CALLED:
                for name in names:
                    if (thing.make is Make.CLASS) is (name == "__class_getitem__"):
                        self._graph.watch(
                            self._objects.of_class(thing.node, name, fields=True),
                            lambda t: (
                                self.enter(t.node, call, 1)
                                if isinstance(t.node, _FUNCTIONS)
                                else None
                            ),
                        )

        self._graph.watch(owner, found)

    def enter(self, function: Function, call: Call, offset: int) -> None:
        """Bind the arguments of ``call`` to the parameters and the result to what it returns."""
        key = (function, call.node, call.tag, call.result, offset)
        if key in self._entered:
            return
        self._entered.add(key)
        self._objects.called_by.setdefault(_function_of(call.scope), set()).add(function)
        self._bind(function.args, self._objects.scopes.by_node[function], call, offset)
        link = self._graph.link
        lasts = call.loads or (function in self.cached and not self._is_keyed(call))
        way = Way.LASTING if lasts else Way.SAME
        link(self._objects.slot(function, "return"), call.result, way)
        if call.loads:
            self._keep_variables(function)
        if function in self._objects.generators:
            made = Thing(Make.CONTAINER, "generator", call.site, call.loads)
            self._objects.keep(made, UNNAMED, self._objects.slot(function, "yield"))
            self._graph.put(call.result, made)

    def _is_keyed(self, call: Call) -> bool:
        """Say whether a cached function is asked for one organization."""
        arguments = call.node.args if isinstance(call.node, ast.Call) else []
        return any(is_keyed(self._of(call), argument, call.scope) for argument in arguments)

    def _keep_variables(self, function: Function) -> None:
        """What a function that runs while the file is loaded leaves to its closures, lasts."""
        scope = self._objects.scopes.by_node[function]
        for inner in walk(function):
            if isinstance(inner, ast.Name) and inner.id in scope.bindings:
                at = self._objects.resolver_of(scope).facts.scope_of(inner)
                if at.function is not scope and at.resolve(inner.id)[0] is scope:
                    place = self._objects.variable(scope, inner.id)
                    self._graph.link(place, place, Way.LASTING)

    def _bind(self, arguments: ast.arguments, scope: Scope, call: Call, offset: int) -> None:
        link, objects = self._graph.link, self._objects
        positional = [*arguments.posonlyargs, *arguments.args][offset:]
        names = [argument.arg for argument in positional]
        by_name = {*names, *(argument.arg for argument in arguments.kwonlyargs)}
        rest = arguments.vararg and objects.slot(arguments.vararg, UNNAMED)
        more = arguments.kwarg and objects.slot(arguments.kwarg, UNNAMED)
        if arguments.vararg and isinstance(call.node, ast.Call) and not call.tag:
            given = [*spread(call.node.args)][len(positional) :]
            self.rests.setdefault(arguments.vararg, []).append(given)
            for action in tuple(self._waiting.get(arguments.vararg, ())):
                action(given)
        start = 0
        for index, (argument, starred) in enumerate(call.args):
            place = objects.items(argument) if starred else argument
            if starred:
                for name in names[start:]:
                    link(place, objects.variable(scope, name))
            elif start == index and index < len(names):
                link(place, objects.variable(scope, names[index]))
                start += 1
                continue
            else:
                for name in names[start:]:
                    link(place, objects.variable(scope, name))
            if rest:
                link(place, rest)
        for keyword, place in call.named:
            if keyword is None:
                for name in sorted(by_name.difference(names[:start])):
                    inside = objects.named_item(place, written(name) or UNNAMED)
                    link(inside, objects.variable(scope, name))
                if more:
                    link(objects.items(place), more)
            elif keyword in by_name:
                link(place, objects.variable(scope, keyword))
            elif arguments.kwarg:
                link(place, objects.slot(arguments.kwarg, written(keyword) or UNNAMED))

    def _class(self, thing: Thing, call: Call) -> None:
        node = thing.node
        if not isinstance(node, ast.ClassDef):
            return
        graph, objects = self._graph, self._objects
        graph.put(call.result, Thing(Make.INSTANCE, thing.name, node, call.loads))
        makers = {"__init__", "__new__"}
        silent = Call(call.node, call.scope, call.loads, graph.new(), call.args, call.named)
        for name in sorted(makers):
            target = call if name == "__new__" else silent
            graph.watch(
                objects.of_class(node, name, fields=True),
                lambda t, target=target: (
                    self.enter(t.node, target, 1)  # type: ignore[misc]
                    if isinstance(t.node, _FUNCTIONS)
                    else None
                ),
            )
        if not any(isinstance(m, ast.FunctionDef) and m.name in makers for m in node.body):
            self._fields(node, call)

    def _fields(self, node: ast.ClassDef, call: Call) -> None:
        """A class without a constructor of its own: a dataclass, a model, an exception."""
        graph, objects = self._graph, self._objects
        names = [
            item.target.id
            for item in node.body
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        ]
        args = objects.slot((node, "args"), UNNAMED)
        graph.put(objects.slot(node, "args"), Thing(Make.TUPLE, "args", (node, "args")))
        for index, (place, starred) in enumerate(call.args):
            source = objects.items(place) if starred else place
            known = index < len(names) and not starred
            graph.link(source, objects.slot(node, names[index] if known else ANY))
            graph.link(source, objects.slot(node, UNNAMED))
            graph.link(source, args)
        for keyword, place in call.named:
            source = objects.items(place) if keyword is None else place
            graph.link(source, objects.slot(node, keyword or ANY))

    def _instance(self, thing: Thing, call: Call) -> None:
        if isinstance(thing.node, ast.ClassDef):
            if thing.make is Make.SELF and thing.name == "cls":
                self._class(thing._replace(name=thing.node.name), call)
            self._graph.watch(
                self._objects.of_class(thing.node, "__call__", fields=True),
                lambda t: self.enter(t.node, call, 1) if isinstance(t.node, _FUNCTIONS) else None,
            )

    # -- callables made by libraries --

    def _again(self, call: Call, tag: str, args: list[tuple[int, bool]]) -> Call | None:
        if call.nested >= MAX_NESTED:
            return None
        return Call(
            call.node, call.scope, call.loads, self._graph.new(), args, [], call.nested + 1,
            f"{call.tag}{tag}",
        )  # fmt: skip

    def _partial(self, thing: Thing, call: Call) -> None:
        kept = self._objects.inside(thing, ITEM)
        self._graph.put(kept, Thing(Make.TUPLE, "", thing.node))
        held = self._graph.new(Thing(Make.CONTAINER, "", (thing.node, "kept"), thing.lasts))
        self._graph.link(kept, self._objects.slot((thing.node, "kept"), UNNAMED))
        again = self._again(call, "partial", [(held, True), *call.args])
        if again is not None:
            again.named = [(None, held), *call.named]
            again.result = call.result
            self.call(self._objects.inside(thing, "function"), again)

    def _getter(self, thing: Thing, call: Call) -> None:
        for place, starred in call.args[:1]:
            source = self._objects.items(place) if starred else place
            kind, names = thing.data if isinstance(thing.data, tuple) else ("item", ())
            if call.tag:
                self.taken += [(call.node, source, kind, name) for name in names]
            found = self._objects.items(source)
            for name in names:
                found = source
                for attr in name.split("."):
                    found = self._objects.attribute(found, attr, call.node)
                if kind == "attr":
                    self._read_by_name(name, call)
                if kind == "call" and (again := self._again(call, name, [])) is not None:
                    self.call(found, again)
                    found = again.result
                self._graph.link(found, call.result)
            if not names:
                self._graph.link(found, call.result)

    def _holder(self, thing: Thing, call: Call) -> None:
        self._graph.link(self._objects.inside(thing, ITEM), call.result)

    def _passer(self, _thing: Thing, call: Call) -> None:
        for place, _ in call.args:
            self._graph.link(place, call.result)

    def _made(self, thing: Thing, call: Call) -> None:
        """Call something that a library gave: its result may be what it holds."""
        if thing.make is Make.CONTAINER:
            self._graph.link(self._objects.inside(thing, ITEM), call.result)
            self._fresh(call, Make.CONTAINER, "", self._arguments(call))
            return
        if thing.make is Make.LIBRARY:
            # One name for all results: with the callee's, loops of calls would never end.
            made = self._fresh(call, Make.LIBRARY, "", [])
            if thing.name.startswith("collections."):
                for place in self._arguments(call):
                    self._graph.link(place, self._objects.inside(made, ANY))
                    self._objects.keep(made, UNNAMED, place)

    def _bound(self, thing: Thing, call: Call) -> None:
        """A method of a container: it stores, takes or copies."""
        owner, name = thing.data, thing.name
        if not isinstance(owner, Thing):
            return
        node = call.node
        first = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if name in ("get", "pop", "setdefault") and is_keyed(self._of(call), first, call.scope):
            return
        graph, objects = self._graph, self._objects
        if name in MUTATORS and objects.is_elsewhere(call.scope):
            objects.changed_elsewhere.add((_function_of(call.scope), lasting(owner)))
        is_deep = any(keyword == "deep" for keyword, _ in call.named)
        if name in library.MODEL_COPIES and owner.make is Make.INSTANCE:
            graph.put(call.result, _copied_instance(owner, call, whole=is_deep))
        is_root = owner.make is Make.LIBRARY or owner.data is Make.LIBRARY
        key = written(first.value) if isinstance(first, ast.Constant) else None
        key = key if name in _KEYED else None
        if name in library.STORING and owner.make is not Make.PART:
            for place in self._arguments(call):
                objects.keep(owner, key or UNNAMED, place)
            if name in ("extend", "update", "extendleft", "__iadd__", "__ior__", "union"):
                for place in self._arguments(call):
                    objects.keep(owner, UNNAMED, objects.items(place))
        if name in library.VIEWS:
            graph.put(call.result, owner)
        if name in library.TAKING and not (is_root and owner.lasts):
            objects.take_item(owner, call.result, key)
            for place in self._arguments(call)[1:]:
                graph.link(place, call.result)
        if name in library.COPIES and not (is_root and owner.lasts):
            made = self._fresh(call, Make.CONTAINER, name, [])
            inner = objects.inside(made, UNNAMED)
            objects.take_item(owner, inner)
            if name == "items":
                pair = Thing(Make.TUPLE, "", (call.site, "pair"))
                objects.take_item(owner, objects.inside(pair, UNNAMED))
                graph.put(inner, pair)

    # -- builtins and libraries --

    def _arguments(self, call: Call) -> list[int]:
        """Return the places of all arguments, unpacked where they are starred."""
        items = self._objects.items
        found = [items(place) if starred else place for place, starred in call.args]
        return found + [items(place) if keyword is None else place for keyword, place in call.named]

    def _fresh(self, call: Call, make: Make, name: str, inside: list[int]) -> Thing:
        """Let the call give a new object that holds what is at the places ``inside``."""
        made = Thing(make, name, call.site, call.loads)
        for place in inside:
            self._objects.keep(made, UNNAMED, place)
            self._graph.link(place, self._objects.inside(made, ANY))
        self._graph.put(call.result, made)
        return made

    def _copied(self, call: Call, make: Make, name: str) -> Thing:
        return self._fresh(
            call, make, name, [self._objects.items(place) for place in self._arguments(call)]
        )

    def _builtin(self, thing: Thing, call: Call) -> None:
        name = thing.name
        special = _BUILTINS.get(name)
        if special is not None:
            special(self, call)
        elif name in library.COPYING:
            made = self._copied(call, Make.CONTAINER, name)
            if name == "sorted":
                self._callbacks(call)
            if name != "dict":
                for place, _ in call.args:
                    self._objects.keys(place, self._objects.inside(made, UNNAMED))
            else:
                for _, place in call.named:
                    self._objects.keep(made, UNNAMED, place)
                for place, _ in call.args:
                    pairs = self._objects.items(self._objects.items(place))
                    self._objects.keep(made, UNNAMED, pairs)
        elif name == "property":
            self._make_property(call)
        elif name in ("staticmethod", "classmethod"):
            for place in self._arguments(call):
                self._graph.link(place, call.result)
        elif name == "bytearray":
            self._fresh(call, Make.CONTAINER, name, [])
        elif isinstance(getattr(builtins, name, None), type) and _is_error(name):
            made = self._fresh(call, Make.CONTAINER, name, self._arguments(call))
            args = Thing(Make.TUPLE, "args", (call.site, "args"))
            for place in self._arguments(call):
                self._objects.keep(args, UNNAMED, place)
            self._graph.put(self._objects.inside(made, "args"), args)

    def _pairs(self, call: Call) -> None:
        made = self._fresh(call, Make.CONTAINER, "", [])
        pair = Thing(Make.TUPLE, "", (call.site, "pair"))
        for place in self._arguments(call):
            self._objects.keep(pair, UNNAMED, self._objects.items(place))
        self._graph.put(self._objects.inside(made, UNNAMED), pair)

    def _mapped(self, call: Call, *, spreads: bool = False) -> None:
        """``map(f, rows)``; ``starmap`` spreads every row over the parameters."""
        made = self._fresh(call, Make.CONTAINER, "", [])
        args = [(self._objects.items(place), spreads or star) for place, star in call.args[1:]]
        again = self._again(call, "starmap" if spreads else "map", args)
        if again is not None and call.args:
            self.call(call.args[0][0], again)
            self._objects.keep(made, UNNAMED, again.result)

    def by_method(self, attr: str, call: Call) -> None:
        """``pool.submit(work, rows)``: whatever has the method, it may call what it is given."""
        if attr in library.CALLING:
            self._callbacks(call, call.result)

    def _filtered(self, call: Call) -> None:
        made = self._fresh(call, Make.CONTAINER, "", [])
        for place, _ in call.args[1:]:
            items = self._objects.items(place)
            self._objects.keep(made, UNNAMED, items)
            again = self._again(call, "filter", [(items, False)])
            if again is not None:
                self.call(call.args[0][0], again)

    def _chosen(self, call: Call) -> None:
        """``next``, ``max``, ``min``: one of the items, or of the arguments."""
        places = self._arguments(call)
        if call.named:
            self._callbacks(call)
        for place in places:
            self._graph.link(self._objects.items(place), call.result)
        for place in places[1:] + (places[:1] if len(places) > 1 else []):
            self._graph.link(place, call.result)

    def _forward(self, call: Call) -> None:
        """``getattr(self.client, name)`` in a ``__getattr__``, or in a function inside of it."""
        scope: Scope | None = call.scope
        while scope is not None:
            function, outer = scope.node, scope.parent
            if isinstance(function, ast.FunctionDef) and function.name == "__getattr__":
                if outer is not None and isinstance(outer.node, ast.ClassDef):
                    self._graph.link(call.args[0][0], self._objects.slot(outer.node, FORWARDED))
                return
            scope = outer

    def _got(self, call: Call) -> None:
        node = call.node
        if not isinstance(node, ast.Call) or min(len(call.args), len(node.args)) < 2:
            return
        self._forward(call)
        for text in self._of(call).text(node.args[1], call.scope) or ():
            found = self._objects.attribute(call.args[0][0], text, node)
            self._graph.link(found, call.result)
            self._read_by_name(text, call)
        for place, _ in call.args[2:]:
            self._graph.link(place, call.result)

    def _read_by_name(self, name: str, call: Call) -> None:
        """Remember ``getattr(x, "name")`` as the attribute that it reads."""
        node = call.node
        if isinstance(node, ast.Call) and node.args and name.isidentifier():
            owner = node.args[0]
            attribute = ast.copy_location(ast.Attribute(owner, name, ast.Load()), node)
            self._of(call).facts.put_below(node, attribute)
            self._graph.put(call.result, Thing(Make.ATTRIBUTE, name, attribute))

    def _read_attribute(self, thing: Thing, call: Call) -> None:
        """``later = data.decode``, called as ``later()``: the text of it, if it is known."""
        node = call.node
        self.by_method(thing.name, call)
        if isinstance(node, ast.Call) and isinstance(thing.node, ast.Attribute) and not call.tag:
            written = ast.copy_location(ast.Call(thing.node, node.args, node.keywords), node)
            resolver = self._of(call)
            resolver.facts.put_below(resolver.facts.parents.get(node), written)
            texts = resolver.text(written, call.scope)
            for text in texts or ():
                if text:
                    self._graph.put(call.result, Thing(Make.TEXT, text))
            if not texts and any(v.name == STR for v in resolver.values(written, call.scope)):
                self._graph.put(call.result, Thing(Make.ORIGIN, STR, written))

    def _set(self, call: Call) -> None:
        node = call.node
        if not isinstance(node, ast.Call) or not len(call.args) == len(node.args) == 3:
            return
        for text in self._of(call).text(node.args[1], call.scope) or (ANY,):
            self._objects.store(call.args[0][0], text, call.args[2][0])

    def _type(self, call: Call) -> None:
        def kind(thing: Thing) -> None:
            if thing.make in (Make.INSTANCE, Make.SELF):
                found = Thing(Make.CLASS, thing.name, thing.node, lasts=True)
            elif thing.make is Make.CONTEXT or (
                thing.make is Make.OPAQUE and thing.name.startswith("context.")
            ):
                found = Thing(Make.MEMBER, f"{DOOR_ROOT}.sdk.OrganizationContext")
            elif thing.make in (Make.MEMBER, Make.TYPED, Make.LIBRARY):
                found = Thing(Make.TYPE)
            else:
                return
            self._graph.put(call.result, found)

        if len(call.args) == 1:
            self._graph.watch(self._arguments(call)[0], kind)

    def _super(self, call: Call) -> None:
        scope: Scope | None = call.scope
        while scope is not None and not isinstance(scope.node, ast.ClassDef):
            scope = scope.parent
        if scope is not None:
            self._graph.put(call.result, Thing(Make.SUPER, "", scope.node))

    def _member(self, thing: Thing, call: Call) -> None:
        name = thing.name
        last = name.rpartition(".")[2]
        special = Calls._make_property if last in library.DESCRIPTORS else _MEMBERS.get(name)
        kind = self._resolver.catalogue.type_of_call(name)
        if special is not None:
            special(self, call)
        elif kind is not None:
            own = kind == "logging.Logger" and self._of(call).is_own_logger(call.node, call.scope)
            data = OWN if own else None
            self._graph.put(call.result, Thing(Make.TYPED, kind, call.site, call.loads, data))
        elif name in library.GETTERS:
            self._make_getter(name, call)
        elif name in library.CONTAINERS:
            made = self._copied(call, Make.CONTAINER, name)
            for place in self._arguments(call):
                self._objects.keep(made, UNNAMED, place)
                self._graph.link(place, self._objects.inside(made, ANY))
            self._callbacks(call, self._objects.inside(made, UNNAMED))
        else:
            self._unlisted(name, last, call)
        if name in library.IDENTITIES:
            for place in self._arguments(call):
                self._graph.link(place, call.result)
        if name in library.CHOOSING:
            for place in self._arguments(call):
                self._graph.link(self._objects.items(place), call.result)

    def _unlisted(self, name: str, last: str, call: Call) -> None:
        root, module = name.partition(".")[0], name.rpartition(".")[0]
        if module in self._objects.beyond:
            # It may hand out anything, such as what it keeps for all runs.
            self._graph.put(call.result, Thing(Make.CONTAINER, name, call.site, lasts=True))
        if root == "workspace" and self._is_shared(name):
            self._graph.put(
                call.result, Thing(Make.CONTAINER, "", (call.site, "shared"), lasts=True)
            )
        immutable = name.startswith(tuple(f"{m}." for m in library.IMMUTABLE_MODULES))
        # What another file's decorator makes of a function is not known to be one object's state.
        make = Make.OPAQUE if immutable or call.tag == "decorator" else Make.LIBRARY
        places = self._arguments(call)
        if root not in library.HOLDING:
            self._fresh(call, make, name, [])
            if self._resolver.catalogue.is_stdlib(root):
                self._callbacks(call, call.result)
            return
        made = self._copied(call, make, name)
        for place in places:
            self._objects.keep(made, UNNAMED, place)
            self._graph.link(place, self._objects.inside(made, ANY))
            if last[:1].islower():
                self._graph.link(place, call.result, Way.DEFINITIONS)
        self._callbacks(call, self._objects.inside(made, UNNAMED), call.result)

    def _is_shared(self, name: str) -> bool:
        """Say whether another file's function gives the same object to every caller."""
        module, _, last = name.rpartition(".")
        return f"{last}{SHARED}" in self._resolver.names_of(module)

    def _callbacks(self, call: Call, *targets: int) -> None:
        """Functions among the arguments may be called with the others; what they give is kept."""
        places = self._arguments(call)
        for index, place in enumerate(places):
            # Which of them becomes which parameter is not known.
            passed = self._graph.new()
            starred = any(star for _, star in call.args)
            for other in places if starred else places[:index] + places[index + 1 :]:
                self._graph.link(other, passed)
                self._graph.link(self._objects.items(other), passed)
            again = self._again(call, f"call {index}", [(passed, False)] * MAX_PASSED)
            if again is None:
                return
            # What a library's decorator is given, it calls later, when a run calls the result.
            again.loads = again.loads and call.tag != "decorator"

            def enter(thing: Thing, again: Call = again) -> None:
                if thing.make in (Make.FUNCTION, Make.GETTER, Make.PARTIAL):
                    self.invoke(thing, again)

            self._graph.watch(place, enter)
            for target in targets:
                self._graph.link(again.result, target)

    def _make_getter(self, name: str, call: Call) -> None:
        kind = library.GETTERS[name]
        names: list[str] = []
        if kind != "item" and isinstance(call.node, ast.Call):
            for argument in call.node.args[: 1 if kind == "call" else None]:
                names.extend(self._of(call).text(argument, call.scope) or ())
        thing = Thing(Make.GETTER, name, call.site, call.loads, (kind, tuple(names)))
        self._graph.put(call.result, thing)

    def _make_partial(self, call: Call) -> None:
        made = Thing(Make.PARTIAL, "functools.partial", call.site, call.loads)
        places = self._arguments(call)
        if places:
            self._graph.link(places[0], self._objects.inside(made, "function"))
            self._graph.link(places[0], self._objects.inside(made, "func"))
        for place in places[1:]:
            self._objects.keep(made, UNNAMED, place)
        self._graph.put(call.result, made)

    def _make_holder(self, call: Call) -> None:
        self._fresh(call, Make.HOLDER, "", self._arguments(call)[:1])

    def _make_passer(self, call: Call) -> None:
        self._graph.put(call.result, Thing(Make.PASSER, "", call.site))

    def _cast(self, call: Call) -> None:
        for place in self._arguments(call)[1:]:
            self._graph.link(place, call.result)

    def _view(self, call: Call) -> None:
        """A view of bytes changes the bytes, and an object's namespace the object."""
        for place in self._arguments(call):
            self._graph.link(place, call.result)

    def _make_property(self, call: Call) -> None:
        """``rows = property(make)``: reading the attribute calls the function."""

        def read(thing: Thing) -> None:
            named = thing.make is Make.FUNCTION and call.tag != "decorator"
            self._graph.put(call.result, thing._replace(name=PROPERTY) if named else thing)

        for place in self._arguments(call):
            self._graph.watch(place, read)

    def _default_dict(self, call: Call) -> None:
        """Its first argument makes the items, the others are copied."""
        made = self._fresh(call, Make.CONTAINER, "collections.defaultdict", [])
        for place in self._arguments(call)[1:]:
            self._objects.keep(made, UNNAMED, self._objects.items(place))
            self._objects.keep(made, UNNAMED, place)
        again = self._again(call, "factory", [])
        if again is not None and call.args:
            self._objects.keep(made, UNNAMED, again.result)
            self.call(self._arguments(call)[0], again)

    def _operator_call(self, call: Call) -> None:
        again = self._again(call, "", call.args[1:])
        if again is not None and call.args:
            again.named, again.result = call.named, call.result
            place, starred = call.args[0]
            self.call(self._objects.items(place) if starred else place, again)

    def _make_type(self, call: Call) -> None:
        self._graph.put(call.result, Thing(Make.TYPE))

    def _make_context(self, call: Call) -> None:
        self._graph.put(call.result, Thing(Make.CONTEXT))

    def _shallow_copy(self, call: Call) -> None:
        self._copy_of(call, Way.SAME)

    def _deep_copy(self, call: Call) -> None:
        self._copy_of(call, Way.DEFINITIONS)

    def _copy_of(self, call: Call, way: Way) -> None:
        graph, objects = self._graph, self._objects

        def copy(thing: Thing) -> None:
            if thing.make in (Make.CONTAINER, Make.TUPLE, Make.PART, Make.OPAQUE):
                made = Thing(Make.CONTAINER, "", call.site, call.loads)
                inner = graph.new()
                objects.take_item(thing, inner)
                graph.link(inner, objects.inside(made, UNNAMED), way)
                graph.put(call.result, made)
            elif thing.make is Make.INSTANCE:
                whole = way is Way.DEFINITIONS
                graph.put(call.result, _copied_instance(thing, call, whole=whole))
            elif thing.make is not Make.LIBRARY and not _is_constant(thing):
                graph.put(call.result, thing)

        for place, starred in call.args[:1]:
            graph.watch(objects.items(place) if starred else place, copy)

    def _reduced(self, call: Call) -> None:
        places = self._arguments(call)
        if len(places) < 2:
            return
        values = self._graph.new()
        self._graph.link(self._objects.items(places[1]), values)
        for place in places[2:]:
            self._graph.link(place, values)
        again = self._again(call, "reduce", [(values, False), (values, False)])
        if again is not None:
            self._graph.link(again.result, values)
            self.call(places[0], again)
        self._graph.link(values, call.result)

    def _public_attribute(self, call: Call) -> None:
        """`engine.sdk.public_attr`: some attribute of its first argument."""
        for place, _ in call.args[:1]:
            self._graph.watch(place, lambda t: self._objects.take(t, ANY, call.result, call.node))
            self._forward(call)

    def _set_item(self, call: Call) -> None:
        if len(call.args) == 3:
            self._objects.store_item(call.args[0][0], call.args[2][0])

    def _nothing(self, call: Call) -> None:
        """It gives back nothing that it was given."""
        self._fresh(call, Make.OPAQUE, "", [])


def _function_of(scope: Scope) -> object:
    return scope.function.node if scope.function is not None else None


def _copied_instance(thing: Thing, call: Call, *, whole: bool) -> Thing:
    """Return a copy of an instance, which has the same parts unless they are copied too."""
    shared = COPY if not whole and (thing.lasts or thing.data is COPY) else None
    return thing._replace(lasts=call.loads, data=shared)


def _is_constant(thing: Thing) -> bool:
    """Say whether this is another file's constant by its name: a container, not a class."""
    return thing.make is Make.MEMBER and thing.name.rpartition(".")[2].isupper()


def _is_error(name: str) -> bool:
    return issubclass(getattr(builtins, name), BaseException)


_BY_POSITION = frozenset({Make.BUILTIN, Make.MEMBER, Make.PARTIAL, Make.GETTER})
_KEYED = frozenset({"get", "pop", "setdefault", "__getitem__", "__setitem__"})

_INVOKE: dict[Make, Callable[[Calls, Thing, Call], None]] = {
    Make.FUNCTION: Calls._function,
    Make.CLASS: Calls._class,
    Make.INSTANCE: Calls._instance,
    Make.SELF: Calls._instance,
    Make.PARTIAL: Calls._partial,
    Make.GETTER: Calls._getter,
    Make.HOLDER: Calls._holder,
    Make.PASSER: Calls._passer,
    Make.CONTAINER: Calls._made,
    Make.LIBRARY: Calls._made,
    Make.BOUND: Calls._bound,
    Make.BUILTIN: Calls._builtin,
    Make.MEMBER: Calls._member,
    Make.ATTRIBUTE: Calls._read_attribute,
}
_BUILTINS: dict[str, Callable[[Calls, Call], None]] = {
    "enumerate": Calls._pairs,
    "zip": Calls._pairs,
    "map": Calls._mapped,
    "filter": Calls._filtered,
    "next": Calls._chosen,
    "anext": Calls._chosen,
    "max": Calls._chosen,
    "min": Calls._chosen,
    "sum": Calls._chosen,
    "tuple": lambda calls, call: calls._copied(call, Make.TUPLE, "tuple") and None,
    "getattr": Calls._got,
    "setattr": Calls._set,
    "dict.fromkeys": lambda calls, call: (
        calls._fresh(call, Make.CONTAINER, "dict", calls._arguments(call)[1:]) and None
    ),
    "memoryview": Calls._view,
    "vars": Calls._view,
    "type": Calls._type,
    "super": Calls._super,
}
_MEMBERS: dict[str, Callable[[Calls, Call], None]] = {
    f"{DOOR_ROOT}.sdk.build_test_context": Calls._make_context,
    f"{DOOR_ROOT}.sdk.public_attr": Calls._public_attribute,
    "typing.cast": Calls._cast,
    "typing_extensions.cast": Calls._cast,
    "operator.call": Calls._operator_call,
    "collections.defaultdict": Calls._default_dict,
    "functools.partial": Calls._make_partial,
    "functools.partialmethod": Calls._make_partial,
    "types.MethodType": Calls._make_partial,
    "typing.get_args": Calls._make_type,
    "typing.get_origin": Calls._make_type,
    "typing.get_type_hints": Calls._make_type,
    "dataclasses.fields": Calls._make_type,
    "functools.reduce": Calls._reduced,
    "functools.wraps": Calls._make_passer,
    "weakref.ref": Calls._make_holder,
    "copy.copy": Calls._shallow_copy,
    "copy.replace": Calls._shallow_copy,
    "copy.deepcopy": Calls._deep_copy,
    "dataclasses.replace": Calls._shallow_copy,
    "operator.setitem": Calls._set_item,
    "attr.evolve": Calls._shallow_copy,
    "attrs.evolve": Calls._shallow_copy,
    "itertools.starmap": lambda calls, call: calls._mapped(call, spreads=True),
    "random.sample": lambda calls, call: calls._copied(call, Make.CONTAINER, "") and None,
    "random.choices": lambda calls, call: calls._copied(call, Make.CONTAINER, "") and None,
    "dataclasses.field": Calls._nothing,
    "asyncio.gather": lambda calls, call: (
        calls._fresh(call, Make.CONTAINER, "", calls._arguments(call)) and None
    ),
}
