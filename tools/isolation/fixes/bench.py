"""Judges texts that are not on disk yet, with the tree around them as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tools.isolation.catalogue import load_catalogue
from tools.isolation.exports import ExportTable
from tools.isolation.finding import Finding
from tools.isolation.fixes.places import new_kinds
from tools.isolation.fixes.rewrite import Places, RewriteError, Rewritten, rewrite
from tools.isolation.policy import Policy
from tools.isolation.registry import RULES
from tools.isolation.runner import Judge
from tools.isolation.source import BOM, Source


class Bench:
    """One rule set and one tree.

    Args:
        policy: the rule set.
        paths: all files of the tree, as paths below ``workspace/``.
        read: returns the source of one of them.
    """

    def __init__(self, policy: Policy, paths: Iterable[str], read: Callable[[str], Source]) -> None:
        self.policy = policy
        known = list(paths)
        self._paths = frozenset(known)
        self._exports = ExportTable(known, read, load_catalogue())
        self._judge = Judge(RULES, policy, load_catalogue())

    def judge(self, source: Source) -> list[Finding]:
        """Return the findings about a text in the place of the file of its path."""
        return self._judge.source(source, self._exports)

    def rewrite(
        self, source: Source, places: Places, found: Iterable[Finding]
    ) -> tuple[bytes, Rewritten]:
        """Rewrite and judge the result.

        Args:
            source: the text.
            places: where to rewrite.
            found: the findings about the text as it is.

        Raises:
            RewriteError: the file must be left alone; the message says why.
        """
        result = rewrite(source, places, self.policy.door)
        data = result.text.encode("utf-8")
        if source.data.startswith(BOM):
            data = BOM + data
        worse = new_kinds(found, self.judge(Source(source.path, data)))
        if worse:
            raise RewriteError(f"the result would break {', '.join(sorted(worse))}")
        return data, result
