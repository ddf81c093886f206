"""What an auditor keeps to go on from later: the checkpoint last checked, the tree's right edge, the count with its live bits."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abjure.audit import series
from abjure.audit.series import Series
from abjure.core import count as counts
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.tlog import checkpoint, note
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.tile import Edge

VERSION = 1


@dataclass(frozen=True)
class Kept:
    """A log up to one checkpoint, as it was found to hold; `extra` is for who keeps more."""

    signed: bytes
    edge: Edge
    count: Count
    series: Series
    extra: dict[str, Any]

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint up to which all was checked."""
        return checkpoint.parse(note.parse(self.signed).text)

    def write(self, path: Path) -> None:
        """Put it in the place of what was kept before; whoever looks finds all of one or all of the other."""
        aside = path.with_name(f".{path.name}.new")
        with aside.open("wb") as file:
            file.write(json.dumps(self._format(), separators=(",", ":")).encode())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)

    def _format(self) -> dict[str, Any]:
        rows = [[b64encode(hash_).decode() for hash_ in row] for row in self.edge.rows]
        edge = {"rows": rows, "size": self.edge.size}
        return {
            "v": VERSION, "checkpoint": self.signed.decode(), "edge": edge, "count": self.count.format(),
            "series": self.series.state(), "extra": self.extra,
        }  # fmt: skip


def read(path: Path) -> Kept:
    """Return what was kept; Invalid("kept.unreadable") for anything else, so that nothing is taken for checked that was not."""
    try:
        kept = _parse(json.loads(path.read_bytes()))
        sizes = {kept.checkpoint.size, kept.edge.size, kept.count.size}
        if len(sizes) > 1 or len(kept.count.live) != -(-kept.count.size // 8) or kept.edge.root() != kept.checkpoint.root:
            raise ValueError(sizes)
    except OSError as error:
        raise Invalid("log.unreadable", path=str(path), reason=error.strerror) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid("kept.unreadable", path=str(path)) from error
    return kept


def _parse(state: dict[str, Any]) -> Kept:
    if state["v"] != VERSION:
        raise ValueError(state["v"])
    rows = [[b64decode(hash_, validate=True) for hash_ in row] for row in state["edge"]["rows"]]
    edge = Edge(state["edge"]["size"], rows)
    return Kept(state["checkpoint"].encode(), edge, counts.parse(state["count"]), series.parse(state["series"]), dict(state["extra"]))
