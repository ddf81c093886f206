"""Leaves a second through the gate, from openings at the desk to published tiles with fsync, beside hashing alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import register
from bench.audit import hash_limit
from bench.figures import Figure

LEAVES = 20_480


def measure() -> Iterator[Figure]:
    """Yield the rate of 20,480 openings, in batches as large as the gate takes them."""
    with register.home() as home:
        seconds, leaves, memory = run(home, LEAVES)
        yield Figure("leaves through the gate, with fsync", leaves / seconds, "1/s", hash_limit(), "hashing them alone")
        yield Figure("  peak memory of the gate", memory / 1024, "MB")


def run(home: Path, leaves: int) -> tuple[float, int, int]:
    """Log so many openings in a process of its own; return seconds, leaves and the peak of memory in kB."""
    environment = os.environ | {"ABJURE_HOME": str(home), "ABJURE_ROLE": "all", "DJANGO_SETTINGS_MODULE": "abjure.server.settings"}
    signer = subprocess.Popen([sys.executable, "-m", "abjure.server.job", "signer", "0"], env=environment)
    try:
        said = subprocess.run(
            [sys.executable, "-m", "bench.through_the_gate", str(leaves)], env=environment, check=True, capture_output=True, text=True
        ).stdout
    finally:
        signer.terminate()
        signer.wait()
    answer = json.loads(said)
    return answer["seconds"], answer["leaves"], answer["memory"]
