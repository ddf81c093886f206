"""The keys of the credential: ECDSA on P-256 (ES256), signing without chance (RFC 6979), as spec/certificate.md says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from cwt.algs.ec2 import EC2Key

from abjure.core.errors import Invalid

ID_SIZE = 8
WIDTH = 32
EC2, ES256, P256 = 2, -7, 1


@dataclass(frozen=True)
class PublicKey:
    """The half that checks; `raw` is its SubjectPublicKeyInfo in DER."""

    raw: bytes

    @property
    def id(self) -> bytes:
        """Eight bytes that name the key: the start of the SHA-256 of `raw`."""
        return hashlib.sha256(self.raw).digest()[:ID_SIZE]

    def cose(self) -> EC2Key:
        """Return the key as COSE knows it; Invalid("key.form") if it is no key of P-256."""
        return EC2Key(_parameters(self))

    def point(self) -> ec.EllipticCurvePublicKey:
        """Return the key; Invalid("key.form") if it is no key of P-256."""
        try:
            key = load_der_public_key(self.raw)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise Invalid("key.form") from error
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
            raise Invalid("key.form")
        return key


@dataclass(frozen=True)
class SigningKey:
    """The half that signs; `raw` is PKCS #8 in DER."""

    raw: bytes

    def __repr__(self) -> str:
        """Keep the key out of every traceback."""
        return "SigningKey(…)"

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new random key."""
        return cls(ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def public(self) -> PublicKey:
        """Return the half that checks."""
        return PublicKey(self.secret().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def secret(self) -> ec.EllipticCurvePrivateKey:
        """Return the key; Invalid("key.form") if it is none."""
        key = load_der_private_key(self.raw, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise Invalid("key.form")
        return key

    def cose(self) -> EC2Key:
        """Return the key as COSE knows it."""
        return _Deterministic(self)


class _Deterministic(EC2Key):
    """A key whose signature of a message is always the same, so that a stage that ran twice made one certificate."""

    def __init__(self, key: SigningKey) -> None:
        self._secret = key.secret()
        scalar = self._secret.private_numbers().private_value.to_bytes(WIDTH, "big")
        super().__init__(_parameters(key.public()) | {-4: scalar})

    def sign(self, msg: bytes) -> bytes:
        """Return r and s, 32 bytes each."""
        r, s = decode_dss_signature(self._secret.sign(msg, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(WIDTH, "big") + s.to_bytes(WIDTH, "big")


def _parameters(key: PublicKey) -> dict[int, Any]:
    point = key.point().public_numbers()
    return {1: EC2, 2: key.id, 3: ES256, -1: P256, -2: point.x.to_bytes(WIDTH, "big"), -3: point.y.to_bytes(WIDTH, "big")}
