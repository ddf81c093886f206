"""The commission: what two examiners approved, made an order and sealed to the gate."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from abjure.core.application import Application
from abjure.core.examination import LEVELS, METHODS, Finding
from abjure.core.hpke import PrivateKey, PublicKey
from abjure.core.moderation import Verdict
from abjure.core.order import Order
from abjure.desk import keys
from abjure.desk.certificates import findings
from abjure.desk.certificates.declared import Declared
from abjure.desk.certificates.models import Commission, Examination
from abjure.desk.reception import vault
from abjure.desk.reception.models import Mailbox, Submission
from abjure.desk.staff.models import Staff


def commission(*, submission: Submission, application: Application, found: Declared, key: PrivateKey, now: datetime) -> None:
    """Ask the gate for a certificate: the next answer to the holder, which from now on nothing else may take the place of."""
    digest = bytes(submission.digest)
    mailbox = Mailbox.objects.get(submission=submission)
    order = Order(
        application=application,
        declaration=found.digest,
        alias=found.alias,
        bodies=found.bodies,
        declared=found.day,
        stated=found.stated,
        **_seen([finding for finding in findings.of(digest, key) if finding.verdict == Verdict.ACCEPT]),
        examiners=_numbers(digest),
        approved=now.date(),
        answer_key=vault.unwrap(bytes(mailbox.wrapped_key)),
        answer_number=mailbox.number,
        seed=secrets.token_bytes(32),
    )
    sealed = order.seal(PublicKey(keys.of(settings.ABJURE.home)["commission"]), origin=settings.ABJURE.origin)
    Commission.objects.create(digest=digest, day=now.date(), number=mailbox.number, sealed=sealed)


def _seen(approvals: Sequence[Finding]) -> dict[str, Any]:
    """Return what the paper says of two findings: the later day, the weaker method and level, and everything that either looked at."""
    return {
        "checked": max(date.fromisoformat(finding.day) for finding in approvals),
        "method": max((finding.method for finding in approvals), key=METHODS.index),
        "level": min((finding.level for finding in approvals), key=LEVELS.index),
        "documents": tuple(sorted({document for finding in approvals for document in finding.documents})),
        "checks": tuple(sorted({check for finding in approvals for check in finding.checks})),
    }


def _numbers(digest: bytes) -> tuple[int, ...]:
    """Return the numbers by which the paper names the two who approved."""
    handles = Examination.objects.of(digest).filter(verdict=Verdict.ACCEPT).values_list("examiner", flat=True)
    return tuple(Staff.objects.filter(handle__in=list(handles)).order_by("pk").values_list("pk", flat=True))
