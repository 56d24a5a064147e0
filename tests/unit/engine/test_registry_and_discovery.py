"""Discovery: what is loaded, what is quarantined, and what never happens to its neighbours."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from engine.shared.discovery import discover, modules_in

HEADER = "from engine.sdk import workflow, param, data_provider\n"
GOOD = HEADER + "@workflow('{name}', 'd')\ndef {name}(context): return '{name}'\n"


class Loader:
    """Loads modules from texts, each once, as the import system does."""

    def __init__(self, **sources):
        self.sources = {f"workspace.workflows.{name}": text for name, text in sources.items()}
        self.loaded = {}

    def __call__(self, name):
        if name not in self.loaded:
            module = ModuleType(name)
            exec(compile(self.sources[name], name, "exec"), {**vars(module), "load": self})
            self.loaded[name] = module
        return self.loaded[name]

    def discover(self):
        modules = {name: name.replace(".", "/") + ".py" for name in self.sources}
        return discover(modules, self)


def test_modules_come_from_the_two_folders_in_a_fixed_order():
    files = [
        "workspace/workflows/b.py",
        "workspace/workflows/__init__.py",
        "workspace/workflows/team/a.py",
        "workspace/data_providers/x.py",
        "workspace/helpers.py",
        "workspace/workflows/notes.txt",
        "workspace/other/c.py",
    ]
    assert list(modules_in(files)) == [
        "workspace.data_providers.x",
        "workspace.workflows",
        "workspace.workflows.b",
        "workspace.workflows.team.a",
    ]


def test_workflows_and_data_providers_are_registered_by_name():
    provider = HEADER + "@data_provider('p', 'd')\ndef p(context): return []\n"
    registry, quarantined = Loader(
        b=GOOD.format(name="zeta"), a=GOOD.format(name="alpha"), c=provider
    ).discover()
    assert list(registry.workflows) == ["alpha", "zeta"]
    assert list(registry.data_providers) == ["p"]
    assert quarantined == ()
    with pytest.raises(TypeError):
        registry.workflows["new"] = None


@pytest.mark.parametrize(
    ("crash", "error"),
    [
        ("1/0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise BaseException('odd')", "BaseException: odd"),
        ("raise ValueError('\\ud800')", "ValueError: \\ud800"),
        ("@workflow('x', '')\ndef x(c): pass", "DeclarationError: @workflow('x'): description"),
        ("@workflow('x', 'd')\ndef x(c, need): pass", "DeclarationError: x: parameter 'need'"),
        ("@param('a', 'int')\ndef x(c, a): pass", "DeclarationError: x has @param but neither"),
    ],
)
def test_a_crashing_module_is_quarantined_alone(crash, error, caplog):
    broken = GOOD.format(name="early") + crash + "\n"
    registry, quarantined = Loader(bad=broken, good=GOOD.format(name="fine")).discover()
    assert list(registry.workflows) == ["fine"]
    (entry,) = quarantined
    assert (entry.file, entry.module) == ("workspace/workflows/bad.py", "workspace.workflows.bad")
    assert entry.error.startswith(error)
    assert entry.traceback.startswith("Traceback")
    assert "workspace/workflows/bad.py is quarantined" in caplog.text
    entry.error.encode()


def test_a_developer_can_still_interrupt():
    with pytest.raises(KeyboardInterrupt):
        Loader(bad="raise KeyboardInterrupt").discover()


def test_a_module_loaded_by_a_crashing_one_survives():
    importer = "load('workspace.workflows.good')\n1/0\n"
    registry, quarantined = Loader(bad=importer, good=GOOD.format(name="fine")).discover()
    assert list(registry.workflows) == ["fine"]
    assert [entry.file for entry in quarantined] == ["workspace/workflows/bad.py"]


def test_a_name_claimed_twice_is_served_by_neither_and_both_files_are_named(caplog):
    sources = {"one": GOOD, "two": GOOD + "@workflow('other', 'd')\ndef other(context): pass\n"}
    loader = Loader(**{key: text.format(name="same") for key, text in sources.items()})
    registry, quarantined = loader.discover()
    assert list(registry.workflows) == ["other"]
    assert [entry.file for entry in quarantined] == [
        "workspace/workflows/one.py",
        "workspace/workflows/two.py",
    ]
    for entry in quarantined:
        assert "workspace/workflows/one.py and in workspace/workflows/two.py" in entry.error
    assert "'same' is declared in" in caplog.text


def test_a_workflow_and_a_data_provider_may_share_a_name():
    provider = HEADER + "@data_provider('same', 'd')\ndef p(context): return []\n"
    registry, quarantined = Loader(one=GOOD.format(name="same"), two=provider).discover()
    assert (list(registry.workflows), list(registry.data_providers)) == (["same"], ["same"])
    assert quarantined == ()


def test_a_hint_that_raises_is_a_quarantine_and_not_a_crash():
    source = HEADER + (
        "class Odd:\n"
        "    @classmethod\n"
        "    def __get_pydantic_core_schema__(cls, *a): raise RuntimeError('odd')\n"
        "@workflow('x', 'd')\n@param('a', 'json')\ndef x(context, a: Odd): pass\n"
    )
    registry, quarantined = Loader(bad=source).discover()
    assert list(registry.workflows) == []
    assert "odd" in quarantined[0].error


def test_data_providers_that_are_not_served_are_logged(caplog):
    source = HEADER + (
        "@workflow('later', 'd', execution_mode='async')\n"
        "@param('a', 'string', data_provider='nowhere')\n"
        "def later(context, a=None): pass\n"
    )
    registry, _ = Loader(a=source).discover()
    assert list(registry.workflows) == ["later"]
    assert "data provider nowhere, which is not served" in caplog.text
    assert "workspace.workflows.a" not in sys.modules
