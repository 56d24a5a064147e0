"""The one pass over a syntax tree: what is not known to be harmless by its shape ends it.

What depends on names that may be bound further down is written down in `Notes` and decided at the
end, by `names`. The tables below say which function looks at which kind of syntax; what is not in
them is not plain.
"""

from __future__ import annotations

import _ast as ast
from sys import _getframe, getrecursionlimit, setrecursionlimit

from tools.isolation.gate import definitions, expressions, imports, statements
from tools.isolation.gate.calls import see_call
from tools.isolation.gate.notes import Doubt, Notes
from tools.isolation.gate.references import see_attribute, see_constant, see_name
from tools.isolation.gate.state import Pass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tools.isolation.gate.tables import Tables

MAX_FRAMES = 160
"""Deeper nesting is not plain; the full judgement needs several times as many frames."""


def walk(tree: ast.Module, tables: Tables) -> Notes:
    """Pass over a whole file.

    Raises:
        Doubt: it is not plain.
    """
    depth, frame = 0, _getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    limit = getrecursionlimit()
    if depth + MAX_FRAMES > limit:
        raise Doubt
    state = Pass(tables, _EXPRESSIONS, _STATEMENTS)
    setrecursionlimit(depth + MAX_FRAMES)
    try:
        state.notes.places.append(state.place)
        for statement in tree.body:
            _see_top(state, statement)
    except RecursionError:
        raise Doubt from None
    finally:
        setrecursionlimit(limit)
    return state.notes


def _see_top(state: Pass, node: Any) -> None:
    """A statement of the module's own body: what it makes lives as long as the process."""
    kind = type(node)
    if kind is ast.Expr and type(node.value) is ast.Constant:
        return
    if kind is ast.If:
        imports.see_type_checking(state, node)
        return
    handler = _TOP.get(kind)
    if handler is None:
        raise Doubt
    handler(state, node)


_EXPRESSIONS: dict[type, Callable[[Pass, Any, int], None]] = {
    ast.Constant: see_constant,
    ast.Name: see_name,
    ast.Attribute: see_attribute,
    ast.Call: see_call,
    ast.BinOp: expressions.see_binary,
    ast.JoinedStr: expressions.see_joined,
    ast.Compare: expressions.see_compare,
    ast.BoolOp: expressions.see_boolean,
    ast.UnaryOp: expressions.see_unary,
    ast.IfExp: expressions.see_choice,
    ast.Subscript: expressions.see_subscript,
    ast.List: expressions.see_items,
    ast.Tuple: expressions.see_items,
    ast.Set: expressions.see_items,
    ast.Dict: expressions.see_dictionary,
    ast.ListComp: expressions.see_comprehension,
    ast.SetComp: expressions.see_comprehension,
    ast.DictComp: expressions.see_comprehension,
    ast.GeneratorExp: expressions.see_comprehension,
    ast.Lambda: expressions.see_lambda,
    ast.Await: expressions.see_inner,
    ast.YieldFrom: expressions.see_inner,
    ast.Yield: expressions.see_yield,
    ast.NamedExpr: expressions.see_walrus,
}
_TOP: dict[type, Callable[[Pass, Any], None]] = {
    ast.FunctionDef: definitions.see_function,
    ast.AsyncFunctionDef: definitions.see_function,
    ast.ClassDef: definitions.see_class,
    ast.Assign: definitions.see_lasting,
    ast.AnnAssign: definitions.see_lasting,
    ast.Import: imports.see_import,
    ast.ImportFrom: imports.see_import_from,
    ast.Pass: statements.see_nothing,
}
_STATEMENTS: dict[type, Callable[[Pass, Any], None]] = {
    ast.FunctionDef: definitions.see_function,
    ast.AsyncFunctionDef: definitions.see_function,
    ast.Import: imports.see_import,
    ast.ImportFrom: imports.see_import_from,
    ast.Expr: statements.see_expression,
    ast.Assign: statements.see_assign,
    ast.AnnAssign: statements.see_annotated,
    ast.AugAssign: statements.see_augmented,
    ast.For: statements.see_for,
    ast.AsyncFor: statements.see_for,
    ast.While: statements.see_test_statement,
    ast.If: statements.see_test_statement,
    ast.With: statements.see_with,
    ast.AsyncWith: statements.see_with,
    ast.Try: statements.see_try,
    ast.Raise: statements.see_raise,
    ast.Return: statements.see_return,
    ast.Assert: statements.see_assert,
    ast.Break: statements.see_nothing,
    ast.Continue: statements.see_nothing,
    ast.Pass: statements.see_nothing,
}
