"""Notes for colleagues about a statement, sealed under the key of its row: whoever erases the statement erases them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from abjure.core.declaration import about_characters, tidy
from abjure.core.errors import Invalid, Refused
from abjure.desk.moderation.models import Note
from abjure.desk.reception import vault
from abjure.desk.reception.models import RowKey, Submission
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff

LONGEST = 1000


@dataclass(frozen=True)
class Said:
    """A note as it is read."""

    handle: str
    text: str
    moment: datetime


@transaction.atomic(using="desk")
def write(*, submission: Submission, by: Staff, text: str, now: datetime) -> None:
    """Keep a note; Refused("note.text") if there is none, or it is too long or has characters that nobody sees."""
    said = tidy(text)
    if not 0 < len(said) <= LONGEST or any(about_characters(said)):
        raise Refused("note.text", limit=LONGEST)
    Note.objects.create(submission=submission, staff=by, sealed=vault.seal(said.encode(), key=_key(submission)), moment=now)
    record.write(staff=by, verb="note", subject=bytes(submission.digest), now=now)


def read(submission: Submission) -> Iterator[Said]:
    """Yield the notes on a statement, the oldest first; none once it was erased."""
    for note in submission.notes.select_related("staff"):
        try:
            yield Said(note.staff.handle, vault.open_sealed(bytes(note.sealed), key=_key(submission)).decode(), note.moment)
        except Invalid:
            return


def _key(submission: Submission) -> bytes:
    held = RowKey.objects.filter(submission=submission).first()
    if held is None:
        raise Invalid("submission.erased")
    return vault.unwrap(bytes(held.wrapped))
