"""The terminal format: frames that point at the right characters, and nothing a terminal obeys."""

from __future__ import annotations

import io
import re

import pytest
from reports import finding, report

from tools.isolation.finding import Severity, Span
from tools.isolation.output import render, wants_colour
from tools.isolation.output.frames import DiskLines
from tools.isolation.output.text import MAX_LINE, render_text

PATH = "workspace/workflows/example.py"


def frame(source, span, **changes):
    """Return the shown source line and the mark line below it, without the gutter."""
    text = render_text(
        report(finding(span=span, **changes)), lambda _path: source.splitlines() or [""]
    )
    lines = [line.partition(" | ")[2] for line in text.splitlines() if " | " in line]
    return lines[0], lines[1]


def test_a_finding_reads_like_a_compiler_error():
    text = render_text(
        report(finding(span=Span(2, 5, 2, 9)), files=3), lambda _path: ["", "x = eval(y)"]
    )
    assert text == (
        "error[RF201] `eval` runs text as code\n"
        "  --> workspace/workflows/example.py:2:5  (dynamic-code)\n"
        "    |\n"
        "  2 | x = eval(y)\n"
        "    |     ^^^^\n"
        "  help: write the code itself\n"
        "  more: ringfence explain RF201\n"
        "\n"
        "3 files checked: 1 error (12 ms)\n"
    )


def test_the_summary_line():
    clean = render_text(report(files=1), lambda _path: [])
    assert clean == "1 file checked: clean (12 ms)\n"
    mixed = report(finding(), finding(), finding(severity=Severity.WARNING), files=5, cached=4)
    assert render_text(mixed, lambda _path: []).splitlines()[-1] == (
        "5 files checked, 4 unchanged: 2 errors, 1 warning (12 ms)"
    )


def test_the_mark_stands_below_a_span_behind_tabs():
    shown, mark = frame("\t\tx = eval(y)", Span(1, 7, 1, 11))
    assert shown[mark.index("^") : mark.rindex("^") + 1] == "eval"


def test_the_mark_counts_wide_characters_twice_and_combining_ones_not():
    shown, mark = frame('x = "東京"; eval(y)', Span(1, 11, 1, 15))
    # Two characters take two columns each, so the mark stands two further than the text index.
    assert mark.index("^") == shown.index("eval") + 2
    shown, mark = frame('x = "e\u0301"; eval(y)', Span(1, 11, 1, 15))
    assert mark.index("^") == shown.index("eval") - 1


def test_a_span_over_several_lines_is_marked_to_the_end_of_the_first():
    _, mark = frame("eval(\n  x)", Span(1, 1, 2, 5))
    assert mark == "^^^^^"


def test_a_span_behind_the_end_of_the_line_still_has_a_mark():
    _, mark = frame("def f(", Span(1, 7, 1, 7))
    assert mark == "      ^"


@pytest.mark.parametrize("span", [Span(9, 1, 9, 2), Span(2, 1, 2, 2)], ids=["beyond", "blank"])
def test_no_frame_where_there_is_nothing_to_show(span):
    text = render_text(report(finding(span=span)), lambda _path: ["x = 1", "   "])
    assert " | " not in text
    assert "help: " in text


def test_a_long_line_is_cut_around_the_span():
    shown, mark = frame("x" * 500 + " eval(y) " + "z" * 500, Span(1, 502, 1, 506))
    assert len(shown) == MAX_LINE + 1
    assert shown[mark.index("^") : mark.rindex("^") + 1] == "eval"
    shown, mark = frame("eval(y)" + "z" * 500, Span(1, 1, 1, 5))
    assert (len(shown), mark) == (MAX_LINE, "^^^^")


HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u2066\u200b"


def test_escape_sequences_in_source_path_and_message_are_shown_not_sent():
    text = render_text(
        report(
            finding(
                path=f"workspace/{HOSTILE}\n\udcff.py",
                span=Span(1, 1, 1, 2),
                message=f"m{HOSTILE}",
                help=f"h{HOSTILE}",
            )
        ),
        lambda _path: [f"x = '{HOSTILE}'"],
    )
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text
    )
    assert text.count("\\x1b[2J") == 4
    assert "\\x0a\\udcff.py" in text
    text.encode("utf-8")


def test_lines_of_a_file_without_final_newline(tmp_path):
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/a.py").write_bytes(b"x = 1\r\neval('')")
    assert DiskLines(tmp_path)("workspace/a.py") == ["x = 1", "eval('')"]


def test_a_byte_order_mark_does_not_shift_the_mark(tmp_path):
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/a.py").write_bytes(b"\xef\xbb\xbfeval('')")
    assert DiskLines(tmp_path)("workspace/a.py") == ["eval('')"]


def _vanished(path):
    pass


def _undecodable(path):
    path.write_bytes(b"\xff\xfe")


def _link(path):
    secret = path.parent / "secret"
    secret.write_text("SECRET")
    path.symlink_to(secret)


def _directory(path):
    path.mkdir()


@pytest.mark.parametrize("make", [_vanished, _undecodable, _link, _directory])
def test_a_file_that_cannot_be_shown_has_a_finding_without_a_frame(make, tmp_path):
    (tmp_path / "workspace/workflows").mkdir(parents=True)
    make(tmp_path / PATH)
    text = render(report(finding()), tmp_path, "text")
    assert text.startswith("error[RF201]")
    assert " | " not in text
    assert "SECRET" not in text


def test_colour_only_paints():
    plain = render_text(report(finding()), lambda _path: ["eval(x)"])
    painted = render_text(report(finding()), lambda _path: ["eval(x)"], colour=True)
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain
    assert "\x1b[31m^^^^\x1b[0m" in painted
    warning = render_text(report(finding(severity=Severity.WARNING)), lambda _path: [], colour=True)
    assert "\x1b[33m" in warning
    assert "\x1b[31m" not in warning


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "expected"),
    [
        (_Terminal(), {}, True),
        (_Terminal(), {"NO_COLOR": ""}, True),
        (_Terminal(), {"NO_COLOR": "1"}, False),
        (_Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_terminals_whose_user_did_not_decline(stream, environ, expected):
    assert wants_colour(stream, environ) is expected
