"""What happens below an import is the imported module's own doing; who else tries to hide there?

Workspace code would need the import system's own objects for this, which the checker and partly the
import guard close; here it has them, and the backstop alone is asked.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import py_compile
import sys
import types

import pytest

from engine.shared.seal import Denied
from engine.shared.violation import Violation

HEAD = """
import functools, operator, pathlib, sys
G = sys.modules['given_to_this_test']
EVIL = "import sys; sys.modules['evil_ran_here'] = sys"
LIBRARY = G.types.__file__

class Finder:
    # Gives `loader` for the module that is not there, and is gone before it is used.
    def __init__(self, loader, name='colorsys'):
        self.loader, self.name = loader, name
    def find_spec(self, name, path=None, target=None):
        if name == 'colorsys':
            return G.machinery.ModuleSpec(self.name, self.loader)

def load(loader, name='colorsys'):
    sys.meta_path.insert(0, Finder(loader, name))
    try:
        import colorsys
    except ImportError as error:
        raise PermissionError(error) from error

class Reading:
    # An import system of C functions and the standard library's: no frame is the workspace's.
    def __init__(self, path, act):
        self.module = pathlib.Path(path)
        self.create_module = functools.partial({None: self.module}.get, None)
        self.exec_module = functools.lru_cache(act)
"""


@pytest.fixture
def attempt(make_tree, tmp_path, monkeypatch):
    """Return a function: body of `f(root)` -> the refusal; nothing must come of the attempt."""
    given = types.ModuleType("given_to_this_test")
    vars(given).update(
        machinery=importlib.machinery,
        util=importlib.util,
        external=importlib._bootstrap_external,
        import_module=importlib.import_module,
        types=types,
        outside=str(tmp_path / "outside"),
        got=[],
    )
    (tmp_path / "outside").mkdir()
    source = tmp_path / "outside/colorsys.py"
    source.write_text("import sys\nsys.modules['evil_ran_here'] = sys\n")
    py_compile.compile(str(source), dfile=types.__file__, doraise=True)
    given.forged = str(tmp_path / "outside/forged.pyc")
    py_compile.compile(
        str(source),
        given.forged,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    given.code = compile(source.read_text(), types.__file__, "exec")
    given.replace = monkeypatch.setattr
    monkeypatch.delitem(sys.modules, "multiprocessing.popen_spawn_posix", raising=False)
    monkeypatch.setitem(sys.modules, "given_to_this_test", given)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    main = sys.modules["__main__"]

    def do(body: str, match: str) -> Violation:
        tree = make_tree({"a.py": f"{HEAD}\ndef f(root):\n    {body}\n"})
        module = importlib.import_module("workspace.a")
        with pytest.raises(PermissionError, match=match):
            module.f(str(tree.root))
        assert "evil_ran_here" not in sys.modules
        assert given.got == []
        return tree.reported[0]

    yield do
    sys.modules.pop("evil_ran_here", None)
    sys.modules["__main__"] = main


PROTECTED = {
    "a loader of C functions": (
        "loader = Reading(root + '/local.settings.json', operator.methodcaller('read_text'))\n"
        "    try:\n"
        "        load(loader)\n"
        "    finally:\n"
        "        if loader.exec_module.cache_info().currsize:\n"
        "            G.got.append(loader.exec_module(loader.module))"
    ),
    "a loader that writes": (
        "loader = Reading(root + '/engine/made.py', operator.methodcaller('write_text', EVIL))\n"
        "    load(loader)\n"
        "    G.got.append('written')"
    ),
    "a library run as a program": (
        "sys.argv[:] = ['base64', '-e', root + '/local.settings.json']\n"
        "    place = sys.modules['base64'].__file__\n"
        "    load(G.machinery.SourceFileLoader('__main__', place), '__main__')\n"
        "    G.got.append('printed')"
    ),
}


@pytest.mark.parametrize("body", PROTECTED.values(), ids=PROTECTED.keys())
def test_protected_files(attempt, body):
    attempt(body, "is protected|may not be changed")


CODE = {
    "code that a loader keeps": (
        "class Keeping(G.machinery.SourceFileLoader):\n"
        "        get_code = functools.lru_cache(G.machinery.SourceFileLoader.get_code)\n"
        "    loader = Keeping('colorsys', G.outside + '/colorsys.py')\n"
        "    try:\n"
        "        load(loader)\n"
        "    finally:\n"
        "        if Keeping.get_code.cache_info().currsize:\n"
        "            G.got.append(Keeping.get_code(loader, 'colorsys'))"
    ),
    "another method of Python's own loader": (
        "G.replace(G.machinery.SourceFileLoader, 'get_code',\n"
        "        lambda self, name: G.code)\n"
        "    load(G.machinery.SourceFileLoader('colorsys', LIBRARY))"
    ),
    "another method of its base class": (
        "G.replace(G.machinery.SourceFileLoader.__mro__[2], 'get_code',\n"
        "        lambda self, name: G.code)\n"
        "    load(G.machinery.SourceFileLoader('colorsys', LIBRARY))"
    ),
    "another place for bytecode": (
        "G.replace(G.external, 'cache_from_source', lambda path, **_: G.forged)\n"
        "    load(G.machinery.SourceFileLoader('colorsys', LIBRARY))"
    ),
}


@pytest.mark.parametrize("body", CODE.values(), ids=CODE.keys())
def test_code_that_nobody_has_checked(attempt, body):
    attempt(body, "nobody has checked it")


def test_a_process_by_a_module_that_is_loaded_without_an_import_statement(attempt):
    """`importlib.import_module` raises no event of its own."""
    attempt("G.import_module('multiprocessing.popen_spawn_posix')", "it starts a process")


@pytest.mark.parametrize("how", ["by its name", "below an allowed package"])
def test_a_denied_module_that_starts_a_process_while_it_is_imported(
    make_tree, tmp_path, monkeypatch, how
):
    """`antigravity` opens the browser that the environment names."""
    for name in ("antigravity", "webbrowser"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setenv("BROWSER", f"touch {tmp_path}/opened %s")
    given = types.ModuleType("given_to_this_test")
    given.import_module = importlib.import_module
    monkeypatch.setitem(sys.modules, "given_to_this_test", given)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/installed.py").write_text("import antigravity\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    name = "antigravity" if how == "by its name" else "installed"
    tree = make_tree(
        {"a.py": f"import sys\nsys.modules['given_to_this_test'].import_module({name!r})\n"},
        denied=Denied(["antigravity"]),
        packages=frozenset({"installed"}),
    )
    try:
        importlib.import_module("workspace.a")
    finally:
        sys.modules.pop("installed", None)
    # What an allowed package does while it is imported is its own doing.
    refused = [violation.reason for violation in tree.reported]
    assert refused == (["it starts a process"] if how == "by its name" else [])


def test_a_program_below_an_allowed_package(attempt):
    """`unittest.__main__` runs what the arguments name as soon as it is imported."""
    attempt(
        "sys.argv[:] = ['unittest', 'given_to_this_test.act']\n"
        "    G.act = functools.partial(open, root + '/local.settings.json')\n"
        "    sys.modules.pop('unittest.__main__', None)\n"
        "    G.import_module('unittest.__main__')",
        "is protected",
    )
