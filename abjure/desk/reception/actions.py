"""Reception's verbs: receive an envelope, answer its holder, erase what was said."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from abjure.core import answer as answers
from abjure.core import envelope as envelopes
from abjure.core import hpke, letter
from abjure.core.errors import Invalid
from abjure.desk import keys
from abjure.desk.reception import vault
from abjure.desk.reception.models import Answer, Mailbox, Misfit, RowKey, Submission
from abjure.desk.staff.models import Staff


@transaction.atomic(using="desk")
def receive(
    *,
    envelope: bytes,
    day: date,
    now: datetime,
    provenance: str = Submission.Provenance.SELF,
    brought_in_by: Staff | None = None,
    way: str = "",
) -> Submission | None:
    """Open an envelope and keep what it holds, once; None if it is a misfit, which is kept aside with its reason.

    Raises Invalid("seal.other-key") for an unknown key: such an envelope waits where it is.
    """
    digest = envelopes.digest(envelope)
    known = Submission.objects.filter(digest=digest).first()
    if known is not None:
        return known
    submission = Submission(digest=digest, day=day, collected=now, provenance=provenance, brought_in_by=brought_in_by, way=way)
    try:
        inner = envelopes.unseal(envelope, reception=vault.reception_key(), origin=settings.ABJURE.origin)
        return _keep(inner, submission)
    except Invalid as error:
        if error.code == "seal.other-key":
            raise
        Misfit.objects.get_or_create(digest=digest, defaults={"code": error.code, "sealed": envelope})
        return None


def letter_of(submission: Submission) -> letter.Letter:
    """Return the letter of a declaration or a request; Invalid("submission.erased") once its row key was deleted."""
    return letter.parse(_row(submission))


def inner_of(submission: Submission) -> bytes:
    """Return an application still sealed to the certificates' key; Invalid("submission.erased") once its row key was deleted."""
    return _row(submission)


def open_mailbox(submission: Submission, answer_key: bytes) -> None:
    """Remember how to answer an application, once its examiner has opened it."""
    Mailbox.objects.get_or_create(submission=submission, defaults={"wrapped_key": vault.wrap(answer_key)})


@transaction.atomic(using="desk")
def answer(*, submission: Submission, content: dict[str, Any]) -> None:
    """Seal the next answer to the holder, ratchet the key on, and put the answer in the outbox."""
    mailbox = Mailbox.objects.select_for_update().get(submission=submission)
    key = vault.unwrap(bytes(mailbox.wrapped_key))
    hang(submission=submission, sealed=answers.seal(content, key=key, number=mailbox.number, origin=settings.ABJURE.origin))


@transaction.atomic(using="desk")
def hang(*, submission: Submission, sealed: bytes) -> None:
    """Put an answer that is already sealed in the outbox as the next number, and ratchet the key on."""
    mailbox = Mailbox.objects.select_for_update().get(submission=submission)
    Answer.objects.create(submission=submission, number=mailbox.number, sealed=sealed)
    mailbox.wrapped_key = vault.wrap(answers.next_key(vault.unwrap(bytes(mailbox.wrapped_key))))
    mailbox.number += 1
    mailbox.save()


def erase(submission: Submission) -> None:
    """Delete the row key: what was said can be read no more."""
    RowKey.objects.filter(submission=submission).delete()


def holder(verify_key: bytes) -> bytes:
    """Return the name under which the desk knows the holder of a receipt: SHA-256 of its public key."""
    return hashlib.sha256(b"abjure/holder\n" + verify_key).digest()


def _keep(inner: bytes, submission: Submission) -> Submission:
    identity = hpke.key_id(inner)
    if identity == hpke.PublicKey(keys.of(settings.ABJURE.home)["certificates_public"]).id:
        submission.kind = Submission.Kind.APPLICATION
        return _store(submission, inner)
    raw = envelopes.open_letter(inner, purpose=vault.declarations_key(), origin=settings.ABJURE.origin)
    opened = letter.parse(raw)
    if opened.kind not in {Submission.Kind.DECLARATION, Submission.Kind.REQUEST}:
        raise Invalid("letter.other-kind", kind=opened.kind)
    submission.kind, submission.holder = opened.kind, holder(opened.verify_key)
    _store(submission, raw)
    open_mailbox(submission, opened.answer_key)
    return submission


def _store(submission: Submission, plain: bytes) -> Submission:
    key = secrets.token_bytes(32)
    submission.sealed = vault.seal(plain, key=key)
    submission.save(force_insert=True)
    RowKey.objects.create(submission=submission, wrapped=vault.wrap(key))
    return submission


def _row(submission: Submission) -> bytes:
    held = RowKey.objects.filter(submission=submission).first()
    if held is None:
        raise Invalid("submission.erased")
    return vault.open_sealed(bytes(submission.sealed), key=vault.unwrap(bytes(held.wrapped)))
