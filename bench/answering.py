"""The door's writer without a disk: the same process, which answers at once and keeps nothing: `python -m bench.answering`, in a founded home."""

from __future__ import annotations

from collections.abc import Sequence

import django

django.setup()

from abjure.door.envelopes import counting, writer  # noqa: E402  # only now there is a register
from abjure.door.envelopes.handed_in import HandedIn, Kept  # noqa: E402
from abjure.server import environment  # noqa: E402


def keep(group: Sequence[HandedIn]) -> list[Kept | None]:
    """Say of each that it is kept."""
    return [Kept(one.digest, one.day) for one in group]


def main() -> None:
    """Answer the workers of this door until the process ends."""
    writer.keep = keep
    counting.serve_beside(environment.home() / "door", environment.register().charter.rates)
    writer.serve(environment.home() / "door")


if __name__ == "__main__":
    main()
