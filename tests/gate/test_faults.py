"""The gate stopped anywhere and run again: the same log, nothing lost, nothing doubled; what was put back from a backup refuses."""

import contextlib
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from abjure.core.errors import Refused
from abjure.gate.signer.memory import Memory
from tests.gate.conftest import start_signer
from tests.gate.faults import FAULTS, SIZES, STEPS, WAYS, WITNESS_STEPS
from tests.gate.test_witnessing import name_witnesses, stub, stubbed  # noqa: F401  # fixtures

MOVED = next(step for step in STEPS if step.what == "the row is moved")
TESTS = Path(__file__).parent


class StoppedError(Exception):
    """The process ends here."""


@pytest.fixture
def stop(monkeypatch):
    """Have a step end the process: before it is done, or right after."""
    from importlib import import_module

    def stop(step, *, done, after=0):
        _, module, name = step
        real, calls = getattr(import_module(module), name), []

        def stopping(*args, **kwargs):
            calls.append(1)
            if len(calls) != after + 1:
                return real(*args, **kwargs)
            if done:
                real(*args, **kwargs)
            raise StoppedError

        monkeypatch.setattr(f"{module}.{name}", stopping)
        return monkeypatch.undo

    return stop


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("done", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.what)
def test_a_gate_stopped_at_any_step_goes_on_as_if_it_had_not_been(gate, stop, step, done, size):
    first = [gate.accept(), gate.accept()]
    gate.run()
    more = gate.accept_many(size)
    gate.withhold(first[0])
    run_until_stopped(gate, stop(step, done=done))
    gate.run()
    check_whole(gate, first, more)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("done", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("step", WITNESS_STEPS, ids=lambda step: step.what)
def test_a_gate_stopped_while_witnesses_are_asked_goes_on_as_well(gate, stubbed, stop, step, done, size):  # noqa: F811  # the fixture
    first = [gate.accept(), gate.accept()]
    gate.run()
    more = gate.accept_many(size)
    gate.withhold(first[0])
    run_until_stopped(gate, stop(step, done=done))
    gate.run()
    check_whole(gate, first, more)


@pytest.mark.parametrize("done", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.what)
def test_a_gate_stopped_at_any_step_of_a_days_close_goes_on_as_if_it_had_not_been(gate, stop, step, done):
    joint = gate.accept(people=3)
    gate.run()
    more = gate.accept_many(5)
    gate.void(joint)
    gate.withhold(more[0])
    rest = gate.accept(people=2, replaces=joint)
    gate.account(6)
    gate.next_day()
    run_until_stopped(gate, stop(step, done=done))
    gate.run(minimum=1000)
    assert gate.kinds()[4:] == ["decl"] * 6 + ["void", "decl", "intake", "tally"]
    assert sorted(map(gate.index, more)) == list(range(5, 10))
    assert (gate.index(rest), gate.leaves()[-1]["n"]) == (11, 7)
    assert shown(gate) == {gate.index(one) for one in [*more[1:], rest]}


def check_whole(gate, first, more):
    assert gate.kinds()[4:] == ["decl"] * (2 + len(more))
    assert sorted(map(gate.index, first + more)) == list(range(4, 6 + len(more)))
    assert shown(gate) == {gate.index(one) for one in [first[1], *more]}
    assert not list((gate.home / "gate" / "staging").iterdir())


def run_until_stopped(gate, undo):
    with pytest.raises(StoppedError):
        gate.run()
    undo()


def shown(gate):
    from abjure.public.register.models import Entry

    return set(Entry.objects.exclude(opening=None).values_list("index", flat=True))


def test_a_signer_stopped_after_it_remembered_signs_the_same_batch_again(gate, monkeypatch):
    gate.run()
    gate.accept()
    real = Memory.advance

    def stopping(memory, **request):
        real(memory, **request)
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(Memory, "advance", stopping)
        with pytest.raises(Refused, match="^signer.unreachable$"):
            gate.run()
    start_signer(gate.home)
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


def test_a_gate_without_a_signer_waits_and_loses_nothing(gate):
    gate.accept()
    socket = gate.home / "signer" / "socket"
    socket.rename(socket.with_name("away"))
    with pytest.raises(Refused, match="^signer.unreachable$"):
        gate.run()
    assert not (gate.log / "checkpoint").exists()
    socket.with_name("away").rename(socket)
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


def test_a_database_put_back_refuses_to_go_on(gate):
    from abjure.gate.models import Log, Placement

    gate.run()
    before = Log.objects.values().get()
    gate.accept()
    gate.run()
    Placement.objects.filter(index__gte=before["size"]).delete()
    Log.objects.update(**before)
    with pytest.raises(Refused, match="^log.rolled-back$"):
        gate.run()


def test_a_database_and_a_log_put_back_are_stopped_by_the_signer(gate):
    from abjure.gate.models import Log, Placement

    gate.run()
    before = Log.objects.values().get()
    shutil.copytree(gate.log, gate.home / "kept")
    gate.accept_many(4)
    gate.run()
    Placement.objects.filter(index__gte=before["size"]).delete()
    Log.objects.update(**before)
    shutil.rmtree(gate.log)
    (gate.home / "kept").rename(gate.log)
    gate.accept_many(4)
    with pytest.raises(Refused, match=r"^signer\.(forked|unproven|other-size|smaller)$"):
        gate.run()
    assert gate.kinds() == ["rules", *["body"] * 3]


def test_a_log_that_says_something_else_refuses(gate):
    gate.run()
    tile = next((gate.log / "tile" / "0").rglob("4"))
    tile.chmod(0o644)
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    gate.accept()
    with pytest.raises(Refused, match="^log.edge-differs$"):
        gate.run()


def test_a_file_that_is_public_is_never_overwritten(gate, stop):
    gate.run()
    gate.accept()
    undo = stop(MOVED, done=True)
    run_until_stopped(gate, undo)
    bundle = gate.log / "tile" / "entries" / "000.p" / "5"
    bundle.write_bytes(b"other bytes")
    with pytest.raises(Refused, match="^log.file-differs$"):
        gate.run()
    assert bundle.read_bytes() == b"other bytes"


def test_published_files_can_only_be_read(gate):
    gate.run()
    assert {path.stat().st_mode & 0o777 for path in (gate.log / "tile").rglob("*") if path.is_file()} == {0o444}
    assert not list(gate.home.rglob("*.new"))


def test_a_damaged_staging_file_is_not_published(gate, stop):
    gate.run()
    gate.accept()
    undo = stop(MOVED, done=True)
    run_until_stopped(gate, undo)
    staged = next((gate.home / "gate" / "staging").iterdir())
    data = staged.read_bytes()
    staged.write_bytes(data[:600] + bytes([data[600] ^ 1]) + data[601:])
    with pytest.raises(Refused, match="^staging.damaged$"):
        gate.run()


def test_a_second_gate_on_the_same_home_refuses(gate):
    from abjure.gate import durable

    with durable.held(gate.home / "gate" / "lock"), pytest.raises(Refused, match="^gate.locked$"):
        gate.run()


def test_a_row_that_somebody_else_moved_is_left_alone(gate):
    from abjure.gate import memory
    from abjure.gate.models import Log

    gate.run()
    row = memory.log()
    Log.objects.update(epoch=row.epoch + 1)
    with pytest.raises(Refused, match="^log.moved$"):
        memory.move(row, size=row.size)


@pytest.mark.parametrize("number", [5, 28], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("folder", ["gate/staging", "log/tile", "/log"])
def test_an_error_while_flushing_ends_the_process(gate, monkeypatch, folder, number):
    gate.run()
    gate.accept()
    real, failed = os.fsync, []

    def failing(handle):
        where = str(Path(f"/proc/self/fd/{handle}").readlink())
        if folder in where:
            failed.append(where)
            raise OSError(number, os.strerror(number))
        return real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match=os.strerror(number)):
            gate.run()
    assert failed
    assert len(set(failed)) == len(failed), "what could not be flushed once is never flushed again: the pages may be gone"
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


@pytest.mark.parametrize("which", range(12))
def test_a_full_disk_ends_the_process_and_loses_nothing(gate, monkeypatch, which):
    from abjure.gate import durable

    gate.accept()
    real, written = durable._write_aside, []

    def full(path, data, mode):
        written.append(path)
        if len(written) > which:
            raise OSError(28, "No space left on device")
        return real(path, data, mode)

    with monkeypatch.context() as patch, contextlib.suppress(Refused):
        patch.setattr(durable, "_write_aside", full)
        with pytest.raises(OSError, match="No space left") if len(written) > which else contextlib.suppress(OSError):
            gate.run()
    start_signer(gate.home)
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


@pytest.mark.parametrize("code", ["SQLITE_IOERR_FSYNC", "SQLITE_IOERR_WRITE", "SQLITE_FULL"])
def test_an_error_of_the_disk_below_a_database_ends_the_process(gate, monkeypatch, code):
    from django.db import OperationalError

    from abjure.server import pipeline

    def failing(**_):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = getattr(sqlite3, code)
        raise OperationalError("disk I/O error") from error

    monkeypatch.setattr("abjure.gate.stages.sequence", failing)
    with pytest.raises(OperationalError):
        pipeline.run_once("gate", gate.now)


@pytest.mark.parametrize("kind", ["tile/entries", "tile/0", "tile/1"])
def test_a_bit_that_flips_before_the_signature_is_never_signed(gate, monkeypatch, kind):
    from abjure.gate import staging

    gate.run()
    gate.accept_many(260)
    before, real = Memory(gate.home / "signer").size, staging.write

    def flipping(target, files):
        name = next(name for name in files if name.startswith(kind))
        data = bytearray(files[name])
        data[len(data) // 2] ^= 0x10
        real(target, {**files, name: bytes(data)})

    with monkeypatch.context() as patch:
        patch.setattr(staging, "write", flipping)
        with pytest.raises(Refused, match="^tree.second-route$"):
            gate.run()
    assert Memory(gate.home / "signer").size == before
    gate.run()
    assert gate.kinds()[4:] == ["decl"] * 260


def test_the_fault_table_names_tests_that_there_are():
    names = " ".join(re.findall(r"^def (test_\w+)", "\n".join(path.read_text() for path in TESTS.glob("test_*.py")), re.MULTILINE))
    assert [fault.test for fault in FAULTS if fault.test not in names] == []
