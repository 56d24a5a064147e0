"""Loaders and compiled code that say of themselves that they come from an installed library.

Workspace code would need import machinery that the checker and the import guard close; here it has
it, and the backstop alone is asked.
"""

from __future__ import annotations

import collections
import functools
import importlib
import importlib.machinery
import importlib.util
import io
import marshal
import py_compile
import runpy
import sys
import types
import zipfile
import zipimport

import pytest

from engine.shared.violation import Violation

EVIL = "import sys\nsys.modules['evil_ran_here'] = sys\n"
HEAD = f"""
import sys
G = sys.modules['given_to_this_test']
EVIL = {EVIL!r}
LIBRARY = {types.__file__!r}

def spec_of(loader, origin=LIBRARY):
    spec = G.util.spec_from_loader('colorsys', loader)
    spec.origin = origin
    return spec

def load(loader, origin=LIBRARY):
    loader.exec_module(G.util.module_from_spec(spec_of(loader, origin)))

class Changed(G.machinery.SourceFileLoader):
    def get_data(self, path):
        return EVIL.encode()
    def path_stats(self, path):
        return dict(mtime=0, size=1)

class Inherited(G.machinery.SourceFileLoader):
    get_data = G.defaultdict(G.partial(bytes, EVIL.encode())).__getitem__

class Computed(G.machinery.SourceFileLoader):
    path_stats = Changed.path_stats
    get_data = property(lambda self: lambda path: EVIL.encode())

class Slotted:
    __slots__ = ()
    create_module = G.machinery.SourceFileLoader.create_module
    exec_module = G.machinery.SourceFileLoader.exec_module
    get_code = lambda self, name: G.machinery.SourceFileLoader('x', LIBRARY).source_to_code(
        EVIL, LIBRARY)
"""


@pytest.fixture
def attempt(make_tree, tmp_path, monkeypatch):
    """Return a function: source of `f()` -> the one refusal that is reported."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "colorsys.py").write_text(EVIL)
    # The compiled file names a library as its source.
    forged = str(outside / "forged.pyc")
    py_compile.compile(str(outside / "colorsys.py"), forged, dfile=types.__file__, doraise=True)
    with zipfile.ZipFile(outside / "z.zip", "w") as archive:
        archive.write(forged, "colorsys.pyc")
    given = types.ModuleType("given_to_this_test")
    vars(given).update(
        outside=str(outside),
        util=importlib.util,
        machinery=importlib.machinery,
        bootstrap=importlib._bootstrap,
        external=importlib._bootstrap_external,
        runpy=runpy,
        zip=zipimport.zipimporter,
        marshal=marshal,
        open_file=io.BytesIO(b"i\x00\x00\x00\x00"),
        partial=functools.partial,
        defaultdict=collections.defaultdict,
    )
    monkeypatch.setitem(sys.modules, "given_to_this_test", given)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    for name in ("path", "path_hooks"):
        monkeypatch.setattr(sys, name, list(getattr(sys, name)))
    monkeypatch.setattr(sys, "pycache_prefix", None)
    # Else a loader that gives forged source would have it cached as a library's.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    caches = dict(sys.path_importer_cache)

    def do(body: str) -> Violation:
        tree = make_tree({"workflows/a.py": f"{HEAD}\ndef f():\n    {body}\n"})
        module = importlib.import_module("workspace.workflows.a")
        with pytest.raises(PermissionError, match="nobody has checked it"):
            module.f()
        assert "evil_ran_here" not in sys.modules
        (violation,) = tree.reported
        return violation

    yield do
    sys.modules.pop("evil_ran_here", None)
    sys.path_importer_cache.clear()
    sys.path_importer_cache.update(caches)


RUN = {
    "a spec that names a library": (
        "load(G.machinery.SourceFileLoader('colorsys', G.outside + '/colorsys.py'))"
    ),
    "a spec that names no file": (
        "load(G.machinery.SourceFileLoader('colorsys', G.outside + '/colorsys.py'), 'frozen')"
    ),
    "a path in angle brackets": "load(Changed('colorsys', '<frozen x>'))",
    "a loader of its own": "load(Changed('colorsys', LIBRARY))",
    "a loader with another's callables": "load(Inherited('colorsys', LIBRARY))",
    "a loader that computes its methods": "load(Computed('colorsys', LIBRARY))",
    "a loader without a dictionary": "load(Slotted())",
    "methods put into a loader": (
        "loader = G.machinery.SourceFileLoader('colorsys', LIBRARY)\n"
        "    loader.get_data = lambda path: EVIL.encode()\n"
        "    loader.path_stats = lambda path: dict(mtime=0, size=1)\n"
        "    load(loader)"
    ),
    "the helper itself": (
        "code = G.machinery.SourceFileLoader('x', LIBRARY).source_to_code(EVIL, LIBRARY)\n"
        "    G.bootstrap._call_with_frames_removed(\n"
        "        exec, code, {'__spec__': G.machinery.ModuleSpec('x', None, origin='built-in')})"
    ),
    "a hook for the folders of libraries": (
        "finder = G.machinery.FileFinder\n"
        "    sys.path_hooks.insert(0, lambda path: finder(path, (Changed, ['.py'])))\n"
        "    sys.path_importer_cache.clear()\n"
        "    import colorsys"
    ),
    "dots in a library's path": (
        "sys.path.insert(0, LIBRARY.rpartition('/')[0] + '/..' * 20 + G.outside)\n"
        "    import colorsys"
    ),
}
LOAD = {
    "a sourceless file": (
        "load(G.machinery.SourcelessFileLoader('colorsys', G.outside + '/forged.pyc'))"
    ),
    "a module that only looks like one": (
        "module = type(sys)('colorsys')\n"
        "    module.__spec__ = spec_of(None, 'built-in')\n"
        "    loader = G.machinery.SourcelessFileLoader('colorsys', G.outside + '/forged.pyc')\n"
        "    loader.exec_module(module)"
    ),
    "runpy": "G.runpy.run_path(G.outside + '/forged.pyc')",
    "a zip's own method": "G.zip(G.outside + '/z.zip').get_code('colorsys')",
    "bytes": "G.marshal.loads(b'i\\x00\\x00\\x00\\x00')",
    "a file of bytes": "G.marshal.load(G.open_file)",
    "the import system's own helper": ("G.external._compile_bytecode(b'i\\x00\\x00\\x00\\x00')"),
}


@pytest.mark.parametrize("body", RUN.values(), ids=RUN.keys())
def test_running_it(attempt, body):
    assert attempt(body).module.startswith("run ")


@pytest.mark.parametrize("body", LOAD.values(), ids=LOAD.keys())
def test_loading_it(attempt, body):
    assert attempt(body).module == "load compiled code"


def test_another_cache_folder(attempt, tmp_path):
    """With `sys.pycache_prefix` an installed library's bytecode comes from elsewhere."""
    found = importlib.util.find_spec("colorsys")
    sys.pycache_prefix = str(tmp_path / "outside")
    target = importlib.util.cache_from_source(found.origin)
    sys.pycache_prefix = None
    py_compile.compile(
        str(tmp_path / "outside/colorsys.py"),
        target,
        dfile=found.origin,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    attempt("sys.pycache_prefix = G.outside\n    import colorsys")


def test_libraries_are_loaded_as_ever(make_tree, monkeypatch):
    """By the loaders of the import system, and by those of other libraries."""
    kind = type("Installed", (importlib.machinery.SourceFileLoader,), {"__doc__": "Nothing else."})
    spec = importlib.util.find_spec("colorsys")

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "colorsys":
                return importlib.util.spec_from_file_location(
                    name, spec.origin, loader=kind(name, spec.origin)
                )
            return None

    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    monkeypatch.delitem(sys.modules, "this_is_zipped", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    tree = make_tree(
        {"a.py": "import colorsys\nimport chunk_of_text as text\nresult = text.__name__\n"},
        packages=frozenset({"chunk_of_text"}),
        installed=False,
    )
    folder = tree.root.parent / "site"
    folder.mkdir()
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        archive.writestr("chunk_of_text.py", "")
    monkeypatch.syspath_prepend(str(folder / "z.zip"))
    monkeypatch.syspath_prepend(str(folder))
    tree.install()
    try:
        assert importlib.import_module("workspace.a").result == "chunk_of_text"
        assert type(sys.modules["colorsys"].__loader__) is kind
    finally:
        sys.modules.pop("chunk_of_text", None)
    assert tree.reported == []
