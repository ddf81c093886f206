"""Power cuts and kills while people hand in: whoever saw a receipt is kept, nobody is kept twice, and the door starts again."""

import mmap
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests import household, posting
from tests.faults.handing_in import AGENT, ALIAS, People
from tests.faults.powerfs import PowerDisk, PowerDiskError
from tests.household import wait_until

SLOW = (pytest.mark.slow, pytest.mark.timeout(1800))
KILLS = [("writer", 1), ("all", 1), *(pytest.param(job, 20, marks=SLOW) for job in ("writer", "worker", "web", "all"))]


@pytest.fixture
def register():
    """A register of its own, of which the door alone is started."""
    with household.new() as made:
        made.found("three-withdrawals")
        yield made


@pytest.fixture
def people(register):
    return People(register)


@pytest.fixture
def disk(register, tmp_path):
    """The door's folder on a disk whose plug can be pulled."""
    if os.geteuid() != 0:
        pytest.skip("not root")
    laid = PowerDisk(register.home / "door", tmp_path / "images")
    try:
        laid.lay()
    except PowerDiskError as error:
        pytest.skip(f"no loop device: {error}")
    yield laid
    register.stop_all()
    laid.take_away()


def processes(role, job):
    """Return the processes of a role that do a job: `web` is what starts the workers, a worker whatever that has started."""
    parents, jobs = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words, stat = (path / "cmdline").read_bytes().split(b"\0"), (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat[2]) == role.pid:
            parents[int(path.name)], jobs[int(path.name)] = int(stat[1]), [word.decode() for word in words]
    started = [number for number, parent in parents.items() if parent == role.pid]
    if job == "worker":
        return [number for number, parent in parents.items() if parent in started]
    return [number for number in started if job in jobs[number]]


def check_all_are_kept_once(people):
    """Check that nothing that was acknowledged is lost; then that all that was ever sent can be sent again and is there once."""
    told, found, _ = people.kept()
    assert found == told
    people.send_again()
    assert people.told == set(people.sent)
    assert people.kept() == (len(people.sent),) * 3


def work_until(people, told):
    """Let people hand in until so many have a receipt, and for a moment more that chance makes."""
    wait_until(lambda: len(people.told) >= told, "people to be told that their statements are kept")
    time.sleep(random.uniform(0.1, 1))


def check_the_raw_disk_tells_nothing(disk, people):
    """Search the device as a thief would: every block that was ever written, in use or not."""
    codes = random.sample(sorted(people.told), 5)
    with disk.image.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        assert raw.find(b"SQLite format 3") > 0
        assert [word for word in (ALIAS["own"], AGENT, "127.0.0", *codes) if raw.find(word.encode()) != -1] == []


@pytest.mark.root
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=SLOW)])
def test_a_power_cut_takes_nothing_from_whoever_saw_a_receipt(register, people, disk, times):
    lost = 0
    for _ in range(times):
        door = register.start("door")
        with people.at_work():
            work_until(people, len(people.told) + 50)
            os.killpg(door.pid, signal.SIGSTOP)
            # What was acknowledged before the cut is on its way still.
            time.sleep(0.3)
            disk.cut()
            people.ending.set()
            os.killpg(door.pid, signal.SIGKILL)
        register.processes.pop("door").wait()
        disk.plug_in()
        told, found, _ = people.kept()
        lost += told - found
    print(f"{times} power cuts, {len(people.told)} acknowledged, {lost} of them lost")
    assert lost == 0
    register.start("door")
    check_all_are_kept_once(people)
    codes = random.sample(sorted(people.told), 20)
    assert {posting.standing(register.port("door"), code) for code in codes} == {"waiting"}
    register.stop("door")
    check_the_raw_disk_tells_nothing(disk, people)


@pytest.mark.parametrize(("job", "times"), KILLS)
def test_a_kill_takes_nothing_from_whoever_saw_a_receipt(register, people, job, times):
    lost = 0
    for _ in range(times):
        door = register.start("door")
        with people.at_work():
            work_until(people, len(people.told) + 50)
            if job == "all":
                os.killpg(door.pid, signal.SIGKILL)
            else:
                os.kill(random.choice(processes(door, job)), signal.SIGKILL)
            time.sleep(1)
        told, found, _ = people.kept()
        lost += told - found
        # It ends by itself, so that it is started again.
        register.processes.pop("door").wait(30)
    print(f"{times} kills of {job}, {len(people.told)} acknowledged, {lost} of them lost")
    assert lost == 0
    register.start("door")
    check_all_are_kept_once(people)
    assert register.run("desk", "pipeline").returncode == 0
    assert register.rows("desk", "SELECT count(*) FROM reception_submission") == [(len(people.sent),)]
