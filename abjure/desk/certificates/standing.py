"""How far an application is, told from the rows that are there: nothing is stored twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from abjure.core.examination import NEEDED
from abjure.core.moderation import outcome
from abjure.desk.certificates.models import Commission, Examination, Issued, TakenBack
from abjure.desk.reception.models import Submission


@dataclass(frozen=True)
class Standing:
    """One application as the desk lists it, without opening it."""

    name: str
    day: date
    state: str
    examined_by: tuple[str, ...]
    taken_back_by: tuple[str, ...]
    fault: str = ""

    @property
    def short(self) -> str:
        """Return the beginning of its name."""
        return self.name[:8]


def of(submission: Submission) -> Standing:
    """Return how far an application is: waiting, refused, commissioned, failed, issued, half-void or void."""
    digest = bytes(submission.digest)
    rows = Examination.objects.of(digest)
    taken_back_by = tuple(TakenBack.objects.filter(digest=digest).order_by("pk").values_list("examiner", flat=True))
    issued = Issued.objects.filter(digest=digest).first()
    state = _issued(issued, len(taken_back_by)) if issued else _examined(digest)
    examined_by = tuple(row.examiner for row in rows)
    return Standing(digest.hex(), submission.day, state, examined_by, taken_back_by, issued.fault if issued else "")


def every() -> list[Standing]:
    """Return all applications, the oldest first."""
    found = Submission.objects.filter(kind=Submission.Kind.APPLICATION).order_by("day", "digest")
    return [of(submission) for submission in found]


def _issued(issued: Issued, signatures: int) -> str:
    if issued.fault:
        return "failed"
    if signatures >= NEEDED:
        return "void"
    return "half-void" if signatures else "issued"


def _examined(digest: bytes) -> str:
    if Commission.objects.filter(digest=digest).exists():
        return "commissioned"
    return str(outcome(Examination.objects.of(digest).decisions(), needed=NEEDED))
