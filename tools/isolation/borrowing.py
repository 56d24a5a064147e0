"""Methods that read off their object what its class cannot have.

Called on an instance they fail; called as ``Reader.read(context)`` they read the private parts of
whatever is given in place of ``self``. Which methods are like that stands in their own file, the
call may stand in another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.isolation.trees import walk

_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign)
_TAKING_APART = frozenset({"vars", "getattr", "setattr", "delattr"})


def borrowing_methods(tree: ast.Module) -> Iterator[str]:
    """Yield ``Class.method`` for such methods of a file's own classes."""
    own: frozenset[str] | None = None
    for node in tree.body:
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            asked = _asked(method) if isinstance(method, _DEFINING) else None
            if not asked or not isinstance(method, _DEFINING):
                continue
            if own is None and None not in asked:
                own = _own_names(tree)
            if None in asked or (own is not None and not asked <= own):
                yield f"{getattr(node, 'name', '')}.{_name(method)}"


def _name(method: ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign) -> str:
    if isinstance(method, ast.Assign):
        return method.targets[0].id if isinstance(method.targets[0], ast.Name) else ""
    return method.name


def _own_names(tree: ast.Module) -> frozenset[str]:
    """Return every attribute name that the file sets, and every name that a class of it binds."""
    found = set()
    nodes = walk(tree)
    # What is asked for need not be there.
    asked = {
        node.args[1]
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
    }
    for node in nodes:
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            found.add(node.attr)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in asked:
            found.add(node.value)  # `__slots__`
    return frozenset(found)


def _asked(method: ast.AST) -> set[str | None]:
    """Return the private names that a method reads off its object; None if it takes it apart."""
    function = method.value if isinstance(method, ast.Assign) else method
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return set()
    if not isinstance(function, ast.Lambda) and any(
        isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod")
        for decorator in function.decorator_list
    ):
        return set()
    arguments = [*function.args.posonlyargs, *function.args.args]
    me = arguments[0].arg if arguments else ""
    found: set[str | None] = set()
    for node in walk(function) if me else ():
        if isinstance(node, ast.Attribute):
            if node.attr[0] == "_" and _is(node.value, me):
                found.add(node.attr)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _TAKING_APART
            and any(_is(argument, me) for argument in node.args)
            and not _names_public(node)
        ):
            found.add(None)
    return found


def _names_public(call: ast.Call) -> bool:
    """``getattr(self, "name", None)`` is an attribute like any other."""
    name = call.args[1] if len(call.args) > 1 else None
    return (
        isinstance(name, ast.Constant)
        and isinstance(name.value, str)
        and not name.value.startswith("_")
    )


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
