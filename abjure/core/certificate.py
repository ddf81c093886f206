"""The credential that a certificate's QR code carries: a CWT (RFC 8392) signed with ES256, as spec/certificate.md says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import cbor2
from cwt import COSE
from cwt.exceptions import CWTError

from abjure.core.certificate_key import ID_SIZE, WIDTH, PublicKey, SigningKey
from abjure.core.errors import Invalid

ISS, IAT, CTI, ABJURE = 1, 6, 7, -65537
FAMILY, GIVEN, NATIVE, BIRTH, BODIES, DECLARED, CHECKED, ALIAS, ENTRY = range(1, 10)
TAG_SIGN1, ALG, KID, ES256 = 18, 1, 4, -7
MOST_DIGITS = 2000
_MARK = b"\x01"


@dataclass(frozen=True)
class Credential:
    """What the gate says of one person; alias and entry stand in the linked variant alone."""

    issuer: str
    number: bytes
    issued: date
    family: str
    given: str
    native: str
    birth: date
    bodies: tuple[str, ...]
    declared: date
    checked: date
    alias: str | None = None
    entry: int | None = None

    @property
    def linked(self) -> bool:
        """Say whether it names the declaration's alias and entry."""
        return self.entry is not None

    def claims(self) -> dict[int, Any]:
        """Return the claims, in the order in which they are signed."""
        said: dict[int, Any] = {FAMILY: self.family, GIVEN: self.given}
        if self.native:
            said[NATIVE] = self.native
        said |= {BIRTH: _number(self.birth), BODIES: list(self.bodies), DECLARED: _number(self.declared), CHECKED: _number(self.checked)}
        if self.linked:
            said |= {ALIAS: self.alias, ENTRY: self.entry}
        return {ISS: self.issuer, IAT: _midnight(self.issued), CTI: self.number, ABJURE: said}


def sign(credential: Credential, key: SigningKey) -> bytes:
    """Return the CWT; the same credential and key give the same bytes, so issuing may be run again."""
    headers = {ALG: ES256, KID: key.public().id}
    # The library's own encoding of claims would add an hour's expiry; a certificate has none.
    return bytes(COSE.new().encode_and_sign(cbor2.dumps(credential.claims()), key.cose(), protected=headers))


def verify(data: bytes, keys: Mapping[bytes, PublicKey]) -> Credential:
    """Return what is signed, given the published keys by their ids.

    Raises Invalid("certificate.unreadable"), ("certificate.other-key"), ("certificate.signature") or ("certificate.form").
    """
    identity = _key_id(data)
    if identity not in keys:
        raise Invalid("certificate.other-key", key=identity.hex())
    try:
        payload = COSE.new().decode(data, keys[identity].cose())
    except (CWTError, ValueError) as error:
        raise Invalid("certificate.signature") from error
    return _read(payload)


def digest(data: bytes) -> bytes:
    """Return the SHA-256 of the CWT: the `h` of the log's `cert` leaf."""
    return hashlib.sha256(data).digest()


def to_digits(data: bytes) -> str:
    """Return the decimal digits that stand in the QR code: the number made of 0x01 and the bytes."""
    return str(int.from_bytes(_MARK + data, "big"))


def from_digits(text: str) -> bytes:
    """Return the bytes of digits, or of an address that ends in them; Invalid("certificate.unreadable") if there are none."""
    digits = "".join(text.rpartition("#")[2].split())
    if not 0 < len(digits) <= MOST_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise Invalid("certificate.unreadable")
    value = int(digits)
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    # The leading byte keeps zeros; only one spelling of the number of it is accepted.
    if raw[:1] != _MARK or digits != str(value):
        raise Invalid("certificate.unreadable")
    return raw[1:]


def _key_id(data: bytes) -> bytes:
    """Return the id of the key that a message names, if it is one of exactly our form."""
    try:
        message = cbor2.loads(data)
        protected, unprotected, payload, signature = message.value
        identity: bytes = cbor2.loads(protected)[KID]
        is_ours = message.tag == TAG_SIGN1 and protected == cbor2.dumps({ALG: ES256, KID: identity}) and unprotected == {}
        sizes = len(identity), len(signature)
    except (cbor2.CBORDecodeError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Invalid("certificate.unreadable") from error
    if not is_ours or sizes != (ID_SIZE, 2 * WIDTH) or cbor2.dumps(message) != data or not isinstance(payload, bytes):
        raise Invalid("certificate.unreadable")
    return identity


def _read(payload: bytes) -> Credential:
    try:
        claims = cbor2.loads(payload)
        said = claims[ABJURE]
        credential = Credential(
            issuer=claims[ISS],
            number=claims[CTI],
            issued=datetime.fromtimestamp(claims[IAT], UTC).date(),
            family=said[FAMILY],
            given=said[GIVEN],
            native=said.get(NATIVE, ""),
            birth=_day(said[BIRTH]),
            bodies=tuple(said[BODIES]),
            declared=_day(said[DECLARED]),
            checked=_day(said[CHECKED]),
            alias=said.get(ALIAS),
            entry=said.get(ENTRY),
        )
    except (cbor2.CBORDecodeError, LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Invalid("certificate.form") from error
    if cbor2.dumps(credential.claims()) != payload:
        raise Invalid("certificate.form")
    return credential


def _number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
