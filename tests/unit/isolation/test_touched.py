"""The answer after a change: where it is given in a hurry, it is what a full run says."""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from trees import POLICY, make_tree

from tests.unit.isolation.test_benign import FILES as BENIGN
from tools.cli import main
from tools.isolation import cachedir, hashing, known, quick, snapshot, touched
from tools.isolation.catalogue import load_catalogue
from tools.isolation.exports import summarize
from tools.isolation.gate.making import make_tables
from tools.isolation.gate.outside import outside_of
from tools.isolation.imported import import_digests
from tools.isolation.policy import load_policy
from tools.isolation.registry import known_rules
from tools.isolation.source import Source
from tools.isolation.work import first_look

ROOT = Path(__file__).resolve().parents[3]
BASE = """\
import json

from engine.sdk import WorkflowException

LIMIT = 50
NAMES = ("a", "b")


def shorten(items):
    if len(items) > LIMIT:
        raise WorkflowException("too many")
    return json.dumps(items[:LIMIT])
"""
USER = """\
from workspace.base import LIMIT, shorten


def first(items):
    return shorten(items[:LIMIT])
"""
HANDED_ON = """\
from workspace import base
from workspace.base import LIMIT as MOST


def dump(items):
    return str(base.shorten(items[:MOST]))
"""
INNER = "from workspace.user import first\n\n\ndef f(x):\n    return first(x)\n"
WAIVED = "def run(text):\n    return eval(text)\n"
FILES = {
    "workspace/base.py": BASE,
    "workspace/user.py": USER,
    "workspace/handed.py": HANDED_ON,
    "workspace/waived.py": WAIVED,
    "workspace/broken.py": "import os\n\nos.system('id')\n",
    "workspace/sub/__init__.py": "",
    "workspace/sub/inner.py": INNER,
    "workspace/data.json": "{}\n",
}  # fmt: skip
RULES = (
    POLICY.replace("    engine\n    workspace\n", "    engine\n    workspace\n    tools\n")
    + """
[ringfence:waiver:old]
file = workspace/waived.py
code = RF201
owner = team
reason = moving out
expires = 2999-01-01

[importlinter:contract:workspace-parts]
name = The base knows nobody
type = forbidden
source_modules =
    workspace.base
forbidden_modules =
    workspace.sub
allow_indirect_imports = True
"""
)


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A workspace that was judged once, and whose stamps count as old ones."""
    monkeypatch.setattr(snapshot, "RACY_NS", -(10**18))
    root = make_tree(tmp_path / "app", {**FILES, "tools/__init__.py": ""}, RULES)
    assert check(root) == 1
    return root


def check(root, *arguments):
    return main(["check", "--root", str(root), *arguments])


def said(capsys):
    """Return the report without its last line, which has the time that it took."""
    return capsys.readouterr().out.splitlines()[:-1]


def compare(root, capsys):
    """Say whether there was a quick answer; if so, it is that of a run without cache."""
    capsys.readouterr()
    code = quick.answer(["--root", str(root)])
    if code is None:
        assert said(capsys) == []
        return False
    found = said(capsys)
    assert check(root, "--no-cache") == code
    assert said(capsys) == found
    # Whatever the quick answer has left in the cache, the next one is the same.
    assert quick.answer(["--root", str(root)]) == code
    assert said(capsys) == found
    return True


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


QUICK = {
    "a function is added": ("base", "def shorten", "def more(x):\n    return x\n\n\ndef shorten"),
    "a function's body": ("base", "too many", "far too many"),
    "an import of no part of the platform": (
        "sub/inner",
        "def f(x):\n",
        "def f(x):\n    import re\n\n    re.escape(x)\n",
    ),
    "an annotation": ("base", "def shorten(items)", "def shorten(items: list[str]) -> str"),
    "a user's body": ("user", "items[:LIMIT])", "items[1:LIMIT])"),
    "only blanks": ("handed", "\n\n\n", "\n\n\n\n"),
    "an import in a function": ("user", "    return", "    import re\n\n    return"),
}


@pytest.mark.parametrize("name", QUICK)
def test_a_change_of_a_plain_file_is_answered_at_once(name, tree, capsys):
    module, old, new = QUICK[name]
    edit(tree / f"workspace/{module}.py", old, new)
    assert compare(tree, capsys)


FULL = {
    "a forbidden import": ("base", "import json\n", "import json\nimport subprocess\n"),
    "the engine behind the door": ("user", "def first", "import engine.storage\n\n\ndef first"),
    "a broken contract": ("base", "import json\n", "import json\n\nimport workspace.sub.inner\n"),
    "a re-export": ("base", "import json\n", "import json\nimport os\n"),
    "an import under another name": ("base", "import json\n", "import os as json\n"),
    "a constant": ("base", "LIMIT = 50", "LIMIT = '__globals__'"),
    "a constant that becomes none": ("base", "LIMIT = 50", "LIMIT = len('x')"),
    "a name that becomes a function": ("base", "LIMIT = 50\n", "def LIMIT(): ...\n"),
    "a name bound by a function too": ("base", "\n\n\ndef", "\n\n\ndef LIMIT(): ...\n\n\ndef"),
    "a syntax error": ("base", "def shorten(", "def shorten("[:-1]),
    "a finding": ("user", "items[:LIMIT]", "items.__class__"),
    "the last use of a waiver": ("waived", "eval(text)", "text"),
    "another use of a waiver": ("waived", "eval(text)", "exec(text)"),
    "the end of a finding": ("broken", "os.system('id')\n", ""),
    "another neighbour": ("user", "import LIMIT, shorten", "import NAMES, LIMIT, shorten"),
    "a word of calls that are read differently": (
        "user",
        "    return",
        "    locals_ = 1\n    return",
    ),
    "a walrus": ("base", "def shorten(items", "def shorten(items, n=-(LIMIT := 1)"),
}


@pytest.mark.parametrize("name", FULL)
def test_whatever_may_matter_takes_a_full_run(name, tree, capsys):
    module, old, new = FULL[name]
    edit(tree / f"workspace/{module}.py", old, new)
    assert not compare(tree, capsys)


def not_utf8(root):
    (root / "workspace/user.py").write_bytes(b"# \xff\n" + USER.encode())


def latin_1(root):
    (root / "workspace/user.py").write_bytes(b"# coding: latin-1\n" + USER.encode())


def delete(root):
    (root / "workspace/handed.py").unlink()


def delete_used(root):
    (root / "workspace/base.py").unlink()


def rename(root):
    (root / "workspace/handed.py").rename(root / "workspace/handed2.py")


def add(root):
    (root / "workspace/more.py").write_text("x = 1\n")


def swap(root):
    here, there = root / "workspace/user.py", root / "workspace/handed.py"
    other = there.read_text("utf-8")
    there.write_text(here.read_text("utf-8"), "utf-8")
    here.write_text(other, "utf-8")


def link(root):
    (root / "workspace/user.py").unlink()
    (root / "workspace/user.py").symlink_to("base.py")


def policy(root):
    edit(root / ".importlinter", "    requests\n", "    requests\n    yaml\n")


def policy_contract(root):
    edit(root / ".importlinter", "    workspace.sub\n", "    workspace.user\n")


def policy_expired(root):
    edit(root / ".importlinter", "2999-01-01", "2001-01-01")


def door(root):
    edit(root / "engine/sdk.py", "'WorkflowException'", "'Workflow'")


def baseline(root):
    (root / ".ringfence-baseline.json").write_text(
        '{"version": 1, "files": {"workspace/broken.py": {"RF110": 1}}}\n'
    )


def huge(root):
    (root / "workspace/user.py").write_text(USER + "# " + "x" * 70_000 + "\n")


def mode(root):
    (root / "workspace/user.py").chmod(0o600)


@pytest.mark.parametrize(
    "change",
    [not_utf8, latin_1, delete, delete_used, rename, add, link, policy, policy_contract,
     policy_expired, door, baseline, huge, mode],
)  # fmt: skip
def test_whatever_else_is_changed_takes_a_full_run(change, tree, capsys):
    change(tree)
    assert not compare(tree, capsys)


def test_two_files_that_change_places(tree, capsys):
    swap(tree)
    assert not compare(tree, capsys)


def test_the_same_content_again_is_no_change(tree, capsys):
    for name in ("base", "waived", "broken"):
        path = tree / f"workspace/{name}.py"
        copy = shutil.copy(path, tree / "copy")
        Path(copy).replace(path)
    assert compare(tree, capsys)


def test_data_is_not_judged(tree, capsys):
    (tree / "workspace/data.json").write_text('{"a": 1}\n')
    assert compare(tree, capsys)


def test_same_size_and_same_dates(tree, capsys):
    path = tree / "workspace/user.py"
    before = path.stat()
    edit(path, "shorten(items[:LIMIT])", "items.__class__[:1111]"[:22])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not compare(tree, capsys)


def test_a_change_within_the_clocks_grain(tree, capsys, monkeypatch):
    """While stamps prove nothing, the content is looked at, plain or not."""
    monkeypatch.setattr(snapshot.Snapshot, "text", lambda _: "")
    check(tree)
    path = cachedir.locate(str(tree), str(tree), quick.KIND)
    parts = cachedir.load(path)
    names = [name for name in FILES if name.endswith(".py")]
    digests = {n: hashing.hex_digest((tree / n).read_bytes()) for n in names}
    parts[2] = quick.contents_of(digests)
    cachedir.save(path, parts)
    assert compare(tree, capsys)
    edit(tree / "workspace/user.py", "items[:LIMIT]", "items[:1]")
    cachedir.save(path, parts)
    assert quick.answer(["--root", str(tree)]) == 1
    edit(tree / "workspace/user.py", "items[:1]", "items.__class__")
    cachedir.save(path, parts)
    assert quick.answer(["--root", str(tree)]) is None


def test_many_changes_are_for_all_processors(tree, capsys, monkeypatch):
    monkeypatch.setattr(touched, "MAX_CHANGED", 1)
    edit(tree / "workspace/user.py", "[:LIMIT]", "[:1]")
    edit(tree / "workspace/base.py", "too many", "so many")
    assert not compare(tree, capsys)


def test_a_file_that_is_just_being_written(tree, monkeypatch):
    edit(tree / "workspace/user.py", "[:LIMIT]", "[:1]")
    monkeypatch.setattr(touched, "status_text", lambda _: "another state")
    assert quick.answer(["--root", str(tree)]) is None


@pytest.mark.parametrize("part", [6, 7])
@pytest.mark.parametrize("content", [b"", b"x", b"\xff\0x\0y"])
def test_foreign_records_are_none(part, content, tree):
    path = cachedir.locate(str(tree), str(tree), quick.KIND)
    parts = cachedir.load(path)
    parts[part] = content
    cachedir.save(path, parts)
    edit(tree / "workspace/user.py", "[:LIMIT]", "[:1]")
    assert quick.answer(["--root", str(tree)]) is None


def test_records_come_back_as_they_were():
    paths = ("workspace/a.py", "workspace/\udcff.py", "workspace/b\nc.py")
    told = {"workspace.b X": "own", "workspace.c Y": ""}
    written = known.write_records(known.Record(path, "d", "", told) for path in paths)
    records = known.Records(written)
    for path in paths:
        found = records.get(path)
        assert (found.path, found.digest, found.outside) == (path, "d", "")
        assert found.neighbours == told
    for other in ("workspace/b.py", "a.py", "c.py", "workspace/a.p", ""):
        assert records.get(other) is None
    assert known.Records().get("workspace/a.py") is None


def test_only_one_record_is_replaced():
    paths = ("workspace/a.py", "workspace/a.py.py", "workspace/sub/workspace/a.py")
    for path in paths:
        before = [known.Record(each, "old", "out", {}) for each in paths]
        after = [known.Record(p, "new" if p == path else "old", "out", {}) for p in paths]
        records = known.Records(known.write_records(before))
        records.put(known.Record(path, "new", "out", {}))
        assert records.data == known.write_records(after)
        records.put(known.Record("workspace/other.py", "new", "out", {}))
        assert records.data == known.write_records(after)


@pytest.mark.parametrize(
    "value", ["''.join(PARTS)", "PARTS[0]", "Own.x", "PARTS", "SECOND + 1", "[SECOND]", "-(y := 1)"]
)
def test_a_value_that_hangs_on_more_than_the_module_shows_is_never_vouched_for(value):
    text = (
        "PARTS = ['a']\nFIRST = 1\nSECOND = FIRST\n\n\nclass Own:\n    x = 1\n\n\n"
        f"VALUE = {value}\n\n\ndef f(x):\n    return x == PARTS\n"
    )
    assert outside(Source("workspace/a.py", text.encode())) in ("", None)
    plain = "FIRST = 1\nSECOND = FIRST\nTHIRD = str(FIRST)\n"
    assert outside(Source("workspace/a.py", plain.encode()))


STEPS = [
    ("base", "def shorten(items):", "def shorten(items, *, more=1):"),
    ("base", "import json\n", "import json\nimport os\n"),
    ("base", "import os\n", ""),
    ("base", "LIMIT = 50", "LIMIT = 5"),
    ("user", "items[:LIMIT]", "items"),
    ("user", "def first", "def second(x):\n    return x\n\n\ndef first"),
    ("user", "return x\n", "return x.__dict__\n"),
    ("handed", "str(", "repr("),
    ("handed", "import LIMIT as MOST", "import NAMES as MOST"),
    ("waived", "eval(text)", "text"),
    ("waived", "text\n", "eval(text)\n"),
    ("sub/inner", "first(x)", "first([x])"),
    (
        "sub/inner",
        "from workspace.user import first",
        "from workspace.base import shorten as first",
    ),
    ("broken", "'id'", "'ls'"),
]


@pytest.mark.parametrize("seed", range(3))
def test_any_row_of_changes_gives_what_a_full_run_gives(seed, tree, capsys):
    generator = random.Random(seed)
    counted = {True: 0, False: 0}
    for _ in range(10):
        for module, old, new in generator.sample(STEPS, generator.randint(1, 2)):
            path = tree / f"workspace/{module}.py"
            text = path.read_text("utf-8")
            if generator.random() < 0.3:
                path.write_text(FILES[f"workspace/{module}.py"], "utf-8")
            else:
                path.write_text(text.replace(old, new), "utf-8")
        is_quick = compare(tree, capsys)
        counted[is_quick] += 1
        if not is_quick:
            check(tree)
    assert counted[False]
    assert counted[True]


SLOW = {"ast", "dataclasses", "enum", "hashlib", "inspect", "json", "libcst", "importlinter",
        "logging", "pathlib", "re", "typing"}  # fmt: skip


def test_nothing_slow_is_imported_for_a_plain_change(tree):
    edit(tree / "workspace/user.py", "[:LIMIT]", "[:1]")
    code = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nbefore = {{*sys.modules}}\n"
        "from tools.isolation import snapshot\nsnapshot.RACY_NS = -10**18\n"
        f"from tools.cli import main\nmain(['check', '--root', {str(tree)!r}])\n"
        "print(*sys.modules.keys() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    *_, summary, modules = done.stdout.splitlines()
    assert "9 files checked, 8 unchanged" in summary
    assert not SLOW & {*modules.split()}


# -- what other files can learn --


def outside(source):
    """Return the digest of a plain file, or None for any other."""
    tables = make_tables(load_policy(ROOT, known_rules()), load_catalogue())
    plain = first_look(source, tables, {})
    if plain is None:
        return None
    imports, _ = import_digests(source.tree, tables.roots)
    return outside_of(source.tree, plain.notes, imports)


def test_what_happens_inside_of_functions_is_nobody_elses_business():
    """With the same outside, a module hands the same names on, whatever its functions do."""
    catalogue = load_catalogue()
    seen = 0
    for path, content in [*BENIGN.items(), *((p, t.encode()) for p, t in FILES.items())]:
        sources = [Source(path, content), Source(path, hollow(content, path))]
        before, after = map(outside, sources)
        if before and before == after:
            seen += 1
            assert summarize(sources[0], catalogue) == summarize(sources[1], catalogue), path
    assert seen > 20


def hollow(content, path):
    """Empty all functions of a module, and add one."""
    if not path.endswith(".py"):
        return content
    tree = ast.parse(content)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    return f"{ast.unparse(tree)}\n\n\ndef added():\n    pass\n".encode()
