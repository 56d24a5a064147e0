"""Moves imports of old module paths to the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from tools.isolation.fixes.importlist import (
    aliases_of,
    bare,
    dotted,
    has_comment,
    plain_import,
    spelled,
    with_names,
)

Target = Callable[[str, str, cst.ImportAlias], str | None]
"""(module, name, the alias node as parsed) -> the module to import it from instead, or None."""


@dataclass
class _Line:
    """One statement of a body; ``moved`` says whether this run made it an import from the door."""

    node: cst.BaseStatement
    moved: bool = False
    gone: bool = False


@dataclass
class ImportMover:
    """Rewrites the statements of one body (module, function, branch) at a time.

    Attributes:
        target: decides for each imported name.
        bound: how often each name is bound in the file; a name bound more than once is not moved
        past another binding.
        moved: the names that now come from the door.
        commented: names left alone because a comment would lose its place.
    """

    target: Target
    bound: Counter[str] = field(default_factory=Counter)
    moved: list[cst.ImportAlias] = field(default_factory=list)
    commented: list[cst.ImportAlias] = field(default_factory=list)

    def body(
        self,
        original: Sequence[cst.BaseStatement],
        updated: Sequence[cst.BaseStatement],
        depth: int,
    ) -> list[cst.BaseStatement]:
        """Return the rewritten statements; both sequences are the same body, node by node."""
        lines: list[_Line] = []
        for before, after in zip(original, updated, strict=True):
            lines += self._line(before, after)
        if any(line.moved for line in lines):
            self._merge(lines, 4 * depth)
        return _without_gone(lines)

    def _line(self, original: cst.BaseStatement, updated: cst.BaseStatement) -> list[_Line]:
        if not isinstance(original, cst.SimpleStatementLine) or not isinstance(
            updated, cst.SimpleStatementLine
        ):
            return [_Line(updated)]
        parts: list[list[cst.BaseSmallStatement]] = [
            self._statement(before, after)
            for before, after in zip(original.body, updated.body, strict=True)
        ]
        if all(part == [after] for part, after in zip(parts, updated.body, strict=True)):
            return [_Line(updated)]
        if len(parts) > 1 or len(parts[0]) == 1:
            flat = [statement for part in parts for statement in part]
            return [_Line(updated.with_changes(body=flat), moved=len(flat) == 1)]
        kept, *new = parts[0]
        return [
            _Line(updated.with_changes(body=[kept])),
            *(_Line(cst.SimpleStatementLine([statement]), moved=True) for statement in new),
        ]

    def _statement(
        self, original: cst.BaseSmallStatement, updated: cst.BaseSmallStatement
    ) -> list[cst.BaseSmallStatement]:
        if not isinstance(original, cst.ImportFrom) or not isinstance(updated, cst.ImportFrom):
            return [updated]
        module = spelled(original)
        if module is None or not aliases_of(original):
            return [updated]
        groups: dict[str | None, list[cst.ImportAlias]] = {}
        for alias in aliases_of(original):
            where = self.target(module, str(alias.name.value), alias)
            groups.setdefault(None if where == module else where, []).append(alias)
        if set(groups) == {None}:
            return [updated]
        if len(groups) == 1:
            ((where, aliases),) = groups.items()
            self.moved += aliases
            return [original.with_changes(module=dotted(where or module))]
        kept = groups.pop(None, None)
        moving = [alias for aliases in groups.values() for alias in aliases]
        if any(map(has_comment, moving)) or (kept is None and has_comment(original)):
            self.commented += moving
            return [updated]
        self.moved += moving
        result: list[cst.BaseSmallStatement] = []
        if kept is not None:
            result.append(_only(original, kept))
        result += [plain_import(where or module, aliases) for where, aliases in groups.items()]
        return result

    def _merge(self, lines: list[_Line], indent: int) -> None:
        """Let moved imports join one that the body has already, where nothing can change by it."""
        for index, line in enumerate(lines):
            moved = _lone_import(line)
            if not line.moved or moved is None:
                continue
            if not self._mergeable(line, moved):
                continue
            home = self._home(lines, index, spelled(moved))
            if home is None:
                continue
            host = _lone_import(lines[home])
            assert host is not None  # noqa: S101 - `_home` looks for exactly that
            joined = with_names(host, aliases_of(moved), indent)
            lines[home].node = lines[home].node.with_changes(body=[joined])
            line.gone = True

    def _mergeable(self, line: _Line, moved: cst.ImportFrom) -> bool:
        return not has_comment(line.node) and all(
            self.bound[_bound_name(alias)] < 2 for alias in aliases_of(moved)
        )

    def _home(self, lines: list[_Line], index: int, module: str | None) -> int | None:
        """Find the statement to join: one that was there before, else an earlier moved one."""
        hosts = [
            number
            for number, line in enumerate(lines)
            if number != index
            and not line.gone
            and (host := _lone_import(line)) is not None
            and aliases_of(host)
            and spelled(host) == module
            and (not line.moved or number < index)
            and all(_is_import(between) for between in lines[index + 1 : number])
        ]
        return next((n for n in hosts if not lines[n].moved), next(iter(hosts), None))


def _bound_name(alias: cst.ImportAlias) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return str(alias.name.value)


def _lone_import(line: _Line) -> cst.ImportFrom | None:
    if isinstance(line.node, cst.SimpleStatementLine) and len(line.node.body) == 1:
        statement = line.node.body[0]
        return statement if isinstance(statement, cst.ImportFrom) else None
    return None


def _is_import(line: _Line) -> bool:
    return isinstance(line.node, cst.SimpleStatementLine) and all(
        isinstance(statement, cst.Import | cst.ImportFrom) for statement in line.node.body
    )


def _only(node: cst.ImportFrom, kept: Sequence[cst.ImportAlias]) -> cst.ImportFrom:
    """Return ``node`` with just the names ``kept``, in the layout it has."""
    last = aliases_of(node)[-1]
    final = kept[-1]
    if final is last:
        return node.with_changes(names=list(kept))
    comma = final.comma
    if isinstance(last.comma, cst.Comma) and isinstance(comma, cst.Comma):
        ending = last.comma.whitespace_after
        behind = comma.whitespace_after
        if isinstance(behind, cst.ParenthesizedWhitespace) and isinstance(
            ending, cst.ParenthesizedWhitespace
        ):
            behind = behind.with_changes(last_line=ending.last_line)
        else:
            behind = ending
        return node.with_changes(
            names=[
                *kept[:-1],
                final.with_changes(comma=comma.with_changes(whitespace_after=behind)),
            ]
        )
    if isinstance(comma, cst.Comma) and has_comment(comma):
        rpar = (node.rpar or cst.RightParen()).with_changes(
            whitespace_before=cst.SimpleWhitespace("")
        )
        return node.with_changes(names=list(kept), rpar=rpar)
    return node.with_changes(names=[*kept[:-1], bare(final)])


def _without_gone(lines: Sequence[_Line]) -> list[cst.BaseStatement]:
    """Drop merged statements; a blank line that stood before one stays before what follows it."""
    result: list[cst.BaseStatement] = []
    blank: Sequence[cst.EmptyLine] = ()
    for line in lines:
        if line.gone:
            blank = getattr(line.node, "leading_lines", ()) or blank
            continue
        node = line.node
        if blank and not getattr(node, "leading_lines", ()) and _is_import(line):
            node = node.with_changes(leading_lines=blank)
        blank = ()
        result.append(node)
    return result
