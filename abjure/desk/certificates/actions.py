"""An examiner's verbs: open an application, record what was seen, take a certificate back."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from abjure.core import application as applications
from abjure.core import envelope, examination, letter
from abjure.core.application import Application
from abjure.core.errors import Invalid, Refused
from abjure.core.examination import NEEDED, Finding
from abjure.core.hpke import PrivateKey
from abjure.core.letter import Letter
from abjure.core.moderation import Outcome, Verdict, outcome
from abjure.desk.certificates import declared, findings
from abjure.desk.certificates.commissioning import commission
from abjure.desk.certificates.models import Examination, Issued, TakenBack
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.models import Opening
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff


def open_application(submission: Submission, key: PrivateKey) -> tuple[Letter, Application]:
    """Return the letter and what it applies for; Invalid if it does not open or is no application."""
    opened = letter.parse(envelope.open_letter(reception.inner_of(submission), purpose=key, origin=settings.ABJURE.origin))
    if opened.kind != applications.PURPOSE:
        raise Invalid("letter.other-kind", kind=opened.kind)
    return opened, applications.parse(opened.content)


@transaction.atomic(using="desk")
def examine(*, submission: Submission, examiner: Staff, finding: Finding, key: PrivateKey, now: datetime) -> Outcome:
    """Record what an examiner saw, and what follows: with the second approval a commission, with the second refusal an answer.

    Raises Refused("examination.not-an-examiner"), ("examination.same-person") or ("examination.decided"), those of `declared.find`
    where the application cannot be approved, and Invalid where it does not open.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk, kind=Submission.Kind.APPLICATION)
    opened, application = open_application(submission, key)
    rows = Examination.objects.of(bytes(submission.digest))
    _check_is_examiner(examiner)
    examination.check_may_examine(examiner.handle, rows.decisions())
    _check_finding(finding, now.date())
    found = declared.find(opened.verify_key) if finding.verdict == Verdict.ACCEPT else None
    findings.keep(digest=bytes(submission.digest), examiner=examiner, finding=finding, now=now)
    result = outcome(rows.all().decisions(), needed=NEEDED)
    if result is not Outcome.WAITING:
        reception.open_mailbox(submission, opened.answer_key)
    if result is Outcome.ACCEPTED and found is not None:
        commission(submission=submission, application=application, found=found, key=key, now=now)
    elif result is Outcome.REFUSED:
        reception.answer(submission=submission, content={"state": "refused", "reason": finding.reason})
    return result


@transaction.atomic(using="desk")
def take_back(*, digest: bytes, examiner: Staff, reason: str, now: datetime) -> bool:
    """Sign that a certificate is void; with the second signature the log is told, and the holder. Return whether it is void now.

    Raises Refused("examination.not-an-examiner"), ("certificate.not-issued"), ("examination.same-person") or ("certificate.void").
    """
    issued = Issued.objects.select_for_update().filter(digest=digest, delivered=True).exclude(h="").first()
    if issued is None:
        raise Refused("certificate.not-issued")
    _check_is_examiner(examiner)
    earlier = list(TakenBack.objects.filter(digest=digest).order_by("pk").values_list("examiner", flat=True))
    examination.check_may_take_back(examiner.handle, earlier)
    TakenBack.objects.create(digest=digest, examiner=examiner.handle, reason=reason, at=now)
    record.write(staff=examiner, verb="take-back", subject=digest, now=now)
    if len(earlier) + 1 < NEEDED:
        return False
    _tell_the_log(issued, now)
    reception.answer(submission=Submission.objects.get(digest=digest), content={"state": "void"})
    return True


def _tell_the_log(issued: Issued, now: datetime) -> None:
    """Have the gate log that a certificate is void, not before it has logged the certificate itself."""
    digest = bytes(issued.digest)
    logged = Opening.objects.get(digest=declarations.derived("cert", digest))
    after = max(now, logged.after)
    name = declarations.derived("certvoid", digest)
    declarations.hand_over(kind=Opening.Kind.CERTVOID, digest=name, facts={"h": issued.h}, day=after.date(), after=after)


def _check_is_examiner(staff: Staff) -> None:
    if staff.duty != Staff.Duty.EXAMINER or not staff.may_sign_in():
        raise Refused("examination.not-an-examiner", handle=staff.handle)


def _check_finding(finding: Finding, today: date) -> None:
    for problem in examination.problems(finding, today=today):
        raise Refused(problem.code, field=problem.field)
