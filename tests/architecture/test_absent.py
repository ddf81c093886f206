"""Attendance: under CI a test that did not run is a failure, unless it was excused and its condition holds."""

import pytest

from tests import absent
from tests.architecture import house

SKIPPED = "import pytest\n\ndef test_is_here():\n    pass\n\ndef test_is_absent():\n    pytest.skip('no tool')\n"
EXCUSED = '[[absent]]\ntest = "tests/*::test_is_absent"\ncondition = "{condition}"\nreason = "shown here"\n'


@pytest.fixture
def school(pytester, monkeypatch):
    """A folder with one test that skips itself, and the attendance plugin."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setitem(absent.CONDITIONS, "true here", lambda: True)
    monkeypatch.setitem(absent.CONDITIONS, "false here", lambda: False)
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "test_school.py").write_text(SKIPPED)
    (pytester.path / "pytest.ini").write_text("[pytest]\n")
    return pytester


def attend(school):
    return school.runpytest_inprocess("-p", "tests.absent", "-p", "no:django", "tests").parseoutcomes()


def test_an_unexcused_absence_is_a_failure(school):
    assert attend(school) == {"passed": 1, "failed": 1}


@pytest.mark.parametrize(("condition", "outcome"), [("true here", "skipped"), ("false here", "failed")])
def test_an_excuse_counts_while_its_condition_holds(school, condition, outcome):
    (school.path / "tests" / "absent.toml").write_text(EXCUSED.format(condition=condition))
    assert attend(school) == {"passed": 1, outcome: 1}


def test_a_whole_file_that_skips_itself_is_a_failure(school):
    (school.path / "tests" / "test_school.py").write_text("import pytest\npytest.skip('no tool', allow_module_level=True)\n")
    assert attend(school) == {"errors": 1}


def test_elsewhere_nobody_asks(school, monkeypatch):
    monkeypatch.delenv("CI")
    assert attend(school) == {"passed": 1, "skipped": 1}


def test_every_excuse_names_a_condition_that_can_be_looked_at_and_a_reason():
    for absence in absent.load(house.ROOT):
        assert absence.condition in absent.CONDITIONS
        assert absence.reason.endswith(".")
