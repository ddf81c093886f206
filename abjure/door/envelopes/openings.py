"""On which days a receipt code was opened: one tag a day that only the code finds again, forgotten after sixty days (spec/receipt.md, "Days")."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.db import InterfaceError, OperationalError

from abjure.core import receipt as receipts
from abjure.core.receipt import Receipt
from abjure.door.envelopes import keys
from abjure.door.envelopes.group import OPENED_DAYS
from abjure.door.envelopes.handed_in import HandedIn
from abjure.door.envelopes.keeping import keep
from abjure.door.envelopes.models import Opened


def note(receipt: Receipt, today: date) -> None:
    """Note, once a day, that this code was opened; a door that cannot keep anything just now still lets its holder read."""
    tag = _tag(receipt, today)
    with suppress(InterfaceError, OperationalError):
        if not Opened.objects.filter(tag=tag).exists():
            keep(HandedIn(tag, tag, today, b""))


def days(receipt: Receipt, today: date) -> list[date]:
    """Return the days on which this code was opened, the latest first; always as many tags are looked up."""
    tags = {_tag(receipt, day): day for day in (today - timedelta(days=ago) for ago in range(OPENED_DAYS))}
    found = Opened.objects.filter(tag__in=tags).values_list("tag", flat=True)
    return sorted((tags[bytes(tag)] for tag in found), reverse=True)


def _tag(receipt: Receipt, day: date) -> bytes:
    return receipts.tag(receipt.locator(f"opened/{day.isoformat()}"), keys.held().tag)
