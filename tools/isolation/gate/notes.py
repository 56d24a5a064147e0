"""What one pass over a file writes down, for `names` and `constants` to decide at its end."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _ast as ast
    from typing import Any

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
"""Methods that look into a container and leave it alone."""
MAKERS = frozenset({"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict"})
"""What makes new containers."""
METHODS = frozenset(
    """__aenter__ __aexit__ __aiter__ __anext__ __bool__ __contains__ __enter__ __eq__ __exit__
    __ge__ __getitem__ __gt__ __hash__ __init__ __iter__ __le__ __len__ __lt__ __next__
    __post_init__ __repr__ __str__""".split()  # noqa: SIM905
)
"""Special methods that a class may define."""
MODULE_NAMES = frozenset({"__all__", "__author__", "__version__"})
INTERNAL = ("f_", "tb_", "gi_", "cr_", "ag_", "co_", "func_", "im_")
"""How the names of internal types' attributes begin."""


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
