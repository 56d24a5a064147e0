"""Adding names to an import statement in the style that the statement has."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

MAX_WIDTH = 88
"""Longer import lines are broken, one name a line; what Black and many teams use."""


def dotted(module: str) -> cst.Name | cst.Attribute:
    """Return the syntax of a dotted module name."""
    node: cst.Name | cst.Attribute
    first, *rest = module.split(".")
    node = cst.Name(first)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def spelled(node: cst.ImportFrom) -> str | None:
    """Return the module of an absolute ``from`` import, else None."""
    if node.relative or node.module is None:
        return None
    parts: list[str] = []
    inner: cst.BaseExpression = node.module
    while isinstance(inner, cst.Attribute):
        parts.append(inner.attr.value)
        inner = inner.value
    if not isinstance(inner, cst.Name):
        return None
    return ".".join([inner.value, *reversed(parts)])


def aliases_of(node: cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    """Return the imported names; none for a star import."""
    return () if isinstance(node.names, cst.ImportStar) else tuple(node.names)


def bare(alias: cst.ImportAlias) -> cst.ImportAlias:
    """Return the alias without its comma and without odd blanks."""
    renamed = alias.asname
    if renamed is not None and isinstance(renamed.name, cst.Name):
        renamed = cst.AsName(cst.Name(renamed.name.value))
    return cst.ImportAlias(name=alias.name, asname=renamed)


def has_comment(node: cst.CSTNode) -> bool:
    """Say whether any whitespace inside ``node`` holds a comment."""
    return isinstance(node, cst.Comment) or any(has_comment(child) for child in node.children)


def plain_import(module: str, aliases: Sequence[cst.ImportAlias]) -> cst.ImportFrom:
    """Return ``from module import a, b`` on one line."""
    return cst.ImportFrom(module=dotted(module), names=[bare(alias) for alias in aliases])


def with_names(
    node: cst.ImportFrom, added: Sequence[cst.ImportAlias], indent: int = 0
) -> cst.ImportFrom:
    """Return ``node`` importing the names ``added`` too; those it has already are not doubled."""
    present = {_key(alias) for alias in aliases_of(node)}
    new = [bare(alias) for alias in added if _key(alias) not in present]
    if not new:
        return node
    if isinstance(node.lpar, cst.LeftParen) and isinstance(
        node.lpar.whitespace_after, cst.ParenthesizedWhitespace
    ):
        return _append_lines(node, node.lpar.whitespace_after, new)
    if has_comment(node):
        return _append_inline(node, new)
    joined = [*map(bare, aliases_of(node)), *new]
    if _is_sorted(aliases_of(node)):
        joined.sort(key=_order)
    flat = node.with_changes(names=joined, lpar=None, rpar=None)
    if indent + len(_code(flat)) <= MAX_WIDTH:
        return node.with_changes(names=joined)
    return _broken(node, joined)


def _key(alias: cst.ImportAlias) -> tuple[str, str]:
    renamed = alias.asname.name if alias.asname else None
    name = alias.name.value
    return str(name), renamed.value if isinstance(renamed, cst.Name) else str(name)


def _code(node: cst.ImportFrom) -> str:
    return cst.Module([cst.SimpleStatementLine([node])]).code.rstrip("\n")


def _order(alias: cst.ImportAlias) -> tuple[int, str]:
    """Sort as isort does: constants, classes, then the rest."""
    name = str(alias.name.value)
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name


def _is_sorted(aliases: Sequence[cst.ImportAlias]) -> bool:
    orders = [_order(alias) for alias in aliases]
    return orders == sorted(orders)


def _line(last: str, first: cst.TrailingWhitespace | None = None) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(
        first_line=first or cst.TrailingWhitespace(),
        indent=True,
        last_line=cst.SimpleWhitespace(last),
    )


def _broken(node: cst.ImportFrom, aliases: Sequence[cst.ImportAlias]) -> cst.ImportFrom:
    names = [
        alias.with_changes(
            comma=cst.Comma(whitespace_after=_line("" if alias is aliases[-1] else "    "))
        )
        for alias in aliases
    ]
    return node.with_changes(
        names=names, lpar=cst.LeftParen(whitespace_after=_line("    ")), rpar=cst.RightParen()
    )


def _append_inline(node: cst.ImportFrom, new: Sequence[cst.ImportAlias]) -> cst.ImportFrom:
    *before, last = aliases_of(node)
    comma = last.comma if isinstance(last.comma, cst.Comma) else _SPACED
    names = [*before, last.with_changes(comma=comma)]
    names += [alias.with_changes(comma=_SPACED) for alias in new[:-1]]
    return node.with_changes(names=[*names, new[-1]])


_SPACED = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _append_lines(
    node: cst.ImportFrom, opening: cst.ParenthesizedWhitespace, new: Sequence[cst.ImportAlias]
) -> cst.ImportFrom:
    """Add one line a name; comments stay with the names they stand behind."""
    *before, last = aliases_of(node)
    step = opening.last_line.value
    between = cst.Comma(whitespace_after=_line(step))
    trailing = isinstance(last.comma, cst.Comma)
    closing = last.comma.whitespace_after if isinstance(last.comma, cst.Comma) else (
        node.rpar.whitespace_before if node.rpar else cst.SimpleWhitespace("")
    )  # fmt: skip
    if isinstance(closing, cst.ParenthesizedWhitespace):
        behind_last = closing.with_changes(last_line=opening.last_line, indent=True)
        final = _line(closing.last_line.value)
    else:
        behind_last, final = _line(step), _line("")
    names = [*before, last.with_changes(comma=cst.Comma(whitespace_after=behind_last))]
    names += [alias.with_changes(comma=between) for alias in new[:-1]]
    if trailing:
        return node.with_changes(
            names=[*names, new[-1].with_changes(comma=cst.Comma(whitespace_after=final))]
        )
    rpar = (node.rpar or cst.RightParen()).with_changes(whitespace_before=final)
    return node.with_changes(names=[*names, new[-1]], rpar=rpar)
