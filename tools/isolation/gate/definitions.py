"""What a module or class is made of: functions, classes and values that last."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.annotations import names_context, see_annotation
from tools.isolation.gate.calls import see_call
from tools.isolation.gate.notes import (
    BASE,
    DECORATOR,
    INNER,
    LASTING,
    METHODS,
    MODULE_NAMES,
    OPAQUE,
    PARAMETER,
    VALUE,
    Doubt,
    Place,
)
from tools.isolation.gate.references import see_attribute, see_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tools.isolation.gate.state import Pass

_DISPLAYS = frozenset({ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp})


def see_function(walk: Pass, node: Any) -> None:
    """A function or method, with its decorators, defaults and body."""
    name, place = node.name, walk.place
    if name[:2] == "__" and name not in METHODS:
        raise Doubt
    for decorator in node.decorator_list:
        see_decorator(walk, decorator)
    walk.bind(name, OPAQUE)
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
        walk.notes.functions.add(name)
        if node.decorator_list and names:
            walk.notes.contexts.add(names[0].arg)
    else:
        walk.notes.functions.add(name)
        walk.notes.attributes.add(name)
        if name == "startswith":
            raise Doubt
    for default in arguments.defaults:
        see_default(walk, default)
    for default in arguments.kw_defaults:
        if default is not None:
            see_default(walk, default)
    inner = Place(place, own)
    # Inside, an assignment to an attribute of the first parameter is the object's own.
    inner.keeps = own == "self" and not walk.in_lambda
    walk.notes.places.append(inner)
    every = [*names, *arguments.kwonlyargs]
    if arguments.vararg:
        every.append(arguments.vararg)
    if arguments.kwarg:
        every.append(arguments.kwarg)
    for argument in every:
        if argument.annotation is not None:
            see_annotation(walk, argument.annotation)
            if names_context(argument.annotation):
                walk.notes.contexts.add(argument.arg)
        inner.bound[argument.arg] = [PARAMETER]
        if argument.arg[:2] == "__" or (argument.arg in ("self", "cls") and not own):
            raise Doubt
    if node.returns is not None:
        see_annotation(walk, node.returns)
    walk.place = inner
    walk.body(node.body)
    walk.place = place


def see_default(walk: Pass, node: Any) -> None:
    """A default lives as long as the function: constants, names and tuples of them."""
    kind = type(node)
    if kind is ast.Tuple:
        for item in node.elts:
            see_default(walk, item)
    elif kind is ast.Constant or kind is ast.UnaryOp or kind is ast.Name:
        walk.visit(node, VALUE)
    else:
        raise Doubt


def see_decorator(walk: Pass, node: Any) -> None:
    """A decorator: what it may be is decided with the names."""
    kind = type(node)
    use = DECORATOR if walk.place is walk.notes.module else INNER
    if kind is ast.Call:
        if type(node.func) not in (ast.Name, ast.Attribute):
            raise Doubt
        see_call(walk, node, VALUE, use)
    elif kind is ast.Name or kind is ast.Attribute:
        walk.visit(node, use)
    else:
        raise Doubt


def see_class(walk: Pass, node: Any) -> None:
    """A class of the module: no keywords, and nothing but methods and values in it."""
    name = node.name
    if walk.place is not walk.notes.module or node.keywords or name[:2] == "__":
        raise Doubt
    for decorator in node.decorator_list:
        see_decorator(walk, decorator)
    for base in node.bases:
        if type(base) is ast.Name or type(base) is ast.Attribute:
            walk.visit(base, BASE)
        else:
            raise Doubt
    walk.bind(name, OPAQUE)
    walk.notes.classes.add(name)
    inner = Place(walk.place, is_class=True)
    walk.notes.places.append(inner)
    walk.place = inner
    for statement in node.body:
        kind = type(statement)
        if kind is ast.Expr and type(statement.value) is ast.Constant:
            continue
        handler = _IN_CLASS.get(kind)
        if handler is None:
            raise Doubt
        handler(walk, statement)
    walk.place = walk.notes.module
    for bound in inner.bound:
        walk.notes.attributes.add(bound)
        if bound in ("startswith", "__eq__") or (bound[:2] == "__" and bound not in METHODS):
            raise Doubt


def see_lasting(walk: Pass, node: Any) -> None:
    """An assignment in a module's or class's body."""
    targets = node.targets if type(node) is ast.Assign else [node.target]
    if type(node) is ast.AnnAssign:
        see_annotation(walk, node.annotation)
    if node.value is None:
        bind_name(walk, targets[0], OPAQUE)
        return
    if walk.place.is_class and type(node.value) in _DISPLAYS:
        raise Doubt
    see_lasting_value(walk, node.value)
    for target in targets:
        bind_name(walk, target, node.value)


def bind_name(walk: Pass, target: Any, value: Any) -> None:
    """Bind the one target of an assignment outside of functions."""
    if type(target) is not ast.Name:
        raise Doubt
    if target.id[:2] == "__" and (walk.place.is_class or target.id not in MODULE_NAMES):
        raise Doubt
    walk.bind(target.id, value)


def see_lasting_value(walk: Pass, node: Any) -> None:
    """A value that lives as long as the module or class."""
    kind = type(node)
    if kind in (ast.List, ast.Tuple, ast.Set):
        for item in node.elts:
            see_lasting_value(walk, item)
    elif kind is ast.Dict:
        for item in (*node.keys, *node.values):
            if item is None:
                raise Doubt
            see_lasting_value(walk, item)
    elif kind is ast.Call:
        if type(node.func) not in (ast.Name, ast.Attribute):
            raise Doubt
        see_call(walk, node, VALUE, LASTING)
        callee = node.func
        while type(callee) is ast.Attribute:
            callee = callee.value
        if type(callee) is not ast.Name:
            raise Doubt
        for part in (*node.args, *(keyword.value for keyword in node.keywords)):
            _see_made(walk, part)
    elif kind in (ast.Constant, ast.UnaryOp, ast.JoinedStr, ast.BinOp) or kind is ast.Name:
        walk.visit(node, VALUE)
    else:
        raise Doubt


def _see_made(walk: Pass, node: Any) -> None:
    """``next(streamed(Client()))``: what calls inside of the call make may live as long."""
    if type(node) is ast.Call:
        root = node.func
        while type(root) is ast.Attribute:
            root = root.value
        if type(node.func) is ast.Name:
            see_name(walk, node.func, LASTING)
        elif type(root) is ast.Name:
            see_attribute(walk, node.func, LASTING)
    for name in node._fields:
        value = getattr(node, name, None)
        for part in value if type(value) is list else (value,):
            if isinstance(part, ast.AST):
                _see_made(walk, part)


_IN_CLASS: dict[type, Callable[[Pass, Any], None]] = {
    ast.FunctionDef: see_function,
    ast.AsyncFunctionDef: see_function,
    ast.Pass: lambda _walk, _node: None,
    ast.Assign: see_lasting,
    ast.AnnAssign: see_lasting,
}
