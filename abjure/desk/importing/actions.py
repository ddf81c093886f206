"""Bringing a list in, and deciding it as one: nobody approves what they imported."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abjure.core import envelope, letter
from abjure.core import moderation as rules
from abjure.core.declaration import Declaration
from abjure.core.errors import Refused
from abjure.core.receipt import Receipt
from abjure.desk import keys
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.models import Opening
from abjure.desk.importing.inside import check_inside, newest_total
from abjure.desk.importing.models import Approval, Carried, ImportBatch, Total
from abjure.desk.importing.rows import RowFault, Unreadable
from abjure.desk.importing.totals import DatedTotal, check_rising
from abjure.desk.moderation.actions import check_is_moderator
from abjure.desk.moderation.settling import settle
from abjure.desk.reception import actions as reception
from abjure.desk.reception import vault
from abjure.desk.reception.models import Submission
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

APPROVALS = 2


@transaction.atomic(using="desk")
def bring_totals(*, name: str, raw: bytes, totals: Sequence[DatedTotal], by: Staff, now: datetime) -> ImportBatch:
    """Keep a list of totals until two others approve it; Refused("import.repeated") if the file came already."""
    batch = _batch(ImportBatch.What.TOTALS, name, raw, by, now)
    Total.objects.bulk_create(
        Total(batch=batch, row=one.row, as_of=one.as_of, people=one.people, quality=one.quality, published=one.published, source=one.source)
        for one in totals
    )
    return batch


@transaction.atomic(using="desk")
def bring_statements(*, name: str, raw: bytes, statements: Sequence[tuple[int, Declaration]], by: Staff, now: datetime) -> ImportBatch:
    """Hand every statement in through reception and keep them as one list; Refused("import.repeated"), Unreadable or nothing."""
    _check_new(statements)
    check_inside(statements)
    batch = _batch(ImportBatch.What.STATEMENTS, name, raw, by, now)
    for row, declaration in statements:
        Carried.objects.create(
            batch=batch,
            row=row,
            submission=_hand_in(declaration, by, now),
            people=len(declaration.people),
            mark=_mark(declaration.earlier),
        )
    return batch


@transaction.atomic(using="desk")
def decide_list(*, batch: ImportBatch, by: Staff, verdict: rules.Verdict, now: datetime) -> rules.Outcome:
    """Write one verdict on a list down, and what follows from the second one.

    Raises Refused("moderation.not-a-moderator"), ("moderation.brought-in"), ("moderation.same-person") or ("moderation.decided"),
    and Unreadable if the list no longer fits the totals that the register has by now.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_is_moderator(by)
    rules.check_may_decide(by.handle, _verdicts(batch), brought_in_by=batch.imported_by.handle, needed=APPROVALS)
    Approval.objects.create(batch=batch, by=by, verdict=verdict, moment=now)
    record.write(staff=by, verb=f"{verdict}-list", subject=bytes(batch.digest), now=now)
    outcome = rules.outcome(_verdicts(batch), needed=APPROVALS)
    if outcome is not rules.Outcome.WAITING:
        _settle(batch, outcome, now)
    return outcome


def importer(handle: str) -> Staff:
    """Return who brings a list in; Refused("import.nobody")."""
    staff = Staff.objects.filter(handle=handle, active=True).first()
    if staff is None:
        raise Refused("import.nobody", handle=handle)
    check_is_moderator(staff)
    return staff


def _batch(what: str, name: str, raw: bytes, by: Staff, now: datetime) -> ImportBatch:
    digest = hashlib.sha256(raw).digest()
    if ImportBatch.objects.kept().filter(digest=digest).exists():
        raise Refused("import.repeated")
    record.write(staff=by, verb=f"import-{what}", subject=digest, now=now)
    return ImportBatch.objects.create(what=what, name=name[:200], digest=digest, imported_by=by, imported_at=now)


def _hand_in(declaration: Declaration, by: Staff, now: datetime) -> Submission:
    """Seal a statement as its declarant would have, under a receipt that nobody holds, and hand it in at reception."""
    receipt = Receipt.new(settings.ABJURE.origin)
    written = letter.write("declaration", declaration.content(), receipt=receipt, purpose="declaration")
    sealed = envelope.seal(
        written.format(),
        purpose=vault.declarations_key().public(),
        reception=vault.reception_key().public(),
        origin=settings.ABJURE.origin,
    )
    submission = reception.receive(envelope=sealed, day=now.date(), now=now, provenance=Submission.Provenance.CARRIED, brought_in_by=by)
    if submission is None:
        raise Refused("import.misfit", id=declaration.earlier)
    return submission


def _settle(batch: ImportBatch, outcome: rules.Outcome, now: datetime) -> None:
    batch.outcome = outcome
    batch.save(update_fields=["outcome"])
    if outcome is rules.Outcome.ACCEPTED:
        _open_totals(batch, now)
    for carried in batch.statements.select_related("submission"):
        settle(submission=carried.submission, outcome=outcome, now=now)
        reception.erase(carried.submission)


def _open_totals(batch: ImportBatch, now: datetime) -> None:
    totals = [DatedTotal(one.row, one.as_of, one.people, one.quality, one.published, one.source) for one in batch.totals.all()]
    check_rising(totals, newest_total())
    for total in totals:
        day = total.as_of.isoformat()
        declarations.hand_over(
            kind=Opening.Kind.BALANCE,
            digest=declarations.derived("balance", day.encode()),
            facts={"as_of": day, "n": total.people, "q": total.quality, "published": total.published, "source": total.source},
            day=now.date(),
            after=now,
        )


def _check_new(statements: Iterable[tuple[int, Declaration]]) -> None:
    """Check that none of the statements came with an earlier list; Unreadable if one did."""
    marks = {_mark(declaration.earlier): (row, declaration.earlier) for row, declaration in statements}
    kept = Carried.objects.filter(batch__in=ImportBatch.objects.kept()).values_list("mark", flat=True)
    known = [marks[bytes(mark)] for mark in kept.iterator() if bytes(mark) in marks]
    if known:
        raise Unreadable([RowFault(row, "import.came-already", {"id": earlier}, "earlier") for row, earlier in sorted(known)])


def _verdicts(batch: ImportBatch) -> list[rules.Decision]:
    return [rules.Decision(one.by.handle, rules.Verdict(one.verdict)) for one in batch.approvals.select_related("by")]


def _mark(earlier: str) -> bytes:
    return hmac.digest(keys.of(settings.ABJURE.home)["storage"], b"abjure/earlier/v1\n" + earlier.encode(), "sha256")
