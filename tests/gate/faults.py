"""The fault table: where the gate is stopped, in which two ways, how its batch lies to a tile's end, and what else is done to it."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """A step of the gate, and the function that does it."""

    what: str
    module: str
    name: str


class Fault(NamedTuple):
    """Something done to the gate, what it answers, and the test that does it."""

    what: str
    answer: str
    test: str


STEPS = (
    Step("the places are committed", "abjure.gate.sequencing", "_keep"),
    Step("the batch is staged", "abjure.gate.staging", "write"),
    Step("the second route is gone", "abjure.gate.second_route", "check"),
    Step("the signer has answered", "abjure.gate.signer.client", "sign"),
    Step("the row is moved", "abjure.gate.tree", "commit"),
    Step("one file is put", "abjure.gate.durable", "_put"),
    Step("a folder is flushed", "abjure.gate.durable", "sync"),
    Step("all files are put", "abjure.gate.durable", "put"),
    Step("the checkpoint is public", "abjure.gate.tree", "show"),
    Step("the staging file is gone", "abjure.gate.staging", "discard"),
    Step("the live bits are public", "abjure.gate.statuses", "publish"),
    Step("the register is filled", "abjure.public.register.actions", "project"),
    Step("the words are hidden", "abjure.public.register.actions", "withhold"),
    Step("partial tiles are tidied", "abjure.gate.tidying", "tidy"),
)
WITNESS_STEPS = (
    Step("all witnesses have answered", "abjure.gate.witnessing", "_gather"),
    Step("what they said is noted", "abjure.gate.witnessing", "_remember"),
    Step("the cosigned checkpoint is kept and public", "abjure.gate.tree", "show"),
)
WAYS = {"failed": False, "done, but an error returned": True}
# How many leaves join the six that are there: the batch ends inside a tile, at its end, or beyond it.
SIZES = {"inside": 4, "at the end": 250, "beyond the end": 251}

FAULTS = (
    Fault("the signer stops after it remembered", "signs the same batch again", "signer_stopped_after_it_remembered"),
    Fault("no signer answers", "waits and loses nothing", "gate_without_a_signer_waits"),
    Fault("kill -9 at any moment, again and again", "nothing lost, nothing doubled, all proved", "gate_that_is_killed_loses_and_doubles"),
    Fault("a second gate on the same home", "refuses: gate.locked", "second_gate_on_the_same_home_refuses"),
    Fault("two gates race without the lock", "one moves the row, the other refuses; one log", "two_sequencers_that_race"),
    Fault("the row was moved by somebody else", "refuses: log.moved", "row_that_somebody_else_moved"),
    Fault("the database is put back", "refuses: log.rolled-back", "database_put_back_refuses"),
    Fault("database and log are put back", "the signer refuses", "database_and_a_log_put_back"),
    Fault("database, log and signer are put back", "refuses: log.witness-ahead", "put_back_as_a_whole_is_refused"),
    Fault("another tree under our signature is at a witness", "refuses: log.rolled-back", "larger_tree_under_our_own_signature"),
    Fault("a public tile was changed", "refuses: log.edge-differs", "log_that_says_something_else_refuses"),
    Fault("other bytes stand where a file is to be put", "refuses: log.file-differs; they stay", "public_is_never_overwritten"),
    Fault("the staging file was damaged", "refuses: staging.damaged", "damaged_staging_file_is_not_published"),
    Fault(
        "a bit flips between encoding and signing", "refuses: tree.second-route; nothing is signed", "bit_that_flips_before_the_signature"
    ),
    Fault("a bit flips in a hash", "refuses: tree.second-route; nothing is signed", "bit_flipped_in_a_hash_is_never_signed"),
    Fault("EIO while flushing", "the process ends; no second flush", "error_while_flushing_ends_the_process"),
    Fault("ENOSPC at any write", "the process ends; the next one goes on", "full_disk_ends_the_process"),
    Fault("EIO or ENOSPC in the database", "the process ends; no second try", "error_of_the_disk_below_a_database"),
    Fault("the clock goes back", "refuses: gate.clock-went-back; nothing is written", "clock_that_went_back_writes_nothing"),
    Fault("a close of more than a batch is cut short", "begins anew, misses nobody", "close_that_was_cut_short"),
    Fault("openings that cannot be placed fill a batch", "the day closes without them", "cannot_be_placed_stop_no_close"),
    Fault("keys rotate while the quorum is missing", "readers can verify all the time", "keys_rotate_while_the_quorum_is_missing"),
    Fault("a rotation is cut short at any write", "readers can verify; done again it is finished", "rotation_cut_short_at_any_write"),
    Fault("the witnesses of a new policy do not answer", "refuses: policy.not-witnessed", "policy_whose_witnesses_do_not_answer"),
    Fault("a witness is slow, forgetful, lying, or talks rubbish", "readers keep the checkpoint", "witness_that_does_not_cosign"),
)
