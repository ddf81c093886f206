"""A note: text with signature lines beneath it, and the keys that check them, https://c2sp.org/signed-note."""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from abjure.core.errors import Invalid

ED25519 = 0x01
KEY_BYTES = {ED25519: 32, 0x04: 32, 0x06: 1312}
KEY_ID_BYTES = 4
SIGNATURES_MAX = 64

_NAME = re.compile(r"[^\s+\x00-\x20\x7f]+")
_KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class Key:
    """A public key with the name and kind under which it signs; its text form is a vkey."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes that name this key in a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def format(self) -> str:
        """Return the vkey: name, id and key, joined by plus signs."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"


def parse_key(text: str) -> Key:
    """Return the key that a vkey spells."""
    match = _KEY.fullmatch(text)
    data = base64(match[3], "key.unreadable") if match else b""
    if not match or not data:
        raise Invalid("key.unreadable")
    key = Key(name=match[1], kind=data[0], public=data[1:])
    if KEY_BYTES.get(key.kind) != len(key.public):
        raise Invalid("key.unknown-kind", name=key.name, kind=key.kind)
    check_name(key.name)
    if key.format() != text:
        raise Invalid("key.wrong-id", name=key.name)
    return key


def check_name(name: str) -> None:
    """Check that a key may bear this name: not empty, without spaces, plus signs and control characters."""
    if not _NAME.fullmatch(name):
        raise Invalid("key.name", name=name)


class Signer(Protocol):
    """Whoever holds a secret key; the moment, in POSIX seconds, is signed only by cosignatures."""

    @property
    def key(self) -> Key: ...

    def sign(self, text: bytes, at: int) -> bytes: ...


@dataclass(frozen=True)
class Ed25519Signer:
    """Signs a note's text as it stands."""

    name: str
    private: Ed25519PrivateKey

    @property
    def key(self) -> Key:
        """Return the public half."""
        return Key(self.name, ED25519, self.private.public_key().public_bytes_raw())

    def sign(self, text: bytes, at: int) -> bytes:  # noqa: ARG002  # this kind signs no moment
        """Return the signature, without key id."""
        return self.private.sign(text)


def verify(key: Key, text: bytes, value: bytes) -> None:
    """Check an Ed25519 signature over a note's text."""
    if key.kind != ED25519:
        raise Invalid("key.unknown-kind", name=key.name, kind=key.kind)
    check_ed25519(key, text, value)


def check_ed25519(key: Key, message: bytes, value: bytes) -> None:
    """Check the 64 bytes of a plain Ed25519 signature over a message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except (InvalidSignature, ValueError):
        raise Invalid("note.bad-signature", name=key.name) from None


@dataclass(frozen=True)
class Signature:
    """One signature line: who signed, the key's id, and what follows it."""

    name: str
    key_id: bytes
    value: bytes

    def format(self) -> str:
        """Return the line with its newline."""
        return f"— {self.name} {b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends with a newline, and its signatures, of keys known and unknown."""

    text: bytes
    signatures: tuple[Signature, ...]

    def format(self) -> bytes:
        """Return the note as it is published."""
        return self.text + b"\n" + "".join(signature.format() for signature in self.signatures).encode()


def parse(data: bytes) -> Note:
    """Return the note that these bytes spell; nothing is verified yet."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("note.not-utf8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise Invalid("note.control-character")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Invalid("note.no-signatures")
    note = Note(text=text.encode() + b"\n", signatures=tuple(map(parse_signature, lines[:-1].split("\n"))))
    if len(note.signatures) > SIGNATURES_MAX:
        raise Invalid("note.too-many-signatures", count=len(note.signatures))
    return note


def parse_signature(line: str) -> Signature:
    """Return the signature that a line, without its newline, spells."""
    match = _LINE.fullmatch(line)
    if not match:
        raise Invalid("note.signature-line")
    check_name(match[1])
    data = base64(match[2], "note.signature-line")
    if len(data) <= KEY_ID_BYTES:
        raise Invalid("note.signature-line")
    return Signature(name=match[1], key_id=data[:4], value=data[4:])


def base64(text: str, code: str) -> bytes:
    """Return what standard base64 spells, or raise Invalid(code) for any but the one spelling."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise Invalid(code) from None
    # b64decode() overlooks stray bits in the last letter.
    if b64encode(data).decode() != text:
        raise Invalid(code)
    return data


def sign(text: bytes, signers: Iterable[Signer], at: int) -> bytes:
    """Return the note with one signature line of each signer."""
    lines = tuple(Signature(signer.key.name, signer.key.id, signer.sign(text, at)) for signer in signers)
    return Note(text, lines).format()


def open(  # noqa: A001  # the twin of sign
    data: bytes, keys: Iterable[Key], verify: Callable[[Key, bytes, bytes], None] = verify
) -> tuple[Note, dict[Key, Signature]]:
    """Return the note and the signatures of these keys, all verified; raise Invalid if there is none or one is bad."""
    note = parse(data)
    known = {(key.name, key.id): key for key in keys}
    verified: dict[Key, Signature] = {}
    for signature in note.signatures:
        # Lines of unknown keys are ignored: this is how keys are changed and witnesses join.
        if key := known.get((signature.name, signature.key_id)):
            verify(key, note.text, signature.value)
            verified[key] = signature
    if not verified:
        raise Invalid("note.unsigned")
    return note, verified
