"""Proof of work: a token that a browser has computed for us, good once, made and verified by the library `altcha`.

It is looked at in the order of what it costs us: is it ours, is it still good, has it been used, and only then is the work done again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

import altcha

from abjure.core.errors import Refused
from abjure.door.envelopes.limits import Load

ALGORITHM = "PBKDF2/SHA-256"
LIVES_SECONDS = 3600
LONGEST = 2000
NONCE = 16
# Rounds of one try, and how the key of the right try begins: 16 tries on the average, 256, or 256 that are four times as dear.
COSTS = {Load.CALM: (5000, "0"), Load.BUSY: (5000, "00"), Load.OVER: (20000, "00")}


def challenge(load: Load, now: datetime, key: bytes) -> dict[str, object]:
    """Return a new challenge as altcha's scripts read it, the dearer the more arrives."""
    rounds, prefix = COSTS[load]
    # Not altcha's own expiry, which looks at a clock of its own.
    until = {"until": int(now.timestamp()) + LIVES_SECONDS}
    made = altcha.create_challenge(ALGORITHM, rounds, key_prefix=prefix, data=until, hmac_secret=_secret(key))
    return dict(made.to_dict())


def check(token: str, *, now: datetime, key: bytes, is_spent: Callable[[bytes], bool]) -> bytes:
    """Return the nonce of a token, which whoever takes it must keep as spent.

    Raises Refused("work.forged"), ("work.too-old"), ("work.spent") or ("work.wrong").
    """
    nonces: list[bytes] = []

    def derive(parameters: altcha.ChallengeParameters, salt: bytes, password: bytes) -> bytes:
        # altcha asks for this once the signature holds, and for nothing dear before.
        nonces.append(_nonce(parameters, now, is_spent))
        return altcha.derive_key_pbkdf2(parameters, salt, password)

    found = altcha.verify_solution(token[:LONGEST], _secret(key), derive)
    if not nonces:
        raise Refused("work.forged")
    if not found.verified:
        raise Refused("work.wrong")
    return nonces[0]


def _nonce(parameters: altcha.ChallengeParameters, now: datetime, is_spent: Callable[[bytes], bool]) -> bytes:
    if now.timestamp() > (parameters.data or {}).get("until", 0):
        raise Refused("work.too-old")
    nonce = bytes.fromhex(parameters.nonce)
    if is_spent(nonce):
        raise Refused("work.spent")
    return nonce


def _secret(key: bytes) -> bytes:
    return hmac.digest(key, b"abjure/work/v1", "sha256")
