"""Saying a statement again: the void of what counted and a new declaration that replaces it, together in one closing batch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from abjure.core.declaration import Declaration
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.declarations.actions import AT_ONCE, Words
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation.settling import words_of
from abjure.desk.reception import vault
from abjure.desk.reception.models import Submission
from abjure.desk.requests.models import Kept

NOTHING = Words({}, ())


@transaction.atomic(using="desk")
def replace(
    *, target: Opening, digest: bytes, words: Words, facts: dict[str, Any], now: datetime, held: timedelta = AT_ONCE
) -> dict[str, str]:
    """Subtract a statement and let another one stand for it, both held for as long; the old words are hidden now.

    Return commitment, salt and the day by which it is public.
    """
    declarations.void(target=bytes(target.digest), now=now, held=held)
    declarations.withhold(target=bytes(target.digest), reason="holder", now=now)
    return say_again(target=target, digest=digest, words=words, facts=facts, now=now, held=held)


def say_again(
    *, target: Opening, digest: bytes, words: Words, facts: dict[str, Any], now: datetime, held: timedelta = AT_ONCE
) -> dict[str, str]:
    """Let a statement stand for one that has been subtracted."""
    known = {"p": target.facts["p"], "r": bytes(target.digest).hex()}
    return declarations.declare(digest=digest, words=words, facts=facts | known, day=now.date(), after=now + held)


def corrected(declaration: Declaration, statement: Submission) -> tuple[Words, dict[str, Any]]:
    """Return the words and facts of a corrected statement; what was passed on by others shows no more than it did."""
    return words_of(declaration, statement), {"n": len(declaration.people), "o": declaration.by_body()}


def without(target: Opening, place: int, bodies: list[str], words: Words | None = None) -> tuple[Words, dict[str, Any]]:
    """Return the words and facts of a joint statement without the person in this place; of hidden words nothing is said again, unless given."""
    left = Counter(target.facts["o"])
    left.subtract(bodies)
    facts = {"n": target.facts["n"] - 1, "o": {key: number for key, number in sorted(left.items()) if number > 0}}
    words = words or said(target)
    return (NOTHING if words is None else _without(words.fields, place)), facts


def said(target: Opening) -> Words | None:
    """Return the words that are shown; None where they are hidden."""
    shown = target.shown()
    return None if shown is None else Words(shown["fields"], tuple(shown["fields"]))


@transaction.atomic(using="desk")
def keep(target: Opening) -> None:
    """Keep what an opening shows, sealed, before it is hidden."""
    words = said(target)
    if words is not None:
        keep_words(bytes(target.digest), words)


def keep_words(digest: bytes, words: Words) -> None:
    """Keep these words, sealed, for the opening of this name."""
    sealed, wrapped = vault.seal_new(json.dumps(dict(words.fields)).encode())
    Kept.objects.get_or_create(digest=digest, defaults={"sealed": sealed, "wrapped": wrapped})


def kept(target: Opening) -> Words | None:
    """Return the words that were kept; None where there are none."""
    row = Kept.objects.filter(digest=target.digest).first()
    if row is None:
        return None
    fields = json.loads(vault.open_sealed(bytes(row.sealed), key=vault.unwrap(bytes(row.wrapped))))
    return Words(fields, tuple(fields))


def forget(target: Opening) -> None:
    """Delete the words that were kept of a statement, under whichever commitment."""
    Kept.objects.filter(digest__in=[bytes(one.digest) for one in succession.line(target)]).delete()


def _without(fields: Mapping[str, str], place: int) -> Words:
    rows = {name: json.loads(fields[name]) for name in ("names", "bodies")}
    said = {name: _canonical(row for at, row in enumerate(listed) if at != place) for name, listed in rows.items()}
    return Words({**fields, **said}, tuple(fields))


def _canonical(rows: Any) -> str:
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
