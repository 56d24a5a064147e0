"""The rule reference in ``docs/rules``: generated from the rules, so that it cannot say otherwise.

Run ``ringfence rules --write-docs`` after changing a rule's texts or examples.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tools.isolation.finding import Severity
from tools.isolation.output.text import visible
from tools.isolation.registry import RULES
from tools.isolation.rule import Example, Rule, Runtime

FOLDER = Path("docs/rules")
COMMAND = "ringfence rules --write-docs"
MAX_LINE = 100

FAMILIES = {
    "RF1": "Imports",
    "RF2": "Code made at run time",
    "RF3": "Attributes",
    "RF4": "Code in texts",
    "RF5": "Objects of others",
    "RF6": "The host",
    "RF7": "Between organizations",
    "RF8": "The file itself",
    "RF9": "The rule set",
}
_RUNTIME = {
    Runtime.REFUSED: "refused by the engine's backstop too",
    Runtime.UNSEEN: "not seen: only the checker stops it",
}
_WAIVER = """\
When a maintainer has read the file, finds that it cannot do harm, and there is no other way to
write it. The waiver stands in `.importlinter`, ends on a date, and fails the check once nothing
needs it:

```ini
[ringfence:waiver:a-short-name]
file = workspace/workflows/example.py
code = {code}
owner = who answers for it
reason = why it is safe in this file
expires = YYYY-MM-DD
```"""
_NO_WAIVER = """\
Never: the policy refuses a waiver, a baseline entry and a lower severity for this rule. What it
guards is not the workflow's own to risk."""
_ADVICE = """\
It hardly ever needs one: warnings are shown and counted, and block only with `--strict`. """


def pages() -> Mapping[str, str]:
    """Return file name -> text of the whole reference."""
    return {"README.md": _index(), **{page_name(rule): _page(rule) for rule in RULES}}


def page_name(rule: Rule) -> str:
    """Return the file name of a rule's page."""
    return f"{rule.code}-{rule.name}.md"


def stale_pages(root: Path) -> list[str]:
    """Return the names of pages below ``root`` that are missing, outdated or left over."""
    wanted = pages()
    folder = root / FOLDER
    present = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write_pages(root: Path) -> list[str]:
    """Bring ``docs/rules`` below ``root`` up to date.

    Returns:
        The names of the pages that were written or deleted.

    Raises:
        OSError: a page cannot be written.
    """
    wanted = pages()
    stale = stale_pages(root)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name in stale:
        path = root / FOLDER / name
        if name in wanted:
            path.write_text(wanted[name], "utf-8", newline="\n")
        else:
            path.unlink()
    return stale


def _index() -> str:
    parts = ["# Rules", _INTRODUCTION]
    for prefix, title in FAMILIES.items():
        rules = [rule for rule in RULES if rule.code.startswith(prefix)]
        if rules:
            rows = [
                f"| [{rule.code}]({page_name(rule)}) | {rule.name} | {rule.severity.value}"
                f" | {_cell(rule.summary)} |"
                for rule in rules
            ]
            table = ["| rule | name | severity | what |", "| --- | --- | --- | --- |", *rows]
            parts += [f"## {title}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = f"""\
What `ringfence check` looks for. `ringfence explain CODE` shows the same in the terminal.
These pages are generated: `{COMMAND}`."""


def _page(rule: Rule) -> str:
    parts = [
        f"# {rule.code}: {rule.name}",
        _facts(rule),
        "## What it does",
        rule.summary,
        "## Why it matters here",
        _sentence(rule.why),
        "## Rejected",
        _snippet(rule.invalid[0]) if rule.invalid else _NO_SNIPPET,
        "## Write this instead",
        _sentence(rule.instead),
        *([_snippet(rule.valid[0])] if rule.valid else []),
        "## When a waiver is right",
        _waiver(rule),
        "## What it cannot see",
        _sentence(rule.limits),
    ]
    return "\n\n".join(parts) + "\n"


_NO_SNIPPET = "No single snippet shows it: it takes several files, or the rule set itself."


def _facts(rule: Rule) -> str:
    certain = rule.severity is Severity.ERROR
    facts = {
        "Code": f"`{rule.code}`",
        "Severity": f"{rule.severity.value}{' (blocks)' if certain else ' (shown, counted)'}",
        "Confidence": "certain" if certain else "doubtful cases, for a reviewer",
        "Checked by": "editor (`ringfence dev`), commit, pull request, seal",
        "At run time": _RUNTIME[rule.runtime],
        "Fix": "`ringfence check --fix`, for some of its findings" if rule.fixable else "by hand",
        "Waiver": "possible" if rule.waivable else "not possible",
        "Since": rule.since,
    }
    rows = [f"| {key} | {value} |" for key, value in facts.items()]
    return "\n".join(["| fact | |", "| --- | --- |", *rows])


def _waiver(rule: Rule) -> str:
    if not rule.waivable:
        return _NO_WAIVER
    advice = _ADVICE if rule.severity is Severity.WARNING else ""
    return advice + _WAIVER.format(code=rule.code)


def _snippet(example: Example) -> str:
    files = {**example.beside, example.path: example.source}
    plain = files.keys() == {Example("").path}
    blocks = []
    for path, text in files.items():
        language = "python" if path.endswith(".py") else "text"
        title = "" if plain else f"`{visible(path)}`\n\n"
        blocks.append(f"{title}```{language}\n{_shown(text)}\n```")
    return "\n\n".join(blocks)


def _shown(text: str) -> str:
    """Make hidden characters visible, so that the page is what it seems; cut endless lines."""
    lines = [visible(line, tabs=True) for line in text.rstrip("\n").split("\n")]
    return "\n".join(
        line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} …".replace("```", "` ` `")
        for line in lines
    )


def _sentence(text: str) -> str:
    """Let a text of the rule stand as a sentence of its own."""
    start = text[:1].upper() + text[1:]
    return start if start.endswith((".", "!", "?", ":")) else f"{start}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(root: Path) -> int:
    """Write the reference below ``root`` and say what changed."""
    changed = write_pages(root)
    for name in changed:
        sys.stdout.write(f"{(FOLDER / name).as_posix()}\n")
    sys.stdout.write(f"{len(RULES)} rules, {len(changed)} pages changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path()))
