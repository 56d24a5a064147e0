"""A sealed workspace in a temporary directory and the app that serves it, against real Azurite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from engine.function_app import create_app
from engine.shared import import_restrictor
from tests.integration.engine.harness_engine import KEY, App, MakeApp, seal, seed, write


@pytest.fixture
def make_app(tmp_path: Path, storage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeApp]:
    """Return a function: workspace files -> the app that serves them, sealed."""
    apps: list[App] = []

    def make(
        files: Mapping[str, str] | None = None,
        *,
        before_start: Callable[[Path], None] = seal,
        connection: str = storage,
        **environment: str,
    ) -> App:
        (tmp_path / "workspace").mkdir(exist_ok=True)
        write(tmp_path, files or {})
        before_start(tmp_path)
        monkeypatch.setenv("AzureWebJobsStorage", connection)
        monkeypatch.setenv("ENGINE_FUNCTION_KEYS", json.dumps({"tests": KEY}))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        import_restrictor.uninstall()
        functions = {
            one.get_function_name(): one.get_user_function()
            for one in create_app(tmp_path).get_functions()
        }
        app = App(tmp_path, functions, storage)
        apps.append(app)
        return app

    seed(storage)
    yield make
    import_restrictor.uninstall()
    for app in apps:
        app.rows.close()
