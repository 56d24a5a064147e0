"""Decides at the end of a file what its names make of the uses that were written down."""

from __future__ import annotations

import _ast as ast
import builtins

from tools.isolation.gate.constants import Constants
from tools.isolation.gate.notes import (
    ANNOTATION,
    AUGMENTED,
    BASE,
    CALLEE,
    DECORATOR,
    EXCEPT,
    INERT,
    INNER,
    LASTING,
    MAKERS,
    OPAQUE,
    PARAMETER,
    READ,
    READERS,
    VALUE,
    Doubt,
    Notes,
    Place,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tools.isolation.gate.tables import Tables

OWN, CONSTANT, MODULE = "own", "constant", "module"
Neighbour = str | None
"""What a name of another workspace module is: one of the above, or None for anything else."""

_BUILTINS = frozenset(dir(builtins))
_PLATFORM = frozenset({"engine", "tools", "function_app", "tests"})
_CALLED_ONLY = frozenset(
    {"OrganizationContext", "build_test_context", "data_provider", "param", "workflow"}
)
_DECORATORS = frozenset(
    {"dataclasses.dataclass", "enum.unique", "functools.total_ordering", "typing.final",
     "typing.override", "typing.runtime_checkable", "typing_extensions.override"}
)  # fmt: skip
_TYPES = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("NamedTuple", "Optional", "TypedDict", "Union")
)
_IMMUTABLE = frozenset(
    {"re.compile", "datetime.timedelta", "decimal.Decimal", "datetime.datetime", "datetime.date",
     "fractions.Fraction", "uuid.UUID"}
)  # fmt: skip
_LOGGER = "logging.getLogger"
_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp)


class Thing:
    """What an import binds: a module or a member, and its root package."""

    __slots__ = ("dotted", "kind", "root")

    def __init__(self, dotted: str, kind: str, root: str) -> None:
        self.dotted = dotted
        self.kind = kind
        self.root = root


_MEMBER = "member"


class Decision:
    """Judges the notes on one file; raises `Doubt` unless it is plain."""

    def __init__(
        self, notes: Notes, tables: Tables, path: str, neighbour: Callable[[str, str], Neighbour]
    ) -> None:
        self._notes = notes
        self._tables = tables
        self._path = path
        self._neighbour = neighbour
        self._bound = {name for place in notes.places for name in place.bound}
        self._things: dict[str, Thing] = {}
        self._lasting: dict[str, str] = {}

    def run(self) -> None:
        """Decide.

        Raises:
            Doubt: the file is not plain.
        """
        notes = self._notes
        if not notes.private <= notes.attributes or not self._bound.isdisjoint(notes.imports):
            raise Doubt
        for module in notes.modules:
            self._allow_module(module)
        for name, (module, member) in notes.imports.items():
            self._things[name] = self._imported(module, member)
        self._last()
        for name, use in notes.uses:
            self._use(name, use)
        for root, chain, use in notes.chains:
            self._chain(root, chain, use)
        self._pass_on()
        if any(name in self._things or name in notes.classes for name in notes.subscripted):
            raise Doubt
        self._changes()
        Constants(notes, self._things).run()

    # -- imports --

    def _allow_module(self, module: str) -> None:
        root = module.partition(".")[0]
        tables = self._tables
        if root in _PLATFORM:
            allowed = module in tables.door
        else:
            allowed = not tables.denies_module(module) and (
                tables.is_stdlib(root) or root in tables.packages
            )
        if not allowed or any(part[:1] == "_" for part in module.split(".")):
            raise Doubt

    def _imported(self, module: str, member: str) -> Thing:
        if module == "__future__":
            return Thing(module, _MEMBER, module)
        if not member:
            return Thing(module, MODULE, module.partition(".")[0])
        absolute = self._absolute(module)
        if member[:2] == "__" or "__" in absolute:
            raise Doubt
        root, dotted = absolute.partition(".")[0], f"{absolute}.{member}"
        if root == "workspace":
            kind = self._neighbour(absolute, member)
            if kind is None:
                raise Doubt
            return Thing(dotted, kind, root)
        self._allow_module(absolute)
        return self._member(Thing(absolute, MODULE, root), member, by_import=True)

    def _absolute(self, module: str) -> str:
        """Return the full name of a module that may be given relative to this file."""
        plain = module.lstrip(".")
        level = len(module) - len(plain)
        if not level:
            return module
        # The file's own name is dropped first, and so is that of a package's `__init__`.
        parts = self._path.split("/")
        if level >= len(parts):
            raise Doubt
        package = ".".join(parts[:-level])
        return f"{package}.{plain}" if plain else package

    def _member(self, owner: Thing, attr: str, *, by_import: bool = False) -> Thing:
        """Return what an attribute of an imported thing is."""
        tables, dotted = self._tables, f"{owner.dotted}.{attr}"
        if attr[:1] == "_":
            raise Doubt
        if owner.root == "workspace":
            kind = self._neighbour(owner.dotted, attr) if owner.kind == MODULE else None
            if kind is None:
                raise Doubt
            return Thing(dotted, kind, owner.root)
        if owner.root in _PLATFORM:
            door = tables.door.get(owner.dotted)
            if owner.kind != MODULE or door is None or attr not in door:
                raise Doubt
        if owner.kind == MODULE and tables.is_module(dotted):
            if not by_import and dotted not in self._notes.modules:
                raise Doubt
            self._allow_module(dotted)
            return Thing(dotted, MODULE, owner.root)
        if tables.minds_member(owner.dotted, attr):
            raise Doubt
        if owner.root in tables.packages and tables.is_stdlib(attr):
            raise Doubt
        return Thing(dotted, _MEMBER, owner.root)

    # -- what lives as long as the module --

    def _last(self) -> None:
        """Sort the module's own names by what they may be used for."""
        notes = self._notes
        for name, bindings in notes.module.bound.items():
            for value in bindings:
                if isinstance(value, _DISPLAYS) or (
                    isinstance(value, ast.Tuple) and not _is_flat(value)
                ):
                    self._lasting[name] = "container"
                elif isinstance(value, ast.Call):
                    callee = self._callee(value.func)
                    if callee == _LOGGER:
                        self._lasting[name] = "logger"
                    elif callee not in _IMMUTABLE:
                        self._lasting.setdefault(name, "library")
                elif isinstance(value, ast.Tuple | str) and value is not OPAQUE:
                    self._lasting.setdefault(name, "library")

    def _callee(self, node: ast.expr) -> str:
        chain: list[str] = []
        while isinstance(node, ast.Attribute):
            chain.append(node.attr)
            node = node.value
        thing = self._things.get(node.id) if isinstance(node, ast.Name) else None
        return ".".join([thing.dotted, *reversed(chain)]) if thing is not None else ""

    # -- uses --

    def _use(self, name: str, use: int) -> None:
        thing = self._things.get(name)
        if thing is not None:
            self._use_thing(thing, use)
            return
        if name in self._lasting:  # noqa: SIM102
            if use not in (READ, INERT) or self._lasting[name] == "logger":
                raise Doubt
        is_bound = name in self._bound
        if name in _BUILTINS and name not in self._tables.dull:
            raise Doubt
        if use == ANNOTATION and (
            name not in self._notes.classes if is_bound else name not in self._tables.dull
        ):
            raise Doubt
        if use == LASTING and is_bound:
            raise Doubt
        if use == BASE and is_bound and name not in self._notes.classes:
            raise Doubt

    def _use_thing(self, thing: Thing, use: int) -> None:
        tables, dotted = self._tables, thing.dotted
        if thing.kind == MODULE:
            raise Doubt
        if thing.root == "workspace":
            if thing.kind == CONSTANT:
                allowed = use not in (ANNOTATION, BASE, DECORATOR, INNER, CALLEE, LASTING)
            else:
                allowed = use in (CALLEE, ANNOTATION, EXCEPT, INERT, READ)
        elif thing.root in _PLATFORM:
            name = dotted.rpartition(".")[2]
            allowed = (
                use in (DECORATOR, ANNOTATION, EXCEPT)
                or (use == CALLEE and name not in _CALLED_ONLY)
                or (use == BASE and name.endswith(("Error", "Exception")))
            )
        elif use in (DECORATOR, INNER):
            allowed = dotted in _DECORATORS or not tables.is_special(dotted)
        elif use in (ANNOTATION, BASE):
            allowed = (dotted in _TYPES or dotted not in tables.special) and not dotted.startswith(
                tables.prefixes
            )
            if use == BASE and tables.is_catalogued(dotted):
                allowed = allowed and dotted == "pydantic.BaseModel"
        elif use in (CALLEE, LASTING):
            returned = tables.gives_type(dotted)
            allowed = (not tables.is_special(dotted) and not returned) or (
                use == LASTING and dotted == _LOGGER
            )
        else:
            allowed = use in (EXCEPT, INERT, READ) and not tables.is_special(dotted)
        if not allowed:
            raise Doubt

    def _chain(self, root: str, chain: tuple[str, ...], use: int) -> None:
        thing = self._things.get(root)
        if thing is None:
            if root in self._lasting:
                self._chain_of_lasting(self._lasting[root], chain, use)
            if root in _BUILTINS and root not in self._tables.dull:
                raise Doubt
            if use in (ANNOTATION, LASTING) or (use == BASE):
                raise Doubt
            return
        for attr in chain:
            thing = self._member(thing, attr)
        self._use_thing(thing, use)

    def _chain_of_lasting(self, kind: str, chain: tuple[str, ...], use: int) -> None:
        if use != CALLEE:
            raise Doubt
        if kind == "container":
            if len(chain) != 1 or chain[0] not in READERS:
                raise Doubt
        elif kind == "logger":
            entry = self._tables.entry("logging.Logger")
            known = entry.allow - entry.returns if entry is not None else ()
            if len(chain) != 1 or chain[0] not in known:
                raise Doubt

    def _pass_on(self) -> None:
        """What is passed to a function of this file may be anything there."""
        notes = self._notes
        local = notes.functions | notes.classes
        handed = False
        for key, root, chain in notes.arguments:
            if root in self._lasting and key:
                raise Doubt
            handed |= root in notes.contexts
            thing = self._things.get(root)
            if thing is None:
                continue
            for attr in chain:
                thing = self._member(thing, attr)
            outside = self._things.get(key)
            known = outside is not None and outside.root != "workspace"
            if key in local or thing.kind == MODULE or thing.root in _PLATFORM:
                raise Doubt
            if not self._tables.is_stdlib(thing.root) and not (
                known or not key or (key in _BUILTINS and key not in self._bound)
            ):
                raise Doubt
        if any(place.sent for place in notes.places) and (
            handed or any(name in notes.contexts and use == VALUE for name, use in notes.uses)
        ):
            raise Doubt

    # -- changes --

    def _changes(self) -> None:
        notes = self._notes
        for place in notes.places:
            for name, is_inside in place.changed:
                bindings = place.bound.get(name, ())
                if not bindings or not all(
                    value is AUGMENTED or self._is_fresh(value) for value in bindings
                ):
                    raise Doubt
                if is_inside and not self._is_fresh_inside(place, name):
                    raise Doubt
            for name in place.sent:
                if (
                    name in self._things
                    or name in notes.contexts
                    or not all(
                        value is PARAMETER or value is OPAQUE
                        for value in place.bound.get(name, ("",))
                    )
                ):
                    raise Doubt
        for attr in notes.kept_changed:
            values = notes.kept.get(attr)
            if not values or not all(
                isinstance(value, ast.Constant) or self._is_fresh(value) for value in values
            ):
                raise Doubt
            for place in notes.places:
                if place.is_class and attr in place.bound:
                    raise Doubt

    def _is_fresh(self, value: Any) -> bool:
        """Say whether an expression surely makes a new container."""
        if isinstance(value, _DISPLAYS):
            return True
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
            return False
        name = value.func.id
        if name not in MAKERS or name in self._bound:
            return False
        thing = self._things.get(name)
        return thing.dotted == f"collections.{name}" if thing else name in _BUILTINS

    def _is_fresh_inside(self, place: Place, name: str) -> bool:
        contents: list[Any] = list(place.contents.get(name, ()))
        for value in place.bound[name]:
            if isinstance(value, ast.List | ast.Set):
                contents += value.elts
            elif isinstance(value, ast.Dict):
                contents += value.values
            elif isinstance(value, ast.ListComp | ast.SetComp):
                contents.append(value.elt)
            elif isinstance(value, ast.DictComp):
                contents.append(value.value)
            elif isinstance(value, ast.Call):
                # `defaultdict(list)` makes the insides itself.
                contents += [
                    None for item in value.args
                    if not isinstance(item, ast.Name) or item.id not in ("dict", "list", "set")
                ]  # fmt: skip
                if value.keywords or (value.args and value.func.id != "defaultdict"):  # type: ignore[attr-defined]
                    return False
            else:
                return False
        return all(isinstance(item, _DISPLAYS) for item in contents)


def _is_flat(node: ast.Tuple) -> bool:
    return all(
        isinstance(item, ast.Constant) or (isinstance(item, ast.Tuple) and _is_flat(item))
        for item in node.elts
    )
