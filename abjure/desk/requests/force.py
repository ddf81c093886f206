"""A spare number at the desk: all is decided as for the real one, and only the effect is left out (spec/request.md, "Force")."""

from __future__ import annotations

import hmac
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from abjure.core import commitment
from abjure.core.request import OWN, SPARE, STAY
from abjure.desk import keys
from abjure.desk.declarations import actions as declarations
from abjure.desk.requests import holders, subtracting
from abjure.desk.requests.holders import Found
from abjure.desk.requests.models import Conclusion, Holding, Wish

Outcome = Conclusion.Outcome
# What somebody who was forced has been told is done, whether or not it happened.
SAID_DONE = (Outcome.DONE, Outcome.STAYED)


def is_forced(found: Found) -> bool:
    """Say whether this is a spare number, or a receipt that was made known with one."""
    return found.holding is not None and any(one.role == SPARE for one in line(bytes(found.holding.holder)))


def line(holder: bytes) -> list[Holding]:
    """Return this receipt and those that made it known, up to the first one, which is left out."""
    found: list[Holding] = []
    while (held := Holding.objects.filter(holder=holder).exclude(role=OWN).first()) is not None and held.mailbox is not None:
        found.append(held)
        holder = bytes(held.mailbox.wish.holder)
    return found


def stays(wish: Wish) -> bool:
    """Say whether the statement stays as it is: it was chosen so for one of these numbers, or the withdrawal was taken back from above."""
    return wish.forced and (any(one.wish == STAY for one in line(bytes(wish.holder))) or _is_taken_back(wish))


def has_withdrawn(wish: Wish | Holding) -> bool:
    """Say whether this spare number has withdrawn, as far as it can know; what people subtracted besides can be taken back."""
    done = _said_done(wish)
    last = done.filter(act="withdraw").order_by("conclusion__moment").last()
    if last is None:
        return False
    return not (is_subtracted(wish) and done.filter(act="keep", conclusion__moment__gte=last.conclusion.moment).exists())


def is_subtracted(wish: Wish | Holding) -> bool:
    """Say whether people subtracted the statement that it is about."""
    last = None if wish.statement is None else subtracting.last_of(wish.statement)
    return last is not None and subtracting.is_by_staff(last)


def stands(wish: Wish) -> bool:
    """Say whether the statement counts for whoever asks: under force one that was withdrawn does not, and one that was said to be accepted does."""
    if wish.forced and has_withdrawn(wish):
        return False
    if holders.first_opening(wish.about()) is None:
        return wish.forced and bool(accepted(wish))
    return holders.current(wish.about()) is not None


def is_refused(wish: Wish) -> bool:
    """Say whether the statement stands refused for whoever asks: under force an appeal that was heard has turned that."""
    return holders.is_refused(wish.about()) and not (wish.forced and accepted(wish))


def accepted(wish: Wish | Holding) -> dict[str, str]:
    """Return commitment, salt and day that a spare number was told of when people accepted what it asked; nothing where they did not."""
    last = _last_accepted(wish)
    return {} if last is None else told(last, last.conclusion.moment.date())


def stands_since(wish: Wish) -> date | None:
    """Return the day on which what stands for whoever asks was accepted; None where nothing does."""
    if not stands(wish):
        return None
    seeming = _last_accepted(wish) if wish.forced else None
    standing = holders.current(wish.about())
    return seeming.conclusion.moment.date() if seeming else standing.day if standing else None


def told(wish: Wish, day: date) -> dict[str, str]:
    """Return commitment and salt of an entry that is never made, the same each time and to be guessed by nobody; and when it would be public."""
    key, name = keys.of(settings.ABJURE.home)["storage"], bytes(wish.submission.digest)
    made = {
        part: commitment.encode(hmac.digest(key, f"abjure/stayed/{part}\n".encode() + name, "sha256")) for part in ("commitment", "salt")
    }
    return made | {"by": declarations.public_by(day).isoformat()}


def _last_accepted(wish: Wish | Holding) -> Wish | None:
    return _said_done(wish).filter(forced=True, act__in=("correct", "appeal")).order_by("conclusion__moment").last()


def was_forced(wish: Wish) -> bool:
    """Say whether something was done by force to the statement that it is about."""
    return Wish.objects.filter(statement=wish.statement, forced=True, conclusion__outcome=Outcome.DONE).exists()


def last_forced(holding: Holding) -> Wish | None:
    """Return the withdrawal that stands, if it was made with a number that this receipt made known."""
    done = Wish.objects.filter(statement=holding.statement, act="withdraw", conclusion__outcome=Outcome.DONE)
    last = done.order_by("conclusion__moment").last()
    return last if last is not None and last.forced and _is_above(bytes(holding.holder), holding.role, last) else None


def waiting_below(wish: Wish) -> bool:
    """Say whether a withdrawal waits that was asked with a number that this receipt made known, and that nobody has taken back."""
    held = Holding.objects.filter(holder=wish.holder).first()
    waiting = Wish.objects.open().filter(statement=wish.statement, act="withdraw", forced=True)
    return held is not None and any(_is_above(bytes(held.holder), held.role, one) and not _is_taken_back(one) for one in waiting)


def _is_above(holder: bytes, role: str, wish: Wish) -> bool:
    return role == OWN or holder in [bytes(one.holder) for one in line(bytes(wish.holder))[1:]]


def _is_taken_back(wish: Wish) -> bool:
    kept = Wish.objects.filter(statement=wish.statement, act="keep", conclusion__outcome__in=SAID_DONE)
    later = kept.filter(conclusion__moment__gte=wish.submission.collected).exclude(holder=wish.holder)
    return wish.act == "withdraw" and any(_is_above(bytes(one.holder), SPARE if one.forced else OWN, wish) for one in later)


def _said_done(wish: Wish | Holding) -> QuerySet[Wish]:
    return Wish.objects.filter(statement=wish.statement, holder=wish.holder, conclusion__outcome__in=SAID_DONE)
