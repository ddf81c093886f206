"""wrk, the load generator: requests a second, and the slow end of the answers, over loopback."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, the 99th percentile in milliseconds, and answers that were no success."""

    rate: float
    p99: float
    failed: int


def run(url: str, *, seconds: int = 5, connections: int = 32, script: Path | None = None) -> Load:
    """Send requests for some seconds over some connections."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(["-s", str(script)] if script else []), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert slow is not None
    assert rate is not None
    return Load(float(rate[1]), float(slow[1]) * UNITS[slow[2]], int(failed[1]) if failed else 0)
