"""Under CI=true a test that did not run is a failure, unless tests/absent.toml names it and its condition holds."""

import os
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

CONDITIONS = {
    "not root": lambda: os.geteuid() != 0,
    "no tor": lambda: shutil.which("tor") is None,
    "no tcpdump": lambda: os.geteuid() != 0 or shutil.which("tcpdump") is None,
    "no loop devices": lambda: os.geteuid() != 0 or shutil.which("losetup") is None or not os.access("/dev/loop-control", os.W_OK),
    "no verapdf": lambda: shutil.which("verapdf") is None,
    "no systemd": lambda: shutil.which("systemd-analyze") is None,
}


@dataclass(frozen=True)
class Absence:
    """One permission to leave tests out: a pattern of test ids, the condition that must hold, and why."""

    test: str
    condition: str
    reason: str

    def excuses(self, nodeid: str) -> bool:
        return fnmatchcase(nodeid, self.test) and CONDITIONS[self.condition]()


def load(folder: Path) -> list[Absence]:
    """Return what tests/absent.toml of this folder names, nothing if there is no such file."""
    file = folder / "tests" / "absent.toml"
    return [Absence(**entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["absent"]] if file.exists() else []


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(Attendance(load(config.rootpath)), "attendance")


class Attendance:
    """The plugin that turns an unexcused skip into a failure."""

    def __init__(self, absences: list[Absence]) -> None:
        self.absences = absences

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        report = yield
        self._mark(report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Iterator[None]:
        report = yield
        self._mark(report)
        return report

    def _mark(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        if not any(absence.excuses(report.nodeid) for absence in self.absences):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid} did not run, and tests/absent.toml does not excuse it: {reason}"
