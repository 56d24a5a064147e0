"""RF201: builtins that import, run or expose code and namespaces."""

from __future__ import annotations

import ast

from tools.isolation.events import Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_INSTEAD = {
    "__import__": "write an import statement",
    "eval": "parse data with `json.loads` or `ast.literal_eval`",
    "exec": "write a function; choose between functions with a dictionary",
    "compile": "parse data with `json.loads` or `ast.literal_eval`",
    "globals": "keep a dictionary of your own",
    "locals": "keep a dictionary of your own",
    "vars": "use `dataclasses.asdict`, `model_dump()` or name the fields",
    "breakpoint": "debug with the editor's breakpoints",
    "input": "take a `@param`: nobody sits at this process's terminal",
    "help": "read the documentation",
    "__builtins__": "use the builtins by their names",
    "__build_class__": "write a class statement",
    "__loader__": "read files of the workspace through the door",
    "__spec__": "use `__name__`",
    "__cached__": "do not depend on compiled files",
    "__path__": "import the modules that you need",
    "__annotations__": "write annotations; read them from documentation",
    "__class__": "name the class or use `type(self)`",
    "__annotate__": "write annotations; read them from documentation",
    "__classdict__": "name the class's own attributes",
    "__conditional_annotations__": "write annotations; read them from documentation",
    "__warningregistry__": "log what happened with `context.log`",
    "license": "read the documentation",
    "credits": "read the documentation",
    "copyright": "read the documentation",
}
DENIED = frozenset(_INSTEAD)
_SOFT = frozenset({"input", "license", "credits", "copyright"})


def _on_name(check: FileCheck, event: NameUsed) -> None:
    if event.role in (Role.STORE, Role.DELETE) or event.name not in DENIED:
        return
    if not any(value.kind is Kind.BUILTIN for value in event.values):
        return
    if event.name == "locals" and _is_membership_test(check, event.node):
        return
    own = event.name == "vars" and _is_of_own_object(check, event)
    check.report(
        event.node,
        f"`{event.name}` reaches code or namespaces that no rule can follow",
        _INSTEAD[event.name],
        severity=Severity.WARNING if own or event.name in _SOFT else None,
    )


def _is_membership_test(check: FileCheck, name: ast.Name) -> bool:
    """``"x" in locals()`` asks whether a variable exists and learns nothing else."""
    call = check.parent(name)
    test = check.parent(call) if call is not None else None
    return (
        isinstance(call, ast.Call)
        and isinstance(test, ast.Compare)
        and call in test.comparators
        and all(isinstance(op, ast.In | ast.NotIn) for op in test.ops)
    )


def _is_of_own_object(check: FileCheck, event: NameUsed) -> bool:
    """``vars(self)`` serialises an object that this file defines."""
    call = check.parent(event.node)
    if not isinstance(call, ast.Call) or call.func is not event.node or len(call.args) != 1:
        return False
    values = check.values(call.args[0], event.scope)
    return all(
        value.kind in (Kind.SELF, Kind.INSTANCE)
        or (value.kind is Kind.RESULT and value.name in _ARGUMENTS)
        for value in values
    )


_ARGUMENTS = frozenset(
    {"argparse.ArgumentParser.parse_args", "argparse.ArgumentParser.parse_known_args[]"}
)
"""What a command line was parsed to."""


def _on_module_names(check: FileCheck, event: tuple[ast.Global, object]) -> None:
    node = event[0]
    for name in node.names:
        if name in DENIED:
            check.report(node, f"`global {name}` reaches for the builtin of that name")


def _on_store(check: FileCheck, event: NameUsed) -> None:
    if event.role is Role.STORE and event.name in {"__builtins__", "__annotations__", "__path__"}:
        check.report(event.node, f"assigning `{event.name}` changes how this module is run")


def _on_use(check: FileCheck, event: NameUsed) -> None:
    _on_name(check, event)
    _on_store(check, event)


def _on_call(check: FileCheck, event: Called) -> None:
    """Markdown imports its extensions by dotted names: ``os:system`` is one to it."""
    function = event.node.func
    registers = isinstance(function, ast.Attribute) and function.attr == "registerExtensions"
    if not registers and not any(
        value.kind is Kind.MEMBER and value.name in _MARKDOWN for value in event.callee
    ):
        return
    named = [keyword.value for keyword in event.node.keywords if keyword.arg == "extensions"]
    for keyword in event.node.keywords:
        if keyword.arg is None:
            check.report(keyword, "which extensions this loads is only known at run time", _BY_NAME)
    for argument in [*named, *event.node.args[: 1 if registers else 0]]:
        items = check.resolver.sequence(argument, event.scope)
        if items is None:
            check.report(argument, "extensions are imported by name: write the list out", _BY_NAME)
            continue
        for item in items:
            texts = check.resolver.text(item, check.facts.scope_of(item))
            if texts is None and isinstance(item, ast.Call):
                continue  # an extension that was imported and made here
            if texts is None or not all(_is_own_extension(text) for text in texts):
                check.report(item, "this extension is imported by its name", _BY_NAME)


def _is_own_extension(name: str) -> bool:
    return name.removeprefix("markdown.extensions.").isidentifier()


_MARKDOWN = frozenset({"markdown.markdown", "markdown.Markdown"})
_BY_NAME = "use Markdown's own extensions (`tables`), or pass an extension object"

RULE = Rule(
    code="RF201",
    name="dynamic-code",
    summary="Builtin that imports, runs or exposes code, under whatever name.",
    why="Text that becomes code is invisible to every check. `eval`, `exec`, `__import__` and"
    " access to namespaces undo all other rules, also when they are only passed on as values.",
    instead="write the code out, or choose between functions with a dictionary",
    limits="Nothing known: a builtin has its name, unless a function binds that name itself.",
    runtime=Runtime.UNSEEN,
    hooks={NameUsed: _on_use, ast.Global: _on_module_names, Called: _on_call},
    valid=examples(
        "import re\npattern = re.compile('x')",
        "def f(vars, input):\n    return vars, input",
        "class Api:\n    def users(self, page=1, **more):\n        more.update(locals())\n"
        "        return more",
        "import ast\nast.literal_eval('[1]')",
    ),
    invalid=examples(
        "eval('1')",
        "import markdown\nmarkdown.markdown('x', extensions=['os:system'])",
        "import markdown\ndef f(names):\n    return markdown.Markdown(extensions=names)",
        "import markdown\nimport os\nWORD = os.sep\nNAMES = ('extra', WORD)\ndef f(t):\n"
        "    WORD = 'tables'\n    return markdown.markdown(t, extensions=NAMES), WORD",
        "def f(x):\n    y = x\n    return locals()",
        "class A:\n    def f(self):\n        values = locals()\n        super()\n"
        "        return values",
        "class A:\n    values = locals()",
        "def f(x):\n    values = (y := 1, locals())\n    return values",
        "def f(x):\n    values = lambda: locals()\n    return values",
        "def f(x):\n    def g(y):\n        values = locals()\n        return values, x\n"
        "    return g",
        "run = exec",
        "names = {'e': eval}",
        "def f(run=eval):\n    return run('1')",
        "list(map(compile, ['1']))",
        "__import__('os')",
        "import functools\nload = functools.partial(__import__, 'os')",
        "@eval\ndef f(): ...",
        "print(globals())",
        "__builtins__['eval']('1')",
        "if 0:\n    eval = None\neval('1')",
        "import warnings\ndef f(x):\n    warnings.warn(x)\n    return __warningregistry__",
        "ｅｖａｌ('1')",
        "[e for e in (exec,)]",
    ),
)
