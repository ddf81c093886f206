"""A group of what was handed in, made durable in one commit; asked by hand, since what the ORM adds is more than what the disk takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.db.backends.utils import CursorWrapper

from abjure.door.envelopes.handed_in import HandedIn, Kept
from abjure.door.envelopes.models import Envelope, Opened, Spent

TICKETS = "INSERT INTO door_ticket (tag, digest, day) VALUES (%s, %s, %s)"
ENVELOPES = "INSERT INTO door_envelope (number, sealed) VALUES (%s, %s)"
TOKENS = "INSERT INTO door_spent (nonce, day) VALUES (%s, %s)"
OPENED = "INSERT INTO door_opened (tag, day) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# So long it is remembered on which days a code was opened.
OPENED_DAYS = 60


def keep(group: Sequence[HandedIn]) -> list[Kept | None]:
    """Insert a group in one transaction; return for each what its tag has now, an earlier ticket where there was one.

    None for what came with a token that something else was kept for.
    """
    rows = {one.tag: one for one in reversed(group) if one.sealed}
    opened = {one.tag: one for one in group if not one.sealed}
    with transaction.atomic(using="door"), connections["door"].cursor() as cursor:
        known = _tickets(cursor, rows)
        new = _unspent(cursor, [one for tag, one in rows.items() if tag not in known])
        cursor.executemany(TICKETS, [(one.tag, one.digest, one.day.isoformat()) for one in new])
        cursor.executemany(ENVELOPES, [(Envelope.number_of(one.digest), one.sealed) for one in new])
        _note(cursor, opened.values())
    known |= {one.tag: Kept(one.digest, one.day) for one in [*new, *opened.values()]}
    return [known.get(one.tag) for one in group]


def keep_apart(group: Sequence[HandedIn]) -> list[Kept | None]:
    """Keep each in a transaction of its own, where a group was refused for one of it; None also for an envelope that another tag has."""
    return [_keep_alone(one) for one in group]


def _keep_alone(one: HandedIn) -> Kept | None:
    try:
        return keep([one])[0]
    except IntegrityError:
        return None


def _tickets(cursor: CursorWrapper, tags: Collection[bytes]) -> dict[bytes, Kept]:
    if not tags:
        return {}
    found = _among(cursor, "tag, digest, day", "door_ticket", "tag", list(tags))
    return {bytes(tag): Kept(bytes(digest), date.fromisoformat(str(day))) for tag, digest, day in found}


def _unspent(cursor: CursorWrapper, new: Sequence[HandedIn]) -> list[HandedIn]:
    """Keep the tokens as spent, and return what came with none or with one that was not spent before."""
    first = {one.nonce: one for one in reversed(new) if one.nonce}
    if not first:
        return list(new)
    _forget(before=max(one.day for one in new) - timedelta(days=1))
    spent = {bytes(nonce) for (nonce,) in _among(cursor, "nonce", "door_spent", "nonce", list(first))}
    cursor.executemany(TOKENS, [(nonce, one.day.isoformat()) for nonce, one in first.items() if nonce not in spent])
    return [one for one in new if not one.nonce or (first[one.nonce] is one and one.nonce not in spent)]


def _note(cursor: CursorWrapper, opened: Collection[HandedIn]) -> None:
    """Keep that these codes were opened, and forget what is older than the days that are remembered."""
    if not opened:
        return
    cursor.executemany(OPENED, [(one.tag, one.day.isoformat()) for one in opened])
    _forget_opened(before=max(one.day for one in opened) - timedelta(days=OPENED_DAYS - 1))


@lru_cache(maxsize=1)
def _forget_opened(*, before: date) -> None:
    """Forget, once a day, the days that are past."""
    Opened.objects.filter(day__lt=before).delete()


@lru_cache(maxsize=1)
def _forget(*, before: date) -> None:
    """Forget, once a day, the tokens that have run out."""
    Spent.objects.filter(day__lt=before).delete()


def _among(cursor: CursorWrapper, columns: str, table: str, column: str, wanted: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(f"SELECT {columns} FROM {table} WHERE {column} IN ({', '.join(['%s'] * len(wanted))})", wanted)  # noqa: S608 - names of our own
    return list(cursor.fetchall())
