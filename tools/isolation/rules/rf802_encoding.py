"""RF802: files whose bytes or characters show something else than what runs."""

from __future__ import annotations

import re
import unicodedata

from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Example, Rule, examples
from tools.isolation.source import BOM, Source

# PEP 263: a declaration counts in the first two lines only.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig", "utf_8", "u8", "utf"})
# Trojan Source (CVE-2021-42574): controls that reorder what a reader sees, and invisible ones.
_HIDDEN = re.compile(
    "[\u061c\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ODD_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]|\r(?!\n)")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_STRIP = re.compile("\u200d|\ufe0f")


def _on_source(check: Reporter, source: Source) -> None:
    if not source.is_python:
        return
    for line in re.split(rb"\r\n|\r|\n", source.data.removeprefix(BOM), maxsplit=2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie and cookie[1].decode("ascii", "replace").lower().replace("_", "-") not in _UTF8:
            name = cookie[1].decode("ascii", "replace")
            check.add(Span(), f"the file declares the encoding `{name}`; only UTF-8 is read")
            return
    if source.text is None:
        check.add(Span(), "the file is not UTF-8")
        return
    if source.text.isascii() and not _ODD_CONTROL.search(source.text):
        return
    _characters(check, source, source.text)
    _identifiers(check, source)


def _characters(check: Reporter, source: Source, text: str) -> None:
    for pattern in (_HIDDEN, _ODD_CONTROL):
        for match in pattern.finditer(text):
            if _joins_emoji(text, match.start()):
                continue
            name = unicodedata.name(match[0], f"control character U+{ord(match[0]):04X}")
            check.add(
                source.span_at(match.start()),
                f"invisible character {name}: the code is not what a reader sees",
            )


def _joins_emoji(text: str, index: int) -> bool:
    """Zero-width joiners between emoji are everyday text; between letters they hide something."""
    if text[index] != "\u200d" or not 0 < index < len(text) - 1:
        return False
    return ord(text[index - 1]) > 0x2000 and ord(text[index + 1]) > 0x2000


def _identifiers(check: Reporter, source: Source) -> None:
    """Refuse identifiers that are not ASCII: NFKC folds look-alikes into other names."""
    if source.tree is None or source.text is None:
        return
    import io  # noqa: PLC0415 - only files with such text pay for the tokenizer
    import tokenize  # noqa: PLC0415

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source.text).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    for token in tokens:
        if token.type == tokenize.NAME and not token.string.isascii():
            (line, column), (end_line, end_column) = token.start, token.end
            folded = unicodedata.normalize("NFKC", token.string)
            reads = f"; Python reads it as `{folded}`" if folded != token.string else ""
            check.add(
                Span(line, column + 1, end_line, end_column + 1),
                f"identifier `{token.string}` has letters outside ASCII{reads}",
                "write identifiers in ASCII",
            )


RULE = Rule(
    code="RF802",
    name="encoding",
    summary="File that is not plain UTF-8, or with hidden characters or look-alike identifiers.",
    why="A reviewer approves what the screen shows. Other encodings, invisible characters and"
    " look-alike letters make the screen show something else than what runs.",
    instead="save the file as UTF-8 and remove the character",
    limits="Look-alike words inside strings.",
    waivable=False,
    hooks={Source: _on_source},
    valid=examples(
        "# -*- coding: utf-8 -*-\nprint('Grüße → 東京')",
        "print('family: 👨\u200d👩\u200d👧')",
    ),
    invalid=examples(
        "# coding: latin-1\nprint('x')",
        "# -*- coding: utf-7 -*-\nx = 1",
        "x = 'user\u202e'  # admin",
        "prıce = 1",
        "ｅval = 1",
        Example("x = 'zero\u200bwidth'"),
    ),
)
