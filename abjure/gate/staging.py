"""A staged batch: all its new files in one, on disk before it is signed, published from there by the same code after a crash."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from abjure.core.errors import Refused
from abjure.gate import durable

DIGEST = 32


def path(folder: Path, size: int, root: bytes) -> Path:
    """Return where the batch that leads to this size and root is staged."""
    return folder / f"{size}-{root.hex()}"


def write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a staging file: a tar archive with its SHA-256 after it."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    archive = _pack(files)
    durable.replace(target, archive + sha256(archive).digest(), 0o600)


def read(source: Path) -> dict[str, bytes]:
    """Return the staged files by name; Refused("staging.missing") or ("staging.damaged")."""
    try:
        data = source.read_bytes()
    except FileNotFoundError as error:
        raise Refused("staging.missing", path=str(source)) from error
    archive, digest = data[:-DIGEST], data[-DIGEST:]
    if sha256(archive).digest() != digest:
        raise Refused("staging.damaged", path=str(source))
    try:
        return _unpack(archive)
    except tarfile.TarError as error:
        # Nothing at all has a digest, too, and is no archive.
        raise Refused("staging.damaged", path=str(source)) from error


def discard(folder: Path, size: int) -> None:
    """Remove what was staged, or begun to be, up to a size that is published."""
    for staged in folder.glob("*-*"):
        if int(staged.name.lstrip(".").partition("-")[0]) <= size:
            staged.unlink()


def _pack(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return whole.getvalue()


def _unpack(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as members:
        return {member.name: file.read() for member in members if (file := members.extractfile(member))}
