"""`abjure …`: the commands; those that check and the witness need core alone, all others the server half."""

import argparse
import sys
from collections.abc import Sequence

from abjure.audit import commands, sentences
from abjure.core.errors import Fault
from abjure.witness import commands as witness

DOES_NOT_HOLD, INTERRUPTED = 1, 130
CHECKING = ("audit", "monitor", "prove", "verify", "witness")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if it holds, 1 if it does not, 2 for wrong usage."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    parsed = _parser(with_server=not words or words[0] not in CHECKING).parse_args(words)
    try:
        return int(parsed.run(parsed) or 0)
    except Fault as fault:
        complain(*sentences.say(fault))
        return DOES_NOT_HOLD
    except KeyboardInterrupt:
        return INTERRUPTED


def complain(error: str, hint: str | None = None) -> None:
    """Say on standard error what is wrong and, on a line of its own, what may help."""
    print(f"abjure: error: {error}", file=sys.stderr)
    if hint:
        print(f"abjure: hint: {hint}", file=sys.stderr)


def _parser(*, with_server: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="abjure", description="A public register that people can leave by, and the check of its count.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    commands.add_to(subparsers)
    witness.add_to(subparsers)
    if with_server:
        _add_server(subparsers)
    return parser


def _add_server(subparsers: commands.Subparsers) -> None:
    # Whoever only checks has installed neither Django nor the server half.
    try:
        from abjure.server.commands import add_to  # noqa: PLC0415  # see above
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("django", "abjure"):
            raise
        return
    add_to(subparsers)


if __name__ == "__main__":
    sys.exit(main())
