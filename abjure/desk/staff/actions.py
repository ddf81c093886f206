"""Enrolling by a one-time link, further passkeys, signing in; nobody at the desk has a password."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from abjure.core.errors import Refused
from abjure.desk import keys
from abjure.desk.staff import passkeys, record
from abjure.desk.staff.models import Enrolment, Passkey, Staff

PEOPLE = (
    ("moderator-1", Staff.Duty.MODERATOR),
    ("moderator-2", Staff.Duty.MODERATOR),
    ("examiner-1", Staff.Duty.EXAMINER),
    ("examiner-2", Staff.Duty.EXAMINER),
)
MOST_PASSKEYS = 5
SESSION = "staff"
# They bring in and decide what a demonstration opens on; no link is made for them, so nobody can ever be them.
DEMONSTRATION = ("demo-importer", "demo-moderator-1", "demo-moderator-2")


@transaction.atomic(using="desk")
def seed_staff() -> None:
    """Make sure that two moderators and two examiners are there, each with a link; in a demonstration also those who stand for others."""
    for handle, duty in PEOPLE:
        staff, is_new = Staff.objects.get_or_create(handle=handle, defaults={"duty": duty})
        if is_new:
            offer_link(staff)
    for handle in DEMONSTRATION if settings.ABJURE.demonstration else ():
        Staff.objects.get_or_create(handle=handle, defaults={"duty": Staff.Duty.MODERATOR, "demonstration": True})


def offer_link(staff: Staff) -> Enrolment:
    """Write down one more one-time link of this person."""
    serial = staff.enrolments.count() + 1
    return Enrolment.objects.create(staff=staff, serial=serial, token_digest=_digest(_token(staff.handle, serial)))


@transaction.atomic(using="desk")
def renew_link(*, handle: str, forget: bool, now: datetime) -> Staff:
    """Give a person a new link in the place of those that nobody has used; to forget is to end their passkeys and sessions as well.

    Refused("staff.handle") for a handle that nobody has.
    """
    staff = Staff.objects.select_for_update().filter(handle=handle).first()
    if staff is None or not staff.may_sign_in():
        raise Refused("staff.handle", handle=handle)
    staff.enrolments.filter(used__isnull=True).update(used=now)
    if forget:
        staff.passkeys.all().delete()
        _end_sessions(staff)
    link = offer_link(staff)
    record.write(staff=staff, verb="forget-and-link" if forget else "link", subject=bytes(link.token_digest), now=now)
    return staff


def enrolment_links(base_url: str) -> list[tuple[str, str, str]]:
    """Return handle, duty and address of every link that nobody has used yet."""
    unused = Enrolment.objects.filter(used__isnull=True, staff__active=True, staff__demonstration=False).select_related("staff")
    return [
        (link.staff.handle, link.staff.duty, f"{base_url.rstrip('/')}/desk/enrol/{_token(link.staff.handle, link.serial)}/")
        for link in unused.order_by("pk")
    ]


def find_link(token: str) -> Enrolment:
    """Return the link of this token; Refused("staff.link") if there is none, or somebody has used it."""
    link = Enrolment.objects.select_related("staff").filter(token_digest=_digest(token), used__isnull=True).first()
    if link is None or not link.staff.may_sign_in():
        raise Refused("staff.link")
    return link


@transaction.atomic(using="desk")
def enrol(*, token: str, answer: str, site: passkeys.Site, challenge: bytes, now: datetime) -> Staff:
    """Use up a link for a new passkey; Refused("staff.link") or ("staff.passkey")."""
    proven = passkeys.check_enrolled(answer, site, challenge)
    staff = find_link(token).staff
    if not Enrolment.objects.filter(token_digest=_digest(token), used__isnull=True).update(used=now):
        raise Refused("staff.link")
    _keep(staff, proven, now)
    return staff


@transaction.atomic(using="desk")
def add(*, staff: Staff, answer: str, site: passkeys.Site, challenge: bytes, now: datetime) -> None:
    """Keep one more passkey of somebody who has signed in; Refused("staff.passkey") or ("staff.passkeys") beyond the most."""
    proven = passkeys.check_enrolled(answer, site, challenge)
    if Staff.objects.select_for_update().get(pk=staff.pk).passkeys.count() >= MOST_PASSKEYS:
        raise Refused("staff.passkeys", limit=MOST_PASSKEYS)
    _keep(staff, proven, now)


@transaction.atomic(using="desk")
def sign_in(*, answer: str, site: passkeys.Site, challenge: bytes, now: datetime) -> Staff:
    """Return who has signed in; Refused("staff.passkey") for an unknown passkey, or of one who works here no more."""
    passkey = Passkey.objects.select_for_update().filter(credential=passkeys.named(answer)).first()
    if passkey is None or not passkey.staff.may_sign_in():
        raise Refused("staff.passkey")
    passkey.sign_count = passkeys.check_signed_in(answer, site, challenge, passkey)
    passkey.save(update_fields=["sign_count"])
    record.write(staff=passkey.staff, verb="sign-in", subject=hashlib.sha256(bytes(passkey.credential)).digest(), now=now)
    return passkey.staff


def _keep(staff: Staff, proven: passkeys.Proven, now: datetime) -> None:
    try:
        Passkey.objects.create(
            staff=staff, credential=proven.credential, public_key=proven.public_key, sign_count=proven.sign_count, enrolled=now
        )
    except IntegrityError as error:
        raise Refused("staff.passkey") from error
    record.write(staff=staff, verb="enrol", subject=hashlib.sha256(proven.credential).digest(), now=now)


def _end_sessions(staff: Staff) -> None:
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION) == staff.pk:
            session.delete()


def _token(handle: str, serial: int) -> str:
    """Return the token of a link: derived, so that an unused link can be printed again at every start."""
    secret = keys.of(settings.ABJURE.home)["storage"]
    mac = hmac.digest(secret, f"abjure/enrolment/v1\n{handle}\n{serial}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
