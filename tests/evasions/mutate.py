"""Rewrites known escapes by random steps that keep what they do.

Each step is something an author of hostile code could do by hand: give a value another name, send
it through a function, a container, a class, a second file. Steps are composed at random; whether
the result still works is found out by running it, so a step may be wrong now and then.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

SECOND = "workspace/shared/mutated.py"


@dataclass
class Site:
    """A place of the tree that holds an expression."""

    parent: ast.AST
    name: str
    index: int | None
    node: ast.expr
    body: list[ast.stmt]
    at: ast.stmt
    in_function: bool

    def put(self, new: ast.expr) -> None:
        """Replace the expression."""
        if self.index is None:
            setattr(self.parent, self.name, new)
        else:
            getattr(self.parent, self.name)[self.index] = new

    def before(self, *statements: ast.stmt) -> None:
        """Insert statements in front of the one that holds the expression."""
        place = next(i for i, statement in enumerate(self.body) if statement is self.at)
        self.body[place:place] = statements


@dataclass
class Mutant:
    """One rewritten escape: its files and the steps that made it."""

    files: dict[str, str]
    steps: list[str] = field(default_factory=list)


def mutate(files: dict[str, str], main: str, seed: int, steps: int) -> Mutant | None:
    """Rewrite a case by up to ``steps`` random steps; None when it cannot be rewritten."""
    rng = random.Random(seed)
    work = _Work(ast.parse(files[main]), rng)
    done: list[str] = []
    for _ in range(steps * 4):
        if len(done) >= steps:
            break
        step = rng.choice(STEPS)
        if step(work):
            done.append(step.__name__.strip("_"))
    if not done:
        return None
    try:
        text = ast.unparse(ast.fix_missing_locations(work.finished()))
        compile(text, main, "exec", dont_inherit=True)
    except (ValueError, SyntaxError, RecursionError):
        return None
    found = {**files, main: text}
    if work.second:
        found[SECOND] = "\n".join(work.second) + "\n"
    return Mutant(found, done)


class _Work:
    """A tree that is being rewritten."""

    def __init__(self, tree: ast.Module, rng: random.Random) -> None:
        self.tree = tree
        self.rng = rng
        self.second: list[str] = []
        self.helpers: dict[str, str] = {}
        self._count = 0

    def name(self) -> str:
        self._count += 1
        return f"{self.rng.choice(('part', 'item', 'entry', 'step', 'value'))}_{self._count}"

    def helper(self, name: str, text: str) -> str:
        self.helpers[name] = text
        return name

    def finished(self) -> ast.Module:
        """Return the tree with the helpers in front."""
        body = self.tree.body
        place = 0
        while place < len(body) and (
            (isinstance(body[place], ast.Expr) and place == 0 and _is_text(body[place].value))  # type: ignore[attr-defined]
            or (isinstance(body[place], ast.ImportFrom) and body[place].module == "__future__")  # type: ignore[attr-defined]
        ):
            place += 1
        body[place:place] = [s for text in self.helpers.values() for s in ast.parse(text).body]
        return self.tree

    def sites(self, keep: Callable[[Site], bool]) -> list[Site]:
        return [site for site in _sites(self.tree.body, in_function=False) if keep(site)]

    def pick(self, keep: Callable[[Site], bool]) -> Site | None:
        found = self.sites(keep)
        return self.rng.choice(found) if found else None


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def _sites(body: list[ast.stmt], *, in_function: bool) -> Iterator[Site]:
    for statement in body:
        inner = in_function or isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in _BLOCKS:
            block = getattr(statement, name, None)
            if not isinstance(block, list):
                continue
            if name in ("handlers", "cases"):
                for part in block:
                    yield from _sites(part.body, in_function=inner)
            elif not isinstance(statement, ast.ClassDef) or name != "body":
                yield from _sites(block, in_function=inner)
            else:
                for member in block:
                    if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield from _sites(member.body, in_function=True)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Match):
            continue
        for name, value in ast.iter_fields(statement):
            if name not in _BLOCKS:
                yield from _within(statement, name, value, body, statement, in_function)


def _within(
    parent: ast.AST,
    name: str,
    value: Any,
    body: list[ast.stmt],
    at: ast.stmt,
    in_function: bool,  # noqa: FBT001
) -> Iterator[Site]:
    items = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
    for index, item in items:
        if not isinstance(item, ast.AST) or isinstance(item, ast.JoinedStr | ast.expr_context):
            continue
        if isinstance(parent, ast.AnnAssign) and name == "annotation":
            continue
        if isinstance(item, ast.expr) and not isinstance(
            item, ast.Starred | ast.Slice | ast.GeneratorExp
        ):
            context = getattr(item, "ctx", None)
            if context is None or isinstance(context, ast.Load):
                yield Site(parent, name, index, item, body, at, in_function)
        if isinstance(item, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp):
            continue  # names inside belong to them
        for inner, below in ast.iter_fields(item):
            yield from _within(item, inner, below, body, at, in_function)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


_DRIVES = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def _plain(site: Site) -> bool:
    """Say whether the expression means the same inside a function of its own."""
    return not any(isinstance(node, _DRIVES) for node in ast.walk(site.node)) and not (
        isinstance(site.node, ast.Call)
        and isinstance(site.node.func, ast.Name)
        and site.node.func.id in ("super", "locals")
    )


def _expression(text: str, **parts: ast.expr) -> ast.expr:
    """Parse ``text`` and put expressions in place of the names in ``parts``."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return parts.get(node.id, node)

    result: ast.expr = Fill().visit(ast.parse(text, mode="eval").body)
    return result


def _statements(text: str, **parts: ast.expr) -> list[ast.stmt]:
    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return parts.get(node.id, node)

    tree: ast.Module = Fill().visit(ast.parse(text))
    return tree.body


# -- steps on expressions: the value takes another road --


def _wrapped(*texts: str, helpers: dict[str, str] | None = None) -> Callable[[_Work], bool]:
    def step(work: _Work) -> bool:
        site = work.pick(_plain)
        if site is None:
            return False
        for name, text in (helpers or {}).items():
            work.helper(name, text)
        site.put(_expression(work.rng.choice(texts), E=site.node))
        return True

    return step


def _named(name: str, step: Callable[[_Work], bool]) -> Callable[[_Work], bool]:
    step.__name__ = name
    return step


IN_PLACE = [
    _named("lambda", _wrapped("(lambda: E)()", "(lambda found=E: found)()", "(lambda *f: f[0])(E)")),
    _named(
        "container",
        _wrapped(
            "[E][0]", "(E,)[-1]", "{'k': E}['k']", "{'k': E}.get('k')", "[E].pop()", "(0, E)[1]",
            "list((E,))[0]", "dict(k=E)['k']", "[*[E]][0]", "{**{'k': E}}['k']",
        ),
    ),
    _named("choice", _wrapped("E if 1 else None", "None or E", "True and E", "(0, E)[bool(1)]")),
    _named(
        "comprehension",
        _wrapped(
            "[found for found in (E,)][0]", "next(found for found in [E])",
            "{0: found for found in (E,)}[0]", "next(iter([E]))", "max([E], key=id)",
            "next(map(lambda found: found, [E]))", "next(filter(lambda found: True, [E]))",
            "next(zip([E]))[0]", "next(reversed([E]))", "dict(enumerate([E]))[0]",
        ),
    ),
    _named(
        "function",
        _wrapped(
            "passed(E)", "passed(found=E)", "passed(*[E])", "passed(**{'found': E})",
            helpers={"passed": "def passed(found):\n    return found"},
        ),
    ),
    _named(
        "kept",
        _wrapped(
            "Kept(E).inner", "Kept(E).give()", "vars_free(Kept(E))", "Kept(E)()",
            helpers={
                "Kept": "class Kept:\n    def __init__(self, inner):\n        self.inner = inner\n"
                "    def give(self):\n        return self.inner\n"
                "    def __call__(self):\n        return self.inner",
                "vars_free": "def vars_free(kept):\n    return kept.inner",
            },
        ),
    ),
    _named(
        "generator",
        _wrapped(
            "next(streamed(E))", "list(streamed(E))[0]", "[*streamed(E)][0]",
            helpers={"streamed": "def streamed(found):\n    yield found"},
        ),
    ),
    _named(
        "carrier",
        _wrapped(
            "Carrier(E).load", "Carrier(load=E).load",
            helpers={
                "Carrier": "from dataclasses import dataclass as _shape\n"
                "from typing import Any as _Any\n@_shape\nclass Carrier:\n    load: _Any"
            },
        ),
    ),
    _named(
        "raised",
        _wrapped(
            "caught(E)",
            helpers={
                "caught": "def caught(found):\n    try:\n        raise LookupError(found)\n"
                "    except LookupError as error:\n        return error.args[0]"
            },
        ),
    ),
    _named(
        "matched",
        _wrapped(
            "matched(E)",
            helpers={
                "matched": "def matched(found):\n    match [found]:\n        case [inner]:\n"
                "            return inner"
            },
        ),
    ),
    _named(
        "closure",
        _wrapped(
            "closed(E)()",
            helpers={
                "closed": "def closed(found):\n    def give():\n        return found\n    return give"
            },
        ),
    ),
    _named(
        "managed",
        _wrapped(
            "managed(E)",
            helpers={
                "managed": "from contextlib import nullcontext as _null\n"
                "def managed(found):\n    with _null(found) as inner:\n        return inner"
            },
        ),
    ),
    _named(
        "partial",
        _wrapped(
            "_partial(given, E)()", "_partial(given, found=E)()", "_partial(given)(E)",
            helpers={
                "_partial": "from functools import partial as _partial",
                "given": "def given(found):\n    return found",
            },
        ),
    ),
    _named(
        "reduced",
        _wrapped(
            "_reduce(lambda a, b: b, [0, E])", "_getter(0)([E])", "_getter('k')({'k': E})",
            helpers={
                "_reduce": "from functools import reduce as _reduce",
                "_getter": "from operator import itemgetter as _getter",
            },
        ),
    ),
]  # fmt: skip


def _walrus(work: _Work) -> bool:
    site = work.pick(lambda site: site.in_function and _plain(site))
    if site is None or isinstance(site.at, ast.Global | ast.Nonlocal):
        return False
    site.put(_expression(f"({work.name()} := E)", E=site.node))
    return True


def _hoisted(work: _Work) -> bool:
    """Compute the value in a statement in front, in one of many forms."""
    site = work.pick(lambda site: _plain(site) and not isinstance(site.at, ast.While))
    if site is None:
        return False
    name = work.name()
    forms = [
        f"{name} = E", f"{name}, _ = E, None", f"for {name} in (E,):\n    pass",
        f"[{name}] = [E]", f"*_, {name} = [0, E]",
        f"match E:\n    case {name}:\n        pass",
        f"class Of_{name}:\n    {name} = staticmethod(E) if callable(E) else E\n"
        f"{name} = Of_{name}.{name}",
        f"def make_{name}(found=E):\n    return found\n{name} = make_{name}()",
        f"if 1:\n    {name} = E\nelse:\n    {name} = None",
        f"try:\n    {name} = E\nfinally:\n    pass",
        f"@lambda function: E\ndef {name}():\n    return None",
        f"{name} = [E]\n{name} = {name}[0]",
        f"table_{name} = {{}}\ntable_{name}['k'] = E\n{name} = table_{name}['k']",
        f"stack_{name} = []\nstack_{name}.append(E)\n{name} = stack_{name}.pop()",
        f"{name}: object = E",
    ]  # fmt: skip
    site.before(*_statements(work.rng.choice(forms), E=site.node))
    site.put(ast.Name(name, ast.Load()))
    return True


def _module_alias(work: _Work) -> bool:
    """Give a builtin or an imported name another name at the top of the module."""
    bound = {
        (alias.asname or alias.name).partition(".")[0]
        for statement in work.tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names
    } | _WORTHY
    site = work.pick(lambda site: isinstance(site.node, ast.Name) and site.node.id in bound)
    if site is None or not isinstance(site.node, ast.Name):
        return False
    name = work.name()
    place = next(
        (
            i + 1
            for i, statement in reversed(list(enumerate(work.tree.body)))
            if isinstance(statement, ast.Import | ast.ImportFrom)
        ),
        0,
    )
    first = next((i for i, s in enumerate(work.tree.body) if s is site.at), len(work.tree.body))
    if place > first:
        return False
    work.tree.body[place:place] = _statements(f"{name} = {site.node.id}")
    site.put(ast.Name(name, ast.Load()))
    return True


_WORTHY = frozenset(
    {"eval", "exec", "compile", "__import__", "globals", "vars", "getattr", "setattr", "open",
     "type", "print", "__builtins__", "__file__", "map", "list"}
)  # fmt: skip


# -- steps on texts, attributes, calls --


def _text(work: _Work) -> bool:
    """Spell a text in pieces."""
    site = work.pick(
        lambda site: _is_text(site.node)
        and 1 < len(site.node.value) < 60  # type: ignore[attr-defined]
        and not isinstance(site.parent, ast.JoinedStr | ast.FormattedValue)
        and not isinstance(site.at, ast.Expr)
    )
    if site is None:
        return False
    text: str = site.node.value  # type: ignore[attr-defined]
    cut = work.rng.randrange(1, len(text))
    a, b = text[:cut], text[cut:]
    codes = [ord(char) for char in text]
    forms = [
        f"{a!r} + {b!r}", f"''.join([{a!r}, {b!r}])", f"'%s%s' % ({a!r}, {b!r})",
        f"{text[::-1]!r}[::-1]", f"''.join(map(chr, {codes}))", f"{text.encode()!r}.decode()",
        f"'{{}}{{}}'.format({a!r}, {b!r})", f"bytes({codes}).decode()" if max(codes) < 128 else "''",
        f"{a!r}.__add__({b!r})", f"({a!r}, {b!r})[0] + {b!r}", f"''.join(reversed({text[::-1]!r}))",
        f"{(a + '~' + b)!r}.replace('~', '')", f"{('~' + text)!r}[1:]",
        f"str({text!r})", f"''.join([c for c in {text!r}])",
    ]  # fmt: skip
    new = work.rng.choice(forms)
    if new == "''":
        return False
    site.put(_expression(new))
    return True


def _attribute(work: _Work) -> bool:
    """Read an attribute by getattr."""
    site = work.pick(lambda site: isinstance(site.node, ast.Attribute))
    if site is None or not isinstance(site.node, ast.Attribute):
        return False
    name, value = site.node.attr, site.node.value
    cut = work.rng.randrange(len(name) + 1)
    forms = [
        f"getattr(E, {name!r})", f"getattr(E, {name!r}, None)",
        f"getattr(E, {name[:cut]!r} + {name[cut:]!r})",
        f"_attrgetter({name!r})(E)",
    ]  # fmt: skip
    form = work.rng.choice(forms)
    if "_attrgetter" in form:
        work.helper("_attrgetter", "from operator import attrgetter as _attrgetter")
    site.put(_expression(form, E=value))
    return True


def _call(work: _Work) -> bool:
    """Call with the arguments on another road."""
    site = work.pick(
        lambda site: isinstance(site.node, ast.Call)
        and bool(site.node.args)
        and not site.node.keywords
        and not any(isinstance(argument, ast.Starred) for argument in site.node.args)
        and _plain(site)
    )
    if site is None or not isinstance(site.node, ast.Call):
        return False
    function, arguments = site.node.func, ast.List(list(site.node.args), ast.Load())
    forms = [
        "F(*A)", "(lambda call, *rest: call(*rest))(F, *A)", "_fixed(F, *A)()",
        "applied(F, A)", "_call(F, *A)",
    ]  # fmt: skip
    form = work.rng.choice(forms)
    if "_fixed" in form:
        work.helper("_fixed", "from functools import partial as _fixed")
    if "_call" in form:
        work.helper("_call", "from operator import call as _call")
    if "applied" in form:
        work.helper("applied", "def applied(function, values):\n    return function(*values)")
    site.put(_expression(form, F=function, A=arguments))
    return True


def _subscript(work: _Work) -> bool:
    """Read an item by a function."""
    site = work.pick(
        lambda site: isinstance(site.node, ast.Subscript)
        and not isinstance(site.node.slice, ast.Slice)
    )
    if site is None or not isinstance(site.node, ast.Subscript):
        return False
    work.helper("_item", "from operator import getitem as _item")
    site.put(_expression("_item(V, K)", V=site.node.value, K=site.node.slice))
    return True


# -- steps on statements and files --


def _target(work: _Work) -> bool:
    """Assign by another kind of target."""
    found = [
        (body, index, statement)
        for body in _bodies(work.tree)
        for index, statement in enumerate(body)
        if isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Attribute | ast.Subscript)
    ]
    if not found:
        return False
    body, index, statement = work.rng.choice(found)
    target, value = ast.unparse(statement.targets[0]), ast.unparse(statement.value)
    forms = [
        f"for {target} in ({value},):\n    pass", f"{target}, _ = {value}, None",
        f"[{target}] = [{value}]", f"*{target}, = {value}," if "[" in target else f"({target}) = {value}",
        f"with _empty({value}) as {target}:\n    pass",
        f"[None for {target} in ({value},)]",
    ]  # fmt: skip
    form = work.rng.choice(forms)
    if "_empty" in form:
        work.helper("_empty", "from contextlib import nullcontext as _empty")
    body[index : index + 1] = ast.parse(form).body
    return True


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _second_file(work: _Work) -> bool:
    """Move an import to a second workspace file and import its name from there."""
    found = [
        index
        for index, statement in enumerate(work.tree.body)
        if (isinstance(statement, ast.Import) or (
            isinstance(statement, ast.ImportFrom) and not statement.level
            and statement.module not in ("__future__", "workspace.shared.mutated")
        )) and statement.names[0].name != "*"
    ]  # fmt: skip
    if not found:
        return False
    index = work.rng.choice(found)
    statement = work.tree.body[index]
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    names = [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    work.second.append(ast.unparse(statement))
    form = work.rng.choice(
        [
            f"from workspace.shared.mutated import {', '.join(names)}",
            f"from ..shared.mutated import {', '.join(names)}",
            "from workspace.shared import mutated as _m\n"
            + "\n".join(f"{name} = _m.{name}" for name in names),
        ]
    )
    work.tree.body[index : index + 1] = ast.parse(form).body
    return True


def _local_import(work: _Work) -> bool:
    """Move an import into the function that runs."""
    functions = [s for s in work.tree.body if getattr(s, "name", "") == "run"]
    found = [
        s for s in work.tree.body
        if isinstance(s, ast.Import | ast.ImportFrom) and getattr(s, "module", "") != "__future__"
        and s.names[0].name != "*"
    ]  # fmt: skip
    if not functions or not found:
        return False
    statement = work.rng.choice(found)
    functions[0].body.insert(0, statement)  # type: ignore[attr-defined]
    return True


def _outer_function(work: _Work) -> bool:
    """Let ``run`` hand its context to the real function on a road of its own."""
    functions = [
        s for s in work.tree.body
        if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef) and s.name == "run"
        and [a.arg for a in s.args.args] == ["context"] and not s.decorator_list
    ]  # fmt: skip
    if not functions:
        return False
    inner = functions[0]
    inner.name = work.name() + "_work"
    parameter = work.rng.choice(["context", "ctx", "job", "who"])
    if parameter != "context":
        for node in ast.walk(inner):
            if isinstance(node, ast.Name) and node.id == "context":
                node.id = parameter
            elif isinstance(node, ast.arg) and node.arg == "context":
                node.arg = parameter
    wait = "await " if isinstance(inner, ast.AsyncFunctionDef) else ""
    forms = [
        f"async def run(context):\n    return {wait}{inner.name}(context)",
        f"async def run(context):\n    return {wait}{inner.name}(*[context])",
        f"async def run(context):\n    job = {{'who': context}}\n    return {wait}{inner.name}(job['who'])",
        f"JOBS = {{'x': {inner.name}}}\nasync def run(context):\n    return {wait}JOBS['x'](context)",
    ]  # fmt: skip
    work.tree.body += ast.parse(work.rng.choice(forms)).body
    return True


STEPS: list[Callable[[_Work], bool]] = [
    *IN_PLACE,
    *IN_PLACE,
    _walrus,
    _hoisted,
    _hoisted,
    _hoisted,
    _hoisted,
    _module_alias,
    _module_alias,
    _text,
    _text,
    _attribute,
    _call,
    _call,
    _subscript,
    _target,
    _target,
    _second_file,
    _second_file,
    _local_import,
    _outer_function,
    _outer_function,
]
