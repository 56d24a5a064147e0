"""One dev host and one directory for all tests about callers: starting them takes seconds."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest

from tests import callers
from tests.identity import Issuer, issuer
from tests.integration.platform.harness import DevHost, copy_checkout, dev_host


@pytest.fixture(scope="session")
def directory() -> Iterator[Issuer]:
    """The directory whose tokens the host accepts."""
    with issuer() as made:
        yield made


@pytest.fixture(scope="session")
def host(directory: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevHost]:
    """A dev host with the settings and rows of `tests.callers`."""
    checkout = copy_checkout(tmp_path_factory.mktemp("checkout"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in callers.settings(directory).items():
            patch.setenv(name, value)
        with dev_host(checkout) as one:
            # Of the whole session: no other host shall have them.
            patch.undo()
            callers.prepare(one.storage)
            with _drained(one):
                yield one


@contextlib.contextmanager
def _drained(host: DevHost) -> Iterator[None]:
    """Read what the host prints: a line a request fills the pipe, and then it would wait."""
    over = threading.Event()

    def read() -> None:
        while not over.is_set() and host.running.read(0.1):
            pass

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
