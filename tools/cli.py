"""The ``ringfence`` command: parses arguments and hands over to one function per subcommand."""

from __future__ import annotations

import sys

# `check` answers for an unchanged tree before anything slow is imported, `typing` included.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

# Subcommand -> module whose `add_parser` defines it. Only the wanted one is imported.
_COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("tools.isolation.command", "judge the workspace"),
    "explain": ("tools.isolation.explain", "explain a rule"),
    "rules": ("tools.isolation.explain", "list the rules"),
    "baseline": ("tools.isolation.baseline_command", "let an old workspace in with its findings"),
    "migrate": ("tools.migrate", "move old imports to the door"),
    "seal": ("tools.seal", "check the workspace and seal it for the engine"),
    "guard": ("tools.guard.command", "judge changes to the protected paths"),
    "approve": ("tools.guard.approve_command", "sign the protected content as a maintainer"),
    "sync": ("tools.guard.sync_command", "bring the protected paths to an upstream version"),
    "seed": ("tools.seed_azurite", "put sample organizations into the local storage emulator"),
    "dev": ("tools.dev.command", "serve the function app locally and reload on every save"),
    "azurite": ("tools.azurite.command", "run the local storage emulator"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand.

    Returns:
        The exit code: 0 done, 1 findings or a refused action, 2 bad usage or configuration,
        3 a failure of our own, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _main(arguments)
        if sys.stdout:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        import os  # noqa: PLC0415

        # The reader (`| head`) has gone; the interpreter must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def program() -> None:
    """Be the process: what ``ringfence`` and ``python -m tools`` do."""
    code = main()
    if sys.argv[1:2] == ["check"]:
        import os  # noqa: PLC0415

        # A check leaves nothing behind but memory, and to free that bit by bit takes up to a
        # tenth of a run.
        if sys.stderr:
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _main(arguments: list[str]) -> int:
    if arguments[:1] == ["check"]:
        from tools.isolation import quick  # noqa: PLC0415

        known = quick.answer(arguments[1:])
        if known is not None:
            return known
    parser = _parser(arguments[0] if arguments else "")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    code: int = options.run(options)
    return code


def _parser(wanted: str) -> argparse.ArgumentParser:
    import argparse  # noqa: PLC0415
    from importlib import import_module  # noqa: PLC0415

    parser = argparse.ArgumentParser(
        prog="ringfence", description="Check, seal and run workflows of a Ringfence workspace."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    if wanted in _COMMANDS:
        import_module(_COMMANDS[wanted][0]).add_parser(commands)
    else:
        # For the overview and for a wrong name, the names are enough.
        for name, (_, summary) in _COMMANDS.items():
            commands.add_parser(name, help=summary)
    return parser
