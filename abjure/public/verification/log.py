"""The published log as it lies in the home: only what its checkpoint covers is handed out, https://c2sp.org/tlog-tiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from abjure.core import commitment, proof, standing
from abjure.core.count import STATUS_BITS
from abjure.core.errors import Refused
from abjure.core.standing import Standing
from abjure.core.tlog import checkpoint as checkpoints
from abjure.core.tlog import merkle, note, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.tile import ENTRIES, HEIGHT, WIDTH, Tile
from abjure.public.register.models import Entry

FILES = re.compile(r"vkey|policy|policy\.d/(0|[1-9][0-9]{0,18})-[0-9a-f]{8}")
STATUS = re.compile(r"status/(0|[1-9][0-9]{0,9})")


@dataclass(frozen=True)
class Published:
    """A folder of log files, and the checkpoint that is published of it."""

    folder: Path
    signed: bytes
    checkpoint: Checkpoint

    def covers(self, wanted: Tile) -> bool:
        """Say whether the checkpoint implies all of a tile."""
        return wanted.number * WIDTH + wanted.width <= self.checkpoint.size >> HEIGHT * max(wanted.level, 0)

    def tile(self, wanted: Tile) -> bytes:
        """Return a tile's bytes; where the partial one is gone, the beginning of the full one."""
        if not self.covers(wanted):
            raise Refused("log.not-published", path=wanted.format())
        path = self.folder / wanted.format()
        if not path.is_file() and wanted.width < WIDTH:
            return tile.cut(wanted, self._read(Tile(wanted.level, wanted.number)))
        return self._read(wanted)

    def _read(self, wanted: Tile) -> bytes:
        try:
            return (self.folder / wanted.format()).read_bytes()
        except FileNotFoundError as error:
            raise Refused("log.no-file", path=wanted.format()) from error

    def entry(self, index: int) -> bytes:
        """Return the bytes of one leaf."""
        number, place = divmod(index, WIDTH)
        width = min(WIDTH, self.checkpoint.size - number * WIDTH)
        return tile.parse_bundle(self.tile(Tile(ENTRIES, number, width)), width)[place]

    def prove(self, entry: Entry) -> bytes:
        """Return the proof file of an entry, with its opening while that may be shown."""
        if entry.index >= self.checkpoint.size:
            raise Refused("log.not-published", index=entry.index)
        hashes = tile.prove_inclusion(self.tile, entry.index, self.checkpoint.size)
        shown, counted = (entry.opening, self._counted(entry)) if entry.kind == "decl" else (None, None)
        data = self.entry(entry.index)
        return proof.format(index=entry.index, entry=data, hashes=hashes, checkpoint=self.signed, opening=shown, counted=counted)

    def _counted(self, entry: Entry) -> Standing | None:
        """Return how a statement stands in the newest tally; None before its day has one, or while its status files are on the way."""
        tally = Entry.objects.filter(kind="tally", index__lt=self.checkpoint.size).order_by("-index").first()
        if tally is None or tally.index < entry.index:
            return None
        paths = [self.folder / "status" / str(number) for number in range(tally.index // STATUS_BITS + 1)]
        files = [path.read_bytes() for path in paths if path.is_file()]
        if len(files) < len(paths) or commitment.encode(merkle.root(merkle.leaf_hashes(files))) != tally.parsed()["s"]:
            return None
        hashes = tile.prove_inclusion(self.tile, tally.index, self.checkpoint.size)
        return standing.prove(index=entry.index, at=tally.index, tally=self.entry(tally.index), hashes=hashes, files=files)


def published(folder: Path) -> Published:
    """Return the published log; Refused("log.none") before there is one."""
    try:
        signed = (folder / "checkpoint").read_bytes()
    except FileNotFoundError as error:
        raise Refused("log.none") from error
    return Published(folder, signed, checkpoints.parse(note.parse(signed).text))
