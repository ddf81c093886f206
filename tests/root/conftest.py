"""A register whose roles run under users of their own, in folders handed out by the table of deploy/."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from deploy import owners
from tests import household
from tests.household import Household
from tests.root import runtime

# Users need no name to exist; nobody else is likely to have these numbers.
USERS = {role: 61001 + number for number, role in enumerate(owners.ROLES)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/root/" in item.nodeid:
            item.add_marker(pytest.mark.root)


@pytest.fixture(scope="session", autouse=True)
def _as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("not root")


@dataclass
class Separate(Household):
    """A household in which every role has a user."""

    def as_user(self, role: str) -> dict[str, object]:
        """Return how a process of this role is started."""
        groups = [USERS[role], *(USERS[other] for other in owners.ALSO_IN[role])]
        return {"user": USERS[role], "group": USERS[role], "extra_groups": groups, "cwd": "/", "umask": 0o077}

    def start(self, role: str, **options: object) -> subprocess.Popen[bytes]:
        return super().start(role, **self.as_user(role), **options)

    def start_signer(self) -> None:
        command = [*self.python, "-m", "abjure.gate.signer.server"]
        self.launch("signer", command, **self.as_user("signer"))

    def start_all(self) -> None:
        self.start_signer()
        super().start_all()

    def ask(self, role: str, code: str) -> str:
        """Run a few lines of Python as this role; return what they printed."""
        answer = subprocess.run(
            [*self.python, "-c", code], env=self.of(role), capture_output=True, text=True, check=False, **self.as_user(role)
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture(scope="session")
def separate() -> Iterator[Separate]:
    """A register founded and handed out, with no role started yet."""
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new(Separate) as register:
        copied = runtime.copy(register.folder / "runtime")
        elsewhere = register.folder / "tmp"
        elsewhere.mkdir()
        elsewhere.chmod(0o1777)
        register.python, register.environment = (copied.python,), copied.environment | {"TMPDIR": str(elsewhere)}
        register.found("three-withdrawals")
        owners.hand_out(register.home, USERS, USERS)
        yield register
