"""The dev host's parent process: keeps one good server running and replaces it on clean saves.

Single-threaded on purpose: children are started from the main thread, whose death is what ends
them (see `tools.azurite.leash`), and every step can be interrupted by Ctrl-C.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.azurite.server import AzuriteServer
from tools.dev.child import ServerProcess, ServerStartError
from tools.dev.gate import Verdict, check_and_seal
from tools.dev.watch import changes

# A server that ends this soon after its start would only end again.
_SOON_SECONDS = 3.0
_DRAIN_PATIENCE = 12.0
_STOP_PATIENCE = 1.5
_POLL_SECONDS = 0.02


class Supervisor:
    """Serves an app on a listening socket until it is interrupted."""

    def __init__(
        self,
        root: Path,
        listener: socket.socket,
        environment: Callable[[], Mapping[str, str]],
        say: Callable[[str], None],
    ) -> None:
        """Prepare; `environment` is asked again for every server, so settings can change."""
        self._root = root
        self._listener = listener
        self._environment = environment
        self._say = say
        self._server: ServerProcess | None = None
        self._retired: list[ServerProcess] = []
        self._changes = changes(root)

    def start(self) -> ServerProcess:
        """Check, seal and start the first server, even without a seal: it then says why.

        Raises:
            ServerStartError: the app could not be loaded.
        """
        # Watching begins before the first look at the files, so that no save falls in between.
        next(self._changes)
        verdict = self._judge()
        if not verdict.sealed:
            self._say("the workspace is not sealed: no workflow is served until a clean save")
        self._server = ServerProcess.start(self._root, self._listener, self._environment())
        return self._server

    def run(self, azurite: AzuriteServer | None) -> None:
        """Reload on changes, restart what died; returns never, raises when it must end.

        Raises:
            AzuriteError: the emulator is gone.
            KeyboardInterrupt: Ctrl-C or SIGTERM.
        """
        for changed in self._changes:
            if azurite is not None and (death := azurite.exited()) is not None:
                raise death
            self._retired = [one for one in self._retired if not one.gone(_DRAIN_PATIENCE)]
            if changed:
                self._reload(changed)
            self._revive()

    def stop(self) -> None:
        """End all server processes, within about `_STOP_PATIENCE` seconds."""
        self._changes.close()
        servers = [*self._retired, *([self._server] if self._server else [])]
        for server in servers:
            server.retire()
        while servers:
            servers = [one for one in servers if not one.gone(_STOP_PATIENCE)]
            time.sleep(_POLL_SECONDS if servers else 0)

    def _judge(self) -> Verdict:
        verdict = check_and_seal(self._root)
        self._say(verdict.message)
        return verdict

    def _reload(self, changed: frozenset[str]) -> None:
        names = sorted(changed)
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        self._say(f"\n{names[0]}{more} changed")
        if not self._judge().sealed:
            self._say("not reloaded: still serving the last good state")
            return
        try:
            fresh = ServerProcess.start(self._root, self._listener, self._environment())
        except ServerStartError as error:
            self._say(f"not reloaded: the new server failed: {error}; still serving the old one")
            return
        if self._server is not None:
            self._server.retire()
            self._server.wait_closed()
            self._retired.append(self._server)
        self._server = fresh
        self._say("reloaded")

    def _revive(self) -> None:
        if self._server is None or (how := self._server.ended()) is None:
            return
        lived = time.monotonic() - self._server.started
        self._server.kill()
        self._server = None
        if lived < _SOON_SECONDS:
            self._say(f"the server ended ({how}) right after its start: waiting for a save")
            return
        self._say(f"the server ended ({how}): restarting it")
        try:
            self._server = ServerProcess.start(self._root, self._listener, self._environment())
        except ServerStartError as error:
            self._say(f"the server could not be restarted: {error}; waiting for a save")
        else:
            self._say("serving again")
