"""What the backstop does not stop, as docs/threat-model.md says.

Each of these works for whoever gets past the checker. A test that fails here is good news, and the
threat model has a sentence less.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
import sys
import types

import pytest

from engine.shared import backstop


@pytest.fixture
def run(make_tree, monkeypatch):
    """Return a function: body of workspace code's `f(root)` -> what it returns, unrefused."""
    given = types.ModuleType("given_to_this_test")
    vars(given).update(os=os, sqlite3=sqlite3, types=types, backstop=backstop)
    monkeypatch.setitem(sys.modules, "given_to_this_test", given)

    def do(body: str, **names: object) -> object:
        vars(given).update(names)
        source = f"import sys\nG = sys.modules['given_to_this_test']\ndef f(root):\n    {body}\n"
        tree = make_tree({"a.py": source}, installed=False)
        descriptor = os.open(tree.root / "local.settings.json", os.O_RDONLY)
        given.descriptor = descriptor
        tree.install()
        try:
            return importlib.import_module("workspace.a").f(str(tree.root))
        finally:
            os.close(descriptor)
            assert tree.reported == []

    return do


def test_native_code_opens_files_itself(run):
    run(
        "with G.sqlite3.connect(':memory:') as db:\n"
        "        db.execute('attach ? as other', (root + '/engine/made.db',))\n"
        "        db.execute('create table other.t (x)')\n"
        "    db.close()"
    )


def test_a_descriptor_that_the_process_has_open(run):
    assert b"secret" in run("return G.os.read(G.descriptor, 100)")


def test_a_code_object_that_exists_already_runs_without_exec(run):
    def answer():
        return 42

    assert run("return G.types.FunctionType(G.code, {})()", code=answer.__code__) == 42


def test_listing_and_metadata(run):
    names, size = run("return G.os.listdir(root), G.os.stat(root + '/local.settings.json').st_size")
    assert "engine" in names
    assert size > 0


def test_the_hooks_own_state(run):
    text = run(
        "G.backstop._checks.clear()\n"
        "    with open(root + '/local.settings.json') as file:\n"
        "        return file.read()"
    )
    assert "secret" in text


def test_the_loaders_own_state(run):
    """What it holds of the sealed bytes is reached from a module's `__loader__`."""
    made = run(
        "sources = __loader__._sources\n"
        "    sources['workspace/b.py'] = b'value = 42'\n"
        "    __loader__._seal.files['workspace/b.py'] = 'x'\n"
        "    import workspace.b\n"
        "    return workspace.b.value"
    )
    assert made == 42


def test_a_library_function_that_runs_the_text_it_is_given(run):
    import typing

    def annotated(x): ...

    annotated.__annotations__ = {"x": "made.append(1)"}
    made: list[int] = []
    names = {"annotated": annotated, "made": made, "hints": typing.get_type_hints}
    run("G.hints(G.annotated, {'made': G.made})", **names)
    assert made == [1]
