"""wrk, the load generator: requests a second, and the slow end of the answers, over loopback; no figure stands on failed answers."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, and the 99th percentile in milliseconds."""

    rate: float
    p99: float


def run(url: str, *, seconds: int = 5, connections: int = 32, script: Path | None = None) -> Load:
    """Send requests for some seconds over some connections; RuntimeError if any answer was no success."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(["-s", str(script)] if script else []), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return read(said)


def read(said: str) -> Load:
    """Return what wrk's report says; RuntimeError if it counts answers that were no success."""
    if failed := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        raise RuntimeError(f"{failed[1]} answers were no success:\n{said}")
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert slow is not None
    assert rate is not None
    return Load(float(rate[1]), float(slow[1]) * UNITS[slow[2]])
