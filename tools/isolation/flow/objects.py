"""What is inside objects: items and attributes, stored and taken out again."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tools.isolation.flow.graph import Graph, Way
from tools.isolation.flow.library import DESCRIPTORS, FOLLOWED
from tools.isolation.flow.things import COPY, Make, Thing, lasting
from tools.isolation.scopes import Bind, Scope, ScopeTree
from tools.isolation.values import Kind, Resolver, Value

ITEM = "[]"
"""The name of the place that holds all items of a container; only read."""
UNNAMED = "[?]"
"""The name of the place that is filled with the items whose keys are not known."""
KEYS = "{}"
"""The name of the place that holds a dictionary's keys."""
ANY = "*"
"""The name of the place that holds what any attribute may be."""
PROPERTY = "property()"
"""The name of a function that stands in a class as a property."""
FORWARDED = "forwarded"
"""The name of the place that holds the objects of which a class's ``__getattr__`` reads."""
_FUNCTION_PARTS = frozenset({"fget", "fset", "fdel", "__func__", "__wrapped__"})
MAX_STEPS_INSIDE = 2
"""So many attributes and items of another file's object are told apart by name."""

_HOLDERS = frozenset(
    {Make.CONTAINER, Make.TUPLE, Make.LIBRARY, Make.OPAQUE, Make.PARTIAL, Make.TYPED, Make.HOLDER,
     Make.CONTEXT}
)  # fmt: skip
_UNKNOWN_INSIDES = frozenset(
    {Make.CONTAINER, Make.TUPLE, Make.LIBRARY, Make.INSTANCE, Make.TYPED, Make.PARTIAL,
     Make.FUNCTION, Make.CLASS}
)  # fmt: skip
_KEPT = frozenset({Make.CONTAINER, Make.TUPLE, Make.INSTANCE, Make.LIBRARY})
_RESULTS = frozenset({"return", "yield"})
_BUILTIN_CONTAINERS = frozenset({"list", "dict", "set", "bytearray"})
_OWN = frozenset({Make.FUNCTION, Make.CLASS, Make.MEMBER, Make.TYPED})


class Objects:
    """The insides of every thing of one file."""

    def __init__(
        self, graph: Graph, resolver: Resolver, visit: Callable[[str], Scope | None]
    ) -> None:
        self.graph = graph
        self.resolver = resolver
        self.scopes: ScopeTree = resolver.scopes
        self._visit = visit
        self.beyond: set[str] = set()
        """Imported modules that are not looked through: too many, or too large."""
        self.changed_elsewhere: set[tuple[object, Thing]] = set()
        """Function of another file, and what it changes, as a thing that lasts."""
        self.called_by: dict[object, set[object]] = {}
        """Function -> the functions that it calls."""
        self._resolvers: dict[Scope, Resolver] = {resolver.scopes.module: resolver}
        self._slots: dict[tuple[object, str], int] = {}
        self.generators: set[object] = set()
        self.later: dict[object, Callable[[], None]] = {}
        """Function of another file -> what looks through its body, once somebody calls it."""
        self._now: list[Callable[[], None]] = []
        self._returned: dict[tuple[ast.AST, ast.ClassDef, int], None] = {}
        self._bases: dict[ast.ClassDef, list[int]] = {}
        self._fields: dict[object, list[int]] = {}
        self._asked: set[tuple[ast.ClassDef, str, int]] = set()
        self._methods: dict[tuple[ast.ClassDef, str, bool], int] = {}

    # -- places --

    def slot(self, owner: object, field: str) -> int:
        """Return the place of one field of whatever ``owner`` stands for."""
        key = (owner, field)
        place = self._slots.get(key)
        if place is None:
            if field in _RESULTS and owner in self.later:
                self._now.append(self.later.pop(owner))
            place = self._slots[key] = self.graph.new()
            if field.startswith("[") and field != ITEM:
                self.graph.link(place, self.slot(owner, ITEM))
        return place

    def inside(self, thing: Thing, field: str) -> int:
        """Return the place of one field of a thing."""
        return self.slot(thing.node or thing.name or thing.make, field)

    def variable(self, scope: Scope, name: str) -> int:
        """Return the place of a variable; the first to ask fills in what imports give it."""
        key = (scope, name)
        place = self._slots.get(key)
        if place is None:
            place = self._slots[key] = self.graph.new()
            for binding in scope.bindings.get(name, ()):
                if binding.alias is not None:
                    for value in self.resolver_of(scope).imported(binding):
                        self.put_value(place, value)
        return place

    def put_value(self, place: int, value: Value) -> None:
        """Add an imported thing to a place."""
        make = _MAKES.get(value.kind)
        if make is None:
            return
        self.graph.put(place, Thing(make, value.name))
        if make is Make.MEMBER and value.name.startswith("workspace."):
            module, _, name = value.name.rpartition(".")
            scope = self._visit(module)
            if scope is not None and name in scope.bindings:
                self.graph.link(self.variable(scope, name), place)

    def add_file(self, resolver: Resolver) -> None:
        """Take in the scopes of another file."""
        self._resolvers[resolver.scopes.module] = resolver
        self.scopes.by_node.update(resolver.scopes.by_node)

    def resolver_of(self, scope: Scope) -> Resolver:
        """Return what answers for the expressions of a scope, whatever file it is in."""
        return self._resolvers.get(scope.module, self.resolver)

    def is_elsewhere(self, scope: Scope) -> bool:
        """Say whether a scope is one of another file."""
        return self.resolver_of(scope) is not self.resolver

    def note_return(self, thing: Thing, function: ast.AST, target: int) -> None:
        """Remember that a method of an object that outlives the run gives something."""
        if thing.lasts and thing.make is Make.INSTANCE and isinstance(thing.node, ast.ClassDef):
            self._returned[function, thing.node, target] = None

    def go_on(self) -> bool:
        """Look through the functions of other files that turned out to be called."""
        now, self._now = self._now, []
        for body in now:
            body()
        return bool(now)

    def finish(self) -> bool:
        """Let parts of lasting objects last where a method gives them; False when that is done.

        Which objects are parts of others is only known once everything has spread.
        """
        kept: dict[ast.ClassDef, frozenset[object]] = {}
        self._fields.clear()
        changed = False
        for function, owner, target in self._returned:
            if owner not in kept:
                kept[owner] = self.kept_by(owner)
            for thing in self.graph.held(self.slot(function, "return")):
                if thing.node in kept[owner] and thing.make in _KEPT:
                    changed = self.graph.put(target, lasting(thing)) or changed
        return changed

    def kept_by(self, owner: object) -> frozenset[object]:
        """Return the nodes of the objects inside of whatever ``owner`` stands for."""
        if not self._fields:
            for (node, _), place in self._slots.items():
                self._fields.setdefault(node, []).append(place)
        found: set[object] = set()
        pending = [owner]
        while pending:
            for place in self._fields.get(pending.pop(), ()):
                for thing in self.graph.held(place):
                    if thing.make in _KEPT and thing.node not in found and thing.node is not None:
                        found.add(thing.node)
                        pending.append(thing.node)
        return frozenset(found)

    def define(self, node: ast.ClassDef, bases: list[int]) -> None:
        """Remember where a class's bases are."""
        self._bases[node] = bases

    # -- taking out --

    def items(self, place: int) -> int:
        """Return a place with what iterating over, or indexing, the things at ``place`` gives."""
        target = self.graph.new()
        self.graph.watch(place, lambda thing: self.take_item(thing, target))
        return target

    def named_item(self, place: int, key: str) -> int:
        """Return a place with the items that a written key gives."""
        target = self.graph.new()
        self.graph.watch(place, lambda thing: self.take_item(thing, target, key))
        return target

    def keys(self, place: int, target: int) -> None:
        """Let the keys of the dictionaries at ``place`` reach ``target``."""
        self.graph.watch(
            place,
            lambda thing: (
                self.graph.link(self.inside(thing, KEYS), target, _way(thing))
                if thing.make is Make.CONTAINER
                else None
            ),
        )

    def take_item(self, thing: Thing, target: int, key: str | None = None) -> None:
        """Let items of ``thing`` reach ``target``: all, or those under a written key."""
        way = _way(thing)
        if thing.make in (Make.INSTANCE, Make.SELF):
            for name in (
                "__getitem__",
                "__missing__",
                "__iter__",
                "__next__",
                "__aiter__",
                "__anext__",
            ):
                self.returned(thing, name, target)
            self.graph.link(self.slot(thing.node, ANY), target, way)
            self.graph.link(self.inside(thing, ITEM), target, way)
        elif thing.make is Make.MEMBER:
            self._deeper(thing, "[]", target)
        elif thing.make is Make.TYPE:
            self.graph.put(target, thing)
        elif thing.make in _HOLDERS:
            if key is not None and _keeps_apart(thing, key):
                self.graph.link(self.inside(thing, key), target, way)
                self.graph.link(self.inside(thing, UNNAMED), target, way)
            else:
                self.graph.link(self.inside(thing, ITEM), target, way)
        self._part(thing, target)

    def attribute(self, place: int, attr: str, node: ast.AST) -> int:
        """Return a place with the attribute of the things at ``place``."""
        target = self.graph.new()
        self.graph.watch(place, lambda thing: self.take(thing, attr, target, node))
        return target

    def take(self, thing: Thing, attr: str, target: int, node: ast.AST) -> None:
        """Let ``thing.attr`` reach ``target``."""
        make = thing.make
        if make is Make.MODULE:
            for value in self.resolver.member(thing.name, attr):
                self.put_value(target, value)
        elif make is Make.MEMBER:
            self._deeper(thing, f".{attr}", target)
        elif make in (Make.INSTANCE, Make.SELF):
            self._of_instance(thing, attr, target, node)
        elif make is Make.CLASS:
            self._of_class(thing, attr, target)
        elif make is Make.SUPER and isinstance(thing.node, ast.ClassDef):
            read = self._reading(thing, target)
            for base in self._bases.get(thing.node, ()):
                self.graph.watch(base, lambda found: self._of_class(found, attr, read))
        elif make is Make.FUNCTION:
            self.graph.link(self.inside(thing, attr), target, Way.LASTING)
            if attr in _FUNCTION_PARTS:
                self.graph.put(target, thing._replace(data=None))
        elif make is Make.TYPE:
            self.graph.put(target, thing)
        elif make is Make.BUILTIN and attr == "fromkeys":
            self.graph.put(target, Thing(Make.BUILTIN, "dict.fromkeys"))
        elif make is Make.CONTEXT:
            self.graph.put(target, Thing(Make.OPAQUE, f"context.{attr}"))
        elif make in _HOLDERS:
            way = _way(thing)
            self.graph.link(self.inside(thing, attr), target, way)
            self.graph.link(self.inside(thing, ANY), target, way)
        if attr in FOLLOWED:
            self._method(thing, Thing(Make.BOUND, attr, node, thing.lasts, thing), target)
        if make not in (Make.CONTAINER, Make.TUPLE):
            self._part(thing, target)

    def _method(self, thing: Thing, bound: Thing, target: int) -> None:
        """Let a container's method reach ``target`` if ``thing`` may have it."""
        if thing.make in _HOLDERS or thing.make is Make.PART:
            self.graph.put(target, bound)
        elif thing.make in (Make.INSTANCE, Make.SELF, Make.SUPER):
            if not isinstance(thing.node, ast.ClassDef):
                self.graph.put(target, bound)
                return
            if thing.make is not Make.SUPER and self._defines(thing.node, bound.name):
                return
            own = Thing(Make.SELF, "self", thing.node)
            found = bound._replace(data=own) if thing.make is Make.SUPER else bound
            self.graph.watch(self._foreign(thing.node), lambda _: self.graph.put(target, found))

    def _defines(self, node: ast.ClassDef, method: str) -> bool:
        """Say whether a class has its own method of this name instead of the container's."""
        bindings = self.scopes.by_node[node].bindings.get(method, ())
        return bool(bindings) and all(
            isinstance(b.node, ast.FunctionDef | ast.AsyncFunctionDef) and not b.node.decorator_list
            for b in bindings
        )

    def _foreign(self, node: ast.ClassDef) -> int:
        """Return a place that holds the bases of a class that are not classes of this file."""
        key = (node, "foreign bases")
        place = self._slots.get(key)
        if place is None:
            place = self._slots[key] = self.graph.new()
            for base in self._bases.get(node, ()):
                self.graph.watch(base, lambda thing: self._add_foreign(thing, place))
        return place

    def _add_foreign(self, thing: Thing, place: int) -> None:
        if thing.make is Make.CLASS and isinstance(thing.node, ast.ClassDef):
            self.graph.link(self._foreign(thing.node), place)
        elif thing.make is not Make.BUILTIN or thing.name in _BUILTIN_CONTAINERS:
            self.graph.put(place, thing)

    def _deeper(self, thing: Thing, suffix: str, target: int) -> None:
        # Beyond a few steps the name stays: `node = node.next` would make new ones for ever.
        steps = thing.data if isinstance(thing.data, int) else 0
        if steps < MAX_STEPS_INSIDE and not (suffix == "[]" and thing.name.endswith("[]")):
            thing = thing._replace(name=thing.name + suffix, data=steps + 1)
        self.graph.put(target, thing)

    def _part(self, thing: Thing, target: int) -> None:
        if not thing.lasts and thing.data is not COPY:
            return
        if thing.make is Make.PART:
            self.graph.put(target, thing)
        elif thing.make in _UNKNOWN_INSIDES and not _holds_constants(thing.node):
            part = Thing(Make.PART, thing.name, thing.node, lasts=True, data=thing.make)
            self.graph.put(target, part)

    def _of_instance(self, thing: Thing, attr: str, target: int, node: ast.AST) -> None:
        way = _way(thing)
        self.graph.link(self.slot(thing.node, attr), target, way)
        self.graph.link(self.slot(thing.node, ANY), target, way)
        if not isinstance(thing.node, ast.ClassDef):
            return
        own = thing.make is Make.SELF and thing.name == "cls"
        source = self.of_class(thing.node, attr, fields=own)
        self.graph.link(source, self._reading(thing, target))
        if own:
            self.graph.link(source, target)
        if attr != "__getattr__":
            self.returned(thing, "__getattr__", target)
            self._forwarded(thing.node, attr, target, node)

    def _forwarded(self, owner: ast.ClassDef, attr: str, target: int, node: ast.AST) -> None:
        """A proxy's ``__getattr__`` reads the same attribute of another object."""
        key = (owner, attr, target)
        if key not in self._asked:
            self._asked.add(key)
            place = self.slot(owner, FORWARDED)
            self.graph.watch(place, lambda found: self.take(found, attr, target, node))

    def _reading(self, thing: Thing, target: int) -> int:
        """Return a place: reading an attribute that it holds on ``thing`` fills ``target``."""
        place = self.graph.new()

        def found(member: Thing) -> None:
            if member.make is Make.FUNCTION and (
                member.name == PROPERTY or self._is_property(member.node)
            ):
                self.graph.link(self.slot(member.node, "return"), target)
                if isinstance(member.node, ast.AST):
                    self.note_return(thing, member.node, target)
                return
            if member.make is Make.FUNCTION and not _has_decorator(member.node, "staticmethod"):
                member = member._replace(data=thing)
            self.graph.put(target, member)
            if member.make is Make.INSTANCE:
                self.returned(member, "__get__", target)

        self.graph.watch(place, found)
        self.graph.link(place, target, Way.CONSTANTS)
        return place

    def _is_property(self, node: object) -> bool:
        """Say whether reading a method gives what it returns: no decorator of this file's own."""
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        scope = self.scopes.by_node[node].parent or self.scopes.module
        return any(_makes_property(item, node.name, scope) for item in node.decorator_list)

    def _of_class(self, thing: Thing, attr: str, target: int) -> None:
        if not isinstance(thing.node, ast.ClassDef):
            return
        source = self.of_class(thing.node, attr, fields=True)
        self.graph.link(source, target)
        self.graph.watch(source, lambda member: self._of_classmethod(thing, member, target))
        self.graph.link(self.slot(thing.node, f"class {attr}"), target, Way.LASTING)

    def _of_classmethod(self, thing: Thing, member: Thing, target: int) -> None:
        if member.make is Make.FUNCTION and _has_decorator(member.node, "classmethod"):
            self.graph.put(target, member._replace(data=thing))

    def of_class(self, node: ast.ClassDef, attr: str, *, fields: bool) -> int:
        """Return a place with what ``attr`` is in the body of a class or its bases.

        With ``fields`` the class itself is asked: an instance has copies of its own of some.
        """
        key = (node, attr, fields)
        place = self._methods.get(key)
        if place is not None:
            return place
        place = self._methods[key] = self.graph.new()
        scope = self.scopes.by_node.get(node)
        if scope is not None and attr in scope.bindings:
            source = self.variable(scope, attr)
            if fields or not (
                _copies_fields(node)
                or self._is_made_anew(node, attr)
                or _is_set_on_self(node, attr)
            ):
                self.graph.link(source, place)
            else:
                kinds = _OWN | {Make.INSTANCE} if _is_dataclass(node) else _OWN
                self.graph.watch(
                    source, lambda t: self.graph.put(place, t) if t.make in kinds else None
                )
                self.graph.link(source, place, Way.CONSTANTS)
        for base in self._bases.get(node, ()):
            self.graph.watch(
                base,
                lambda thing: (
                    self.graph.link(self.of_class(thing.node, attr, fields=fields), place)
                    if isinstance(thing.node, ast.ClassDef)
                    else None
                ),
            )
        return place

    def _is_made_anew(self, node: ast.ClassDef, attr: str) -> bool:
        """``rows: dict = attrs.field(factory=dict)``: each object gets one of its own."""
        scope = self.scopes.by_node[node]
        outer = scope.parent or self.scopes.module
        makers = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
        return any(self._imported(maker, outer) in _ATTRS_CLASSES for maker in makers) and all(
            isinstance(binding.value, ast.Call)
            and any(keyword.arg == "factory" for keyword in binding.value.keywords)
            and self._imported(binding.value.func, scope) in _ATTRS_FIELDS
            for binding in scope.bindings[attr]
        )

    def _imported(self, node: ast.expr, scope: Scope) -> str:
        """Return the full name of something that is imported and bound once, or nothing."""
        if isinstance(node, ast.Attribute):
            outer = self._imported(node.value, scope)
            return outer and f"{outer}.{node.attr}"
        if not isinstance(node, ast.Name):
            return ""
        _, bindings = scope.resolve(node.id)
        values = [v for b in bindings if b.alias is not None for v in self.resolver.imported(b)]
        return values[0].name if len(values) == len(bindings) == 1 else ""

    def returned(self, thing: Thing, method: str, target: int) -> None:
        """Let what a special method of a class of this file returns reach ``target``."""
        if not isinstance(thing.node, ast.ClassDef):
            return

        def found(member: Thing) -> None:
            if member.make is Make.FUNCTION:
                self.graph.link(self.slot(member.node, "return"), target)
                self.graph.link(self.slot(member.node, "yield"), target)

        self.graph.watch(self.of_class(thing.node, method, fields=False), found)

    # -- storing --

    def store_item(self, place: int, source: int, key: str | None = None) -> None:
        """Put what ``source`` holds into the things at ``place``, under a key if it is written."""
        self.graph.watch(place, lambda thing: self.keep(thing, key or UNNAMED, source))

    def store(self, place: int, attr: str, source: int) -> None:
        """Hang what ``source`` holds on the things at ``place``."""
        self.graph.watch(place, lambda thing: self.keep(thing, attr, source))

    def keep(self, thing: Thing, field: str, source: int) -> None:
        """Put what ``source`` holds into one field of ``thing``."""
        if thing.make is Make.CLASS:
            field = f"class {field}"
        if thing.make in _HOLDERS or thing.make in (
            Make.INSTANCE, Make.SELF, Make.CLASS, Make.FUNCTION,
        ):  # fmt: skip
            # What a copy is given is its own.
            way = Way.LASTING if thing.lasts else Way.SAME
            self.graph.link(source, self.inside(thing, field), way)


def written(key: object) -> str | None:
    """Return the field of a key that is written as a text or number, or None.

    Some mappings do not tell capital letters from small ones.
    """
    if isinstance(key, str):
        return f"[{key.casefold()!r}]"
    return f"[{key}]" if type(key) is int else None


def _keeps_apart(thing: Thing, key: str) -> bool:
    """Say whether what is stored under one written key cannot be read under another."""
    if key[1:2] in "'\"":
        return thing.make is not Make.TUPLE
    return isinstance(thing.node, ast.Tuple)


def _way(thing: Thing) -> Way:
    """Return how things pass into and out of ``thing``: what a lasting one holds, lasts."""
    return Way.LASTING if thing.lasts or thing.data is COPY else Way.SAME


_MAKES = {
    Kind.MODULE: Make.MODULE,
    Kind.MEMBER: Make.MEMBER,
    Kind.CONTEXT: Make.CONTEXT,
    Kind.BUILTIN: Make.BUILTIN,
}
_ATTRS_CLASSES = frozenset(
    {"attr.s", "attr.attrs", "attr.dataclass", "attr.define", "attr.frozen", "attr.mutable",
     "attrs.define", "attrs.frozen", "attrs.mutable"}
)  # fmt: skip
_ATTRS_FIELDS = frozenset({"attr.ib", "attr.attrib", "attr.field", "attrs.field"})
_PROPERTIES = frozenset({"property", *DESCRIPTORS})


def _holds_constants(node: object) -> bool:
    """Say whether a display is written with contents that cannot be changed."""
    items: list[ast.expr] = []
    if isinstance(node, ast.Dict):
        items = node.values
    elif isinstance(node, ast.List | ast.Set | ast.Tuple):
        items = node.elts
    return bool(items) and all(isinstance(item, ast.Constant) for item in items)


def _has_decorator(node: object, name: str) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
        isinstance(decorator, ast.Name) and decorator.id == name
        for decorator in node.decorator_list
    )


def _makes_property(decorator: ast.expr, name: str, scope: Scope) -> bool:
    if isinstance(decorator, ast.Name):
        _, bindings = scope.resolve(decorator.id)
        return decorator.id in _PROPERTIES and all(b.alias is not None for b in bindings)
    if not isinstance(decorator, ast.Attribute) or not isinstance(decorator.value, ast.Name):
        return False
    if decorator.attr in ("setter", "getter"):
        # `@name.setter` over another definition of the same property.
        bindings = scope.bindings.get(decorator.value.id, [])
        return decorator.value.id == name and all(b.kind is Bind.FUNCTION for b in bindings)
    _, bindings = scope.resolve(decorator.value.id)
    return decorator.attr in DESCRIPTORS and all(b.alias is not None for b in bindings)


def _copies_fields(node: ast.ClassDef) -> bool:
    """Pydantic copies the values of fields to each instance; dataclasses refuse containers."""
    names = [*node.decorator_list, *node.bases]
    return any(
        word in ast.unparse(item) for item in names for word in ("dataclass", "Model", "TypedDict")
    )


def _is_dataclass(node: ast.ClassDef) -> bool:
    """Instances of a dataclass share a default that is an object of the file's own classes."""
    return any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)


def _is_set_on_self(node: ast.ClassDef, attr: str) -> bool:
    # Only an assignment in `__init__` surely comes first.
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            return any(
                isinstance(inner, ast.Attribute)
                and inner.attr == attr
                and isinstance(inner.ctx, ast.Store)
                for inner in ast.walk(method)
            )
    return False
