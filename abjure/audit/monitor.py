"""Following a log: each look goes on from the one before, and whatever does not hold is an alarm of one of a few kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from abjure.audit import full, reader
from abjure.audit.kept import Kept
from abjure.audit.reader import Log
from abjure.core.errors import Invalid
from abjure.core.tlog import merkle, policy, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.policy import Policy, Verified

# Each kind of alarm with the exit status of `abjure monitor --once`; of several, the last in this table decides.
ALARMS = {"damaged": 1, "unreachable": 3, "stale": 4, "quorum": 5, "intake": 6, "tally": 7, "rollback": 8, "fork": 9}
KINDS = {
    "audit.rolled-back": "rollback",
    "audit.history-changed": "fork",
    "consistency.wrong-root": "fork",
    "count.false-tally": "tally",
    "count.tally-without-intake": "tally",
    "count.intake-loses-some": "intake",
    "count.more-declared-than-accepted": "intake",
    "log.none-here": "unreachable",
    "log.unreadable": "unreachable",
    "monitor.forked": "fork",
    "monitor.stale": "stale",
    "policy.quorum-missing": "quorum",
}


@dataclass
class Look:
    """What one look at a log has found: alarms by kind, how the checkpoint is signed, and what to go on from."""

    at: int
    kept: Kept | None
    verified: Verified | None = None
    signed: bytes = b""
    alarms: dict[str, Invalid] = field(default_factory=dict)

    def alarm(self, fault: Invalid) -> None:
        """Note what does not hold."""
        self.alarms.setdefault(KINDS.get(fault.code, "damaged"), fault)

    @property
    def status(self) -> int:
        """Return the exit status: 0 without an alarm."""
        return next((status for kind, status in reversed(ALARMS.items()) if kind in self.alarms), 0)


@dataclass(frozen=True)
class Watch:
    """Which log to look at, by whose policy, and after how many seconds without change it is stale."""

    where: str
    policy: Policy | None
    stale: int
    processes: int = 1

    def look(self, kept: Kept | None, at: int, progress: Callable[[int, int], None]) -> Look:
        """Look once, at a moment in POSIX seconds; nothing that is wrong is raised, and only what holds is gone on from."""
        found = Look(at, kept)
        try:
            with reader.find(self.where) as log:
                self._check(log, found, progress)
        except Invalid as fault:
            found.alarm(fault)
        self._check_age(found)
        return found

    def _check(self, log: Log, found: Look, progress: Callable[[int, int], None]) -> None:
        # Without a policy of the watcher's own, the one that was first seen stays: a log may not lower its own bar in silence.
        seen = found.kept.extra["policy"] if found.kept else log.file("policy").decode("latin-1")
        found.signed = log.file("checkpoint")
        trusted = self.policy or policy.parse(seen.encode("latin-1"))
        found.verified, is_witnessed = policy.check_log(trusted, found.signed)
        if not is_witnessed:
            found.alarm(Invalid("policy.quorum-missing", quorum=trusted.quorum))
        if found.kept:
            _check_grew(log, found.kept.checkpoint, found.verified.checkpoint)
        if found.kept is None or found.kept.checkpoint.size < found.verified.checkpoint.size:
            report = full.continue_(log, found.verified, found.signed, None, progress, since=found.kept, processes=self.processes)
            found.kept = replace(report.kept, extra={"policy": seen, "changed_at": found.at})

    def _check_age(self, found: Look) -> None:
        age = found.at - found.kept.extra["changed_at"] if found.kept else 0
        if age > self.stale:
            found.alarm(Invalid("monitor.stale", hours=age // 3600))


def _check_grew(log: Log, known: Checkpoint, tree: Checkpoint) -> None:
    """Check that the log is the one that was seen before, grown or unchanged."""
    if tree.origin != known.origin:
        raise Invalid("audit.other-log", origin=tree.origin, known=known.origin)
    if tree.size < known.size:
        raise Invalid("audit.rolled-back", path="checkpoint", known=known.size, size=tree.size)
    if tree.size == known.size and tree.root != known.root:
        raise Invalid("monitor.forked", size=tree.size)
    proof = tile.prove_consistency(log.read, known.size, tree.size)
    merkle.check_consistency(known.size, tree.size, known.root, tree.root, proof)


def keep_evidence(look: Look, state: Path) -> Path | None:
    """Write the checkpoint of a log that contradicts itself beside the state, once; return where, or None if there is nothing to keep."""
    if not look.signed or not look.alarms.keys() & {"fork", "rollback", "tally", "intake", "damaged"}:
        return None
    path = state.with_name(f"{state.name}.evidence-{sha256(look.signed).hexdigest()[:16]}")
    path.write_bytes(look.signed)
    return path


def metrics(look: Look) -> str:
    """Return what Prometheus reads: the alarms, and how far the log was found to hold."""
    count, verified = look.kept.count if look.kept else None, look.verified
    values: dict[str, tuple[str, Any]] = {
        "abjure_monitor_look_timestamp_seconds": ("when the log was last looked at", look.at),
        "abjure_monitor_change_timestamp_seconds": ("when a larger checkpoint was last seen", look.kept and look.kept.extra["changed_at"]),
        "abjure_log_witnesses": ("witnesses behind the newest checkpoint", verified and len(verified.witnesses)),
        "abjure_log_entries": ("entries that were found to hold", count and count.size),
        "abjure_log_people": ("people that they add up to", count and count.people),
        "abjure_log_statements": ("statements that they add up to", count and count.statements),
        "abjure_log_tallies": ("tallies that were found right", count and count.tallies),
    }
    lines = [line for name, (said, value) in values.items() for line in _gauge(name, said, value or 0)]
    lines += ["# HELP abjure_log_alarm what does not hold", "# TYPE abjure_log_alarm gauge"]
    lines += [f'abjure_log_alarm{{kind="{kind}"}} {int(kind in look.alarms)}' for kind in ALARMS]
    return "".join(f"{line}\n" for line in lines)


def _gauge(name: str, said: str, value: int) -> list[str]:
    return [f"# HELP {name} {said}", f"# TYPE {name} gauge", f"{name} {value}"]
