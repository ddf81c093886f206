"""A small log with statements, written to a folder and projected: what the open side is tried on."""

import json
import secrets
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abjure.core import commitment, leaf
from abjure.core.count import EPOCH, Count
from abjure.core.tlog import checkpoint, note, policy, tile

ORIGIN = "localhost/three-withdrawals"
NOW = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)


class Ledger:
    """Leaves in order with their openings; `publish` writes the files and projects what is new."""

    def __init__(self, folder: Path, origin: str = ORIGIN) -> None:
        self.folder, self.origin = folder, origin
        self.leaves: list[bytes] = []
        self.openings: dict[int, dict[str, Any]] = {}
        self.count = Count()
        self.signer = note.Ed25519Signer(origin, Ed25519PrivateKey.generate())
        self.projected = 0

    def add(self, entry: leaf.Leaf, opening: dict[str, Any] | None = None) -> int:
        index = len(self.leaves)
        self.count.add(entry, lambda at: leaf.parse(self.leaves[at]))
        self.leaves.append(leaf.format(entry))
        if opening is not None:
            self.openings[index] = opening
        return index

    def begin(self, day: date, bodies: dict[str, str]) -> None:
        self.add(leaf.rules(day=days(day)))
        for key, name in bodies.items():
            self.add(leaf.body(day=days(day), key=key, name=name))

    def balance(self, day: date, as_of: date, people: int, *, published: str, source: str, quality: str = "exact") -> int:
        entry = leaf.balance(day=days(day), as_of=days(as_of), people=people, quality=quality)
        return self.add(entry, {"published": published, "source": source})

    def declare(
        self, day: date, people: list[tuple[str, list[str]]], provenance: str = "self", *, is_shown: bool = True, **fields: str
    ) -> int:
        whole = {"kind": "leaving", "signed": "alias", "language": "zh-Hans", **fields}
        whole["names"] = json.dumps([name for name, _ in people], ensure_ascii=False, separators=(",", ":"))
        whole["bodies"] = json.dumps([keys for _, keys in people], separators=(",", ":"))
        salt = secrets.token_bytes(32)
        left: dict[str, int] = {}
        for _, keys in people:
            for key in keys:
                left[key] = left.get(key, 0) + 1
        entry = leaf.decl(
            day=days(day), commitment=commitment.commit(whole, salt, self.origin), people=len(people), bodies=left, provenance=provenance
        )
        return self.add(entry, commitment.opening(whole, salt, set(whole)) if is_shown else None)

    def void(self, day: date, index: int) -> int:
        return self.add(leaf.void(day=days(day), target=leaf.parse(self.leaves[index]), index=index))

    def publish(self, at: datetime = NOW) -> bytes:
        files, edge = tile.grow(lambda wanted: b"", 0, self.leaves)
        for path, data in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
        text = checkpoint.Checkpoint(self.origin, len(self.leaves), edge.root()).format()
        signed = note.sign(text, [self.signer], int(at.timestamp()))
        (self.folder / "vkey").write_text(self.signer.key.format() + "\n")
        (self.folder / "policy").write_bytes(policy.Policy(logs={self.signer.key: None}, quorum="none").format())
        (self.folder / "checkpoint").write_bytes(signed)
        self.project(signed, edge.root(), at)
        return signed

    def project(self, signed: bytes, root: bytes, at: datetime) -> None:
        from abjure.public.register import actions  # only now there are settings

        new = list(enumerate(self.leaves))[self.projected :]
        actions.project(leaves=new, openings=self.openings, checkpoint=signed, totals=self.count.published(root=root, witnesses=0), at=at)
        self.projected = len(self.leaves)


def days(day: date) -> int:
    """Return a day as leaves count it."""
    return (day - EPOCH) // timedelta(days=1)


def root_of(signed: bytes) -> str:
    """Return the root that a signed checkpoint names."""
    return b64encode(checkpoint.parse(note.parse(signed).text).root).decode()
