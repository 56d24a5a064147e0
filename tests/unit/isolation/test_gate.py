"""Where a first look calls a file plain, the full judgement finds nothing: compared, not argued."""

from __future__ import annotations

import ast
import dataclasses
import random
import sys
import sysconfig
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.generated import write_workspace
from tests.evasions import corpus, fuzz
from tests.evasions.mutate import mutate
from tests.unit.isolation.test_benign import FILES
from tools.isolation.catalogue import load_catalogue
from tools.isolation.exports import ExportTable
from tools.isolation.gate.conditions import COVERED
from tools.isolation.gate.look import is_fit
from tools.isolation.gate.making import make_tables
from tools.isolation.gate.tables import Tables
from tools.isolation.gate.texts import are_plain
from tools.isolation.interest import is_dull
from tools.isolation.plain_calls import may_have_plain_calls, read_plain_calls
from tools.isolation.policy import load_policy
from tools.isolation.registry import RULES, known_rules
from tools.isolation.runner import Judge
from tools.isolation.source import Source
from tools.isolation.work import first_look

ROOT = Path(__file__).resolve().parents[3]
POLICY = load_policy(ROOT, known_rules())
TABLES = make_tables(POLICY, load_catalogue())
JUDGE = Judge(RULES, POLICY, load_catalogue())
MUTANTS = 250


def disagreements(files):
    """Return the findings in files of one workspace that are called plain, and how many are."""
    data = {p: t.encode() if isinstance(t, str) else t for p, t in files.items()}
    sources = {path: Source(path, content) for path, content in data.items()}
    exports = ExportTable(data, sources.__getitem__, load_catalogue())
    plain = [
        source for path, source in sources.items()
        if path.endswith(".py") and first_look(source, TABLES, exports)
    ]  # fmt: skip
    return [(finding, source.data.decode()) for source in plain
            for finding in JUDGE.source(source, exports)], len(plain)  # fmt: skip


def evasions():
    for case in corpus.load():
        files = {p: c for p, c in case.files.items() if not isinstance(c, corpus.Link)}
        if files:
            yield files


def examples():
    for rule in RULES:
        for example in (*rule.valid, *rule.invalid):
            yield {**example.beside, example.path: example.source}


def installed():
    paths = sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.py"))
    generator = random.Random(7)
    generator.shuffle(paths)
    for number, path in enumerate(paths[:400]):
        yield {f"workspace/m{number}.py": path.read_bytes()}


def halves():
    """Every statement of the benign files by itself, below the imports: small and varied."""
    for path, content in FILES.items():
        tree = Source(path, content).tree
        lines = content.decode().splitlines()
        if tree is None:
            continue
        pieces = ["\n".join(lines[s.lineno - 1 : s.end_lineno]) for s in tree.body]
        head = [p for p in pieces if p.startswith(("import", "from"))]
        for piece in pieces:
            if piece not in head:
                yield {"workspace/a.py": "\n".join([*head, piece, ""])}


SETS = {
    "examples": examples, "evasions": evasions, "installed": installed, "halves": halves,
    "benign": lambda: [FILES],
}  # fmt: skip
LEAST = {"benign": 20, "halves": 100}


@pytest.mark.parametrize("name", SETS)
def test_a_plain_file_has_no_finding(name):
    count = 0
    for files in SETS[name]():
        found, plain = disagreements(files)
        assert found == []
        count += plain
    assert count >= LEAST.get(name, 1)


def test_a_generated_workspace_is_plain_but_for_its_violations(tmp_path):
    write_workspace(tmp_path, 60)
    files = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*.py")}
    found, plain = disagreements(files)
    assert found == []
    assert plain >= len(files) - 12


@pytest.fixture(scope="module")
def cases():
    return fuzz.seeds_of(corpus.load())


def test_no_mutant_of_an_escape_is_plain(cases):
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"first seed: {seed}\n")
    for one in fuzz.tries(cases, range(seed, seed + MUTANTS)):
        assert disagreements(one.mutant.files)[0] == [], fuzz.describe(one)


def test_benign_files_rewritten_at_random():
    """The mutator's disguises on harmless code: aliases, containers, wrappers."""
    counted = Counter()
    for number, (path, content) in enumerate(FILES.items()):
        mutant = mutate({path: content.decode()}, path, number, 3)
        if mutant is not None:
            found, plain = disagreements(mutant.files)
            assert found == [], number
            counted["plain"] += plain
    assert counted["plain"]


@pytest.mark.parametrize("code", sorted(COVERED))
def test_no_rejected_example_is_plain(code):
    rule = next(rule for rule in RULES if rule.code == code)
    for example in rule.invalid:
        files = {**example.beside, example.path: example.source}
        assert disagreements(files)[0] == []


def test_the_tables_are_the_catalogue():
    """A first look reads the catalogue in short form: every question has the same answer."""
    catalogue = load_catalogue()
    names = {*catalogue.entries, *sys.stdlib_module_names, "httpx", "nobody.knows.this"}
    for name in sorted(names):
        entry = catalogue.entries.get(name)
        members = {"x", "path", "_y"}
        if entry is not None:
            members |= {*entry.allow, *entry.deny, *entry.warn, *entry.returns}
        assert TABLES.is_module(name) == catalogue.is_module(name)
        assert TABLES.is_stdlib(name) == catalogue.is_stdlib(name)
        assert TABLES.is_catalogued(name) == (entry is not None)
        for dotted in (name, *(f"{name}.{member}" for member in members)):
            assert TABLES.denies_module(dotted) == (catalogue.denied_module(dotted) is not None)
            assert TABLES.gives_type(dotted) == (catalogue.type_of_call(dotted) is not None)
        for member in members:
            judged = catalogue.judge_member(name, member) is not None
            assert TABLES.minds_member(name, member) == judged, (name, member)
            # Further in, the tables may mind more.
            inner = f"{name}.inner"
            if catalogue.judge_member(inner, member) is not None:
                assert TABLES.minds_member(inner, member), (inner, member)
    assert TABLES.door == dict(POLICY.door)
    assert TABLES.packages == POLICY.packages
    assert TABLES.roots == {"engine", "tools", "workspace"}


@pytest.mark.parametrize("text", ["", "a\n\nb", TABLES.text + "\n\nmore"])
def test_what_is_no_table_is_not_read(text):
    with pytest.raises(ValueError, match="not the tables"):
        Tables(text)


@pytest.mark.parametrize("word", ["a b", "a|b", "", "a\nb"])
def test_a_name_that_the_tables_cannot_hold_is_refused(word):
    policy = dataclasses.replace(POLICY, packages=frozenset({word}))
    with pytest.raises(ValueError, match="a blank or a bar"):
        make_tables(policy, load_catalogue())


def test_every_rule_says_why_a_plain_file_cannot_break_it():
    assert list(COVERED) == [rule.code for rule in RULES]


def test_a_new_rule_is_watched_without_anybody_thinking_of_it():
    """Names in the rules' own code are special: taken from there, not copied."""
    assert "os.environ" in TABLES.special
    assert "functools.lru_cache" in TABLES.special
    assert "base64.b64decode" in TABLES.special
    assert "append" in TABLES.watched
    assert "addHandler" in TABLES.watched


@pytest.mark.parametrize(
    "code",
    [
        "x = " + "-" * 200 + "1",
        "x = " + "(" * 90 + "1" + ")" * 90 + "+ 1" * 60,
        "def f():\n" + "".join("    " * n + "if a:\n" for n in range(1, 60)) + "    " * 60 + "b",
        "def f(a):\n    return a" + "[0]" * 300,
        "def f(a):\n    return a" + ".b" * 300,
        "def f(a):\n    return " + "a(" * 90 + ")" * 90,
        "def f():\n" + "".join(f"    x = y{n}\n" for n in range(1000)) + "    return x\n" * 1000,
    ],
)
def test_what_is_entangled_is_not_plain_before_the_rules_give_up(code):
    assert disagreements({"workspace/a.py": code})[0] == []


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254", "http://169.254.169.254/x", "//u@2852039166:80/", "0xA9FEA9FE",
        "http://169.254.169.254:http", "//169.254.169.254 x", "[::ffff:a9fe:a9fe]", "fe80::1%eth0",
        "metadata.google.internal", " metadata.", "http://x@metadata/", "..", "__globals__",
        "gi_frame", "{0._x}", "{:{0._secret}}", "orm_mode", "/proc/self", "local.settings.json",
        "engine/x.py", "1\uff16\uff19.254.169.254", "0251.0376.0251.0376", "168.63.129.16",
    ],
)  # fmt: skip
def test_a_telling_text_is_not_plain(text):
    assert not are_plain([text])
    assert not are_plain(["a", text, "b"])
    assert are_plain(["a", "https://graph.example.com/v1.0/users", "2024-01-01 10:00", "x {y}"])


def test_digits_of_other_alphabets_are_not_dull():
    text = "１６９．２５４．１６９．２５４"  # noqa: RUF001 - what it is about
    assert not is_dull(Source("a.py", f"x = {text!r}".encode()).tree.body[0].value)
    files = {"workspace/a.py": f"HOST = {text!r}\n"}
    sources = {path: Source(path, content.encode()) for path, content in files.items()}
    exports = ExportTable(files, sources.__getitem__, load_catalogue())
    found = JUDGE.source(sources["workspace/a.py"], exports)
    assert [finding.code for finding in found] == ["RF602"]


def many(count, line):
    return "".join(line.format(n=n, m=n - 1) for n in range(count))


def chained(line):
    """Names of many meanings each, every one made of the name before."""
    return "".join((line.format(n=n, m=n - 1) if n else "    x0 = 'a'\n") * 45 for n in range(10))


HOSTILE = {
    "meanings": "def f():\n" + chained("    x{n} = x{m} or x{m}\n") + "    return x9 + x9\n",
    "joined": "def f():\n" + chained("    x{n} = map(str, x{m})\n") + "    return ''.join(x9)\n",
    "itself": "def f():\n    x = 'a'\n    x = map(str, x)\n    return ''.join(x)\n",
    "sums": "def f(a):\n" + ("    b = " + "+".join("a" * 75) + "\n") * 49,
    "texts": "def f(a):\n" + many(99, "    b{n} = " + "+".join(["'a'"] * 60) + "\n"),
    "names": "def f():\n    n0 = 1\n" + many(3000, "    n{n} = n{m}\n"),
    "functions": many(2500, "def f{n}(a): return a\n"),
    "changes": "def f():\n" + many(900, "    v{n} = []\n    v{n}.append(1)\n    v{n}[0] = 1\n"),
    "attributes": "class A:\n    def __init__(self):\n" + many(1500, "        self.a{n} = []\n")
    + many(1000, "        self.a{n}.append(1)\n"),
    "one line": "X = '" + "a" * 60_000 + "'\n",
    "calls": "def f(a):\n" + ("    a" + ".b(1)" * 30 + "\n") * 300,
    "parentheses": "def f(a):\n    return " + "(" * 190 + "a" + ")" * 190 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_takes_no_longer_than_others(kind):
    data = HOSTILE[kind].encode()
    assert is_fit(data)
    source = Source("workspace/a.py", data)
    assert source.tree is not None
    started = time.process_time()
    first_look(source, TABLES, {})
    assert time.process_time() - started < 5


def test_a_file_that_is_too_big_is_not_looked_at():
    source = Source("workspace/a.py", b"x = 1\n" * 20_000)
    assert first_look(source, TABLES, {}) is None
    assert "parsed" not in vars(source)


def test_a_file_without_the_words_has_no_call_that_is_read_differently():
    contents = [
        *FILES.values(),
        *(e.source.encode() for r in RULES for e in (*r.valid, *r.invalid)),
    ]
    seen = Counter()
    for content in contents:
        try:
            before, tree = (ast.parse(content) for _ in range(2))
        except (SyntaxError, ValueError):
            continue
        changed = ast.dump(read_plain_calls(tree)) != ast.dump(before)
        seen[changed, may_have_plain_calls(content)] += 1
    assert seen[False, False]
    assert seen[True, True]
    assert not seen[True, False]
    assert may_have_plain_calls("\uff4cocals()".encode())
