"""The gate stopped anywhere and run again: the same log, nothing lost, nothing doubled; what was put back from a backup refuses."""

import os
import shutil
from pathlib import Path

import pytest

from abjure.core.errors import Refused
from abjure.gate.signer.memory import Memory
from tests.gate.conftest import start_signer


class StoppedError(Exception):
    """The process ends here."""


STEPS = {
    "the places are committed": ("abjure.gate.sequencing", "_keep"),
    "the batch is staged": ("abjure.gate.staging", "write"),
    "the second route is gone": ("abjure.gate.second_route", "check"),
    "the signer has answered": ("abjure.gate.signer.client", "sign"),
    "the row is moved": ("abjure.gate.tree", "commit"),
    "one file is put": ("abjure.gate.durable", "_put"),
    "a folder is flushed": ("abjure.gate.durable", "sync"),
    "all files are put": ("abjure.gate.durable", "put"),
    "the checkpoint is public": ("abjure.gate.tree", "show"),
    "the staging file is gone": ("abjure.gate.staging", "discard"),
    "the register is filled": ("abjure.public.register.actions", "project"),
    "the words are hidden": ("abjure.public.register.actions", "withhold"),
}


@pytest.fixture
def stop(monkeypatch):
    """Have a step end the process: before it is done, or right after."""
    from importlib import import_module

    def stop(step, *, done, after=0):
        module, name = STEPS[step]
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


@pytest.mark.parametrize("size", [pytest.param(4, id="inside a tile"), pytest.param(249, id="to its end"), pytest.param(250, id="across")])
@pytest.mark.parametrize("done", [pytest.param(False, id="before"), pytest.param(True, id="after")])
@pytest.mark.parametrize("step", STEPS)
def test_a_gate_stopped_at_any_step_goes_on_as_if_it_had_not_been(gate, stop, step, done, size):
    first = [gate.accept(), gate.accept()]
    gate.run()
    more = gate.accept_many(size)
    gate.withhold(first[0])
    run_until_stopped(gate, stop(step, done=done))
    gate.run()
    assert gate.kinds()[4:] == ["decl"] * (2 + size)
    assert sorted(map(gate.index, first + more)) == list(range(4, 6 + size))
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
    undo = stop("the row is moved", done=True)
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
    undo = stop("the row is moved", done=True)
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


@pytest.mark.parametrize("folder", ["gate/staging", "log/tile"])
def test_an_error_while_flushing_ends_the_process(gate, monkeypatch, folder):
    gate.run()
    gate.accept()
    real = os.fsync

    def failing(handle):
        if folder in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(5, "Input/output error")
        return real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match="Input/output error"):
            gate.run()
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


def test_a_full_disk_loses_nothing(gate, monkeypatch):
    from abjure.gate import durable

    gate.accept()

    def full(path, data, mode):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(durable, "_write_aside", full)
        with pytest.raises(OSError, match="No space left"):
            gate.run()
    gate.run()
    assert gate.kinds()[4:] == ["decl"]
