"""``ringfence explain CODE`` and ``ringfence rules``: the rules' own texts in the terminal."""

from __future__ import annotations

import argparse
import difflib
import sys
import textwrap
from pathlib import Path
from typing import Any

from tools.isolation.registry import RULES, find_rule
from tools.isolation.rule import Rule

WIDTH = 88


def add_parser(commands: Any) -> None:
    """Define the ``explain`` and ``rules`` subcommands."""
    explain: argparse.ArgumentParser = commands.add_parser("explain", help="explain a rule")
    explain.add_argument("code", help="a rule's code or name, such as RF101")
    explain.set_defaults(run=lambda options: explain_rule(options.code))
    rules: argparse.ArgumentParser = commands.add_parser("rules", help="list the rules")
    rules.add_argument(
        "--write-docs", action="store_true", help="generate docs/rules in the current directory"
    )
    rules.set_defaults(run=lambda options: write_docs() if options.write_docs else list_rules())


def explain_rule(code: str) -> int:
    """Print everything about one rule; exit code 2 for an unknown one."""
    rule = find_rule(code)
    if rule is None:
        known = [name for rule in RULES for name in (rule.code, rule.name)]
        close = difflib.get_close_matches(code, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else "; `ringfence rules` lists them"
        sys.stderr.write(f"ringfence explain: no rule {code}{hint}\n")
        return 2
    sys.stdout.write(_text(rule))
    return 0


def list_rules() -> int:
    """Print one line a rule."""
    for rule in RULES:
        sys.stdout.write(f"{rule.code}  {rule.severity:<7}  {rule.name:<24} {rule.summary}\n")
    return 0


def write_docs() -> int:
    """Generate the rule reference; exit code 2 outside of a checkout."""
    from tools.isolation.docs import main  # noqa: PLC0415

    root = Path()
    if not (root / "docs").is_dir():
        sys.stderr.write("ringfence rules: no docs/ directory here; run it at the root\n")
        return 2
    return main(root)


def _text(rule: Rule) -> str:
    parts = [
        f"{rule.code} {rule.name} ({rule.severity})",
        _wrapped(rule.summary),
        "Why:\n" + _wrapped(rule.why),
        "Instead:\n" + _wrapped(rule.instead),
        "What it cannot see:\n" + _wrapped(rule.limits),
        "May be waived: " + ("yes, in .importlinter" if rule.waivable else "no"),
    ]
    if rule.invalid:
        parts.append("Refused:\n" + _snippet(rule.invalid[0].source))
    if rule.valid:
        parts.append("Accepted:\n" + _snippet(rule.valid[0].source))
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def _snippet(text: str) -> str:
    return textwrap.indent(text.rstrip(), "    ")
