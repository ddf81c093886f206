"""The staff record: every deed at the desk in one chain, so that none can be changed or dropped unnoticed."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction

from abjure.core.errors import Invalid
from abjure.desk.staff.models import Deed, Staff

FIRST = bytes(32)


@transaction.atomic(using="desk")
def write(*, staff: Staff, verb: str, now: datetime, subject: bytes = b"") -> Deed:
    """Chain one more deed to the record."""
    lock()
    last = Deed.objects.last()
    deed = Deed(
        number=last.number + 1 if last else 0,
        staff=staff,
        verb=verb,
        subject=subject.hex(),
        moment=now,
        previous=bytes(last.digest) if last else FIRST,
    )
    deed.digest = deed.hashed()
    deed.save(force_insert=True)
    return deed


def check() -> int:
    """Return how many deeds the record holds; Invalid("staff.record", number=…) names the first that does not fit."""
    previous, count = FIRST, 0
    for deed in Deed.objects.select_related("staff").iterator():
        if deed.number != count or bytes(deed.previous) != previous or bytes(deed.digest) != deed.hashed():
            raise Invalid("staff.record", number=count)
        previous, count = bytes(deed.digest), count + 1
    return count


def lock() -> None:
    """Let nobody else write until this transaction ends: two deeds must not follow the same one. SQLite's transactions are exclusive as it is."""
    connection = connections["desk"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Deed._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001 - Django's public-by-convention name
