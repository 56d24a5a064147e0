"""Texts put together from constants are worked out; nothing else is, and nothing takes long."""

from __future__ import annotations

import ast
import time

import pytest

from tests.unit.isolation.conftest import POLICY
from tools.isolation.catalogue import load_catalogue
from tools.isolation.folding import fold_texts
from tools.isolation.scopes import ScopeTree
from tools.isolation.source import Source
from tools.isolation.values import Names, Resolver
from tools.isolation.visitor import FileCheck, HookTable

KNOWN = [
    '"-".join(x for x in ["a", "b"])',
    '"-".join(reversed("b a".split()))',
    '"{0}-{1}".format(*["a", "b"])',
    '"%(x)s-b" % {"x": "a"}',
    '"a.b".translate({46: 45})',
    '"a.b".translate(str.maketrans(".", "-"))',
    'string.Template("$x-b").substitute(x="a")',
    'bytes("a-", "ascii") + b"b"',
    'b"-".join([b"a", b"b"]).decode()',
    '"".join(map(chr, [97, 45, 98]))',
    '"".join(chr(x ^ 1) for x in (96, 44, 99))',
    '"".join(a + b for a, b in zip("a", "-")) + "b"',
    '"b-a"[::-1]',
    'f"{PART}-{string.ascii_lowercase[1]}"',
    '"".join(v for k, v in {"x": "a-", "y": "b"}.items())',
    '"a-b" if not 0 else name',
    '(lambda x: x + "-b")("a")',
    '["a-b"].pop()',
    'pathlib.PurePath("x/a-b").name',
    'pathlib.Path("a-b/c/d").parents[1]',
    'str(pathlib.Path("a-b.txt").with_suffix(""))',
    'base64.b64decode("YS1i")',
    'struct.pack(">3B", 97, 40 + 5, 49 << 1)',
    '"".join(map(lambda x: x.lower(), "A-B"))',
    '{**{"k": "a-b"}}["k"]',
]
UNKNOWN = [
    "name",
    "name()",
    '"".join(name)',
    '"{0.real}".format(1)',
    '"{:>99999}".format("a")',
    '"%999999d" % 1',
    '"a" * 10**9',
    '"".join(x for x in "ab" if x)',
    "bytes(10**9)",
    "(1).real",
    "str([1])",
    'struct.pack("99999s", b"a")',
    'struct.pack(">B", 999)',
    'socket.inet_aton("a.b")',
    'socket.inet_ntoa(b"a")',
    "1 << 10**9",
    "(lambda x: x)(1, 2)",
    'pathlib.Path("a").exists()',
]


def fold(text: str) -> str | None:
    tree = ast.parse(f'import base64, pathlib, socket, string, struct\nPART = "a"\n{text}')
    scopes = ScopeTree(tree)
    resolver = Resolver(scopes, Names.of_path("workspace/x.py"), load_catalogue(), {})
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    found = fold_texts(resolver, statement.value, scopes.module)
    return found[0] if len(found) == 1 else None


@pytest.mark.parametrize("text", KNOWN)
def test_what_the_file_writes_is_worked_out(text):
    assert fold(text) == "a-b"


def folded(code: str) -> set[str]:
    """Fold the last expression of a file, with all that the file shows of it."""
    source = Source("workspace/x.py", code.encode())
    check = FileCheck(source, POLICY, load_catalogue(), {}, HookTable(()))
    statement = check.tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return set(fold_texts(check.resolver, statement.value, check.scopes.module))


THROUGH = {
    "a function": "def f(x):\n    return x\n",
    "an exception": "def f(x):\n    try:\n        raise LookupError(x)\n"
    "    except LookupError as e:\n        return e.args[0]\n",
    "a generator": "def g(x):\n    yield x\ndef f(x):\n    return next(g(x))\n",
    "an object": "class K:\n    def __init__(self, x):\n        self.x = x\n"
    "def f(x):\n    return K(x).x\n",
    "a table": "def f(x):\n    return {'k': x}.get('k')\n",
    "a pattern": "def f(x):\n    match [x]:\n        case [y]:\n            return y\n",
    "a closure": "def f(x):\n    def give():\n        return x\n    return give()\n",
    "a partial": "from functools import partial\ndef i(x):\n    return x\n"
    "def f(x):\n    return partial(i, x)()\n",
}
MADE = {
    "f('a') + '-b'",
    "'-'.join(f(['a', 'b']))",
    "'%s-b' % f('a')",
    "'b-a'[:: -f(1)]",
    "f('-'.join)(['a', 'b'])",
    "f(bytes)('a-b', 'ascii')",
    "f(b'a-b').decode()",
    "f'{f(\"a\")}-{chr(f(98))}'",
    "f(lambda y: y + '-b')('a')",
}


@pytest.mark.parametrize("made", sorted(MADE))
@pytest.mark.parametrize("way", THROUGH)
def test_parts_are_found_wherever_they_come_from(way, made):
    assert "a-b" in folded(f"{THROUGH[way]}{made}")


def test_every_part_that_may_come_is_tried():
    code = "def f(x):\n    return x\nf('b')\nf('c')\n'a' + f('a')"
    assert folded(code) == {"aa", "ab", "ac"}


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_not_written_or_too_large_is_not_known(text):
    assert fold(text) is None


def test_the_work_is_bounded():
    nested = "x0 = ['a']\n" + "".join(f"x{n + 1} = [x{n}] * 19\n" for n in range(20))
    doubled = "y0 = 'a'\n" + "".join(f"y{n + 1} = y{n} + y{n}\n" for n in range(24))
    began = time.perf_counter()
    assert fold(f"{nested}'%s' % x20") is None
    assert fold(f"{doubled}y24") is None
    assert fold("'a'.replace('a', 'b' * 19).replace('b', 'c' * 19).replace('c', 'd' * 19)") is None
    assert time.perf_counter() - began < 5
