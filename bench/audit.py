"""Leaves audited a second on one core, beside what hashlib and json alone do with as many."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator

from abjure.audit import full, reader
from abjure.core.tlog import policy
from bench import register
from bench.figures import Figure

SECONDS, LEAF, NODE = 2.0, os.urandom(110), os.urandom(65)
TEXT = b'{"c":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","d":20777,"n":1,"o":{"party":1},"p":"self","t":"decl"}'


def hash_limit() -> float:
    """Return how many leaves of usual length, with their share of nodes, hashlib alone hashes a second."""
    return _rate(lambda: (hashlib.sha256(LEAF).digest(), hashlib.sha256(NODE).digest()))


def json_limit() -> float:
    """Return how many leaves `json` alone reads a second."""
    return _rate(lambda: json.loads(TEXT))


def measure() -> Iterator[Figure]:
    """Yield the rate of a full audit of what the gate logged."""
    from bench import gate

    with register.home() as home:
        leaves = gate.through(home, 40_960, gate.LARGE).leaves
        start = time.perf_counter()
        with reader.find(str(home / "log")) as log:
            full.audit(log, policy.parse(log.file("policy")), None, lambda *_: None)
        seconds = time.perf_counter() - start
    yield Figure("leaves audited", leaves / seconds, "1/s", hash_limit(), "hashing them alone")
    yield Figure("leaves audited", leaves / seconds, "1/s", json_limit(), "reading their JSON alone")


def _rate(once: Callable[[], object]) -> float:
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(1000):
            once()
        count += 1000
    return count / (time.perf_counter() - start)
