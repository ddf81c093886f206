"""A cosignature: a dated statement over a checkpoint, by a witness or the log itself, https://c2sp.org/tlog-cosignature."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from abjure.core.errors import Invalid
from abjure.core.tlog import checkpoint, note
from abjure.core.tlog.note import Key, Note, Signature

ED25519 = 0x04
MLDSA44 = 0x06
KINDS = {note.ED25519: "Ed25519", ED25519: "Ed25519 cosignature", MLDSA44: "ML-DSA-44 cosignature"}
TIME_BYTES = 8
TIME_MAX = 2**63 - 1
SIGNATURE_BYTES = {ED25519: 64, MLDSA44: 2420}


@dataclass(frozen=True)
class Ed25519Cosigner:
    """Signs the moment and the checkpoint's whole text; one such key serves one name only."""

    name: str
    private: Ed25519PrivateKey

    @property
    def key(self) -> Key:
        """Return the public half."""
        return Key(self.name, ED25519, self.private.public_key().public_bytes_raw())

    def sign(self, text: bytes, at: int) -> bytes:
        """Return moment and signature."""
        return _time(at) + self.private.sign(_ed25519_message(text, at))


@dataclass(frozen=True)
class MLDSA44Cosigner:
    """Signs its name, the moment, and the checkpoint's origin, size and root; holds against quantum computers too."""

    name: str
    private: MLDSA44PrivateKey

    @property
    def key(self) -> Key:
        """Return the public half."""
        return Key(self.name, MLDSA44, self.private.public_key().public_bytes_raw())

    def sign(self, text: bytes, at: int) -> bytes:
        """Return moment and signature."""
        return _time(at) + self.private.sign(_mldsa44_message(self.name, text, at))


def verify(key: Key, text: bytes, value: bytes) -> None:
    """Check a signature line's value under a key of any kind that signs checkpoints."""
    if key.kind == note.ED25519:
        note.verify(key, text, value)
        return
    at, rest = timestamp(value), value[TIME_BYTES:]
    # A moment of zero says nothing about which tree was the largest: it is for subtrees, never for a checkpoint.
    if len(rest) != SIGNATURE_BYTES[key.kind] or not 0 < at <= TIME_MAX:
        raise Invalid("note.bad-signature", name=key.name)
    if key.kind == ED25519:
        note.check_ed25519(key, _ed25519_message(text, at), rest)
    else:
        _check_mldsa44(key, _mldsa44_message(key.name, text, at), rest)


def timestamp(value: bytes) -> int:
    """Return the moment of a cosignature, in POSIX seconds."""
    return int.from_bytes(value[:TIME_BYTES], "big")


def open(data: bytes, keys: Iterable[Key]) -> tuple[Note, dict[Key, Signature]]:  # noqa: A001  # the twin of sign
    """Return a checkpoint's note and the verified signatures and cosignatures of these keys."""
    return note.open(data, keys, verify)


def _check_mldsa44(key: Key, message: bytes, value: bytes) -> None:
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(value, message)
    except (InvalidSignature, ValueError):
        raise Invalid("note.bad-signature", name=key.name) from None


def _time(at: int) -> bytes:
    return at.to_bytes(TIME_BYTES, "big")


def _ed25519_message(text: bytes, at: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % at + text


def _mldsa44_message(name: str, text: bytes, at: int) -> bytes:
    # What an extension line says is not covered: our log has none, and a witness of other logs signs the tree alone.
    tree = checkpoint.head(text)
    start = 0
    span = start.to_bytes(8, "big") + tree.size.to_bytes(8, "big")
    return b"subtree/v1\n\x00" + _short(name) + _time(at) + _short(tree.origin) + span + tree.root


def _short(text: str) -> bytes:
    data = text.encode()
    try:
        return bytes([len(data)]) + data
    except ValueError:
        raise Invalid("cosignature.long-name", name=text) from None
