"""A passkey in software: what a device answers to the two ceremonies, https://www.w3.org/TR/webauthn-3/, and how it may lie."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Authenticator:
    def __init__(self, *, origin="http://testserver", name="testserver", flags=PRESENT | VERIFIED):
        self.origin, self.name, self.flags = origin, name, flags
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(16)
        self.count = 0

    def enrol(self, challenge):
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        held = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._seen(ATTESTED) + held})
        return self._answer(clientDataJSON=b64(self._said("webauthn.create", challenge)), attestationObject=b64(attested))

    def sign_in(self, challenge):
        self.count += 1
        seen, said = self._seen(), self._said("webauthn.get", challenge)
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=b64(said), authenticatorData=b64(seen), signature=b64(signature))

    def _seen(self, more=0):
        return hashlib.sha256(self.name.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _said(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": b64(challenge), "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **response):
        name = b64(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
