"""Asking one witness for its cosignature over HTTP, whatever it answers, https://c2sp.org/tlog-witness."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from abjure.core.errors import Fault, Refused
from abjure.core.tlog import policy, witness
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.note import Key, Signature
from abjure.core.tlog.policy import Policy
from abjure.core.tlog.witness import Request

SECONDS = 5.0
ANSWER_MAX = 65_536
OK, CONFLICT = 200, 409
Prove = Callable[[int], Sequence[bytes]]


@dataclass(frozen=True)
class Witness:
    """A witness of the policy that can be asked: its name there, its key, and its submission prefix."""

    name: str
    key: Key
    url: str


def cosign(one: Witness, tree: Checkpoint, signed: bytes, old: int, prove: Prove) -> Signature:
    """Return a witness's cosignature over the log's checkpoint; `old` is the size at which it is believed to stand.

    Raises Refused("witness.ahead") if it says that it knows a larger tree, ("witness.answer") for any other answer than a
    cosignature, ("witness.unreachable"), or Invalid for an answer that cannot be read.
    """
    for size in (old, None):
        old = old if size is None else size
        status, data = post(one, Request(old, tuple(prove(old)), signed).format())
        if status == OK:
            return witness.check_cosigned(signed, data, one.key)
        if status != CONFLICT:
            break
        old = _other_size(one, data, tree, old)
    raise Refused("witness.answer", witness=one.name, status=status)


def latest(one: Witness, origin: str, known: Policy) -> Checkpoint | None:
    """Return the latest checkpoint that a witness shows, if the log's own keys have signed it; what else it says is no evidence."""
    try:
        status, data = _ask(one, "GET", witness.path(origin), None)
        found = policy.check_log(known, data)[0].checkpoint
    except Fault:
        return None
    return found if status == OK and found.origin == origin else None


def post(one: Witness, body: bytes) -> tuple[int, bytes]:
    """Return status and body of the answer to a request of add-checkpoint."""
    return _ask(one, "POST", "add-checkpoint", body)


def _other_size(one: Witness, data: bytes, tree: Checkpoint, old: int) -> int:
    """Return the size at which the witness says it stands; one that knows as much as we do and still objects holds another tree."""
    # transparency-dev's witness names no size when it knows another root of the same size.
    size = witness.parse_size(data)
    if size > tree.size:
        raise Refused("witness.ahead", witness=one.name, size=size)
    if size == old:
        raise Refused("witness.answer", witness=one.name, status=CONFLICT)
    return size


def _ask(one: Witness, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
    parts = urlsplit(one.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        with closing(kind(parts.hostname or "", parts.port, timeout=SECONDS)) as connection:
            connection.request(method, f"{parts.path.rstrip('/')}/{path}", body)
            answer = connection.getresponse()
            return answer.status, answer.read(ANSWER_MAX)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Refused("witness.unreachable", witness=one.name) from error
