"""What reaches an expression through containers, calls, closures, classes and patterns."""

from __future__ import annotations

import ast
import re
import textwrap

import pytest

from tests.unit.isolation.conftest import judge_files
from tools.isolation.catalogue import load_catalogue
from tools.isolation.flow import Flow, Make, graph
from tools.isolation.scopes import ScopeTree
from tools.isolation.values import Names, Resolver, TooEntangledError

CATALOGUE = load_catalogue()


def arriving(code: str) -> list:
    """Return the things at the argument of the last ``look(...)``."""
    tree = ast.parse(textwrap.dedent(code))
    scopes = ScopeTree(tree)
    flow = Flow(Resolver(scopes, Names("workspace.a", "workspace"), CATALOGUE, {}))
    looks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "look"
    ]
    return list(flow.things(looks[-1].args[0]))


def names(code: str) -> set[str]:
    """Return the members of modules and the texts that arrive."""
    return {t.name for t in arriving(code) if t.make in (Make.MEMBER, Make.TEXT)}


WAYS = {
    "a list": "look([E][0])",
    "a nested list": "look([[E]][0][0])",
    "a dictionary": "look({'k': E}['k'])",
    "get": "look({'k': E}.get('k'))",
    "values": "for v in {'k': E}.values():\n    look(v)",
    "items": "for _, v in {'k': E}.items():\n    look(v)",
    "a key": "for k in {E: 1}:\n    look(k)",
    "append": "rows = []\nrows.append(E)\nlook(rows.pop())",
    "a stored item": "d = {}\nd['k'] = E\nlook(d['k'])",
    "a stored unknown key": "d = {}\nd[k] = E\nlook(d['k'])",
    "a starred list": "a, *rest = [0, E]\nlook(rest[0])",
    "two names": "(a, b) = (E, 0)\nlook(a)",
    "an argument": "def f(x):\n    return x\nlook(f(E))",
    "a keyword": "def f(*, x):\n    return x\nlook(f(x=E))",
    "star arguments": "def f(*xs):\n    return xs[0]\nlook(f(E))",
    "star keywords": "def f(**xs):\n    return xs['a']\nlook(f(a=E))",
    "a spread list": "def f(a, b):\n    return b\nlook(f(*[0, E]))",
    "a spread dictionary": "def f(b):\n    return b\nlook(f(**{'b': E}))",
    "a default": "def f(x=E):\n    return x\nlook(f())",
    "a lambda": "look((lambda x: x)(E))",
    "a closure": "def f(x):\n    def g():\n        return x\n    return g\nlook(f(E)())",
    "a generator": "def f(x):\n    yield x\nlook(next(f(E)))",
    "yield from": "def f(x):\n    yield from [x]\nlook(list(f(E))[0])",
    "a comprehension": "look([x for x in (E,)][0])",
    "a dictionary's comprehension": "look({1: x for x in (E,)}[1])",
    "a walrus": "look((x := E))",
    "a choice": "look(E if c else 0)",
    "or": "look(None or E)",
    "a pattern": "match [E]:\n    case [x]:\n        look(x)",
    "a mapping pattern": "match {'k': E}:\n    case {'k': x}:\n        look(x)",
    "an exception": (
        "try:\n    raise LookupError(E)\nexcept LookupError as error:\n    look(error.args[0])"
    ),
    "an object": (
        "class C:\n    def __init__(self, x):\n        self.x = x\n    def give(self):\n"
        "        return self.x\nlook(C(E).give())"
    ),
    "a property": (
        "class C:\n    def __init__(self, x):\n        self.x = x\n    @property\n"
        "    def y(self):\n        return self.x\nlook(C(E).y)"
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: object\nlook(C(E).x)"
    ),
    "an operator": "class C:\n    def __add__(self, x):\n        return x\nlook(C() + E)",
    "a comparison": "class C:\n    def __lt__(self, x):\n        look(x)\nC() < E",
    "an index": "class C:\n    def __getitem__(self, x):\n        return x\nlook(C()[E])",
    "an index of a class": (
        "class C:\n    def __class_getitem__(cls, x):\n        return x\nlook(C[E])"
    ),
    "membership": "class C:\n    def __contains__(self, x):\n        look(x)\nE in C()",
    "a stored index": "class C:\n    def __setitem__(self, k, x):\n        look(x)\nC()[0] = E",
    "a manager": (
        "class C:\n    def __init__(self, x):\n        self.x = x\n    def __enter__(self):\n"
        "        return self.x\nwith C(E) as x:\n    look(x)"
    ),
    "nullcontext": "import contextlib\nwith contextlib.nullcontext(E) as x:\n    look(x)",
    "a method of a class": "class C:\n    def m(self):\n        look(self)\nC.m(E)",
    "a sort key": "class C:\n    def m(self):\n        look(self)\nsorted([E], key=C.m)",
    "a bound method": (
        "import types\nclass C:\n    def m(self):\n        return self\n"
        "look(types.MethodType(C.m, E)())"
    ),
    "partial": ("import functools\ndef f(a, b):\n    return a\nlook(functools.partial(f, E)(0))"),
    "reduce": "import functools\nlook(functools.reduce(lambda a, b: b, [0, E]))",
    "map": "look(list(map(lambda x: x, [E]))[0])",
    "itemgetter": "import operator\nlook(operator.itemgetter(0)([E]))",
    "attrgetter": (
        "import operator\nclass C:\n    x = 0\nc = C()\nc.x = E\nlook(operator.attrgetter('x')(c))"
    ),
    "operator.call": "import operator\nlook(operator.call(lambda x: x, E))",
    "chain": "import itertools\nlook(next(itertools.chain([E])))",
    "a weak reference": "import weakref\nlook(weakref.ref(E)())",
    "a default dictionary": (
        "from collections import defaultdict\nlook(defaultdict(lambda: E)['k'])"
    ),
    "a deque": "from collections import deque\nlook(deque([E]).popleft())",
    "a queue": "import queue\nq = queue.Queue()\nq.put(E)\nlook(q.get())",
    "a future": (
        "import asyncio\nasync def f():\n    x = asyncio.get_running_loop().create_future()\n"
        "    x.set_result(E)\n    look(x.result())"
    ),
    "a decorator": "@lambda _: E\ndef f():\n    pass\nlook(f)",
    "setattr": "class C: ...\nc = C()\nsetattr(c, 'x', E)\nlook(c.x)",
    "an attribute of a function": "def f(): ...\nf.x = E\nlook(f.x)",
    "await": "async def f(x):\n    return x\nasync def g():\n    look(await f(E))",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("what", ["os.getcwd", "'/etc/passwd'"])
def test_it_arrives(way, what):
    assert what.strip("'") in names("import os\n" + re.sub(r"\bE\b", what, way))


KEPT_APART = {
    "another key": "look({'a': E, 'b': 0}['b'])",
    "another place of a tuple": "look((E, 0)[1])",
    "another name": "(a, b) = (E, 0)\nlook(b)",
    "another stored key": "d = {}\nd['a'] = E\nlook(d['b'])",
    "another key of get": "look({'a': E}.get('b'))",
    "another parameter": "def f(a, b):\n    return b\nlook(f(E, 0))",
    "another key of a spread": "def f(a, b):\n    return b\nlook(f(**{'a': E, 'b': 0}))",
    "another attribute": (
        "class C:\n    def __init__(self, x):\n        self.x = x\n        self.y = 0\nlook(C(E).y)"
    ),
    "the type of a cast": "import typing\nlook(typing.cast(E, 0))",
    "the maker of a default": "from collections import defaultdict\nlook(defaultdict(E)['k'])",
    "the function of a property": (
        "class C:\n    @property\n    def y(self):\n        return 0\n    z = E\nlook(C().y)"
    ),
}


@pytest.mark.parametrize("way", KEPT_APART.values(), ids=KEPT_APART.keys())
def test_it_does_not_arrive(way):
    """Precision: what honest code keeps apart, stays apart."""
    assert "os.getcwd" not in names("import os\n" + way.replace("E", "os.getcwd"))


def test_keys_that_differ_in_capitals_are_one():
    assert names("import os\nd = {'A': os.getcwd}\nlook(d['a'])") == {"os.getcwd"}


def test_a_named_item_is_found_under_an_unknown_key():
    assert names("import os\nd = {'A': os.getcwd}\nlook(d[k])") == {"os.getcwd"}


def test_what_a_lasting_container_holds_lasts():
    (row,) = [t for t in arriving("ROWS = {'a': []}\ndef f():\n    look(ROWS['a'])") if t.lasts][:1]
    assert row.make in (Make.CONTAINER, Make.PART)


def test_what_a_function_makes_does_not_last():
    assert not any(t.lasts for t in arriving("def f():\n    rows = {'a': []}\n    look(rows['a'])"))


def test_a_class_without_foreign_bases_has_no_container_methods():
    code = "class C:\n    pass\nc = C()\nc.append(E)\nlook(c.append)"
    assert not any(t.make is Make.BOUND for t in arriving(code))
    assert any(t.make is Make.BOUND for t in arriving(code.replace("class C:", "class C(list):")))


LOOPS = {
    "calls of calls": "import lib\nx = lib.make()\nwhile x:\n    x = x()\nlook(x)",
    "attributes": "import lib\nx = lib.node\nwhile x:\n    x = x.left or x.right or x.up\nlook(x)",
    "items": "import lib\nx = lib.node\nwhile x:\n    x = x[0]\nlook(x)",
    "nesting": "x = []\nfor _ in y:\n    x = [x]\nlook(x)",
    "recursion": "def f(x):\n    return f([x])\nlook(f(1))",
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS.keys())
def test_loops_end(code):
    assert len(arriving(code)) < 100


def test_too_much_spreading_is_refused(monkeypatch):
    monkeypatch.setattr(graph, "MAX_STEPS", 50)
    with pytest.raises(TooEntangledError):
        arriving("x = [1]\n" + "y = x\nx = [y, x]\n" * 20 + "look(x)")


def test_made_up_nodes_do_not_disturb_who_looks_at_all_of_them():
    tree = ast.parse("import os\nlook([getattr(os, 'getcwd')][0])")
    scopes = ScopeTree(tree)
    resolver = Resolver(scopes, Names("workspace.a", "workspace"), CATALOGUE, {})
    before = resolver.facts.nodes
    for _ in before:
        Flow(resolver)
    assert resolver.facts.nodes == before
    assert len(resolver.facts.parents) > len(before)


def test_a_method_taken_along_gives_its_text():
    assert names("import base64\nlook([base64.b64decode('YWJj').decode].pop()())") == {"abc"}


def _refused(judge, helper: str, count: int = 0) -> bool:
    files = {f"workspace/n{i}.py": "x = []\n\n\ndef f():\n    return 1\n" for i in range(count)}
    files["workspace/h.py"] = helper
    files["workspace/a.py"] = (
        "".join(f"from workspace.n{i} import f as f{i}\n" for i in range(count))
        + "from workspace.h import rows\n\n\nasync def run(context):\n"
        + "".join(f"    f{i}()\n" for i in range(count))
        + "    found = rows()\n    found.append(context.org_name)\n"
    )
    return any(f.code == "RF701" and f.path == "workspace/a.py" for f in judge(files))


def test_a_file_that_is_not_looked_through_may_hand_out_what_it_keeps():
    helper = "def rows():\n    return []\n"
    assert not _refused(judge_files, helper)
    assert not _refused(judge_files, helper, 10)
    assert _refused(judge_files, helper, 25)
    assert _refused(judge_files, helper + "# padding\n" * 60_000)


def test_other_files_that_import_each_other_are_looked_through_once():
    files = {
        f"workspace/n{i}.py": f"from workspace.n{(i + 1) % 5} import f as g\n\n\n"
        "def f(x):\n    return g(x)\n"
        for i in range(5)
    }
    files["workspace/a.py"] = (
        "from workspace.n0 import f\n\nROWS = []\n\n\ndef run(x):\n    f(ROWS).append(x)\n"
    )
    assert judge_files(files) == []
    files["workspace/n3.py"] = "def f(x):\n    return x\n"
    assert [(f.code, f.path) for f in judge_files(files)] == [("RF701", "workspace/a.py")]
