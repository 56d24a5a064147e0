"""Texts put together from constants are worked out; nothing else is, and nothing takes long."""

from __future__ import annotations

import ast
import time

import pytest

from tools.isolation.catalogue import load_catalogue
from tools.isolation.folding import fold_text
from tools.isolation.scopes import ScopeTree
from tools.isolation.values import Names, Resolver

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
]


def fold(text: str) -> str | None:
    tree = ast.parse(f'import string\nPART = "a"\n{text}')
    scopes = ScopeTree(tree)
    resolver = Resolver(scopes, Names.of_path("workspace/x.py"), load_catalogue(), {})
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return fold_text(resolver, statement.value, scopes.module)


@pytest.mark.parametrize("text", KNOWN)
def test_what_the_file_writes_is_worked_out(text):
    assert fold(text) == "a-b"


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
