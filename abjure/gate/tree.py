"""Growing the tree: stage the new files, have the tree signed, commit by moving the row; then, and only then, publish."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import checkpoint as checkpoints
from abjure.core.tlog import note, policy, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.tile import Read, Tile
from abjure.gate import durable, folder, memory, second_route, staging, witnessing
from abjure.gate.models import Log, Placement
from abjure.gate.signer import client


def integrate(row: Log, home: Path, origin: str) -> int:
    """Add the leaves that are sequenced to the tree; return the new size. The row's move is the commit point.

    Until then a crash is followed by the same batch again, byte for byte: its places are in the database already.
    """
    leaves = list(Placement.objects.from_index(row.size).filter(index__lt=row.sequenced).values_list("leaf", flat=True))
    if not leaves:
        return row.size
    entries = [text.encode("ascii") for text in leaves]
    read = folder.reader(home / "log")
    folder.check_edge(read, row)
    files, edge = tile.grow(read, row.size, entries)
    checkpoint = Checkpoint(origin, edge.size, edge.root())
    _stage(home, row.size, entries, files, checkpoint.root)
    signed = sign(home, checkpoint, row.size, read, files)
    commit(row, checkpoint, signed)
    return checkpoint.size


def sign(home: Path, checkpoint: Checkpoint, old: int, read: Read, files: dict[str, bytes]) -> bytes:
    """Return the checkpoint with the log's signatures, checked by the policy that readers have."""
    both = _either(files, read)
    signed = client.sign(home / "signer", checkpoint, old, lambda size: tile.prove_consistency(both, size, checkpoint.size))
    policy.check_log(witnessing.read_policy(home), signed)
    return signed


def commit(row: Log, checkpoint: Checkpoint, signed: bytes) -> None:
    """Move the row to the signed tree, unless somebody else has moved it."""
    totals = memory.count(row).published(root=checkpoint.root, witnesses=0)
    memory.move(row, size=checkpoint.size, root=checkpoint.root, checkpoint=signed, totals=totals)


def publish(row: Log, home: Path, now: datetime) -> bool:
    """Put the row's tree before the public, its files first; tell whether readers see it.

    Where the quorum of witnesses is missing they keep the checkpoint before, and the next run asks again.
    """
    put(row, home)
    if not folder.is_behind(home / "log", row) and (not row.size or _stands(row, home)):
        return True
    _renew(row, home)
    round_ = witnessing.cosign(row, home, now)
    if not round_.is_quorum:
        return False
    if round_.signatures:
        memory.move(row, checkpoint=round_.signed, totals={**row.totals, "witnesses": len(round_.signatures)})
        row.refresh_from_db()
    show(home / "log", bytes(row.checkpoint))
    return True


def _stands(row: Log, home: Path) -> bool:
    """Tell whether the public checkpoint, of the row's tree, is what the policy asks for; the row takes over what rotation added to it."""
    signed = (home / "log" / folder.CHECKPOINT).read_bytes()
    try:
        verified = policy.check(witnessing.read_policy(home), signed)
    except Invalid:
        return False
    if signed != bytes(row.checkpoint):
        memory.move(row, checkpoint=signed, totals={**row.totals, "witnesses": len(verified.witnesses)})
        row.refresh_from_db()
    return True


def _renew(row: Log, home: Path) -> None:
    """Have the row's tree signed again where the keys that signed it were forgotten."""
    signed = bytes(row.checkpoint)
    try:
        policy.check_log(witnessing.read_policy(home), signed)
    except Invalid:
        tree = checkpoints.parse(note.parse(signed).text)
        memory.move(row, checkpoint=sign(home, tree, row.size, folder.reader(home / "log"), {}))
        row.refresh_from_db()


def put(row: Log, home: Path) -> None:
    """Put the staged files where everybody reads them; without a checkpoint that covers them nobody does. What is there is left."""
    log, staged = home / "log", home / "gate" / "staging"
    batch = staging.path(staged, row.size, bytes(row.root))
    if folder.is_behind(log, row) and (batch.exists() or not _is_put(log, row)):
        durable.put(log, staging.read(batch))
    staging.discard(staged, row.size)


def _is_put(log: Path, row: Log) -> bool:
    try:
        folder.check_edge(folder.reader(log), row)
    except Refused:
        return False
    return True


def show(log: Path, signed: bytes) -> None:
    """Replace the public checkpoint: from now on readers see the tree that it signs."""
    durable.replace(log / folder.CHECKPOINT, signed)


def _stage(home: Path, old: int, entries: list[bytes], files: dict[str, bytes], root: bytes) -> None:
    staged = staging.path(home / "gate" / "staging", old + len(entries), root)
    staging.write(staged, files)
    # What is checked is what lies on the disk, since that is what will be published.
    log = home / "log"
    second_route.check(staging.read(staged), old=old, entries=entries, root=root, earlier=lambda name: (log / name).read_bytes())


def _either(files: dict[str, bytes], read: Read) -> Read:
    def both(wanted: Tile) -> bytes:
        found = files.get(wanted.format())
        return read(wanted) if found is None else found

    return both
