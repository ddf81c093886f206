"""Certificates a second, one after the other in one process, beside typesetting an empty page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import typst

from bench import register
from bench.figures import Figure

COUNT = 40
MAKE = f"""
import json, time
import django
django.setup()
from abjure.core.certificate_key import SigningKey
from abjure.gate.issuing import actions
from tests.gate.orders import ENTRY, order
key = SigningKey.generate()
actions.make(order(), entry=ENTRY, key=key)
start = time.perf_counter()
for number in range({COUNT}):
    made = actions.make(order(given=f"XIU {{chr(65 + number % 26)}}"), entry=ENTRY, key=key)
print(json.dumps([time.perf_counter() - start, len(made.pdf)]))
"""


def measure() -> Iterator[Figure]:
    """Yield the rate, and the size of one."""
    with register.home() as home:
        environment = os.environ | {"ABJURE_HOME": str(home), "ABJURE_ROLE": "gate", "DJANGO_SETTINGS_MODULE": "abjure.server.settings"}
        said = subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True, capture_output=True, text=True).stdout
    seconds, size = json.loads(said)
    yield Figure("certificates made", COUNT / seconds, "1/s", _empty_pages(), "an empty page typeset")
    yield Figure("  bytes of a certificate", size, "bytes")


def _empty_pages() -> float:
    compiler = typst.Compiler()
    _empty_page(compiler, 0)
    start = time.perf_counter()
    for number in range(1, COUNT + 1):
        _empty_page(compiler, number)
    return COUNT / (time.perf_counter() - start)


def _empty_page(compiler: typst.Compiler, number: int) -> None:
    # Each is a little wider than the one before: typst remembers what it has set already.
    compiler.compile(f"#set page(width: {210 + number}mm, height: 297mm)\n".encode(), format="pdf", pdf_standards=["a-2a"])
