"""The record that each rule file declares: its identity, its texts, its examples and its hooks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tools.isolation.finding import Severity

if TYPE_CHECKING:
    from tools.isolation.visitor import FileCheck

Hook = Callable[["FileCheck", Any], None]


class Runtime(StrEnum):
    """What the running engine does with code that breaks a rule, were it ever sealed."""

    REFUSED = "refused"
    """The guarded import or the audit hook stops it too."""
    UNSEEN = "unseen"
    """Only the checker can see it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One snippet, judged as the file ``path`` of a workspace.

    ``beside`` maps paths to the text of other workspace files that the snippet needs.
    """

    code: str
    path: str = "workspace/workflows/example.py"
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The snippet without the indentation it has in the rule file."""
        return textwrap.dedent(self.code).lstrip("\n")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: everything its documentation page, its tests and its findings are made of.

    Attributes:
        code: ``RF`` and three digits, stable for ever.
        name: kebab-case, readable as "allow <name>".
        summary: one line that says what is flagged.
        why: why it matters in a process that serves many organizations.
        instead: what to write instead, in general terms.
        limits: what the rule cannot see.
        severity: the default; ``.importlinter`` may change it.
        waivable: False where another organization's data is at stake.
        runtime: whether the engine's backstop stops the same code.
        fixable: whether ``--fix`` can rewrite some of its findings.
        valid: snippets that pass all rules.
        invalid: snippets that this rule reports.
        hooks: event or syntax class -> function that reports.
        since: the release that brought the rule.
    """

    code: str
    name: str
    summary: str
    why: str
    instead: str
    limits: str
    valid: tuple[Example, ...]
    invalid: tuple[Example, ...]
    hooks: Mapping[type, Hook] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    waivable: bool = True
    runtime: Runtime = Runtime.UNSEEN
    fixable: bool = False
    since: str = "0.1.0"


def examples(*snippets: str | Example) -> tuple[Example, ...]:
    """Wrap plain snippets as `Example` objects."""
    return tuple(item if isinstance(item, Example) else Example(item) for item in snippets)
