"""Start a program that cannot outlive its parent (Linux); elsewhere it starts the program alone.

Run as a script, on the bare standard library, because the kernel's "signal me when my parent dies"
flag must be set inside the new process and survives only an exec, not a fork.
"""

from __future__ import annotations

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def command(arguments: list[str]) -> list[str]:
    """Return the command line that runs `arguments` on the leash of the calling process."""
    if not sys.platform.startswith("linux"):
        return arguments
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *arguments]


def _main(argv: list[str]) -> None:
    import ctypes  # noqa: PLC0415 - the module is imported for `command` on every platform

    parent, program = int(argv[1]), argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        # The parent died before the flag was set, so no signal will ever come.
        raise SystemExit(f"parent process {parent} is gone; not starting {program[0]}")
    os.execv(program[0], program)  # noqa: S606 - replacing this process is the purpose


if __name__ == "__main__":
    _main(sys.argv)
