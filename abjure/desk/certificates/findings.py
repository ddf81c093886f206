"""What examiners saw, kept sealed: each row under a key of its own, and that key sealed to the certificates' key."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from abjure.core import examination
from abjure.core.examination import Finding
from abjure.core.hpke import PrivateKey
from abjure.desk.certificates import keyring
from abjure.desk.certificates.models import Examination, ExaminationKey
from abjure.desk.reception import vault
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

WRAPPING = b"examination"


def keep(*, digest: bytes, examiner: Staff, finding: Finding, now: datetime) -> None:
    """Write down what an examiner saw of an application; the database refuses a second row of the same person."""
    row_key = secrets.token_bytes(32)
    sealed = vault.seal(json.dumps(finding.content()).encode(), key=row_key)
    row = Examination.objects.create(digest=digest, examiner=examiner.handle, verdict=finding.verdict, at=now, sealed=sealed)
    ExaminationKey.objects.create(examination=row, wrapped=keyring.public().seal(row_key, context=WRAPPING))
    record.write(staff=examiner, verb=f"examine-{finding.verdict}", subject=digest, now=now)


def of(digest: bytes, key: PrivateKey) -> list[Finding]:
    """Return what was seen of an application, the oldest first, but for what has been erased."""
    held = ExaminationKey.objects.filter(examination__digest=digest).select_related("examination").order_by("examination_id")
    return [_open(row, key) for row in held]


def erase(digest: bytes) -> None:
    """Delete the keys: what was seen can be read no more, that somebody examined stays."""
    ExaminationKey.objects.filter(examination__digest=digest).delete()


def _open(held: ExaminationKey, key: PrivateKey) -> Finding:
    plain = vault.open_sealed(bytes(held.examination.sealed), key=key.open(bytes(held.wrapped), context=WRAPPING))
    return examination.parse(json.loads(plain))
