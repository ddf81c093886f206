"""The gate's last step: what the published checkpoint covers, put before the public with the words that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from abjure.desk.declarations.models import Opening
from abjure.gate.models import IN_ONE_QUESTION, Log, Placement, Withheld
from abjure.public.register import actions
from abjure.public.register.models import Checkpoint, Entry

SAID_OF_A_BALANCE = ("published", "source")


def project(row: Log, now: datetime) -> None:
    """Bring the public register up to the published checkpoint, from wherever it stands."""
    start = projected()
    text = bytes(row.checkpoint).decode()
    if start >= row.size and Checkpoint.objects.filter(size=row.size, text=text).exists():
        return
    while True:
        placements = list(Placement.objects.from_index(start).filter(index__lt=row.size)[:BATCH])
        _hide_again(placements)
        leaves = [(placement.index, placement.leaf.encode("ascii")) for placement in placements]
        actions.project(leaves=leaves, openings=openings(placements), checkpoint=bytes(row.checkpoint), totals=row.totals, at=now)
        start += len(placements)
        if start >= row.size:
            return


def projected() -> int:
    """Return how many entries the public register has."""
    newest = Entry.objects.aggregate(newest=Max("index"))["newest"]
    return 0 if newest is None else newest + 1


def hide() -> None:
    """Take the words of what is withheld out of public."""
    size, waiting = projected(), {bytes(one.digest): one for one in Withheld.objects.filter(hidden=False)}
    for digest, index in Placement.objects.named(waiting).items():
        if index < size:
            actions.withhold(index=index, reason=waiting[digest].reason, day=waiting[digest].day)
            Withheld.objects.filter(digest=digest).update(hidden=True)


def openings(placements: Sequence[Placement]) -> dict[int, dict[str, Any]]:
    """Return what may be shown of these entries, by index."""
    named = {bytes(placement.digest): placement.index for placement in placements if placement.digest and placement.kind in SHOWN}
    hidden = {bytes(digest) for digest in Withheld.objects.filter(digest__in=named).values_list("digest", flat=True)}
    rows = Opening.objects.filter(digest__in=named.keys() - hidden)
    shown = {named[bytes(row.digest)]: SHOWN[row.kind](row) for row in rows}
    return {index: said for index, said in shown.items() if said is not None}


def _hide_again(placements: Sequence[Placement]) -> None:
    # A register that is filled again from nothing has forgotten what it hid.
    digests = [placement.digest for placement in placements if placement.digest]
    Withheld.objects.filter(digest__in=digests).update(hidden=False)


def _words_of_a_balance(row: Opening) -> dict[str, Any]:
    return {name: row.facts.get(name, "") for name in SAID_OF_A_BALANCE}


BATCH = IN_ONE_QUESTION
SHOWN = {"decl": Opening.shown, "balance": _words_of_a_balance}
