"""Receipts, answers, envelopes and letters, read as spec/receipt.md and spec/envelope.md say, by code that shares nothing with the package."""

import base64
import hashlib
import hmac
import json
import re
import unicodedata

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.second_reader.leaves import Bad

IGNORED = {"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"}
ENCAPSULATED, ADDED, SIZES = 1120, 1145, (4096, 65_536)
MEMBERS = {"answer", "content", "kind", "signature", "v", "verify"}
KINDS = {"declaration", "application", "request"}


def hkdf(ikm, info, size=32, salt=b""):
    """RFC 5869 with SHA-256."""
    return expand(hmac.digest(salt or bytes(32), ikm, "sha256"), info, size)


def expand(key, info, size=32):
    blocks, last = b"", b""
    for number in range(1, size // 32 + 2):
        last = hmac.digest(key, last + info + bytes([number]), "sha256")
        blocks += last
    return blocks[:size]


def check_digits(digits):
    return f"{98 - int(digits) * 100 % 97:02}"


def typed(text):
    """Return the code that somebody has typed."""
    code = ""
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in IGNORED:
            continue
        if kind != "Nd":
            raise Bad("receipt.characters")
        code += str(unicodedata.digit(letter))
    if len(code) != 32 or int(code) % 97 != 1:
        raise Bad("no receipt")
    return code


def derive(code, origin, name):
    return hkdf(code.encode(), f"abjure/receipt/v1\n{origin}\n{name}".encode())


def verify_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def derived_code(code, origin, name):
    digits = f"{int.from_bytes(derive(code, origin, 'code/' + name), 'big') % 10**30:030}"
    return digits + check_digits(digits)


def answer_key(first, number):
    for _ in range(number):
        first = expand(first, b"abjure/answer/v1/next")
    return first


def answer(data, first, number, origin):
    """Return the content of an answer."""
    if len(data) not in (4096, 262_144):
        raise Bad("another length")
    aad = f"abjure/answer/v1\n{origin}\n{number}".encode()
    try:
        framed = AESGCM(answer_key(first, number)).decrypt(data[:12], data[12:], aad)
    except InvalidTag:
        raise Bad("it does not open") from None
    return json.loads(unframe(framed))


def unframe(data):
    if len(data) < 4 or int.from_bytes(data[:4], "big") > len(data) - 4:
        raise Bad("a length that does not fit")
    end = 4 + int.from_bytes(data[:4], "big")
    if any(data[end:]):
        raise Bad("padding that is not zero")
    return data[4:end]


class Key:
    """A pair for sealing, from its private bytes."""

    def __init__(self, private):
        self.kem, self.ecdh = MLKEM768PrivateKey.from_seed_bytes(private[:64]), X25519PrivateKey.from_private_bytes(private[64:])
        self.ecdh_public = self.ecdh.public_key().public_bytes_raw()
        self.public = self.kem.public_key().public_bytes_raw() + self.ecdh_public
        self.id = hashlib.sha256(b"abjure/hpke/v1\n" + self.public).digest()[:8]

    def shared(self, enc):
        """X-Wing: both secrets, the X25519 halves that were sent and of this key, and the label."""
        other = enc[1088:]
        both = self.kem.decapsulate(enc[:1088]) + self.ecdh.exchange(X25519PublicKey.from_public_bytes(other))
        return hashlib.sha3_256(both + other + self.ecdh_public + b"\\.//^\\").digest()

    def open(self, data, origin):
        """Return what was sealed to this key."""
        if len(data) < ADDED or data[0] != 1 or data[1:9] != self.id:
            raise Bad("another form, or another key")
        enc, ciphertext = data[9 : 9 + ENCAPSULATED], data[9 + ENCAPSULATED :]
        info = b"abjure/envelope/v1\n" + origin.encode() + b"\n" + self.id
        key, nonce = schedule(self.shared(enc), info)
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, b"")
        except InvalidTag:
            raise Bad("it does not open") from None


SUITE = b"HPKE" + bytes.fromhex("647a 0001 0002")


def schedule(shared, info):
    """Return key and base nonce, RFC 9180 5.1, mode base."""
    context = b"\x00" + labeled(b"", b"psk_id_hash", b"") + labeled(b"", b"info_hash", info)
    secret = labeled(shared, b"secret", b"")
    key, nonce = (
        expand(secret, size.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + context, size)
        for label, size in ((b"key", 32), (b"base_nonce", 12))
    )
    return key, nonce


def labeled(salt, label, ikm):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + SUITE + label + ikm, "sha256")


def envelope(data, reception, purpose, origin):
    """Return the letter in an envelope."""
    if len(data) not in SIZES:
        raise Bad("another length")
    return unframe(purpose.open(reception.open(data, origin), origin))


def letter(data):
    """Return the members of a letter whose signature holds."""
    try:
        found = json.loads(data, parse_constant=refuse, parse_float=refuse)
        again = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Bad("letter.form") from None
    if not isinstance(found, dict) or again != data or found.keys() - {"lane"} != MEMBERS or found.get("lane", "slow") != "slow":
        raise Bad("letter.form")
    if type(found["v"]) is not int or found["v"] != 1 or found["kind"] not in KINDS or not isinstance(found["content"], dict):
        raise Bad("letter.form")
    if not isinstance(found["signature"], str) or not re.fullmatch("(?:[0-9a-f]{2})*", found["signature"]):
        raise Bad("letter.form")
    unsigned = json.dumps(
        {name: found[name] for name in sorted(found) if name != "signature"}, separators=(",", ":"), ensure_ascii=False, sort_keys=True
    )
    try:
        Ed25519PublicKey.from_public_bytes(bytes32(found["verify"])).verify(bytes.fromhex(found["signature"]), unsigned.encode())
    except InvalidSignature:
        raise Bad("letter.signature") from None
    bytes32(found["answer"])
    return found


def refuse(_):
    raise Bad("letter.form")


def bytes32(text):
    if not isinstance(text, str) or not re.fullmatch("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", text):
        raise Bad("letter.form")
    return base64.urlsafe_b64decode(text + "=")
