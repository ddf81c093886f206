"""How staff call a statement among themselves."""

from __future__ import annotations

from abjure.desk.reception.models import Submission


def sign(submission: Submission) -> str:
    """Return the start of a statement's name, which nobody outside ever sees."""
    digits = bytes(submission.digest).hex()
    return f"{digits[:3]}-{digits[3:6]}"
