"""The published log as the gate meets it: believed only where it agrees with the gate's own row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from abjure.core.errors import Refused
from abjure.core.tlog import checkpoint as checkpoints
from abjure.core.tlog import merkle, note, tile
from abjure.core.tlog.tile import ENTRIES, HASH_BYTES, WIDTH, Read, Tile

if TYPE_CHECKING:
    from abjure.gate.models import Log

CHECKPOINT = "checkpoint"


def published(folder: Path) -> tuple[int, bytes]:
    """Return size and root of the public checkpoint; those of the empty tree where there is none."""
    try:
        data = (folder / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return 0, merkle.EMPTY
    checkpoint = checkpoints.parse(note.parse(data).text)
    return checkpoint.size, checkpoint.root


def is_behind(folder: Path, row: Log) -> bool:
    """Tell whether the public checkpoint is older than the row; Refused where it says that the row was put back.

    This is what keeps a database restored from a backup from writing a second history.
    """
    size, root = published(folder)
    if size > row.size:
        raise Refused("log.rolled-back", published=size, known=row.size)
    if size == row.size and root != bytes(row.root):
        raise Refused("log.forked", size=size)
    return size < row.size


def reader(folder: Path) -> Read:
    """Return what gives the bytes of the log's tiles."""

    def read(wanted: Tile) -> bytes:
        path = wanted.format()
        try:
            data = (folder / path).read_bytes()
        except FileNotFoundError as error:
            raise Refused("log.file-missing", path=path) from error
        if wanted.level != ENTRIES and len(data) != wanted.width * HASH_BYTES:
            raise Refused("log.file-damaged", path=path)
        return data

    return read


def check_edge(read: Read, row: Log) -> None:
    """Check that the right edge of the files leads to the row's root, and that the last entries hash to it."""
    edge = tile.edge(read, row.size)
    if edge.root() != bytes(row.root):
        raise Refused("log.edge-differs", size=row.size)
    number, width = divmod(row.size, WIDTH)
    if width and merkle.leaf_hashes(tile.parse_bundle(read(Tile(ENTRIES, number, width)), width)) != edge.rows[0]:
        raise Refused("log.edge-differs", size=row.size)
