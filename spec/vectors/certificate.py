"""Writes certificate.json again, from a key that nobody has to keep secret."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from abjure.core import certificate, certificate_number
from abjure.core.certificate import Credential
from abjure.core.certificate_key import SigningKey

HERE = Path(__file__).parent
ORIGIN = "example.org/vectors"
NUMBER = sha256(b"abjure test vector number").digest()[:10]
SCALAR = int.from_bytes(sha256(b"abjure test vector certificate key").digest(), "big")
UNLINKED: dict[str, Any] = {
    "issuer": ORIGIN,
    "number": NUMBER,
    "issued": date(2026, 11, 20),
    "family": "OUYANG",
    "given": "XIU MEI",
    "native": "歐陽秀美",
    "birth": date(1971, 3, 9),
    "bodies": ("party", "league"),
    "declared": date(2026, 11, 14),
    "checked": date(2026, 11, 18),
}
CREDENTIALS = {
    "unlinked": Credential(**UNLINKED),
    "linked": Credential(**UNLINKED, alias="清風", entry=1207),
    "Latin script alone": Credential(**UNLINKED | {"native": "", "family": "Müller-Lüdenscheidt"}),
}


def key() -> SigningKey:
    """Return the signing key."""
    secret = ec.derive_private_key(SCALAR, ec.SECP256R1())
    return SigningKey(secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def vectors() -> dict[str, Any]:
    """Return numbers, credentials, and what the check page looks for."""
    numbers = [NUMBER, bytes(10), b"\xff" * 10, bytes(9) + b"\x01"]
    names = ["OUYANG", "ouyang", "歐陽", "Müller-Lüdenscheidt", "MULLER LUDENSCHEIDT"]
    birth = UNLINKED["birth"]
    return {
        "origin": ORIGIN,
        "key": key().public().raw.hex(),
        "kid": key().public().id.hex(),
        "numbers": [{"bytes": number.hex(), "text": certificate_number.format(number)} for number in numbers],
        "credentials": [_credential(name, credential) for name, credential in CREDENTIALS.items()],
        "lookups": [
            {"number": NUMBER.hex(), "family": name, "birth": birth.isoformat(), "row": row.hex(), "key": secret.hex()}
            for name in names
            for row, secret in [certificate_number.lookup(NUMBER, name, birth, ORIGIN)]
        ],
    }


def _credential(name: str, credential: Credential) -> dict[str, Any]:
    data = certificate.sign(credential, key())
    return {"name": name, "cwt": data.hex(), "h": certificate.digest(data).hex(), "digits": certificate.to_digits(data)}


if __name__ == "__main__":
    (HERE / "certificate.json").write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
