"""How the gate fills the register: each verb may be repeated with the same result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, Sum, Value, When

from abjure.core import leaf as leaves_of
from abjure.core.count import EPOCH
from abjure.core.leaf import Leaf
from abjure.core.tlog import checkpoint as checkpoints
from abjure.core.tlog import note
from abjure.public.register.models import PREFIX, Checkpoint, Day, Entry

BATCH = 500


@transaction.atomic(using="public")
def project(
    *,
    leaves: Sequence[tuple[int, bytes]],
    openings: Mapping[int, Mapping[str, Any]],
    checkpoint: bytes,
    totals: Mapping[str, Any],
    at: datetime,
) -> None:
    """Add the leaves (index and bytes) that are not there yet, with what may be shown of them, and the checkpoint that covers them.

    `checkpoint` is the signed note as published, `totals` what count.json says for it. An opening that was withheld stays withheld.
    """
    entries = [_entry(index, data, openings.get(index)) for index, data in leaves]
    Entry.objects.bulk_create(entries, batch_size=BATCH, ignore_conflicts=True)
    for entry in entries:
        if entry.kind == "void":
            Entry.objects.filter(index=entry.parsed()["r"]).update(voided_by=entry.index, opening=None)
    _count_days({entry.day for entry in entries})
    _keep(checkpoint, totals, at)


@transaction.atomic(using="public")
def withhold(*, index: int, reason: str, day: date) -> bool:
    """Stop showing the words of an entry; leaf, proofs and count stay. Return whether they were shown until now."""
    shown = Entry.objects.filter(index=index, withheld=None)
    return bool(shown.update(opening=None, withheld=day, reason=reason))


def _entry(index: int, data: bytes, opening: Mapping[str, Any] | None) -> Entry:
    leaf: Leaf = leaves_of.parse(data)
    commitment = leaf.get("c", "")
    return Entry(
        index=index,
        kind=leaf["t"],
        day=EPOCH + timedelta(days=leaf["d"]),
        leaf=data.decode("ascii"),
        n=leaf.get("n", 0),
        provenance=leaf.get("p", ""),
        commitment=commitment,
        prefix=commitment[:PREFIX],
        opening=None if opening is None else dict(opening),
    )


def _count_days(days: Iterable[date]) -> None:
    """Count these days again from their entries; what an earlier register handed over is inside its balance."""
    sign = Case(When(kind="void", then=Value(-1)), default=Value(1))
    for day in days:
        booked = Entry.objects.filter(day=day, kind__in=("decl", "void")).exclude(provenance="carried")
        added = booked.aggregate(
            people=Sum(F("n") * sign), more=Count("index", filter=Q(kind="decl")), less=Count("index", filter=Q(kind="void"))
        )
        entries = Entry.objects.filter(day=day, kind="decl").count()
        values = {"entries": entries, "people": added["people"] or 0, "statements": added["more"] - added["less"]}
        Day.objects.update_or_create(day=day, defaults=values)


def _keep(text: bytes, totals: Mapping[str, Any], at: datetime) -> None:
    parsed = checkpoints.parse(note.parse(text).text)
    values = {"root": totals["root"], "text": text.decode(), "at": at, "totals": dict(totals)}
    Checkpoint.objects.update_or_create(size=parsed.size, defaults=values)
