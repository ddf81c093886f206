"""What the desk itself can read of all that was handed in: a process of its own, asked a line at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.household import Household

READER = """
import json, sys
from datetime import UTC, datetime
from abjure.server import starting
starting.prepare()
from abjure.core.errors import Invalid
from abjure.desk.certificates import actions as certificates, keyring
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission
from abjure.desk.requests.models import Wish
now = datetime.now(UTC)
keyring.unlock(examiner="examiner-1", words=sys.argv[1], now=now)
key = keyring.key(examiner="examiner-1", now=now)
read = {}
for line in sys.stdin:
    for one in Submission.objects.exclude(digest__in=list(read)):
        try:
            sealed = one.kind == Submission.Kind.APPLICATION
            content = certificates.open_application(one, key)[1].content() if sealed else reception.letter_of(one).content
        except Invalid:
            continue
        read[bytes(one.digest)] = {"kind": str(one.kind), **content}
    about = {bytes(wish.pk): read.get(bytes(wish.statement_id or b""), {}).get("text", "") for wish in Wish.objects.all()}
    print(json.dumps([{**content, "about": about.get(digest)} for digest, content in read.items()]), flush=True)
"""


class DeskReader:
    """Remembers what it has read once: accepted, a statement's letter is erased."""

    def __init__(self, register: Household) -> None:
        command = [*register.python, "-c", READER, register.passphrase]
        self._process = subprocess.Popen(
            command, env=register.of("desk"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
        )

    def all(self) -> list[dict[str, Any]]:
        """Return every statement, request and application that has been collected so far."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return list(json.loads(self._process.stdout.readline()))

    def has(self, **wanted: object) -> bool:
        """Say whether something was handed in that has all these values."""
        return any(wanted.items() <= {name: _plain(value) for name, value in one.items()}.items() for one in self.all())

    def close(self) -> None:
        with self._process:
            self._process.terminate()


def _plain(value: Any) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
