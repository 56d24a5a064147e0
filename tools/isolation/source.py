"""One workspace file as the checker sees it: bytes, text, syntax tree, scopes, positions."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from tools.isolation.finding import Span
from tools.isolation.plain_calls import may_have_plain_calls, read_plain_calls
from tools.isolation.scopes import ScopeTree

MAX_SOURCE_BYTES = 2 * 1024 * 1024
_NEWLINE = re.compile(r"\r\n|\r|\n")
BOM = b"\xef\xbb\xbf"


@dataclass
class Source:
    """A file's content; ``path`` is relative to the judged root, with ``/``."""

    path: str
    data: bytes

    @property
    def is_python(self) -> bool:
        """Whether Python would import this file as source."""
        return self.path.endswith(".py")

    @cached_property
    def text(self) -> str | None:
        """The decoded text without its byte order mark; None unless it is UTF-8."""
        try:
            return self.data.removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError:
            return None

    @cached_property
    def parsed(self) -> ast.Module | SyntaxError:
        """The syntax tree, or the reason why there is none."""
        if self.text is None:
            return SyntaxError("not UTF-8")
        try:
            with warnings.catch_warnings():
                # Invalid escapes and the like are the linter's business, and would print.
                warnings.simplefilter("ignore")
                tree = ast.parse(self.data, self.path)
            return read_plain_calls(tree) if may_have_plain_calls(self.data) else tree
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError) as error:
            return SyntaxError(str(error) or "nested too deeply")

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree, or None."""
        parsed = self.parsed
        return parsed if isinstance(parsed, ast.Module) else None

    @cached_property
    def scopes(self) -> ScopeTree | None:
        """The file's scopes, or None without a tree."""
        return ScopeTree(self.tree) if self.tree is not None else None

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines, split where Python splits them."""
        return _NEWLINE.split(self.text or "")

    def span(self, node: ast.AST) -> Span:
        """Return the 1-based character range of a syntax node."""
        line = getattr(node, "lineno", 1)
        end_line = getattr(node, "end_lineno", None) or line
        return Span(
            line,
            self._column(line, getattr(node, "col_offset", 0)),
            end_line,
            self._column(end_line, getattr(node, "end_col_offset", None) or 0),
        )

    def span_at(self, offset: int, length: int = 1) -> Span:
        """Return the range of ``length`` characters at ``offset`` of the text."""
        before = _NEWLINE.split((self.text or "")[:offset])
        line, column = len(before), len(before[-1]) + 1
        return Span(line, column, line, column + length)

    def _column(self, line: int, offset: int) -> int:
        if not 0 < line <= len(self.lines):
            return 1
        raw = self.lines[line - 1].encode("utf-8")
        return len(raw[:offset].decode("utf-8", "ignore")) + 1
