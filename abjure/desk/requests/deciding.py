"""What people decide: corrections, appeals, objections, new receipts for lost ones; and what they write to a holder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abjure.core import declaration
from abjure.core import moderation as rules
from abjure.core.errors import Invalid, Refused
from abjure.core.moderation import Verdict
from abjure.core.request import OWN, TEXT
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation import settling
from abjure.desk.moderation.actions import check_is_moderator
from abjure.desk.moderation.models import Settlement
from abjure.desk.reception import actions as reception
from abjure.desk.reception import vault
from abjure.desk.reception.models import Submission
from abjure.desk.requests import force, holders, objecting, restating, second, telling
from abjure.desk.requests.actions import conclude, read, refuse
from abjure.desk.requests.models import Conclusion, Holding, Line, Vote, Wish
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

SHORTEST = 8
WITH_REASONS = frozenset({"correct", "appeal"})
Outcome = Conclusion.Outcome


@transaction.atomic(using="desk")
def vote(
    *, wish: Wish, staff: Staff, verdict: str, now: datetime, reason: str = "", about: str = "", row: int | None = None
) -> rules.Outcome:
    """Write one verdict down, and carry out what the verdicts come to; with a row, an objection is accepted for this one person alone.

    Raises Refused("requests.choice"), ("requests.done"), ("requests.undecided"), ("requests.refused-before"), ("requests.about"),
    ("requests.reserved"), ("requests.row") or what `core.moderation` refuses.
    """
    wish = Wish.objects.select_for_update().get(pk=wish.pk)
    _check(wish, staff, verdict, reason, now)
    _check_row(wish, verdict, row)
    statement = None if wish.act != "replace" else _statement(about, agreed=_about(wish))
    chosen = Verdict(verdict)
    name = None if statement is None else bytes(statement.digest)
    Vote.objects.create(wish=wish, staff=staff, verdict=chosen, reason=reason, about=name, row=row, moment=now)
    record.write(staff=staff, verb=f"{chosen}-{wish.act}{'' if row is None else '-row'}", subject=bytes(wish.submission.digest), now=now)
    outcome = rules.outcome(_verdicts(wish), needed=wish.needed)
    if outcome is rules.Outcome.WAITING:
        second.draw(wish, now)
    else:
        wish.row = row if outcome is rules.Outcome.ACCEPTED else None
        wish.save(update_fields=["row"])
        _DO[wish.act](wish, outcome is rules.Outcome.ACCEPTED, now)
    return outcome


@transaction.atomic(using="desk")
def write(*, wish: Wish, staff: Staff, text: str, now: datetime) -> None:
    """Answer a message; Refused("requests.text") if nothing or too much is said."""
    check_is_moderator(staff)
    said = declaration.tidy(text)
    if wish.act != "message" or not 0 < len(said) <= TEXT or any(declaration.about_characters(said)):
        raise Refused("requests.text", limit=TEXT)
    sealed, wrapped = vault.seal_new(said.encode())
    Line.objects.create(wish=wish, staff=staff, sealed=sealed, wrapped=wrapped, moment=now)
    record.write(staff=staff, verb="write", subject=bytes(wish.submission.digest), now=now)
    content = {"state": "message", "text": said, "day": now.date().isoformat()}
    if hasattr(wish, "conclusion"):
        reception.answer(submission=wish.submission, content=content)
    else:
        conclude(wish, Outcome.DONE, now, content)


def _check(wish: Wish, staff: Staff, verdict: str, reason: str, now: datetime) -> None:
    if wish.act != "replace":
        check_is_moderator(staff)
    if verdict not in set(Verdict) or wish.act not in _DO or not wish.needed:
        raise Refused("requests.choice")
    if wish.act in WITH_REASONS:
        rules.check_verdict(Verdict(verdict), reason, [known.key for known in settings.ABJURE.charter.reasons])
    if hasattr(wish, "conclusion"):
        raise Refused("requests.done")
    if wish.act == "correct" and holders.is_undecided(wish.about()):
        raise Refused("requests.undecided")
    if second.refused_before(wish).filter(moderator=staff).exists():
        raise Refused("requests.refused-before")
    rules.check_may_decide(staff.handle, _verdicts(wish), brought_in_by=second.bringer(wish), needed=wish.needed)
    second.check(wish, staff, now)


def _check_row(wish: Wish, verdict: str, row: int | None) -> None:
    if row is not None and (wish.act != "object" or verdict != Verdict.ACCEPT or row not in objecting.rows(wish)):
        raise Refused("requests.row")


def _correct(wish: Wish, accepted: bool, now: datetime) -> None:
    target = holders.current(wish.about())
    if not force.stands(wish):
        refuse(wish, "void", now)
    elif not accepted:
        _turn_down(wish, now)
    elif wish.forced or target is None:
        conclude(wish, Outcome.STAYED, now)
        reception.erase(wish.submission)
    else:
        said = declaration.parse(read(wish).values["declaration"])
        words, facts = restating.corrected(said, wish.about())
        held = settling.held_for(said)
        restating.replace(target=target, digest=bytes(wish.submission.digest), words=words, facts=facts, now=now, held=held)
        objecting.follow(target, now)
        conclude(wish, Outcome.DONE, now)
        reception.erase(wish.submission)


def _appeal(wish: Wish, accepted: bool, now: datetime) -> None:
    """Turn a refusal: the statement is accepted under its own name; in the account the appeal is what was received and accepted.

    Raises Refused("declaration.form") if the statement does not keep the charter's form.
    """
    if not accepted:
        _turn_down(wish, now)
        return
    statement = wish.about()
    try:
        said = settling.declaration_of(statement)
    except Invalid as error:
        # What does not keep the charter's form cannot be accepted by an appeal either.
        raise Refused("declaration.form") from error
    if wish.forced:
        telling.say(Holding.objects.get(holder=wish.holder), {"state": "accepted"} | force.told(wish, now.date()))
        conclude(wish, Outcome.STAYED, now)
        return
    facts = {"n": len(said.people), "o": said.by_body(), "p": statement.provenance}
    words = settling.words_of(said, statement)
    told = declarations.declare(
        digest=bytes(statement.digest), words=words, facts=facts, day=now.date(), after=now + settling.held_for(said)
    )
    Settlement.objects.create(submission=wish.submission, outcome=rules.Outcome.ACCEPTED, day=now.date())
    telling.say(holders.keep_own(statement), {"state": "accepted"} | told)
    conclude(wish, Outcome.DONE, now)
    reception.erase(statement)


def _object(wish: Wish, accepted: bool, now: datetime) -> None:
    """End an objection; whoever objected is not told."""
    objecting.end(wish=wish, accepted=accepted, now=now)
    conclude(wish, Outcome.DONE if accepted else Outcome.REFUSED, now)


def _replace(wish: Wish, accepted: bool, now: datetime) -> None:
    """Give a statement a new receipt; every older one of the same person ends."""
    if not accepted:
        refuse(wish, "nothing", now)
        return
    statement = Submission.objects.get(digest=_about(wish))
    holders.keep_own(statement)
    Holding.objects.filter(statement=statement, ended=None).exclude(role=Holding.Role.SHARE).update(ended=now)
    Holding.objects.create(holder=wish.holder, statement=statement, role=OWN, mailbox=wish.submission)
    wish.statement = statement
    wish.save(update_fields=["statement"])
    Conclusion.objects.create(wish=wish, outcome=Outcome.DONE, moment=now)


def _turn_down(wish: Wish, now: datetime) -> None:
    reasons = sorted(wish.votes.exclude(reason="").values_list("reason", flat=True).distinct())
    conclude(wish, Outcome.REFUSED, now, {"state": "refused", "reasons": reasons})


def _verdicts(wish: Wish) -> list[rules.Decision]:
    return [rules.Decision(vote.staff.handle, Verdict(vote.verdict), vote.reason, vote.row) for vote in wish.votes.select_related("staff")]


def _about(wish: Wish) -> bytes | None:
    """Return the statement that the first person named, if any."""
    named = [bytes(vote.about) for vote in wish.votes.all() if vote.about]
    return named[0] if named else None


def _statement(start: str, *, agreed: bytes | None) -> Submission:
    """Return the statement whose commitment begins so; Refused("requests.about") unless it is one, and the same for both people."""
    known = Opening.objects.filter(kind=Opening.Kind.DECL, facts__c__startswith=start)
    rows = list(known[:2]) if len(start) >= SHORTEST else []
    found = None if len(rows) != 1 else Submission.objects.filter(digest=succession.first(rows[0]).digest).first()
    if found is None or agreed not in {None, bytes(found.digest)}:
        raise Refused("requests.about")
    return found


_DO: Mapping[str, Callable[[Wish, bool, datetime], None]] = {
    "correct": _correct,
    "appeal": _appeal,
    "object": _object,
    "replace": _replace,
}
