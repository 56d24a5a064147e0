"""Names mean what the language says they mean (language reference, section 4.2)."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tools.isolation.catalogue import load_catalogue
from tools.isolation.scopes import ScopeTree
from tools.isolation.values import Kind, Names, Resolver


def values_of_last_call(code: str) -> set[tuple[Kind, str]]:
    """Resolve the callee of the last call in ``code`` in the scope where it stands."""
    tree = ast.parse(textwrap.dedent(code))
    scopes = ScopeTree(tree)
    resolver = Resolver(scopes, Names("workspace.a", "workspace"), load_catalogue(), {})
    call = [node for node in ast.walk(tree) if isinstance(node, ast.Call)][-1]
    scope = resolver.facts.scope_of(call)
    return {(value.kind, value.name) for value in resolver.values(call.func, scope)}


BUILTIN = (Kind.BUILTIN, "eval")


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "class A:\n    eval = 1\n    def f(self):\n        return eval('1')",
        "if x:\n    eval = print\neval('1')",
        "try:\n    from x import eval\nexcept ImportError:\n    pass\neval('1')",
        "def eval(x): ...\ndel eval\neval('1')",
        "eval('1')\ndef eval(x): ...",
        "try:\n    pass\nexcept Exception as eval:\n    pass\neval('1')",
        "[eval for eval in ()]\neval('1')",
        "def f():\n    global eval\n    return eval('1')",
        "class A:\n    eval('1')\n    eval = 2",
        "for eval in ():\n    pass\neval('1')",
    ],
)
def test_the_builtin_is_possible(code):
    assert BUILTIN in values_of_last_call(code)


@pytest.mark.parametrize(
    "code",
    [
        "def f(eval):\n    return eval('1')",
        "def f():\n    eval = print\n    return eval('1')",
        "def f():\n    def g():\n        return eval('1')\n    eval = print\n    return g",
        "def eval(x): ...\neval('1')",
        "def f(xs):\n    return [eval('1') for eval in xs]",
        "def f():\n    for eval in ():\n        eval('1')",
        "def f():\n    if (eval := print):\n        eval('1')",
        "def f(x):\n    match x:\n        case [eval]:\n            return eval('1')",
        "from workspace.tools import eval\neval('1')",
    ],
)
def test_the_builtin_is_really_hidden(code):
    assert BUILTIN not in values_of_last_call(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os\nos.system('x')", (Kind.MEMBER, "os.system")),
        ("import os as o\no.path.join('x')", (Kind.MEMBER, "os.path.join")),
        ("from os import system as s\ns('x')", (Kind.MEMBER, "os.system")),
        ("def f():\n    import os\n    return os.getcwd()", (Kind.MEMBER, "os.getcwd")),
        ("import os\ngetattr(os, 'sys' + 'tem')('x')", (Kind.BUILTIN, "getattr")),
        ("import os\nf = os.system\nf('x')", (Kind.MEMBER, "os.system")),
        ("import os\nf = {'a': os.system}['a']\nf('x')", (Kind.MEMBER, "os.system")),
        ("import os\nfor f in (os.system,):\n    f('x')", (Kind.MEMBER, "os.system")),
    ],
)
def test_values_follow_names(code, expected):
    assert expected in values_of_last_call(code)


def test_a_parameter_knows_what_the_file_passes():
    code = "import os\ng = lambda: h(os.system)\ndef h(f):\n    f('x')"
    assert (Kind.MEMBER, "os.system") in values_of_last_call(code)


@pytest.mark.parametrize(
    ("path", "module", "level", "expected"),
    [
        ("workspace/a/b.py", "c", 1, "workspace.a.c"),
        ("workspace/a/b.py", None, 2, "workspace"),
        ("workspace/a/__init__.py", "c", 1, "workspace.a.c"),
        ("workspace/a/b.py", "c", 3, None),
        ("workspace/b.py", "os", 0, "os"),
    ],
)
def test_relative_imports_resolve_like_python(path, module, level, expected):
    assert Names.of_path(path).absolute(module, level) == expected
