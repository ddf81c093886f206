"""A gate killed so many times at moments that chance picks, the log read as a whole after each: `python -m tests.gate.killing TIMES SEED`."""

import collections
import importlib
import json
import mmap
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402  # only now there is a register

from abjure.gate import stages  # noqa: E402
from abjure.gate.signer import server  # noqa: E402
from tests.gate.conftest import NOON, Gate  # noqa: E402
from tests.gate.faults import STEPS  # noqa: E402

A_DAY, LONGEST, SHORTLY, PATIENCE, SIGNER_TOO = 20, 0.25, 0.004, 5, 0.2
ELSEWHERE = "between the steps"


class Marked:
    """Notes in memory that the parent sees which step its child is at, and calls when it comes to the one that is waited for."""

    def __init__(self):
        self.at, self.wanted, self.bell = mmap.mmap(-1, 1), None, os.pipe()
        for number, step in enumerate(STEPS, start=1):
            module = importlib.import_module(step.module)
            setattr(module, step.name, self.marking(number, getattr(module, step.name)))

    def marking(self, number, real):
        def marked(*args, **kwargs):
            before, self.at[0] = self.at[0], number
            if self.wanted == number:
                self.wanted = None
                os.write(self.bell[1], b".")
            done = real(*args, **kwargs)
            self.at[0] = before
            return done

        return marked

    def begin(self, wanted):
        """Start anew; `wanted` is the step at which it calls, or none."""
        wait(self.bell[0], patience=0)
        self.at[0], self.wanted = 0, wanted

    def where(self):
        return STEPS[self.at[0] - 1].what if self.at[0] else ELSEWHERE


def forked(errors, work, *arguments):
    """Do something in a child; what it says of errors goes to a file. Return its process id."""
    child = os.fork()
    if child:
        return child
    os.dup2(errors.fileno(), 2)
    status = 1
    try:
        work(*arguments)
        status = 0
    except Exception:  # noqa: BLE001 - whatever it is, the parent is told
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def finish(child):
    assert os.waitpid(child, 0)[1] == 0


def day(number):
    gate = Gate(settings.ABJURE.home)
    gate.now = NOON + timedelta(days=number)
    return gate


def fill(number):
    """Have the desk accept a day's statements, take one back, and account for the day."""
    gate = day(number)
    names = gate.accept_many(A_DAY)
    gate.void(names[0])
    gate.account(A_DAY)


def run(number, times):
    """Run the gate's stages, on the day and then after it, when it is to be closed."""
    noon = day(number).now
    for turn in range(times):
        for stage in (stages.sequence, stages.integrate, stages.publish):
            stage(now=noon + timedelta(hours=13) if turn else noon)


def kill(child, marked, chance):
    """Kill a child as it does a step, or at any moment; return where it was."""
    if marked.wanted is None:
        time.sleep(chance.uniform(0, LONGEST))
    elif wait(marked.bell[0]):
        time.sleep(chance.uniform(0, SHORTLY))
    end(child)
    return marked.where()


def wait(bell, patience=PATIENCE):
    """Wait for a child to come to its step; it may have nothing to do there."""
    if select.select([bell], [], [], patience)[0]:
        return os.read(bell, 1)
    return b""


def read(before):
    """Audit the published log; return its entries, which go on from those that were there."""
    entries = day(0).entries()
    assert entries[: len(before)] == before, "an entry that was public is gone"
    return entries


def look(wanted):
    """Check that everybody has one place, and that the register shows what the log says."""
    from abjure.public.register.models import Entry

    kinds = day(0).kinds()
    assert {kind: kinds.count(kind) for kind in wanted} == wanted
    assert Entry.objects.count() == len(kinds)


def main(times, seed):
    """Print at which steps the gate was killed, and how many leaves there are in the end."""
    with tempfile.TemporaryFile() as errors:
        said = kill_often(times, random.Random(seed), errors)
        errors.seek(0)
        print(json.dumps({**said, "errors": errors.read().decode()}))


def kill_often(times, chance, errors):
    at, marked, entries = collections.Counter(), Marked(), []
    signer = forked(errors, server.main, settings.ABJURE.home)
    try:
        for number in range(times):
            finish(forked(errors, fill, number))
            marked.begin(chance.choice([None, *range(1, len(STEPS) + 1)]))
            at[kill(forked(errors, run, number, 1000), marked, chance)] += 1
            marked.wanted = None
            if chance.random() < SIGNER_TOO:
                end(signer)
                signer = forked(errors, server.main, settings.ABJURE.home)
            entries = read(entries)
        finish(forked(errors, run, times - 1, 4))
        finish(forked(errors, look, {"decl": A_DAY * times, "void": times, "intake": times, "tally": times}))
    finally:
        end(signer)
    return {"kills": times, "leaves": len(read(entries)), "at": at}


def end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
