"""What this machine does of the bare work that hides in a figure: the limit beside which it stands."""

from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ProcessPoolExecutor

SECONDS, LEAF, NODE = 2.0, os.urandom(110), os.urandom(65)
TOGETHER = 1000


def hash_limit() -> float:
    """Return how many leaves of usual length, with their share of nodes, hashlib alone hashes a second."""
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(TOGETHER):
            hashlib.sha256(LEAF).digest()
            hashlib.sha256(NODE).digest()
        count += TOGETHER
    return count / (time.perf_counter() - start)


def hash_limit_over(processes: int) -> float:
    """Return what so many processes hash a second at the same time."""
    with ProcessPoolExecutor(processes) as pool:
        return sum(pool.map(_hash_limit, range(processes)))


def _hash_limit(_: int) -> float:
    return hash_limit()
