"""Making one certificate: number, credential, paper, what the check page may show, and all of it sealed to the holder."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from abjure.core import answer, certificate, certificate_number, commitment
from abjure.core.certificate import Credential
from abjure.core.certificate_key import SigningKey
from abjure.core.errors import Fault
from abjure.core.order import Order
from abjure.gate.issuing.paper import lay_out
from abjure.gate.issuing.typesetting import typeset


@dataclass(frozen=True)
class Certificate:
    """A certificate that was made: the credential, its signed bytes, and the paper."""

    credential: Credential
    cwt: bytes
    pdf: bytes

    @property
    def h(self) -> str:
        """Return what the log says of it."""
        return commitment.encode(certificate.digest(self.cwt))

    def shown(self) -> dict[str, Any]:
        """Return what whoever knows number, family name and birth date is told; of an unlinked one no entry."""
        said = self.credential
        days = {"declared": said.declared, "checked": said.checked, "issued": said.issued}
        entry = {"entry": said.entry} if said.linked else {}
        return {"h": self.h, "bodies": list(said.bodies)} | {name: day.isoformat() for name, day in days.items()} | entry

    def answer(self) -> dict[str, Any]:
        """Return what the holder is sent."""
        number = certificate_number.format(self.credential.number)
        files = {"pdf": self.pdf, "cwt": self.cwt}
        return {"state": "issued", "number": number} | {name: b64encode(data).decode() for name, data in files.items()}


def make(order: Order, *, entry: int, key: SigningKey) -> Certificate:
    """Return the certificate of an order, the same each time; Invalid("certificate.glyph") if no font has a character of a name."""
    credential = describe(order, entry)
    cwt = certificate.sign(credential, key)
    return Certificate(credential, cwt, typeset(lay_out(order, credential, cwt), day=credential.issued))


def describe(order: Order, entry: int) -> Credential:
    """Return what the credential says; alias and entry only where the applicant wished the paper linked."""
    applied = order.application
    return Credential(
        issuer=settings.ABJURE.origin,
        number=certificate_number.from_seed(order.seed),
        issued=order.approved,
        family=applied.family,
        given=applied.given,
        native=applied.native(),
        birth=date.fromisoformat(applied.birth),
        bodies=order.bodies,
        declared=order.declared,
        checked=order.checked,
        alias=order.alias if order.linked else None,
        entry=entry if order.linked else None,
    )


def seal(order: Order, content: dict[str, Any]) -> bytes:
    """Return an answer that the holder's receipt opens."""
    return answer.seal(content, key=order.answer_key, number=order.answer_number, origin=settings.ABJURE.origin)


def explain(order: Order, fault: Fault) -> bytes:
    """Return the answer that says why no certificate could be made."""
    return seal(order, {"state": "refused", "reason": fault.code})
