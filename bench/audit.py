"""Leaves audited a second on one core, beside what OpenSSL hashes of the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator

from bench.figures import Figure

SECONDS, LEAF = 2.0, 110


def hash_limit() -> float:
    """Return how many leaves of usual length, with their share of nodes, hashlib alone hashes a second."""
    leaf, node = os.urandom(LEAF), os.urandom(65)
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(1000):
            hashlib.sha256(leaf).digest()
            hashlib.sha256(node).digest()
        count += 1000
    return count / (time.perf_counter() - start)


def json_limit() -> float:
    """Return how many leaves `json` alone reads a second."""
    leaf = b'{"c":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","d":20777,"n":1,"o":{"party":1},"p":"self","t":"decl"}'
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(1000):
            json.loads(leaf)
        count += 1000
    return count / (time.perf_counter() - start)


def measure() -> Iterator[Figure]:
    """Yield the rate of a full audit of a log of 300,000 leaves."""
    from bench.log import audited

    seconds, size = audited(300_000)
    yield Figure("leaves audited, one process", size / seconds, "1/s", hash_limit(), "hashing them alone")
    yield Figure("leaves audited, one process", size / seconds, "1/s", json_limit(), "reading their JSON alone")
