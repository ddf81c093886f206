"""Evening out: what is asked with a receipt code is answered at the next tick after it came, so that the time tells nothing of the code."""

from __future__ import annotations

import time
from math import ceil

TICK = 0.020


def wait(began: float) -> None:
    """Wait until a whole number of ticks has gone since then."""
    gone = time.perf_counter() - began
    time.sleep(max(0.0, ceil(gone / TICK) * TICK - gone))
