"""Rewrites one source text at chosen places: pure, text in, text out."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from tools.isolation.finding import Span
from tools.isolation.fixes.expressions import public_call, type_call
from tools.isolation.fixes.imports import ImportMover
from tools.isolation.fixes.needs import Helper, find_helper, with_import
from tools.isolation.old_api import door_module
from tools.isolation.scopes import ScopeTree
from tools.isolation.source import Source

HELPER = "public_attr"


@dataclass(frozen=True, slots=True)
class Places:
    """What may be rewritten.

    Attributes:
        imports: spans of imported names.
        attributes: spans of ``x.__class__``.
        calls: spans of ``getattr(...)`` calls.
        own: module name -> the judged tree's own file of that name, or None.
    """

    imports: frozenset[Span] = frozenset()
    attributes: frozenset[Span] = frozenset()
    calls: frozenset[Span] = frozenset()
    own: Callable[[str], str | None] = lambda _module: None

    def __len__(self) -> int:
        return len(self.imports) + len(self.attributes) + len(self.calls)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, the places that were rewritten, and why the others were not."""

    text: str
    done: frozenset[Span]
    left: Mapping[Span, str]


class RewriteError(Exception):
    """The file as a whole is left alone."""


def rewrite(source: Source, places: Places, door: Mapping[str, frozenset[str]]) -> Rewritten:
    """Rewrite the chosen places of ``source``; everything else stays as it is, byte for byte.

    Raises:
        RewriteError: libcst cannot read the file, or cannot give it back unchanged.
    """
    text = source.text
    if text is None or source.tree is None or source.scopes is None:
        raise RewriteError("it cannot be parsed")
    try:
        wrapper = MetadataWrapper(cst.parse_module(text))
        if wrapper.module.code != text:
            raise RewriteError("its layout cannot be kept")
        editor = _Editor(source, places, door, find_helper(source.tree, source.scopes, HELPER))
        module = wrapper.visit(editor)
    except cst.ParserSyntaxError as error:
        raise RewriteError("libcst cannot parse it") from error
    except RecursionError as error:
        raise RewriteError("it is nested too deeply") from error
    result = module.code
    try:
        ast.parse(result)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise RewriteError("the result would not parse") from error
    missing = "its place is not an import, call or attribute of a known form"
    wanted = places.imports | places.attributes | places.calls
    left = {span: editor.left.get(span, missing) for span in wanted - editor.done}
    return Rewritten(result, frozenset(editor.done), left)


@dataclass
class _Editor(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    source: Source
    places: Places
    door: Mapping[str, frozenset[str]]
    helper: Helper
    done: set[Span] = field(default_factory=set)
    left: dict[Span, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        assert self.source.scopes is not None  # noqa: S101 - `rewrite` has looked
        self.scopes: ScopeTree = self.source.scopes
        self.mover = ImportMover(self._target, _bound(self.scopes))
        self.depth = 0
        self.helper_used = False

    # -- imports --

    def _target(self, module: str, name: str, alias: cst.ImportAlias) -> str | None:
        span = self._span(alias)
        if span not in self.places.imports:
            return None
        own = self.places.own(module)
        if own is not None:
            self.left[span] = f"`{module}` is {own} of this tree"
            return None
        return door_module(self.door, module, name)

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:  # noqa: N802, ARG002
        self.depth += 1

    def leave_IndentedBlock(  # noqa: N802 - libcst's name
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        body = self._moved(original_node.body, updated_node.body)
        self.depth -= 1
        return updated_node.with_changes(body=body)

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:  # noqa: N802
        updated_node = updated_node.with_changes(
            body=self._moved(original_node.body, updated_node.body)
        )
        return with_import(updated_node, HELPER) if self._needs_import() else updated_node

    def _needs_import(self) -> bool:
        return self.helper_used and not self.helper.imported

    def _moved(
        self, original: Sequence[cst.BaseStatement], updated: Sequence[cst.BaseStatement]
    ) -> Sequence[cst.BaseStatement]:
        if not self.places.imports:
            return updated
        known = len(self.mover.moved), len(self.mover.commented)
        body = self.mover.body(original, updated, self.depth)
        self.done |= {self._span(alias) for alias in self.mover.moved[known[0] :]}
        for alias in self.mover.commented[known[1] :]:
            self.left[self._span(alias)] = "a comment would lose its place: split the import first"
        return body

    # -- expressions --

    def leave_Call(  # noqa: N802 - libcst's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        span = self._span(original_node)
        if span not in self.places.calls:
            return updated_node
        if self.helper.name is None:
            self.left[span] = f"`{HELPER}` already means something else in this file"
            return updated_node
        call = public_call(updated_node, self.helper.name)
        if call is None:
            return updated_node
        self.helper_used = True
        self.done.add(span)
        return call

    def leave_Attribute(  # noqa: N802 - libcst's name
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        span = self._span(original_node)
        if span not in self.places.attributes:
            return updated_node
        if _rebinds(self.scopes, "type", span):
            self.left[span] = "`type` means something else here"
            return updated_node
        line = self.source.lines[span.line - 1]
        call = type_call(updated_node, line[span.column - 2 : span.column - 1])
        if call is None:
            self.left[span] = "a comment would lose its place"
            return updated_node
        self.done.add(span)
        return call

    def _span(self, node: cst.CSTNode) -> Span:
        found = self.get_metadata(PositionProvider, node)
        assert isinstance(found, CodeRange)  # noqa: S101 - the provider gives nothing else
        start, end = found.start, found.end
        return Span(start.line, start.column + 1, end.line, end.column + 1)


def _bound(scopes: ScopeTree) -> Counter[str]:
    """Count how often each name is bound in the file's scopes."""
    total: Counter[str] = Counter()
    for scope in scopes.by_node.values():
        for name, bindings in scope.bindings.items():
            total[name] += len(bindings)
    return total


def _rebinds(scopes: ScopeTree, name: str, span: Span) -> bool:
    """Say whether a scope around ``span`` gives the builtin ``name`` another meaning."""
    for node, scope in scopes.by_node.items():
        if name not in scope.bindings:
            continue
        first = getattr(node, "lineno", 0)
        last = getattr(node, "end_lineno", None)
        if last is None or first <= span.line <= last:
            return True
    return False
