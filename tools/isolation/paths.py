"""Folds the texts of paths that a file puts together: ``Path.cwd() / "a"``, ``with_suffix`` ...

Parts that only the run knows are kept as `GAP`. The working directory is ``.``, as it is where the
platform itself lies.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from tools.isolation.elsewhere import Elsewhere
from tools.isolation.folding import fold_texts, own_path
from tools.isolation.scopes import Bind, Scope
from tools.isolation.trees import is_none, spread
from tools.isolation.values import Kind, Resolver

GAP = "\ufffc"
"""Stands for a part of a path that is not written in the file."""
HERE = "."
_MAX_DEPTH = 12
_STEPS_EACH = 20
MAX_FOLDED = 3
"""How deep inside of a path its parts are still worked out in full."""
_MAX_TEXTS = 8
_MAX_LENGTH = 1000
_LEADING = re.compile(r"^[/~.]|proc|engine|tools|settings|environ|file:", re.IGNORECASE)
Texts = tuple[str, ...]
_UNKNOWN: Texts = (GAP,)
PATHS = frozenset(
    {"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"}
)
_CURRENT = frozenset({"os.getcwd", "os.getcwdb", "pathlib.Path.cwd", "pathlib.PosixPath.cwd"})
_TEMPORARY = frozenset({"tempfile.gettempdir", "tempfile.gettempdirb"})
_SAME = frozenset(
    """os.path.abspath os.path.realpath os.path.normpath os.path.normcase os.fspath os.fsdecode
    os.fsencode posixpath.abspath posixpath.normpath urllib.request.pathname2url
    urllib.parse.quote urllib.parse.unquote str()""".split()  # noqa: SIM905
)
_SAME_METHODS = frozenset({"resolve", "absolute", "as_posix", "expanduser", "strip", "encode"})
_RENAMING = frozenset({"with_name", "with_stem", "with_suffix"})
_PARTS = frozenset({"name", "parent", "stem", "suffix"})


def path_texts(resolver: Resolver, node: ast.expr | None, scope: Scope, depth: int = 0) -> Texts:
    """Return what the path or text ``node`` may read as, with `GAP` for what is not known."""
    if node is None or depth > _MAX_DEPTH:
        return _UNKNOWN
    resolver.count(_STEPS_EACH)
    found = _of_expression(resolver, node, scope, depth)
    if not any(GAP in text for text in found):
        return found
    folded = fold_texts(resolver, node, scope) if depth <= MAX_FOLDED else ()
    if folded:
        return _leading(folded, found if found != _UNKNOWN else ())
    if found != _UNKNOWN:
        return found
    # What may arrive there by way of others: of many texts, those that look like a path lead.
    arriving = list(resolver.texts(node, scope))
    for value in resolver.values(node, scope)[:_MAX_TEXTS]:
        made = value.data
        if (
            value.kind is Kind.RESULT
            and made is not node
            and isinstance(made, ast.Call | ast.BinOp)
        ):
            arriving += path_texts(resolver, made, resolver.facts.scope_of(made), depth + 3)
    return _leading(arriving, (GAP,))


def _leading(found: Iterable[str], last: Texts) -> Texts:
    """Return a few of many texts, those first that look like paths of the platform."""
    found = sorted(dict.fromkeys(found), key=lambda text: not _LEADING.search(text))
    return _few((*found[: max(1, _MAX_TEXTS - len(last))], *last))


def _of_expression(resolver: Resolver, node: ast.expr, scope: Scope, depth: int) -> Texts:
    if isinstance(node, Elsewhere):
        return path_texts(resolver, node.node, node.scope, depth)
    known = resolver.text(node, scope)
    if known is not None:
        return _few(known)
    if isinstance(node, ast.Name):
        return _of_name(resolver, node, scope, depth)
    if isinstance(node, ast.NamedExpr):
        return path_texts(resolver, node.value, scope, depth + 1)
    if isinstance(node, ast.IfExp):
        if isinstance(node.test, ast.Constant):
            taken = node.body if node.test.value else node.orelse
            return path_texts(resolver, taken, scope, depth + 1)
        # `None` is no path.
        ways = [way for way in (node.body, node.orelse) if not is_none(way)] or [node.body]
        return _few(text for way in ways for text in path_texts(resolver, way, scope, depth + 1))
    if isinstance(node, ast.BoolOp):
        return _few(
            text for item in node.values for text in path_texts(resolver, item, scope, depth + 1)
        )
    if isinstance(node, ast.BinOp):
        left = path_texts(resolver, node.left, scope, depth + 1)
        right = path_texts(resolver, node.right, scope, depth + 1)
        if isinstance(node.op, ast.Div):
            return _few(_join(a, b) for a in left for b in right)
        if isinstance(node.op, ast.Add):
            return _few(a + b for a in left for b in right)
        return _UNKNOWN
    if isinstance(node, ast.JoinedStr):
        texts: Texts = ("",)
        for item in node.values:
            inner = item.value if isinstance(item, ast.FormattedValue) else item
            more = path_texts(resolver, inner, scope, depth + 1)
            texts = _few(a + b for a in texts for b in more)
        return texts
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        return _ancestor(resolver, node.value, node.slice, scope, depth)
    if isinstance(node, ast.Attribute) and node.attr in _PARTS:
        return _each(path_texts(resolver, node.value, scope, depth + 1), node.attr)
    return _of_call(resolver, node, scope, depth) if isinstance(node, ast.Call) else _UNKNOWN


def _of_name(resolver: Resolver, node: ast.Name, scope: Scope, depth: int) -> Texts:
    owner, bindings = scope.resolve(node.id)
    if owner is None and node.id == "__file__":
        return (own_path(resolver),)
    if owner is None or not 0 < len(bindings) <= _MAX_TEXTS:
        return _UNKNOWN
    found: list[str] = []
    for binding in bindings:
        plain = binding.kind is Bind.ASSIGN and not binding.path and binding.value is not None
        if plain:
            found += path_texts(resolver, binding.value, owner, depth + 2)
        else:
            found.append(GAP)
    return _few(found)


def _ancestor(
    resolver: Resolver, node: ast.Attribute, index: ast.expr, scope: Scope, depth: int
) -> Texts:
    """Return what ``path.parents[index]`` gives."""
    number = index.value if isinstance(index, ast.Constant) else None
    if node.attr != "parents" or type(number) is not int:
        return _UNKNOWN
    found = []
    for text in path_texts(resolver, node.value, scope, depth + 1):
        above = PurePosixPath(text).parents
        found.append(str(above[number]) if -len(above) <= number < len(above) else GAP)
    return _few(found)


def _of_call(resolver: Resolver, node: ast.Call, scope: Scope, depth: int) -> Texts:
    values = resolver.values(node.func, scope)
    names = {value.name for value in values}
    # What a path's own method is read from is a path already.
    makes_path = any(value.name in PATHS and value.kind is not Kind.RESULT for value in values)
    if names & _CURRENT:
        return (HERE,)
    if names & _TEMPORARY:
        return ("/tmp",)  # noqa: S108 - what the text means, not a place to write to
    if makes_path or names & {"os.path.join", "posixpath.join"}:
        return _joined(resolver, (HERE,), node.args, scope, depth)
    is_text = isinstance(node.func, ast.Name) and node.func.id in ("str", "bytes")
    if (names & _SAME or is_text) and node.args:
        return path_texts(resolver, node.args[0], scope, depth + 1)
    function = node.func
    if isinstance(function, ast.Attribute):
        return _of_method(resolver, node, function, scope, depth)
    for value in resolver.values(function, scope):
        if isinstance(value.data, ast.Attribute):
            return _of_method(resolver, node, value.data, scope, depth + 1)
    return _UNKNOWN


def _of_method(
    resolver: Resolver, node: ast.Call, function: ast.Attribute, scope: Scope, depth: int
) -> Texts:
    """Return what a method of a path or text gives, wherever it was read from its object."""
    if function.attr == "joinpath":
        base = path_texts(resolver, function.value, scope, depth + 1)
        return _joined(resolver, base, node.args, scope, depth)
    if function.attr in _SAME_METHODS:
        return path_texts(resolver, function.value, scope, depth + 1)
    if function.attr == "as_uri":
        return tuple(
            f"file:///{text}" for text in path_texts(resolver, function.value, scope, depth + 1)
        )
    if function.attr in _RENAMING and len(node.args) == 1:
        base = path_texts(resolver, function.value, scope, depth + 1)
        new = path_texts(resolver, node.args[0], scope, depth + 1)
        return _few(_renamed(function.attr, a, b) for a in base for b in new)
    return _UNKNOWN


def _joined(
    resolver: Resolver, base: Texts, arguments: list[ast.expr], scope: Scope, depth: int
) -> Texts:
    for argument in spread(arguments):
        more = path_texts(resolver, argument, scope, depth + 1)
        base = _few(_join(a, b) for a in base for b in more)
    return base


def _join(base: str, part: str) -> str:
    if part.startswith("/") or base in ("", HERE):
        return part or HERE
    return f"{base.rstrip('/')}/{part}"


def _renamed(method: str, base: str, new: str) -> str:
    # The suffix of a path that is not known is not known either.
    rest = GAP if method == "with_stem" and GAP in base else ""
    try:
        return str(getattr(PurePosixPath(base), method)(new)) + rest
    except ValueError:
        return GAP


def _each(texts: Texts, attr: str) -> Texts:
    return _few(str(getattr(PurePosixPath(text), attr)) for text in texts)


def _few(texts: Iterable[str]) -> Texts:
    kept = tuple(dict.fromkeys(text[:_MAX_LENGTH] for text in texts))
    return kept if 0 < len(kept) <= _MAX_TEXTS else _UNKNOWN


def local_part(text: str) -> str | None:
    """Return the path that a ``file:`` address names, or None for any other text."""
    head = text.lstrip()
    return unquote(head[5:]) if head[:5].lower() == "file:" else None
