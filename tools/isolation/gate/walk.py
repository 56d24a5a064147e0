"""The one pass over a syntax tree: what is not known to be harmless by its shape ends it.

What depends on names that may be bound further down is written down in `Notes` and decided at the
end, by `names`. Longer than most modules: one method for each kind of syntax.
"""

from __future__ import annotations

import _ast as ast
from sys import _getframe, getrecursionlimit, setrecursionlimit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from tools.isolation.gate.tables import Tables

MAX_FRAMES = 160
"""Deeper nesting is not plain; the full judgement needs several times as many frames."""
MAX_BINDINGS = 50
"""More bindings of one name are not plain: what looks at all of them takes long."""

# What a use of a name or of an attribute does with it. The numbers only have to differ.
VALUE, CALLEE, ANNOTATION, DECORATOR, EXCEPT, BASE, INERT, READ, LASTING, INNER = range(10)
"""READ looks into a container and leaves it alone; INERT ends in a truth value or a number.
LASTING is a call whose result lives as long as the module, INNER a decorator inside of something.
"""

# How a name is bound. Anything else in a list of bindings is the expression that is assigned.
OPAQUE, AUGMENTED, PARAMETER = "opaque", "augmented", "parameter"
"""What is bound is surely no constant."""
ELEMENT, MAYBE = "element", "maybe"
"""No constant either, but bound in a comprehension or lambda only; and what may be a constant."""

READERS = frozenset({"get", "items", "keys", "values", "index", "count", "copy"})
_READING = frozenset(
    """all any dict enumerate frozenset len list max min set sorted sum tuple zip""".split()  # noqa: SIM905
)
MAKERS = frozenset({"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict"})
_FOLDED = frozenset(
    """casefold decode join lower lstrip removeprefix removesuffix replace rstrip strip upper""".split()  # noqa: E501, SIM905
)
"""Methods of texts whose result the resolver works out (RF305, RF602)."""
_HTTP_VERBS = frozenset({"put"})
"""Also the name of a method that changes queues."""
_KEYWORDS = frozenset(
    """closefd fileno force from_attributes fromfile_prefix_chars keylog_filename
    metaclass namespace opener orm_mode uds""".split()  # noqa: SIM905
)
_METHODS = frozenset(
    """__aenter__ __aexit__ __aiter__ __anext__ __bool__ __contains__ __enter__ __eq__ __exit__
    __ge__ __getitem__ __gt__ __hash__ __init__ __iter__ __le__ __len__ __lt__ __next__
    __post_init__ __repr__ __str__""".split()  # noqa: SIM905
)
_NAMES = frozenset({"__name__", "__qualname__"})
_SUPER = frozenset({"__init__", "__post_init__", "__repr__", "__str__"})
_INTERNAL = ("f_", "tb_", "gi_", "cr_", "ag_", "co_", "func_", "im_")
_PARSERS = frozenset(
    """parse_args parse_intermixed_args parse_known_args parse_known_intermixed_args""".split()  # noqa: SIM905
)
_MODULE_NAMES = frozenset({"__all__", "__author__", "__version__"})
_SUBSCRIPTED = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})


class Doubt(Exception):  # noqa: N818 - not an error: the rules will judge
    """The file is not plain, or not certainly."""


class Place:
    """One function, class body or module, and what happens to the names in it.

    Attributes:
        bound: name -> its bindings.
        changed: names whose object is changed here, with how deep inside.
        contents: name -> expressions that are put into the object of that name.
        own: the first parameter of a method, or empty.
    """

    __slots__ = ("bound", "changed", "contents", "is_class", "keeps", "outer", "own", "sent")

    def __init__(self, outer: Place | None, own: str = "", *, is_class: bool = False) -> None:
        self.outer = outer
        self.own = own
        self.is_class = is_class
        self.keeps = False
        self.bound: dict[str, list[Any]] = {}
        self.changed: list[tuple[str, bool]] = []
        self.contents: dict[str, list[ast.expr | None]] = {}
        self.sent: list[str] = []


class Notes:
    """What one file does, as far as it takes the end of the file to judge it."""

    def __init__(self) -> None:
        self.imports: dict[str, tuple[str, str]] = {}
        """Bound name -> (module, name), the latter empty for a module."""
        self.modules: set[str] = set()
        """Every dotted module that an import statement names."""
        self.uses: set[tuple[str, int]] = set()
        self.chains: set[tuple[str, tuple[str, ...], int]] = set()
        self.arguments: set[tuple[str, str, tuple[str, ...]]] = set()
        """(name of the callee, root, attributes): imported things that are passed on."""
        self.texts: set[str] = set()
        self.folds: list[tuple[Place, ast.expr]] = []
        self.slices: list[tuple[Place, ast.expr]] = []
        self.quotients: list[tuple[Place, ast.expr]] = []
        self.joins: list[tuple[Place, ast.expr]] = []
        self.places: list[Place] = []
        self.subscripted: set[str] = set()
        self.functions: set[str] = set()
        self.classes: set[str] = set()
        self.attributes: set[str] = set()
        """Names that classes of this file give to their objects."""
        self.private: set[str] = set()
        self.kept: dict[str, list[ast.expr | None]] = {}
        """Attribute of ``self`` -> what is assigned to it anywhere."""
        self.kept_changed: set[str] = set()
        self.contexts: set[str] = {"context"}
        self.module: Place = Place(None)


class Walk:
    """Passes over one file; raises `Doubt` at the first thing that is not plain."""

    def __init__(self, tables: Tables) -> None:
        self._watched = tables.watched
        self._mutators = tables.mutators
        self.notes = Notes()
        self._place = self.notes.module
        self._in_lambda = False
        self._in_class = False

    def run(self, tree: ast.Module) -> Notes:
        """Pass over the whole file.

        Raises:
            Doubt: it is not plain.
        """
        depth, frame = 0, _getframe()
        while frame is not None:
            depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
        limit = getrecursionlimit()
        if depth + MAX_FRAMES > limit:
            raise Doubt
        setrecursionlimit(depth + MAX_FRAMES)
        try:
            self.notes.places.append(self._place)
            for statement in tree.body:
                self._top(statement)
        except RecursionError:
            raise Doubt from None
        finally:
            setrecursionlimit(limit)
        return self.notes

    # -- statements --

    def _top(self, node: Any) -> None:
        """A statement of the module's own body: what it makes lives as long as the process."""
        kind = type(node)
        if kind is ast.Expr and type(node.value) is ast.Constant:
            return
        if kind is ast.If:
            self._type_checking(node)
            return
        handler = _TOP.get(kind)
        if handler is None:
            raise Doubt
        handler(self, node)

    def _type_checking(self, node: Any) -> None:
        test = node.test
        if type(test) is not ast.Name or test.id != "TYPE_CHECKING" or node.orelse:
            raise Doubt
        self.notes.uses.add(("TYPE_CHECKING", INERT))
        for statement in node.body:
            if type(statement) is ast.Import:
                self._import(statement)
            elif type(statement) is ast.ImportFrom:
                self._import_from(statement)
            else:
                raise Doubt

    def _body(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            handler = _STATEMENTS.get(type(statement))
            if handler is None:
                raise Doubt
            handler(self, statement)

    def _nothing(self, _node: Any) -> None:
        pass

    def _expression(self, node: Any) -> None:
        if type(node.value) is not ast.Constant:
            self._visit(node.value, VALUE)

    def _import(self, node: Any) -> None:
        for alias in node.names:
            self.notes.modules.add(alias.name)
            if alias.asname:
                self._imported(alias.asname, (alias.name, ""))
            else:
                self._imported(alias.name.partition(".")[0], (alias.name.partition(".")[0], ""))

    def _import_from(self, node: Any) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                raise Doubt
            self._imported(alias.asname or alias.name, (module, alias.name))

    def _imported(self, name: str, what: tuple[str, str]) -> None:
        if name[:2] == "__" or self._place.is_class:
            raise Doubt
        if self.notes.imports.setdefault(name, what) != what:
            raise Doubt

    def _function(self, node: Any) -> None:
        name, place = node.name, self._place
        if name[:2] == "__" and name not in _METHODS:
            raise Doubt
        for decorator in node.decorator_list:
            self._decorator(decorator)
        self._bind(name, OPAQUE)
        arguments = node.args
        own = ""
        names = [*arguments.posonlyargs, *arguments.args]
        if place.is_class and names:
            own = names[0].arg
            words = [d.id if type(d) is ast.Name else "" for d in node.decorator_list]
            plain = own == "self" and not {"staticmethod", "classmethod"} & {*words}
            if not plain and (own != "cls" or words != ["classmethod"]):
                own = ""
        if not place.is_class:
            self.notes.functions.add(name)
            if node.decorator_list and names:
                self.notes.contexts.add(names[0].arg)
        else:
            self.notes.functions.add(name)
            self.notes.attributes.add(name)
            if name == "startswith":
                raise Doubt
        for default in arguments.defaults:
            self._default(default)
        for default in arguments.kw_defaults:
            if default is not None:
                self._default(default)
        inner = Place(place, own)
        # Inside, an assignment to an attribute of the first parameter is the object's own.
        inner.keeps = own == "self" and not self._in_lambda
        self.notes.places.append(inner)
        every = [*names, *arguments.kwonlyargs]
        if arguments.vararg:
            every.append(arguments.vararg)
        if arguments.kwarg:
            every.append(arguments.kwarg)
        for argument in every:
            if argument.annotation is not None:
                self._annotation(argument.annotation)
                if _names_context(argument.annotation):
                    self.notes.contexts.add(argument.arg)
            inner.bound[argument.arg] = [PARAMETER]
            if argument.arg[:2] == "__" or (argument.arg in ("self", "cls") and not own):
                raise Doubt
        if node.returns is not None:
            self._annotation(node.returns)
        self._place = inner
        self._body(node.body)
        self._place = place

    def _default(self, node: Any) -> None:
        kind = type(node)
        if kind is ast.Tuple:
            for item in node.elts:
                self._default(item)
        elif kind is ast.Constant or kind is ast.UnaryOp or kind is ast.Name:
            self._visit(node, VALUE)
        else:
            raise Doubt

    def _decorator(self, node: Any) -> None:
        kind = type(node)
        use = DECORATOR if self._place is self.notes.module else INNER
        if kind is ast.Call:
            if type(node.func) not in (ast.Name, ast.Attribute):
                raise Doubt
            self._call(node, VALUE, use)
        elif kind is ast.Name or kind is ast.Attribute:
            self._visit(node, use)
        else:
            raise Doubt

    def _class(self, node: Any) -> None:
        name = node.name
        if self._place is not self.notes.module or node.keywords or name[:2] == "__":
            raise Doubt
        for decorator in node.decorator_list:
            self._decorator(decorator)
        for base in node.bases:
            if type(base) is ast.Name or type(base) is ast.Attribute:
                self._visit(base, BASE)
            else:
                raise Doubt
        self._bind(name, OPAQUE)
        self.notes.classes.add(name)
        inner = Place(self._place, is_class=True)
        self.notes.places.append(inner)
        self._place = inner
        for statement in node.body:
            kind = type(statement)
            if kind is ast.Expr and type(statement.value) is ast.Constant:
                continue
            handler = _IN_CLASS.get(kind)
            if handler is None:
                raise Doubt
            handler(self, statement)
        self._place = self.notes.module
        for bound in inner.bound:
            self.notes.attributes.add(bound)
            if bound == "startswith" or (bound[:2] == "__" and bound not in _METHODS):
                raise Doubt

    def _lasting(self, node: Any) -> None:
        """An assignment in a module's or class's body."""
        targets = node.targets if type(node) is ast.Assign else [node.target]
        if type(node) is ast.AnnAssign:
            self._annotation(node.annotation)
        if node.value is None:
            self._bind_name(targets[0], OPAQUE)
            return
        if self._place.is_class and type(node.value) in _DISPLAYS:
            raise Doubt
        self._lasting_value(node.value)
        for target in targets:
            self._bind_name(target, node.value)

    def _bind_name(self, target: Any, value: Any) -> None:
        if type(target) is not ast.Name:
            raise Doubt
        if target.id[:2] == "__" and (self._place.is_class or target.id not in _MODULE_NAMES):
            raise Doubt
        self._bind(target.id, value)

    def _lasting_value(self, node: Any) -> None:
        kind = type(node)
        if kind in (ast.List, ast.Tuple, ast.Set):
            for item in node.elts:
                self._lasting_value(item)
        elif kind is ast.Dict:
            for item in (*node.keys, *node.values):
                if item is None:
                    raise Doubt
                self._lasting_value(item)
        elif kind is ast.Call:
            if type(node.func) not in (ast.Name, ast.Attribute):
                raise Doubt
            self._call(node, VALUE, LASTING)
            callee = node.func
            while type(callee) is ast.Attribute:
                callee = callee.value
            if type(callee) is not ast.Name:
                raise Doubt
        elif kind in (ast.Constant, ast.UnaryOp, ast.JoinedStr, ast.BinOp) or kind is ast.Name:
            self._visit(node, VALUE)
        else:
            raise Doubt

    def _assign(self, node: Any) -> None:
        value = node.value
        self._visit(value, VALUE)
        for target in node.targets:
            self._target(target, value)

    def _annotated(self, node: Any) -> None:
        self._annotation(node.annotation)
        if node.value is not None:
            self._visit(node.value, VALUE)
            self._target(node.target, node.value)
        elif type(node.target) is ast.Name:
            self._bind(node.target.id, OPAQUE)
        else:
            raise Doubt

    def _augmented(self, node: Any) -> None:
        self._visit(node.value, VALUE)
        target = node.target
        if type(target) is ast.Name:
            self._bind(target.id, AUGMENTED)
        elif type(target) is ast.Attribute:
            # `self.rows += x` changes the list itself.
            self._store_attribute(target, None, changes=True)
        else:
            self._store_item(target, None)

    def _target(self, target: Any, value: ast.expr | None) -> None:
        kind = type(target)
        if kind is ast.Name:
            self._bind(target.id, value if value is not None else OPAQUE)
        elif kind is ast.Tuple or kind is ast.List:
            known = type(value) in (ast.Tuple, ast.List)
            for item in target.elts:
                if type(item) is ast.Starred:
                    item = item.value  # noqa: PLW2901
                if type(item) is not ast.Name:
                    raise Doubt
                self._bind(item.id, MAYBE if known else OPAQUE)
        elif kind is ast.Attribute:
            self._store_attribute(target, value)
        elif kind is ast.Subscript:
            self._store_item(target, value)
        else:
            raise Doubt

    def _store_attribute(
        self, target: Any, value: ast.expr | None, *, changes: bool = False
    ) -> None:
        place, attr = self._place, target.attr
        if (
            type(target.value) is not ast.Name
            or not place.keeps
            or target.value.id != place.own
            or attr[:2] == "__"
            or attr in self._watched
            or attr == "startswith"
            or attr.startswith(_INTERNAL)
        ):
            raise Doubt
        if changes:
            self.notes.kept_changed.add(attr)
        else:
            self.notes.attributes.add(attr)
            self.notes.kept.setdefault(attr, []).append(value)

    def _store_item(self, target: Any, value: ast.expr | None) -> None:
        if type(target) is not ast.Subscript:
            raise Doubt
        self._visit(target.slice, VALUE)
        self._change(target.value, value)

    def _change(self, node: Any, *contents: ast.expr | None) -> None:
        """Something puts ``contents`` into ``node``; None is something unknown."""
        place = self._place
        if place is self.notes.module or place.is_class or self._in_lambda:
            raise Doubt
        kind = type(node)
        if kind is ast.Name:
            place.changed.append((node.id, False))
            place.contents.setdefault(node.id, []).extend(contents)
        elif kind is ast.Attribute:
            # `self.rows`, made by this object for itself.
            if type(node.value) is not ast.Name or not place.own or node.value.id != place.own:
                raise Doubt
            self._visit(node, READ)
            if not place.keeps:
                raise Doubt
            self.notes.kept_changed.add(node.attr)
        elif kind is ast.Subscript and type(node.value) is ast.Name:
            self._visit(node.slice, VALUE)
            place.changed.append((node.value.id, True))
        elif (
            kind is ast.Call
            and type(node.func) is ast.Attribute
            and node.func.attr == "setdefault"
            and type(node.func.value) is ast.Name
            and len(node.args) == 2
            and not node.keywords
        ):
            self._visit(node.args[0], VALUE)
            self._visit(node.args[1], VALUE)
            place.changed.append((node.func.value.id, False))
            place.changed.append((node.func.value.id, True))
            place.contents.setdefault(node.func.value.id, []).append(node.args[1])
        else:
            raise Doubt

    def _for(self, node: Any) -> None:
        self._visit(node.iter, READ)
        self._element(node.target, node.iter, OPAQUE)
        self._body(node.body)
        self._body(node.orelse)

    def _element(self, target: Any, iterable: Any, binding: str) -> None:
        """Bind the target of a loop; what comes out of a display may be a constant."""
        if type(target) is ast.Name:
            is_call = type(iterable) in (ast.Call, ast.Await) and not _folds(iterable)
            is_name = type(iterable) is ast.Name
            self._bind(target.id, binding if is_call else (ELEMENT, iterable) if is_name else MAYBE)
            return
        if type(target) is not ast.Tuple:
            raise Doubt
        for item in target.elts:
            if type(item) is ast.Tuple:
                self._element(item, item, binding)
            elif type(item) is ast.Name:
                self._bind(item.id, binding)
            else:
                raise Doubt

    def _test_statement(self, node: Any) -> None:
        self._visit(node.test, INERT)
        self._body(node.body)
        self._body(node.orelse)

    def _with(self, node: Any) -> None:
        for item in node.items:
            self._visit(item.context_expr, VALUE)
            if item.optional_vars is not None:
                if type(item.optional_vars) is not ast.Name:
                    raise Doubt
                self._bind(item.optional_vars.id, OPAQUE)
        self._body(node.body)

    def _try(self, node: Any) -> None:
        self._body(node.body)
        for handler in node.handlers:
            kinds = handler.type
            if kinds is not None:
                for kind in kinds.elts if type(kinds) is ast.Tuple else (kinds,):
                    if type(kind) is not ast.Name and type(kind) is not ast.Attribute:
                        raise Doubt
                    self._visit(kind, EXCEPT)
            if handler.name is not None:
                self._bind(handler.name, OPAQUE)
            self._body(handler.body)
        self._body(node.orelse)
        self._body(node.finalbody)

    def _raise(self, node: Any) -> None:
        if node.exc is not None:
            self._visit(node.exc, EXCEPT)
        if node.cause is not None:
            self._visit(node.cause, VALUE)

    def _return(self, node: Any) -> None:
        if node.value is not None:
            self._visit(node.value, VALUE)

    def _assert(self, node: Any) -> None:
        self._visit(node.test, INERT)
        if node.msg is not None:
            self._visit(node.msg, VALUE)

    def _bind(self, name: str, binding: object) -> None:
        bindings = self._place.bound.setdefault(name, [])
        bindings.append(binding)
        if len(bindings) > MAX_BINDINGS or (
            name[:2] == "__" and name not in _MODULE_NAMES and name not in _METHODS
        ):
            raise Doubt

    # -- expressions --

    def _visit(self, node: Any, use: int) -> None:
        handler = _EXPRESSIONS.get(type(node))
        if handler is None:
            raise Doubt
        handler(self, node, use)

    def _constant(self, node: Any, _use: int) -> None:
        value = node.value
        kind = type(value)
        if kind is str:
            self.notes.texts.add(value)
        elif (kind is int and value >= 0x1000000) or (kind is bytes and value):
            raise Doubt

    def _name(self, node: Any, use: int) -> None:
        name = node.id
        if name[:2] == "__" and name != "__name__":
            raise Doubt
        self.notes.uses.add((name, use))

    def _attribute(self, node: Any, use: int) -> None:
        attr = node.attr
        base = node.value
        if attr[0] == "_":
            self._private(node, base, attr, use)
        elif attr in self._watched:
            self._watched_attribute(base, attr, use)
        elif attr.startswith(_INTERNAL):
            raise Doubt
        chain = [attr]
        while type(base) is ast.Attribute:
            inner = base.attr
            if inner[0] == "_":
                self._private(base, base.value, inner, VALUE)
            elif inner in self._watched or inner.startswith(_INTERNAL):
                raise Doubt
            chain.append(inner)
            base = base.value
        if type(base) is ast.Name:
            if base.id[:2] == "__":
                raise Doubt
            self.notes.chains.add((base.id, tuple(reversed(chain)), use))
        else:
            self._visit(base, READ)

    def _private(self, _node: Any, base: Any, attr: str, use: int) -> None:
        if type(base) is ast.Name and attr[:2] != "__":
            place: Place | None = self._place
            while place is not None and base.id not in place.bound:
                place = place.outer
            if place is None or not place.own or place.own != base.id:
                raise Doubt
            self.notes.private.add(attr)
            return
        if type(base) is not ast.Call or type(base.func) is not ast.Name:
            raise Doubt
        if attr in _NAMES and base.func.id == "type" and len(base.args) == 1:
            return
        if not (attr in _SUPER and base.func.id == "super" and use == CALLEE):
            raise Doubt

    def _watched_attribute(self, base: Any, attr: str, use: int) -> None:
        """Names that some rule asks about, on objects where they are harmless."""
        if attr == "format":
            if use != CALLEE or type(base) is not ast.Constant or type(base.value) is not str:
                raise Doubt
        elif attr not in self._mutators or use != CALLEE:
            # Methods that change their object are judged with their call.
            raise Doubt

    def _call(self, node: Any, _use: int, as_: int = CALLEE) -> None:
        function = node.func
        arguments, keywords = node.args, node.keywords
        key = ""
        if type(function) is ast.Name:
            key = function.id
            if key in _SPECIAL_CALLS:
                if as_ != CALLEE:
                    raise Doubt
                if _SPECIAL_CALLS[key](self, node):
                    return
            else:
                self._name(function, as_)
        elif type(function) is ast.Attribute:
            key = function.attr
            if key in self._mutators:
                if as_ != CALLEE:
                    raise Doubt
                self._mutator(node, function)
            else:
                self._attribute(function, as_)
                if key in _FOLDED:
                    self._folding(node, function)
                elif key in _PARSERS and len(arguments) > 1:
                    raise Doubt
        else:
            raise Doubt
        # A builtin that looks into containers changes and keeps none of them.
        use = READ if key in _READING and type(function) is ast.Name else VALUE
        for argument in arguments:
            kind = type(argument)
            if kind is ast.Name or kind is ast.Attribute:
                self._argument(argument, key, use)
            elif kind is ast.Starred:
                self._visit(argument.value, READ)
            elif kind is ast.Tuple and key == "isinstance":
                for item in argument.elts:
                    self._argument(item, key, use)
            else:
                self._visit(argument, VALUE)
        for keyword in keywords:
            name, value = keyword.arg, keyword.value
            if name is None:
                self._visit(value, READ)
                continue
            if name in _KEYWORDS:
                raise Doubt
            kind = type(value)
            if kind is ast.Name or kind is ast.Attribute:
                self._argument(value, key, VALUE)
            else:
                self._visit(value, VALUE)

    def _argument(self, node: Any, key: str, use: int) -> None:
        """Note that something is passed on; an attribute of a name, together with its callee."""
        chain: list[str] = []
        root = node
        while type(root) is ast.Attribute:
            chain.append(root.attr)
            root = root.value
        if type(root) is not ast.Name:
            self._visit(node, use)
            return
        if chain:
            self._attribute(node, INERT)
        else:
            self._name(node, INERT if use == VALUE else use)
        self.notes.arguments.add((key if use == VALUE else "", root.id, tuple(reversed(chain))))

    def _type_call(self, _node: Any) -> bool:
        raise Doubt

    def _super_call(self, node: Any) -> bool:
        if node.args or node.keywords:
            raise Doubt
        return True

    def _getattr_call(self, node: Any) -> bool:
        """``getattr(x, "name")`` is the attribute itself."""
        arguments = node.args
        if node.keywords or not 2 <= len(arguments) <= 3:
            raise Doubt
        base, name = arguments[0], arguments[1]
        if type(name) is not ast.Constant or type(name.value) is not str:
            raise Doubt
        attr = name.value
        if not attr.isidentifier() or attr[0] == "_" or attr in self._watched:
            raise Doubt
        if attr.startswith(_INTERNAL) or type(base) is not ast.Name:
            raise Doubt
        # As a value: then an imported thing is not plain.
        self._name(base, VALUE)
        if len(arguments) == 3:
            self._visit(arguments[2], VALUE)
        return True

    def _mutator(self, node: Any, function: Any) -> None:
        base, attr = function.value, function.attr
        if attr in _HTTP_VERBS and type(base) is ast.Name:
            self._place.sent.append(base.id)
            self.notes.chains.add((base.id, (attr,), CALLEE))
            return
        if attr[:2] == "__":
            raise Doubt
        if attr == "setdefault" and len(node.args) == 2:
            self._change(base, node.args[1])
        elif attr in ("append", "add", "appendleft") and len(node.args) == 1:
            self._change(base, node.args[0])
        elif attr in _TAKING and not node.keywords:
            self._change(base)
        else:
            self._change(base, None)

    def _folding(self, node: Any, function: Any) -> None:
        notes = self.notes
        if function.attr == "join":
            if type(function.value) is not ast.Constant or len(node.args) != 1 or node.keywords:
                raise Doubt
            notes.joins.append((self._place, node.args[0]))
        elif function.attr == "decode" and type(function.value) not in (ast.Name, ast.Attribute):
            raise Doubt
        elif not surely_opaque(function.value):
            notes.slices.append((self._place, function.value))

    def _binary(self, node: Any, use: int) -> None:
        operator = type(node.op)
        if operator is ast.BitOr and type(node.left) is ast.Name and node.left.id in _SUBSCRIPTED:
            raise Doubt
        left, right = node.left, node.right
        self._visit(left, use if type(left) is ast.BinOp else INERT)
        self._visit(right, INERT)
        if operator is ast.Div:
            for side in (left, right):
                if type(side) is ast.Constant and type(side.value) is str:
                    raise Doubt
                if not surely_opaque(side) and type(side) is not ast.Constant:
                    self.notes.quotients.append((self._place, side))
        elif operator in FOLDING and not any(map(surely_opaque, operands(node))):
            self.notes.folds.append((self._place, node))

    def _joined(self, node: Any, _use: int) -> None:
        opaque = False
        for item in node.values:
            if type(item) is ast.FormattedValue:
                self._visit(item.value, INERT)
                if item.format_spec is not None:
                    self._visit(item.format_spec, INERT)
                    opaque = True
                elif item.conversion not in (-1, 115) or surely_opaque(item.value):
                    opaque = True
            else:
                self._constant(item, INERT)
        if not opaque:
            self.notes.folds.append((self._place, node))

    def _compare(self, node: Any, _use: int) -> None:
        self._visit(node.left, INERT)
        for item in node.comparators:
            self._visit(item, READ if type(item) is ast.Name else INERT)

    def _boolean(self, node: Any, use: int) -> None:
        for item in node.values:
            self._visit(item, use)

    def _unary(self, node: Any, _use: int) -> None:
        self._visit(node.operand, INERT)

    def _choice(self, node: Any, use: int) -> None:
        self._visit(node.test, INERT)
        self._visit(node.body, use)
        self._visit(node.orelse, use)

    def _subscript(self, node: Any, _use: int) -> None:
        base = node.value
        if type(base) is ast.Name:
            if base.id in _SUBSCRIPTED:
                # `list[int]` as a value: a type.
                self._annotation(node)
                return
            self.notes.subscripted.add(base.id)
        self._visit(base, READ)
        index = node.slice
        if type(index) is ast.Slice:
            for part in (index.lower, index.upper, index.step):
                if part is not None:
                    self._visit(part, INERT)
            if not surely_opaque(base):
                self.notes.slices.append((self._place, base))
        else:
            self._visit(index, INERT if type(index) is not ast.Tuple else VALUE)

    def _items(self, node: Any, _use: int) -> None:
        for item in node.elts:
            self._visit(item, VALUE)

    def _dictionary(self, node: Any, _use: int) -> None:
        for key, value in zip(node.keys, node.values):  # noqa: B905 - as long as each other
            if key is None:
                self._visit(value, READ)
            else:
                self._visit(key, VALUE)
                self._visit(value, VALUE)

    def _comprehension(self, node: Any, _use: int) -> None:
        for generator in node.generators:
            self._visit(generator.iter, READ)
            self._element(generator.target, generator.iter, ELEMENT)
            for condition in generator.ifs:
                self._visit(condition, INERT)
        if type(node) is ast.DictComp:
            self._visit(node.key, VALUE)
            self._visit(node.value, VALUE)
        else:
            self._visit(node.elt, VALUE)

    def _lambda(self, node: Any, _use: int) -> None:
        arguments = node.args
        if arguments.defaults or arguments.kw_defaults or arguments.posonlyargs:
            raise Doubt
        every = [*arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in every:
            if argument is not None:
                if argument.arg in ("self", "cls"):
                    raise Doubt
                self._bind(argument.arg, ELEMENT)
        inside, self._in_lambda = self._in_lambda, True
        self._visit(node.body, VALUE)
        self._in_lambda = inside

    def _inner(self, node: Any, _use: int) -> None:
        self._visit(node.value, VALUE)

    def _yield(self, node: Any, _use: int) -> None:
        if node.value is not None:
            self._visit(node.value, VALUE)

    def _walrus(self, node: Any, use: int) -> None:
        self._visit(node.value, use)
        self._bind(node.target.id, node.value)

    # -- annotations --

    def _annotation(self, node: Any) -> None:
        kind = type(node)
        if kind is ast.Name:
            self._name(node, ANNOTATION)
        elif kind is ast.Attribute:
            self._attribute(node, ANNOTATION)
        elif kind is ast.Subscript:
            base = node.value
            name = base.id if type(base) is ast.Name else getattr(base, "attr", "")
            if type(base) is not ast.Name and type(base) is not ast.Attribute:
                raise Doubt
            if name == "Annotated":
                raise Doubt
            self._annotation(base)
            if name == "Literal":
                self._visit(node.slice, VALUE)
            else:
                self._annotation(node.slice)
        elif kind is ast.BinOp:
            if type(node.op) is not ast.BitOr:
                raise Doubt
            self._annotation(node.left)
            self._annotation(node.right)
        elif kind is ast.Tuple or kind is ast.List:
            for item in node.elts:
                self._annotation(item)
        elif kind is ast.Constant:
            value = node.value
            if type(value) is str:
                # Text is code here: a name, or nothing plain.
                if not value.isidentifier():
                    raise Doubt
                self.notes.uses.add((value, ANNOTATION))
            elif value is not None and value is not ...:
                raise Doubt
        else:
            raise Doubt


def _names_context(node: Any) -> bool:
    """Say whether an annotation may mean the organization context."""
    kind = type(node)
    if kind is ast.Name:
        return bool(node.id == "OrganizationContext")
    if kind is ast.Attribute:
        return bool(node.attr == "OrganizationContext")
    if kind is ast.BinOp:
        return _names_context(node.left) or _names_context(node.right)
    if kind is ast.Subscript:
        return _names_context(node.slice)
    if kind is ast.Tuple or kind is ast.List:
        return any(map(_names_context, node.elts))
    return kind is ast.Constant and type(node.value) is str


def _folds(node: Any) -> bool:
    """Say whether a call is one whose result the resolver may work out."""
    while type(node) is ast.Await:
        node = node.value
    if type(node) is not ast.Call:
        return False
    function = node.func
    if type(function) is ast.Name:
        return function.id in ("chr", "getattr")
    return type(function) is not ast.Attribute or function.attr in _FOLDED


def operands(node: Any) -> list[Any]:
    """Return what goes into the result; `%` takes the elements of a tuple."""
    if type(node.op) is ast.Mod and type(node.right) is ast.Tuple:
        return [node.left, *node.right.elts]
    return [node.left, node.right]


def surely_opaque(node: Any) -> bool:
    """Say whether the resolver cannot know ``node`` as a constant, whatever its names mean.

    Of several possible values, one that is no constant is enough.
    """
    kind = type(node)
    if kind is ast.Attribute:
        # An imported module's attribute may be a constant of the workspace.
        return type(node.value) is not ast.Name
    if kind is ast.Call:
        function = node.func
        if type(function) is ast.Name:
            return function.id != "chr"
        if type(function) is not ast.Attribute:
            return False
        return function.attr not in _FOLDED or surely_opaque(function.value)
    if kind is ast.Constant:
        return type(node.value) not in (str, int, bytes)
    if kind is ast.BinOp:
        return type(node.op) not in FOLDING or any(map(surely_opaque, operands(node)))
    if kind is ast.JoinedStr:
        return any(
            type(item) is ast.FormattedValue
            and (item.format_spec is not None or surely_opaque(item.value))
            for item in node.values
        )
    if kind is ast.BoolOp:
        return any(map(surely_opaque, node.values))
    if kind is ast.IfExp:
        return surely_opaque(node.body) or surely_opaque(node.orelse)
    if kind is ast.Subscript:
        return type(node.value) is not ast.Name and surely_opaque(node.value)
    return kind not in (ast.Name, ast.NamedExpr, ast.Slice)


FOLDING = frozenset({ast.Add, ast.BitOr, ast.BitXor, ast.LShift, ast.Mult, ast.Sub, ast.Mod})
_DISPLAYS = frozenset({ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp})
_TAKING = frozenset({"clear", "discard", "pop", "popitem", "popleft", "remove", "reverse", "sort"})
"""They put nothing into what they change."""
_SPECIAL_CALLS: dict[str, Callable[[Walk, Any], bool]] = {
    "type": Walk._type_call,
    "super": Walk._super_call,
    "getattr": Walk._getattr_call,
}
_EXPRESSIONS: dict[type, Callable[[Walk, Any, int], None]] = {
    ast.Constant: Walk._constant,
    ast.Name: Walk._name,
    ast.Attribute: Walk._attribute,
    ast.Call: Walk._call,
    ast.BinOp: Walk._binary,
    ast.JoinedStr: Walk._joined,
    ast.Compare: Walk._compare,
    ast.BoolOp: Walk._boolean,
    ast.UnaryOp: Walk._unary,
    ast.IfExp: Walk._choice,
    ast.Subscript: Walk._subscript,
    ast.List: Walk._items,
    ast.Tuple: Walk._items,
    ast.Set: Walk._items,
    ast.Dict: Walk._dictionary,
    ast.ListComp: Walk._comprehension,
    ast.SetComp: Walk._comprehension,
    ast.DictComp: Walk._comprehension,
    ast.GeneratorExp: Walk._comprehension,
    ast.Lambda: Walk._lambda,
    ast.Await: Walk._inner,
    ast.YieldFrom: Walk._inner,
    ast.Yield: Walk._yield,
    ast.NamedExpr: Walk._walrus,
}
_COMMON: dict[type, Callable[[Walk, Any], None]] = {
    ast.FunctionDef: Walk._function,
    ast.AsyncFunctionDef: Walk._function,
    ast.Pass: Walk._nothing,
}
_TOP = {
    **_COMMON,
    ast.Import: Walk._import,
    ast.ImportFrom: Walk._import_from,
    ast.ClassDef: Walk._class,
    ast.Assign: Walk._lasting,
    ast.AnnAssign: Walk._lasting,
}
_IN_CLASS = {**_COMMON, ast.Assign: Walk._lasting, ast.AnnAssign: Walk._lasting}
_STATEMENTS = {
    **_COMMON,
    ast.Import: Walk._import,
    ast.ImportFrom: Walk._import_from,
    ast.Expr: Walk._expression,
    ast.Assign: Walk._assign,
    ast.AnnAssign: Walk._annotated,
    ast.AugAssign: Walk._augmented,
    ast.For: Walk._for,
    ast.AsyncFor: Walk._for,
    ast.While: Walk._test_statement,
    ast.If: Walk._test_statement,
    ast.With: Walk._with,
    ast.AsyncWith: Walk._with,
    ast.Try: Walk._try,
    ast.Raise: Walk._raise,
    ast.Return: Walk._return,
    ast.Assert: Walk._assert,
    ast.Break: Walk._nothing,
    ast.Continue: Walk._nothing,
}
