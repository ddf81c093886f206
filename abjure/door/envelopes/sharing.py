"""Co-declarers' receipts: each follows from the first one, and is made known for whoever was ticked on the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from abjure.core.receipt import Receipt
from abjure.door.envelopes import codes, requests
from abjure.door.envelopes.sheet import Reading, Sheet


@dataclass(frozen=True)
class Share:
    """The receipt of one co-declarer, to be handed on."""

    name: str
    receipt: Receipt

    @property
    def words(self) -> str:
        """Return the words of this receipt."""
        return codes.spelled(self.receipt)["words"]


def hand_in(receipt: Receipt, sheet: Sheet, reading: Reading, *, now: datetime) -> list[Share]:
    """Make a receipt known for every row that was ticked, twenty at most; a line of a list has no box to tick. Done again it is the same."""
    return [
        Share(reading.declaration.people[row].name, requests.make_known(receipt, f"share/{row}", now=now, row=row))
        for row, place in enumerate(reading.places)
        if place.startswith("name-") and sheet.one(place.replace("name-", "share-"))
    ]
