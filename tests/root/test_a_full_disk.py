"""A disk that is full: the gate stops and says so, the door keeps nothing half, and with room again nothing is lost or doubled."""

import subprocess
from contextlib import contextmanager

import pytest

from tests import household, posting
from tests.household import wait_until


@contextmanager
def small(folder, size):
    """Lay a small disk over a folder, with what lies there; take it away again, with what lies there then."""
    moved = folder.with_name(f"{folder.name}.moved")
    folder.rename(moved)
    folder.mkdir()
    answer = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True, check=False)
    if answer.returncode:
        folder.rmdir()
        moved.rename(folder)
        pytest.skip("no mount")
    subprocess.run(["cp", "-a", f"{moved}/.", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["cp", "-a", f"{folder}/.", moved], check=True)
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()
        moved.rename(folder)


@contextmanager
def filled(folder):
    """Fill a disk to the last block."""
    ballast = folder / "ballast"
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4k"], capture_output=True, check=False)
    try:
        yield
    finally:
        ballast.unlink()


@pytest.fixture
def register():
    with household.new() as made:
        made.found("three-withdrawals")
        yield made


def test_the_gate_stops_on_a_full_disk_and_goes_on_where_it_was(register):
    register.start("door")
    codes = posting.hand_in(register.port("door"), [posting.statement("山间清风", f"第{number}份") for number in range(5)])
    register.run("desk", "pipeline")
    register.accept_all()
    with small(register.home / "log", "64k"):
        with filled(register.home / "log"):
            process = register.start("gate")
            wait_until(lambda: process.poll() is not None, "the gate to stop", 40)
            assert process.returncode == 1
            assert not (register.home / "log" / "checkpoint").exists()
        register.start("gate")
        wait_until((register.home / "log" / "checkpoint").exists, "the log to be published", 30)
        register.stop("gate")
        answer = register.run("gate", "audit", str(register.home / "log"))
        assert answer.returncode == 0, answer.stderr
        assert "count: 5 people in 5 statements" in answer.stdout
    register.run("desk", "pipeline")
    assert {posting.standing(register.port("door"), code) for code in codes} == {"accepted"}


def test_the_door_gives_no_receipt_for_what_it_could_not_keep(register):
    with small(register.home / "door", "1m"):
        register.start("door")
        port = register.port("door")
        statements = [posting.statement("云外青山", f"第{number}份 {'退' * 15_000}") for number in range(30)]
        codes = posting.hand_in(port, statements)
        assert 0 < len(codes) < len(statements)
        assert {posting.standing(port, code) for code in codes} == {"waiting"}
        register.stop("door")
    register.start("door")
    assert {posting.standing(port, code) for code in codes} == {"waiting"}
    assert len(posting.hand_in(port, statements[:1])) == 1
    for _ in range(2):
        register.run("desk", "pipeline")
    assert register.rows("desk", "SELECT count(*) FROM reception_submission") == [(len(codes) + 1,)]
