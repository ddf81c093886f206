"""Taking a request in: whose it is, what it asks, and whether it is done at once, later, or by people."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from abjure.core import declaration, request
from abjure.core.errors import Invalid
from abjure.core.letter import Letter
from abjure.core.request import LINKS, Request
from abjure.desk.declarations import actions as declarations
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission
from abjure.desk.requests import force, holders, objecting
from abjure.desk.requests.holders import Found
from abjure.desk.requests.models import Conclusion, Wish

# A link to a statement may be collected before the statement itself.
PATIENCE = timedelta(days=2)
TWO = 2
OPEN = frozenset({"message", "correct", "appeal"})
# Done whether or not people have decided; and what the log must tell, which waits for the close of a day.
BESIDE = frozenset({"name", "confirm", "keep"})
LOGGED = frozenset({"withdraw", "leave", "keep"})
# The desk's next walk is over within the hour, and may be on the next day.
WALK, DAY = timedelta(hours=1), timedelta(days=1)


@transaction.atomic(using="desk")
def take(*, submission: Submission, now: datetime) -> Wish | None:
    """Understand one request and note it, once; None while the statement that it is about has not come in."""
    letter = reception.letter_of(submission)
    if Wish.objects.filter(letter=_name(letter)).exists():
        return _note_again(submission, now)
    try:
        asked = _read(letter)
    except Invalid:
        return refuse(_note(submission, letter), "form", now)
    if asked.act in {"object", "replace"}:
        return _from_outside(submission, letter, asked, now)
    found = holders.find(bytes(submission.holder or b""))
    if found is None:
        return None if now - submission.collected < PATIENCE else refuse(_note(submission, letter), "not-yours", now)
    return _from_holder(submission, letter, asked, found, now)


def conclude(wish: Wish, outcome: str, now: datetime, content: dict[str, Any] | None = None) -> Wish:
    """Write down what came of a request and answer it."""
    Conclusion.objects.create(wish=wish, outcome=outcome, moment=now)
    if wish.act not in LINKS and wish.act != "object":
        reception.answer(submission=wish.submission, content=(content or {"state": "done"}) | {"act": wish.act})
    return wish


def refuse(wish: Wish, reason: str, now: datetime) -> Wish:
    """Answer that a request cannot be carried out, and why."""
    return conclude(wish, Conclusion.Outcome.REFUSED, now, {"state": "refused", "reasons": [reason]})


def read(wish: Wish) -> Request:
    """Return what a request asks, from its letter."""
    return request.parse(reception.letter_of(wish.submission).content)


def _read(letter: Letter) -> Request:
    asked = request.parse(letter.content)
    if request.problems(asked, settings.ABJURE.charter):
        raise Invalid("request.form")
    return asked


def _from_holder(submission: Submission, letter: Letter, asked: Request, found: Found, now: datetime) -> Wish:
    holders.keep_own(found.statement)
    wish = _note(submission, letter, statement=found.statement, act=asked.act, forced=force.is_forced(found))
    if not request.may(found.role, asked.act):
        return refuse(wish, "not-yours", now)
    if asked.act in LINKS:
        return _link(wish, found, asked, now)
    if asked.act == "appeal" and not force.is_refused(wish):
        return refuse(wish, "not-refused", now)
    if asked.act in OPEN:
        return _before_people(wish, asked)
    return _later(wish, now)


def _link(wish: Wish, found: Found, asked: Request, now: datetime) -> Wish:
    try:
        holders.link(found, asked, wish.submission)
    except Invalid:
        return refuse(wish, "form", now)
    return conclude(wish, Conclusion.Outcome.DONE, now)


def _before_people(wish: Wish, asked: Request) -> Wish:
    wish.needed = _needed(wish, asked)
    return _answer_noted(wish, {})


def _needed(wish: Wish, asked: Request) -> int:
    """Return how many must agree: to turn a refusal as many as the charter wants for the statement itself."""
    if asked.act == "correct":
        return _moderators(wish, declaration.parse(asked.values["declaration"]))
    if asked.act == "appeal" and hasattr(wish.about(), "case"):
        return int(wish.about().case.needed)
    return 1


def _later(wish: Wish, now: datetime) -> Wish:
    """Set when it is carried out: a withdrawal waits, so that it can be taken back; the rest is done at the next walk."""
    waits = timedelta(hours=settings.ABJURE.withdrawal) if wish.act == "withdraw" else timedelta()
    wish.due = now + waits
    by = _by(wish, wish.due)
    return _answer_noted(wish, {} if by is None else {"by": by.isoformat()})


def _by(wish: Wish, due: datetime) -> date | None:
    """Return the UTC day on which it is done at the latest, the log's closing batch included; None while people have to decide before."""
    walked = (due + WALK).date()
    if holders.is_undecided(wish.about()):
        return walked if wish.act in BESIDE else None
    if wish.act not in LOGGED:
        return walked
    closed, since = walked + DAY, force.stands_since(wish)
    return closed if since is None else max(closed, declarations.public_by(since))


def _answer_noted(wish: Wish, more: dict[str, Any]) -> Wish:
    wish.save()
    reception.answer(submission=wish.submission, content={"state": "noted", "act": wish.act} | more)
    return wish


def _from_outside(submission: Submission, letter: Letter, asked: Request, now: datetime) -> Wish:
    wish = _note(submission, letter, act=asked.act)
    if asked.act == "replace":
        wish.needed = TWO
        return _answer_noted(wish, {})
    target = objecting.named(asked.values["commitment"])
    if target is None:
        return conclude(wish, Conclusion.Outcome.REFUSED, now)
    wish.target, wish.needed = bytes(target.digest), TWO
    objecting.begin(wish=wish, target=target, slow=letter.slow, now=now)
    return wish


def _note(submission: Submission, letter: Letter, **known: Any) -> Wish:
    known.setdefault("act", str(letter.content.get("act", ""))[:8])
    return Wish.objects.create(submission=submission, letter=_name(letter), holder=submission.holder, **known)


def _note_again(submission: Submission, now: datetime) -> Wish:
    """Note that a letter came a second time, under the name of its envelope; nobody is told."""
    wish = Wish.objects.create(submission=submission, letter=submission.digest, act="", holder=submission.holder)
    Conclusion.objects.create(wish=wish, outcome=Conclusion.Outcome.REFUSED, moment=now)
    return wish


def _name(letter: Letter) -> bytes:
    return hashlib.sha256(letter.format()).digest()


def _moderators(wish: Wish, said: declaration.Declaration) -> int:
    return settings.ABJURE.charter.moderators_needed(
        kind=said.kind, real_name=said.signed == declaration.REAL, people=len(said.people), provenance=wish.about().provenance
    )
