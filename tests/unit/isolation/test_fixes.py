"""Fixes: what is rewritten, what is left alone with a reason, and that all else stays as it is."""

from __future__ import annotations

import ast
import io
import random
import stat
import textwrap
import tokenize

import pytest
from trees import DOOR, make_tree

from tools.cli import main
from tools.isolation.api import check_workspace
from tools.isolation.fixes.bench import Bench
from tools.isolation.fixes.files import Change, is_still, replace_if_unchanged, unified
from tools.isolation.fixes.places import new_kinds, places_of
from tools.isolation.fixes.rewrite import Places, RewriteError, rewrite
from tools.isolation.fixes.run import CHANGED, Plan, apply_plan, plan_fixes
from tools.isolation.old_api import SDK
from tools.isolation.policy import Policy, load_policy
from tools.isolation.registry import known_rules
from tools.isolation.source import Source

FILE = "workspace/workflows/example.py"


def fixed(root, text, path=FILE):
    """Write ``text`` as a workspace file, run the fixes and return (text, reasons)."""
    make_tree(root, {path: text})
    plan = plan_fixes(root, root, check_workspace(root, use_cache=False))
    assert apply_plan(root, plan) == []
    again = plan_fixes(root, root, check_workspace(root, use_cache=False))
    assert not again, again.diff
    return (root / path).read_bytes().decode("utf-8"), [item.reason for item in plan.left]


def names(directory):
    return sorted(path.name for path in directory.iterdir())


CASES = {
    "the old package": (
        "from shared.decorators import workflow",
        "from engine.sdk import workflow",
    ),
    "an engine module": (
        "from engine.shared.error_handling import ValidationError",
        "from engine.sdk import ValidationError",
    ),
    "aliases": (
        "from shared.context import OrganizationContext as Ctx, Caller as C",
        "from engine.sdk import OrganizationContext as Ctx, Caller as C",
    ),
    "comments and layout": (
        """
        # above
        from shared.decorators import (  # opening
            workflow,   # first
            # between
            param  ,
        )  # closing
        """,
        """
        # above
        from engine.sdk import (  # opening
            workflow,   # first
            # between
            param  ,
        )  # closing
        """,
    ),
    "merging with the import that is there": (
        """
        from engine.sdk import workflow
        from shared.decorators import param

        x = 1
        """,
        """
        from engine.sdk import param, workflow

        x = 1
        """,
    ),
    "merging keeps an order that is not the alphabet's": (
        """
        from engine.sdk import workflow, param
        from shared.context import Caller
        """,
        "from engine.sdk import workflow, param, Caller",
    ),
    "merging into lines": (
        """
        from engine.sdk import (
            param,  # why
            workflow,  # why not
        )
        from shared.context import Caller, Organization
        """,
        """
        from engine.sdk import (
            param,  # why
            workflow,  # why not
            Caller,
            Organization,
        )
        """,
    ),
    "merging into lines without a last comma": (
        """
        from engine.sdk import (
            param,
            workflow  # why not
        )
        from shared.context import Caller
        """,
        """
        from engine.sdk import (
            param,
            workflow,  # why not
            Caller
        )
        """,
    ),
    "a long line is broken": (
        """
        from engine.sdk import OrganizationContext, ValidationError, WorkflowException
        from shared.decorators import param, workflow
        """,
        """
        from engine.sdk import (
            OrganizationContext,
            ValidationError,
            WorkflowException,
            param,
            workflow,
        )
        """,
    ),
    "several old imports become one": (
        """
        import json

        from shared.decorators import workflow
        from shared.context import OrganizationContext
        from shared.context import OrganizationContext as Ctx

        x = 1
        """,
        """
        import json

        from engine.sdk import OrganizationContext, OrganizationContext as Ctx, workflow

        x = 1
        """,
    ),
    "a commented import is not merged": (
        """
        from engine.sdk import workflow
        from shared.decorators import param  # needed for forms
        """,
        """
        from engine.sdk import workflow
        from engine.sdk import param  # needed for forms
        """,
    ),
    "a name that is bound twice is not moved past the other": (
        """
        from engine.sdk import workflow
        from pydantic import ValidationError
        from shared.error_handling import ValidationError
        """,
        """
        from engine.sdk import workflow
        from pydantic import ValidationError
        from engine.sdk import ValidationError
        """,
    ),
    "inside a function": (
        """
        from engine.sdk import workflow
        def f():
            from shared.context import Caller  # late
            return Caller
        """,
        """
        from engine.sdk import workflow
        def f():
            from engine.sdk import Caller  # late
            return Caller
        """,
    ),
    "merging inside a function": (
        """
        def f():
            from engine.sdk import workflow
            from shared.context import Caller
            return Caller, workflow
        """,
        """
        def f():
            from engine.sdk import Caller, workflow
            return Caller, workflow
        """,
    ),
    "two statements on a line": (
        "import json; from shared.context import Caller",
        "import json; from engine.sdk import Caller",
    ),
    "names that only an old module has stay": (
        "from shared.models import Caller, Unknown  # both",
        "from shared.models import Unknown  # both\nfrom engine.sdk import Caller",
    ),
    "names of two door modules": (
        "from shared.models import ExecutionStatus, Caller",
        "from engine.shared.models import ExecutionStatus\nfrom engine.sdk import Caller",
    ),
    "a name kept in lines": (
        """
        from shared.models import (
            Unknown,  # stays
            Caller,
        )
        """,
        """
        from shared.models import (
            Unknown,  # stays
        )
        from engine.sdk import Caller
        """,
    ),
    "a module that has the name by another path": (
        "from engine.shared.context import workflow",
        "from engine.sdk import workflow",
    ),
    "getattr": (
        """
        import json


        def f(x, name):
            return getattr( x,name )  # odd
        """,
        """
        import json

        from engine.sdk import public_attr


        def f(x, name):
            return public_attr( x,name )  # odd
        """,
    ),
    "getattr with a default, and the import merged": (
        '''
        """Doc."""
        from __future__ import annotations
        from engine.sdk import workflow

        def f(x, name):
            return getattr(x, name, None), getattr(x, "email", None)
        ''',
        '''
        """Doc."""
        from __future__ import annotations
        from engine.sdk import public_attr, workflow

        def f(x, name):
            return public_attr(x, name, None), getattr(x, "email", None)
        ''',
    ),
    "getattr where public_attr has another name": (
        """
        from engine.sdk import public_attr as pa
        def f(x, name):
            return getattr(x, name)
        """,
        """
        from engine.sdk import public_attr as pa
        def f(x, name):
            return pa(x, name)
        """,
    ),
    "getattr in a file without imports": (
        '"""Doc."""\n\ndef f(x, name):\n    return getattr(x, name)',
        (
            '"""Doc."""\n\nfrom engine.sdk import public_attr\n\ndef f(x, name):\n'
            "    return public_attr(x, name)"
        ),
    ),
    "getattr in a file that starts with code": (
        "# header\n\nNAME = 1\ndef f(x, name):\n    return getattr(x, name)",
        (
            "# header\n\nfrom engine.sdk import public_attr\n\nNAME = 1\ndef f(x, name):\n"
            "    return public_attr(x, name)"
        ),
    ),
    "getattr inside getattr": (
        "from engine.sdk import public_attr\ndef f(x, n, m):\n    return getattr(getattr(x, n), m)",
        (
            "from engine.sdk import public_attr\ndef f(x, n, m):\n"
            "    return public_attr(public_attr(x, n), m)"
        ),
    ),
    "class of a value": ("def f(x):\n    return x.__class__ ", "def f(x):\n    return type(x) "),
    "class of a class": (
        "def f(x):\n    return x.y.__class__.__class__",
        "def f(x):\n    return type(type(x.y))",
    ),
    "class behind parentheses": (
        "def f(x, y):\n    return ( x or y ).__class__",
        "def f(x, y):\n    return type(x or y)",
    ),
    "class glued to a keyword": (
        "def f(x):\n    return(x).__class__",
        "def f(x):\n    return(type(x))",
    ),
    "class of a tuple": ("print(().__class__)", "print(type(()))"),
    "class of awaited": (
        "async def f(x):\n    return (await x).__class__()",
        "async def f(x):\n    return type(await x)()",
    ),
    "class over several lines": (
        "def f(x):\n    return (\n        x.one()  # first\n        .two.__class__\n    )",
        "def f(x):\n    return (\n        type(x.one()  # first\n        .two)\n    )",
    ),
    "class in a format string": (
        "def f(x):\n    return f'{g(x.__class__)!r:>10} ü {g(x.__class__)}'",
        "def f(x):\n    return f'{g(type(x))!r:>10} ü {g(type(x))}'",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_rewritten(before, after, newline, tmp_path):
    def text(snippet):
        return (textwrap.dedent(snippet).strip("\n") + "\n").replace("\n", newline)

    assert fixed(tmp_path, text(before)) == (text(after), [])


SPLIT = "a comment would lose its place: split the import first"
LEFT = {
    "public_attr is something else": (
        "def public_attr(x): ...\ndef f(x, name):\n    return getattr(x, name)",
        "`public_attr` already means something else in this file",
    ),
    "public_attr is a parameter": (
        "def f(x, name, public_attr):\n    return getattr(x, name)",
        "`public_attr` already means something else in this file",
    ),
    "type is something else": (
        "def f(x, type):\n    return x.__class__",
        "`type` means something else here",
    ),
    "a comment at the dot": (
        "def f(x):\n    return (x\n        # why\n        .__class__)",
        "a comment would lose its place",
    ),
    "comments at names that part": (
        "from shared.models import (\n    Unknown,\n    Caller,  # moves\n)",
        SPLIT,
    ),
    "a one-line block": (
        "if True: from shared.context import Caller",
        "its place is not an import, call or attribute of a known form",
    ),
}


@pytest.mark.parametrize(("text", "reason"), LEFT.values(), ids=LEFT)
def test_left_alone_with_a_reason(text, reason, tmp_path):
    assert fixed(tmp_path, text) == (text, [reason])


NOT_FIXABLE = [
    "from shared.storage import Table",
    "import shared.context",
    "from shared.context import *",
    "import engine.shared.context as c\nprint(c.storage)",
    "def f(x, n, v):\n    setattr(x, n, v)",
    "def f(x, *names):\n    return getattr(x, *names)",
    "def f(x):\n    x.__class__ = dict",
    "def f(x):\n    del x.__class__",
    "def f(x):\n    return getattr(x, '__class__')",
]


@pytest.mark.parametrize("text", NOT_FIXABLE)
def test_other_findings_are_not_touched(text, tmp_path):
    make_tree(tmp_path, {FILE: text})
    report = check_workspace(tmp_path, use_cache=False)
    assert report.errors
    assert not any(finding.fixable for finding in report.findings)
    assert fixed(tmp_path, text) == (text, [])


def test_a_workspaces_own_shared_folder_is_not_the_old_engine(tmp_path):
    text = "from shared.context import Caller\n"
    make_tree(tmp_path, {"workspace/shared/context.py": "Caller = 1\n"})
    after, reasons = fixed(tmp_path, text)
    assert after == text
    assert reasons == ["`shared.context` is workspace/shared/context.py of this tree"]


def test_only_places_with_a_finding_are_rewritten(tmp_path):
    text = (
        "def f(x, name):\n"
        "    if name.startswith('_'):\n        raise ValueError(name)\n"
        "    return getattr(x, name), x.__class__.__name__\n"
    )
    assert fixed(tmp_path, text) == (text, [])


def test_a_byte_order_mark_and_a_missing_last_newline_stay(tmp_path):
    after, _ = fixed(tmp_path, "\ufefffrom shared.context import Caller")
    assert after == "\ufefffrom engine.sdk import Caller"


def test_a_waived_finding_is_not_fixed(tmp_path):
    make_tree(tmp_path, {FILE: "def f(x):\n    return x.__class__\n"})
    waiver = f"[ringfence:waiver:known]\nfile = {FILE}\ncode = RF301\nowner = a\nreason = b\n"
    with (tmp_path / ".importlinter").open("a") as policy:
        policy.write(waiver + "expires = 2999-01-01\n")
    assert plan_fixes(tmp_path, tmp_path, check_workspace(tmp_path)) == Plan()


# -- the file as a whole --


def test_a_result_with_new_findings_is_not_written(tmp_path):
    # The rules know `getattr` by its name; what the rewritten call gives would be another kind.
    make_tree(tmp_path, {FILE: "x = 1\n"})
    source = Source(FILE, b"x = 1\n")

    class Worse(Bench):
        def judge(self, source):
            return check_workspace(tmp_path, use_cache=False).findings

    bench = Worse(load_policy(tmp_path, known_rules()), [FILE], lambda _path: source)
    (tmp_path / FILE).write_text("eval('x')\n")
    with pytest.raises(RewriteError, match="the result would break RF201"):
        bench.rewrite(source, Places(), [])


def test_new_kinds_counts():
    assert new_kinds([], []) == set()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"def f(:\n", "it cannot be parsed"), (b"\xff", "it cannot be parsed")],
)
def test_what_cannot_be_parsed_is_left_alone(data, reason):
    with pytest.raises(RewriteError, match=reason):
        rewrite(Source(FILE, data), Places(), {})


def test_a_layout_that_libcst_does_not_give_back_is_left_alone(tmp_path):
    text = "x = 1\rfrom shared.context import Caller\n"
    after, reasons = fixed(tmp_path, text)
    assert (after == text and len(reasons) == 1) or after == text.replace(
        "shared.context", "engine.sdk"
    )


def test_a_file_that_changed_since_the_report_is_left_alone(tmp_path):
    make_tree(tmp_path, {FILE: "from shared.context import Caller\n"})
    report = check_workspace(tmp_path, use_cache=False)
    (tmp_path / FILE).write_text("x = 1\n")
    plan = plan_fixes(tmp_path, tmp_path, report)
    assert not plan
    assert [item.reason for item in plan.left] == [CHANGED]


def test_a_file_that_vanished_since_the_report_is_left_alone(tmp_path):
    make_tree(tmp_path, {FILE: "from shared.context import Caller\n"})
    report = check_workspace(tmp_path, use_cache=False)
    (tmp_path / FILE).unlink()
    (left,) = plan_fixes(tmp_path, tmp_path, report).left
    assert "No such file" in left.reason


def test_a_file_that_changes_before_it_is_written_is_left_alone(tmp_path):
    make_tree(tmp_path, {FILE: "from shared.context import Caller\n"})
    plan = plan_fixes(tmp_path, tmp_path, check_workspace(tmp_path, use_cache=False))
    (tmp_path / FILE).write_text("# mine\n")
    assert [str(item) for item in apply_plan(tmp_path, plan)] == [
        f"{FILE}:1: left alone: {CHANGED}"
    ]
    assert (tmp_path / FILE).read_text() == "# mine\n"
    assert names((tmp_path / FILE).parent) == ["example.py"]


def test_writing_keeps_permissions_and_never_follows_a_link(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("old")
    path.chmod(0o751)
    change = Change("a.py", b"old", b"new")
    assert replace_if_unchanged(tmp_path, change)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o751)

    outside = tmp_path / "outside.py"
    outside.write_text("old")
    path.unlink()
    path.symlink_to(outside)
    assert not replace_if_unchanged(tmp_path, change)
    assert (outside.read_text(), path.is_symlink()) == ("old", True)

    path.unlink()
    assert not replace_if_unchanged(tmp_path, change)
    assert not is_still(path, b"old")
    assert names(tmp_path) == ["outside.py"]


def test_a_directory_that_cannot_be_written_is_reported(tmp_path):
    plan = Plan((Change("missing/a.py", b"", b"x"),), ("file/x.pyc",))
    (tmp_path / "file").write_text("not a directory")
    reasons = [str(item) for item in apply_plan(tmp_path, plan)]
    assert reasons == [
        "missing/a.py:1: left alone: cannot be written: No such file or directory",
        "file/x.pyc:1: left alone: cannot be deleted: Not a directory",
    ]


# -- the command --


def test_python_caches_are_deleted_and_other_files_in_them_are_not(tmp_path, capsys):
    cache = "workspace/workflows/__pycache__"
    make_tree(
        tmp_path,
        {
            f"{cache}/a.cpython-311.pyc": b"x",
            f"{cache}/notes.so": b"x",
            "workspace/__pycache__/b.cpython-312.pyc": b"x",
            "workspace/planted.pyc": b"x",
        },
    )
    assert main(["check", "--root", str(tmp_path), "--fix", "--diff", "--no-cache"]) == 1
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "delete workspace/__pycache__/b.cpython-312.pyc",
        f"delete {cache}/a.cpython-311.pyc",
    ]
    assert (tmp_path / cache / "a.cpython-311.pyc").exists()

    assert main(["check", "--root", str(tmp_path), "--fix", "--no-cache"]) == 1
    captured = capsys.readouterr()
    assert "a.cpython-311.pyc: deleted" in captured.err
    assert names(tmp_path / cache) == ["notes.so"]
    assert not (tmp_path / "workspace/__pycache__").exists()
    assert (tmp_path / "workspace/planted.pyc").exists()
    assert "2 errors" in captured.out


def test_fix_reports_what_remains_and_exits_accordingly(tmp_path, capsys):
    make_tree(tmp_path, {FILE: "from shared.context import Caller\nprint(Caller)\n"})
    arguments = ["check", "--root", str(tmp_path), "--no-cache"]
    assert main(arguments) == 1
    assert main([*arguments, "--fix"]) == 0
    captured = capsys.readouterr()
    assert captured.err == f"{FILE}: rewritten\n"
    assert captured.out.endswith("ms)\n")
    assert "clean" in captured.out
    assert main([*arguments, "--fix", "--diff"]) == 0
    assert capsys.readouterr() == ("", "")


def test_diff_prints_what_patch_understands_and_writes_nothing(tmp_path, capsys):
    text = "from shared.context import Caller\nprint(Caller)"
    make_tree(tmp_path, {FILE: text})
    assert main(["check", "--root", str(tmp_path), "--fix", "--diff", "--no-cache"]) == 1
    assert capsys.readouterr().out == (
        f"--- a/{FILE}\n+++ b/{FILE}\n@@ -1,2 +1,2 @@\n"
        "-from shared.context import Caller\n+from engine.sdk import Caller\n"
        " print(Caller)\n\\ No newline at end of file\n"
    )
    assert (tmp_path / FILE).read_text() == text


def test_reasons_are_printed(tmp_path, capsys):
    make_tree(tmp_path, {FILE: "def f(x, type):\n    return x.__class__\n"})
    assert main(["check", "--root", str(tmp_path), "--fix", "--no-cache"]) == 1
    assert capsys.readouterr().err == f"{FILE}:2: left alone: `type` means something else here\n"


def test_diff_needs_fix(tmp_path, capsys):
    assert main(["check", "--root", str(tmp_path), "--diff"]) == 2
    assert "--diff goes with --fix" in capsys.readouterr().err


def test_a_diff_without_last_newline_on_both_sides():
    assert unified(Change("a", b"x\ny", b"x\nz")) == (
        "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n"
        "+z\n\\ No newline at end of file\n"
    )


# -- properties --

UNTOUCHED = [
    "import json",
    "x = {  'a':1 ,# note\n}",
    "'''text\n\n   # not a comment'''",
    "y = ( 1 ,\n   2 )",
    "# café 東京 😀",
    "def g( a,b ) :\n\treturn a  +  b   # tab",
    "",
    "z = x if x else\\\n    y",
    "class A:\n    '''Doc.'''\n\n\n    b = 1;c = 2",
    "w = f'{x!r:>{10}} {{}}'",
    "pass;pass",
]
TOUCHED = [
    "from shared.context import Caller",
    "from shared.decorators import (  # a\n    workflow,  # b\n)  # c",
    "def f(o, n):  # d\n    return getattr( o,  n ) # e",
    "def h(o):\n    return  o.__class__  # f",
    "from shared.models import Caller as C1, Unknown  # g",
    "if x:\n    from shared.context import Organization # h",
]


def _comments(text):
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("seed", range(60))
def test_everything_else_survives(seed):
    chance = random.Random(seed)
    parts = chance.choices(UNTOUCHED, k=8) + chance.choices(TOUCHED, k=4)
    chance.shuffle(parts)
    text = "\n".join(parts) + chance.choice(["", "\n", "\n\n"])
    ast.parse(text)
    data = text.replace("\n", chance.choice(["\n", "\r\n"])).encode()

    after = _rewritten(data)
    untouched = [line for part in parts if part not in TOUCHED for line in part.splitlines()]
    remaining = iter(after.decode().splitlines())
    assert all(line in remaining for line in untouched), (seed, after.decode())
    assert _comments(after.decode()) == _comments(text)
    assert _rewritten(after) == after
    assert b"getattr" not in after
    assert b"__class__" not in after


BENCH = Bench(
    Policy(door={SDK: frozenset(DOOR) - {"ExecutionStatus"}}),
    [FILE],
    lambda path: Source(path, b""),
)


def _rewritten(data):
    source = Source(FILE, data)
    found = BENCH.judge(source)
    return BENCH.rewrite(source, places_of(found), found)[0]
