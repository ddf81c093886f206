"""What a log asks of a witness and what it is answered, https://c2sp.org/tlog-witness."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import checkpoint, cosignature, merkle, note
from abjure.core.tlog.checkpoint import HASH_BYTES, Checkpoint
from abjure.core.tlog.note import Key, Signature

PROOF_MAX = 63
SIZE_TYPE = "text/x.tlog.size"
REQUEST_BYTES_MAX = 65_536

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


@dataclass(frozen=True)
class Request:
    """The body of add-checkpoint: the size that the witness knows, the proof from there, the log's signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def format(self) -> bytes:
        """Return the body."""
        lines = [f"old {self.old}", *(b64encode(hash_).decode() for hash_ in self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def parse(data: bytes) -> Request:
    """Return the request that a body spells; nothing is verified yet."""
    head, blank, signed = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    match = _OLD.fullmatch(first)
    if not match or not blank or len(lines) > PROOF_MAX:
        raise Invalid("witness.request")
    proof = tuple(note.base64(line, "witness.request") for line in lines)
    if any(len(hash_) != HASH_BYTES for hash_ in proof):
        raise Invalid("witness.request")
    return Request(int(match[1]), proof, signed)


def format_size(size: int) -> bytes:
    """Return what a witness answers, with status 409, when its latest checkpoint has another size than `old`."""
    return b"%d\n" % size


def parse_size(data: bytes) -> int:
    """Return the size that such an answer spells."""
    match = _SIZE.fullmatch(data)
    if not match:
        raise Invalid("witness.size")
    return int(match[1])


def parse_signatures(data: bytes) -> tuple[Signature, ...]:
    """Return the signature lines that an answer with status 200 spells, one or more."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("witness.signatures") from None
    if not text.endswith("\n") or text.count("\n") > note.SIGNATURES_MAX:
        raise Invalid("witness.signatures")
    return tuple(note.parse_signature(line) for line in text[:-1].split("\n"))


def check_cosigned(signed: bytes, answer: bytes, key: Key) -> Signature:
    """Return the cosignature of a witness's key over a checkpoint out of its answer; lines of other keys are ignored."""
    parsed = note.parse(signed)
    found = [one for one in parse_signatures(answer) if (one.name, one.key_id) == (key.name, key.id)]
    if not found:
        raise Invalid("witness.no-cosignature", name=key.name)
    cosignature.verify(key, parsed.text, found[0].value)
    return found[0]


def path(origin: str) -> str:
    """Return where, beneath its monitoring prefix, a witness shows the latest checkpoint of a log that it cosigned."""
    return f"{sha256(origin.encode()).hexdigest()}/checkpoint"


def check(request: Request, keys: Iterable[Key], latest: Checkpoint | None) -> Checkpoint:
    """Check by the log's trusted keys, and by what was cosigned last, that a checkpoint may be cosigned; return it.

    Raises Invalid or Refused with a code of STATUS.
    """
    tree = _read(request.checkpoint)
    trusted = [key for key in keys if key.name == tree.origin]
    if not trusted:
        raise Refused("witness.unknown-origin", origin=tree.origin)
    _check_signed(request.checkpoint, trusted)
    if request.old > tree.size:
        raise Invalid("witness.old-above-size", old=request.old, size=tree.size)
    known = latest or Checkpoint(tree.origin, 0, merkle.EMPTY)
    if request.old != known.size:
        raise Refused("witness.other-size", size=known.size)
    _check_grew(request, known, tree)
    return tree


def _read(signed: bytes) -> Checkpoint:
    try:
        return checkpoint.head(note.parse(signed).text)
    except Invalid:
        raise Invalid("witness.request") from None


def _check_signed(signed: bytes, trusted: Iterable[Key]) -> None:
    try:
        cosignature.open(signed, trusted)
    except Invalid as error:
        raise Refused("witness.unsigned", reason=error.code) from None


def _check_grew(request: Request, known: Checkpoint, tree: Checkpoint) -> None:
    try:
        merkle.check_consistency(known.size, tree.size, known.root, tree.root, request.proof)
    except Invalid as error:
        raise Refused("witness.unproven", size=known.size, reason=error.code) from None
    # From an empty tree anything grows, but another root of size 0 is no tree.
    if tree.size == 0 and tree.root != merkle.EMPTY:
        raise Refused("witness.unproven", size=0, reason="consistency.wrong-root")


# The HTTP status that each refusal has.
STATUS = {
    "witness.request": 400,
    "witness.old-above-size": 400,
    "witness.unsigned": 403,
    "witness.unknown-origin": 404,
    "witness.other-size": 409,
    "witness.unproven": 422,
}
