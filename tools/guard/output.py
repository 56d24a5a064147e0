"""The verdict for people, for programs and for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.guard.compare import Verdict
from tools.guard.trees import Change
from tools.guard.verdict import Finding
from tools.isolation.output.text import visible

# Enough to see what is meant; `--format json` has them all.
_SHOWN = 20
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
WAYS_OUT = (
    "code of your own belongs into workspace/; take the rest back: git checkout BASE -- PATH",
    "a new version of the engine comes in whole: ringfence sync --to TAG",
    "anything else needs a maintainer: ringfence approve (docs/maintainers.md)",
)


def render(
    verdict: Verdict, output_format: str, elapsed_ms: float, environ: Mapping[str, str]
) -> str:
    """Render in one of the formats; `github` also appends to the job summary."""
    if output_format == "json":
        return json.dumps(_document(verdict, elapsed_ms), indent=2) + "\n"
    text = "\n".join(_text(verdict)) + "\n"
    if output_format == "github":
        _summarise("\n".join(_markdown(verdict)), environ)
        return "\n".join([*_annotations(verdict), text])
    return text


def failure(text: str, environ: Mapping[str, str]) -> str:
    """Render an error that kept the guard from judging, for GitHub."""
    _summarise(f"### Ringfence guard\n\nNot judged: {_cell(text)}\n", environ)
    return f"::error title=ringfence guard::{_escape(text, _DATA)}\n"


def path_text(path: bytes) -> str:
    """Return a path that is safe to print, whatever bytes it has."""
    return visible(path.decode("utf-8", "backslashreplace"))


def change_text(change: Change) -> str:
    """Return one change as a line."""
    path = path_text(change.path)
    if change.source is not None:
        return f"{path_text(change.source)} -> {path}  {change.kind}"
    return f"{path}  {change.kind}"


def _changes(verdict: Verdict) -> list[Change]:
    unique = {
        (change.path, change.kind): change
        for finding in verdict.findings
        for change in finding.changes
    }
    return [unique[key] for key in sorted(unique)]


def _refused(verdict: Verdict) -> list[Finding]:
    return [finding for finding in verdict.findings if not finding.allowed]


def _head_line(verdict: Verdict) -> str:
    changes = _changes(verdict)
    if not changes:
        if verdict.allowed:
            return "no protected path changes"
        return "refused: what comes into .ringfence/approvals is no approval"
    count = f"{len(changes)} protected path{'s' if len(changes) > 1 else ''} changed"
    if verdict.allowed:
        proofs = dict.fromkeys(f.proof for f in verdict.findings if f.proof)
        return f"allowed: {count}, {'; '.join(map(str, proofs))}"
    return f"refused: {count} without proof"


def _text(verdict: Verdict) -> Iterator[str]:
    yield f"ringfence guard: {_head_line(verdict)}"
    if verdict.allowed:
        return
    for finding in _refused(verdict):
        yield ""
        if finding.changes:
            yield f"in {finding.step.what}:"
            yield from _listed(finding.changes)
        yield "why it does not pass:"
        yield from (f"  - {visible(reason)}" for reason in finding.reasons)
        if finding.nearest is not None:
            commit, apart = finding.nearest
            yield f"  - closest is upstream {commit[:12]}, which differs in:"
            yield from (f"  {line}" for line in _listed(apart))
        if finding.approval_needed:
            old, new = finding.approval_needed
            yield f"  an approval would be from {old[:12]} to {new[:12]}"
    yield ""
    yield "what to do:"
    yield from (f"  - {way}" for way in WAYS_OUT)


def _listed(changes: list[Change]) -> Iterator[str]:
    yield from (f"  {change_text(change)}" for change in changes[:_SHOWN])
    if len(changes) > _SHOWN:
        yield f"  and {len(changes) - _SHOWN} more (--format json lists them all)"


def _document(verdict: Verdict, elapsed_ms: float) -> dict[str, object]:
    return {
        "allowed": verdict.allowed,
        "base": verdict.base,
        "head": verdict.head,
        "changes": [_change(change) for change in _changes(verdict)],
        "steps": [
            {
                "what": finding.step.what,
                "allowed": finding.allowed,
                "proof": finding.proof,
                "reasons": finding.reasons,
                "nearest": finding.nearest
                and {
                    "commit": finding.nearest[0],
                    "changes": [_change(change) for change in finding.nearest[1]],
                },
                "approvalNeeded": finding.approval_needed
                and {"from": finding.approval_needed[0], "to": finding.approval_needed[1]},
            }
            for finding in verdict.findings
        ],
        "help": [] if verdict.allowed else list(WAYS_OUT),
        "elapsedMs": round(elapsed_ms, 1),
    }


def _change(change: Change) -> dict[str, object]:
    sides = (("old", change.old), ("new", change.new))
    return {
        "path": change.path.decode("utf-8", "backslashreplace"),
        "kind": change.kind,
        "source": change.source and change.source.decode("utf-8", "backslashreplace"),
        **{
            name: entry and {"mode": f"{entry.mode:06o}", "oid": entry.oid} for name, entry in sides
        },
    }


def _annotations(verdict: Verdict) -> Iterator[str]:
    if verdict.allowed:
        yield f"::notice title=ringfence guard::{_escape(_head_line(verdict), _DATA)}"
        return
    why = "; ".join(reason for finding in _refused(verdict) for reason in finding.reasons)
    for change in _changes(verdict)[:_SHOWN]:
        text = f"{change_text(change)}: {why}\n" + "\n".join(WAYS_OUT)
        place = _escape(path_text(change.path), _PROPERTY)
        yield f"::error file={place},title=protected path::{_escape(text, _DATA)}"
    if len(_changes(verdict)) != 1:
        text = _head_line(verdict) if _changes(verdict) else f"{_head_line(verdict)}: {why}"
        yield f"::error title=ringfence guard::{_escape(text, _DATA)}"


def _markdown(verdict: Verdict) -> Iterator[str]:
    yield "### Ringfence guard"
    yield ""
    yield f"{_cell(_head_line(verdict))}."
    yield ""
    if verdict.allowed:
        return
    changes = _changes(verdict)[:1000]
    if changes:
        yield "| protected path | change |"
        yield "| --- | --- |"
    for change in changes:
        source = f" from `{_cell(path_text(change.source))}`" if change.source else ""
        yield f"| `{_cell(path_text(change.path))}` | {_cell(change.kind)}{source} |"
    yield ""
    yield "Why it does not pass:"
    yield ""
    for finding in _refused(verdict):
        yield from (f"- {_cell(reason)}" for reason in finding.reasons)
        if finding.nearest:
            apart = ", ".join(f"`{_cell(change_text(one))}`" for one in finding.nearest[1][:_SHOWN])
            yield f"- closest is upstream {finding.nearest[0][:12]}, which differs in: {apart}"
    yield ""
    yield "What to do:"
    yield ""
    yield from (f"- {_cell(way)}" for way in WAYS_OUT)


def _summarise(text: str, environ: Mapping[str, str]) -> None:
    if target := environ.get("GITHUB_STEP_SUMMARY"):
        with Path(target).open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")


def _escape(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


def _cell(text: str) -> str:
    safe = visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("`", "'")
    return safe.replace("<", "&lt;").replace("@", "&#64;")
