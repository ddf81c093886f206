"""Status files: the live bits behind the newest published tally, for proofs that a statement counts; anyone can make them again."""

from __future__ import annotations

from pathlib import Path

from abjure.core import leaf
from abjure.core.commitment import encode
from abjure.core.count import STATUS_BITS, STATUS_BYTES
from abjure.core.tlog import merkle
from abjure.gate import durable
from abjure.gate.models import LiveBits, Log, Placement

FOLDER = "status"


def publish(row: Log, log: Path) -> bool:
    """Write the status files of the newest tally that the row's tree covers; tell whether they are those that the tally states.

    Only a closing batch takes a statement back, and a tally ends it: so the bits at the tally are those of now, without the leaves after it.
    """
    tally = Placement.objects.filter(kind="tally", index__lt=row.size).order_by("-index").first()
    if tally is None:
        return True
    files = [_file(number, tally.index) for number in range(tally.index // STATUS_BITS + 1)]
    # A closing batch that is sequenced and not signed yet may have taken statements back already: then the next run writes them.
    if encode(merkle.root(merkle.leaf_hashes(files))) != leaf.parse(tally.leaf.encode())["s"]:
        return False
    folder = log / FOLDER
    folder.mkdir(mode=0o755, exist_ok=True)
    for number, data in enumerate(files):
        _put(folder / str(number), data)
    return True


def _file(number: int, end: int) -> bytes:
    """Return a status file with the bits of the leaves before `end` alone."""
    row = LiveBits.objects.filter(number=number).first()
    bits = bytearray(bytes(row.bits) if row else b"").ljust(STATUS_BYTES, b"\x00")
    whole, rest = divmod(max(0, min(STATUS_BITS, end - number * STATUS_BITS)), 8)
    if whole < STATUS_BYTES:
        bits[whole] &= ~(0xFF >> rest) & 0xFF
        bits[whole + 1 :] = bytes(STATUS_BYTES - whole - 1)
    return bytes(bits)


def _put(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        durable.replace(path, data)
