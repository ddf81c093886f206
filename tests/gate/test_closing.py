"""A day's close in as many batches as it takes: the same statements, corrections and numbers as in one, in bounded memory."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from secrets import token_bytes

import pytest

from bench import register


@pytest.fixture(params=[(512, 4096), (2, 3), (1, 1)], ids=lambda sizes: f"pages of {sizes[0]}, batches of {sizes[1]}")
def sizes(request, monkeypatch):
    """Have the gate read so many names at once, and place so many leaves."""
    page, batch = request.param
    monkeypatch.setattr("abjure.gate.backlog.PAGE", page)
    monkeypatch.setattr("abjure.gate.sequencing.BATCH_MAX", batch)
    return batch


def close(gate, accepted, runs=80):
    """Account for the day, end it, and run until nothing more is placed."""
    gate.run(minimum=1000)
    gate.account(accepted)
    gate.next_day()
    for _ in range(runs):
        before = (gate.log / "checkpoint").read_bytes()
        gate.run(minimum=1000)
        if (gate.log / "checkpoint").read_bytes() == before:
            return
    raise AssertionError("it never ends")


def placed(gate, names):
    from abjure.gate.models import Placement

    return {name: Placement.objects.named([name]).get(name) for name in names}


def moments(gate, number):
    """Have statements accepted whose order in time is not that of their names; return them, the oldest first."""
    return [gate.accept(after=gate.now + timedelta(minutes=minute)) for minute in range(number)]


def test_what_the_account_has_room_for_goes_in_the_oldest_first(gate, sizes):
    names = moments(gate, 11)
    close(gate, 7)
    assert {name: index is not None for name, index in placed(gate, names).items()} == {name: place < 7 for place, name in enumerate(names)}
    gate.account(4)
    close_next(gate)
    assert None not in placed(gate, names).values()


def close_next(gate):
    gate.next_day()
    for _ in range(20):
        gate.run(minimum=1000)


def test_the_oldest_come_in_the_first_batches(gate, sizes):
    names = moments(gate, 11)
    close(gate, 11)
    order = [place // sizes for place, _ in sorted(enumerate(names), key=lambda one: placed(gate, names)[one[1]])]
    assert order == sorted(order)


def test_corrections_account_and_tally_share_the_last_batch(gate, sizes):
    joint, gone = gate.accept(people=3), gate.accept()
    for _ in range(3):
        gate.run()
    for _ in range(9):
        gate.accept()
    late = gate.accept(after=gate.now + timedelta(days=3))
    gate.void(joint)
    gate.void(gone)
    rest = gate.accept(people=2, replaces=joint)
    gate.certificate(digest := token_bytes(32), "certvoid")
    gate.certificate(digest)
    gate.balance("2024-12-31", 500)
    close(gate, 12)
    kinds = gate.kinds()[6:]
    assert sorted(kinds[:12]) == ["balance", "cert", "certvoid", *["decl"] * 9]
    assert sorted(kinds[12:15]) == ["decl", "void", "void"]
    assert kinds[15:] == ["intake", "tally"]
    assert (gate.leaves()[-1]["n"], gate.leaves()[-1]["st"]) == (11, 10)
    assert placed(gate, [late]) == {late: None}
    assert gate.index(rest) > gate.index(joint)


def test_what_arrived_at_one_moment_is_taken_whole(gate, sizes):
    names = gate.accept_many(23)
    close(gate, 23)
    assert None not in placed(gate, names).values()
    assert gate.kinds()[4:] == ["decl"] * 23 + ["intake", "tally"]


def test_openings_that_cannot_be_placed_stop_no_close(gate, sizes, capsys):
    for _ in range(9):
        gate.accept(n=0)
    names = [gate.accept() for _ in range(5)]
    close(gate, 14)
    assert None not in placed(gate, names).values()
    assert gate.kinds()[-2:] == ["intake", "tally"]
    assert "an opening waits" in capsys.readouterr().err


def test_a_close_that_was_cut_short_begins_anew_and_misses_nobody(gate, monkeypatch):
    from abjure.gate import sequencing

    monkeypatch.setattr("abjure.gate.sequencing.BATCH_MAX", 3)
    gate.run()
    names = moments(gate, 10)
    real, calls = sequencing._keep, []

    def failing(*args):
        calls.append(args)
        if len(calls) == 2:
            raise OSError
        real(*args)

    monkeypatch.setattr(sequencing, "_keep", failing)
    with pytest.raises(OSError):
        close(gate, 10)
    for _ in range(8):
        gate.run(minimum=1000)
    assert None not in placed(gate, names).values()


def test_no_batch_reads_again_what_the_one_before_has_read(gate, monkeypatch):
    from abjure.gate import closing

    monkeypatch.setattr("abjure.gate.backlog.PAGE", 4)
    monkeypatch.setattr("abjure.gate.sequencing.BATCH_MAX", 4)
    read, real = [], closing._plain
    monkeypatch.setattr(closing, "_plain", lambda page, *rest: read.append(len(page)) or real(page, *rest))
    gate.accept_many(80)
    close(gate, 80)
    assert sum(read) < 80 * 4


MANY, LIMIT_MB = 1_000_000, 300


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_million_that_wait_for_a_close_take_less_than_300_mb():
    with register.home() as home:
        said = bench_close(home, MANY)
    print(said)
    assert said["placed"] == MANY
    assert said["memory"] / 1024 < LIMIT_MB


def bench_close(home, number):
    environment = os.environ | {"ABJURE_HOME": str(home), "ABJURE_ROLE": "all", "DJANGO_SETTINGS_MODULE": "abjure.server.settings"}
    command = [sys.executable, "-m", "bench.a_close", str(number)]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
