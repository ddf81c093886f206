"""Certificates, read as spec/certificate.md says, by code that shares nothing with the package."""

import hashlib
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.second_reader.leaves import Bad
from tests.second_reader.sealed import hkdf

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NAMES = {1: "family", 2: "given", 3: "native", 4: "birth", 5: "bodies", 6: "declared", 7: "checked", 8: "alias", 9: "entry"}
NEEDED = {1, 2, 4, 5, 6, 7}


def times(left, right):
    """Multiply in GF(32) with x^5 = x^2 + 1."""
    product = 0
    for place in range(5):
        if right >> place & 1:
            product ^= left << place
    for place in range(8, 4, -1):
        if product >> place & 1:
            product ^= 0b100101 << place - 5
    return product


def power(exponent):
    return 1 if exponent == 0 else times(2, power(exponent - 1))


def number(data):
    """Return how people see a certificate's number."""
    whole = int.from_bytes(data, "big")
    values = [whole // 32**place % 32 for place in range(15, -1, -1)]
    check = 0
    for value, exponent in zip(values, range(16, 0, -1), strict=True):
        check ^= times(value, power(exponent))
    text = "".join(ALPHABET[value] for value in values) + ALPHABET[check]
    return "-".join([text[:4], text[4:8], text[8:12], text[12:16], text[16:]])


def fold(name):
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).casefold() if unicodedata.category(letter)[0] in "LN")


def lookup(data, family, birth, origin):
    both = hkdf(data, f"abjure/check/v1\n{origin}\n{fold(family)}\n{birth}".encode(), 64)
    return both[:32], both[32:]


def digits(text):
    """Return the CWT that the digits of a code are."""
    kept = "".join(text.rpartition("#")[2].split())
    if not kept.isascii() or not kept.isdecimal() or kept[0] == "0":
        raise Bad("no digits")
    data = int(kept).to_bytes(-(-int(kept).bit_length() // 8), "big")
    if data[0] != 1:
        raise Bad("another first byte")
    return data[1:]


class Cbor:
    """A reader of the CBOR that a certificate uses (RFC 8949), each integer and length in its shortest form; it never forgives."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def whole(self):
        found = self.value()
        if self.at != len(self.data):
            raise Bad("more after the end")
        return found

    def bytes(self, size):
        if self.at + size > len(self.data):
            raise Bad("cut off")
        self.at += size
        return self.data[self.at - size : self.at]

    def value(self):
        first = self.bytes(1)[0]
        kind, size = first >> 5, self.size(first & 31)
        if kind in {4, 5, 6}:
            return {4: self.array, 5: self.map, 6: self.tagged}[kind](size)
        if kind == 7:
            raise Bad("another kind")
        return [size, -1 - size][kind] if kind < 2 else [bytes, text][kind - 2](self.bytes(size))

    def array(self, size):
        return [self.value() for _ in range(size)]

    def tagged(self, tag):
        return tag, self.value()

    def size(self, short):
        if short < 24:
            return short
        if short > 27:
            raise Bad("another length")
        width = 1 << short - 24
        size = int.from_bytes(self.bytes(width), "big")
        if size < (24 if width == 1 else 1 << 4 * width):
            raise Bad("not the shortest form")
        return size

    def map(self, size):
        pairs = [(self.value(), self.value()) for _ in range(size)]
        if len(dict(pairs)) != size:
            raise Bad("a key twice")
        return dict(pairs)


def text(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Bad("no text") from None


def credential(data, key):
    """Return what a credential that this key has signed says."""
    tag, parts = as_pair(Cbor(data).whole())
    if (
        tag != 18
        or not isinstance(parts, list)
        or len(parts) != 4
        or parts[1] != {}
        or not all(isinstance(parts[at], bytes) for at in (0, 2, 3))
    ):
        raise Bad("no COSE_Sign1")
    protected, _, payload, signature = parts
    identity = hashlib.sha256(key).digest()[:8]
    if protected != bytes([0xA2, 0x01, 0x26, 0x04, 0x48]) + identity or len(signature) != 64:
        raise Bad("another header")
    signed = b"\x84" + b"\x6aSignature1" + bytes([0x40 + len(protected)]) + protected + b"\x40" + string(payload)
    pair = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        load_der_public_key(key).verify(pair, signed, ECDSA(SHA256()))
    except InvalidSignature:
        raise Bad("another signature") from None
    return claims(Cbor(payload).whole())


def as_pair(found):
    if not isinstance(found, tuple):
        raise Bad("no tag")
    return found


def string(data):
    """Encode a byte string of 24 to 65,535 bytes."""
    return (b"\x58" + bytes([len(data)]) if len(data) < 256 else b"\x59" + len(data).to_bytes(2, "big")) + data


def claims(found):
    if not isinstance(found, dict) or list(found) != [1, 6, 7, -65537] or not isinstance(found[-65537], dict):
        raise Bad("other claims")
    said = found[-65537]
    linked = {8, 9} & said.keys()
    if list(said) != sorted(said) or not NEEDED <= said.keys() <= NAMES.keys() or linked not in (set(), {8, 9}):
        raise Bad("other claims")
    if said.get(3) == "" or found[6] % 86_400 or len(found[7]) != 10:
        raise Bad("another form")
    return {"issuer": found[1], "issued": found[6], "number": found[7], **{NAMES[name]: value for name, value in said.items()}}
