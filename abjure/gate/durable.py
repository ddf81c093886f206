"""Files that outlive a power cut: written aside, flushed, put in place; an error while flushing ends the process, never a second try."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from abjure.core.errors import Refused

READ_ONLY, READABLE = 0o444, 0o644
AT_ONCE = 8


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock that one process of this machine can hold; Refused("gate.locked") if another does."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Refused("gate.locked", path=str(path)) from error
    try:
        yield
    finally:
        os.close(handle)


def replace(path: Path, data: bytes, mode: int = READABLE) -> None:
    """Put a file in the place of the one that was there: whoever looks finds all of one or all of the other."""
    _write_aside(path, data, mode).rename(path)
    sync(path.parent)


def replace_kept(path: Path, data: bytes) -> None:
    """Put a file in the place of one that is there, whose owner and mode it keeps whoever runs this."""
    before = path.stat()
    aside = _write_aside(path, data, before.st_mode & 0o777)
    os.chown(aside, before.st_uid, before.st_gid)
    aside.rename(path)
    sync(path.parent)


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files that never change again below a folder; Refused("log.file-differs") where other bytes stand already."""
    places = {folder / name: data for name, data in files.items()}
    touched = {place.parent for place in places}
    for parent in sorted(touched):
        _make(folder, parent, touched)
    # A disk flushes several files at once in little more than the time of one.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_put, places, places.values()))
    # A name is durable only when its folder is flushed, once for all its files.
    for parent in touched:
        sync(parent)


def sync(folder: Path) -> None:
    """Flush a folder: the names in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put(path: Path, data: bytes) -> None:
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        _write_aside(path, data, READ_ONLY).rename(path)
        return
    # A cache may hold these bytes as immutable already, so other bytes under this name would be a second truth.
    if found != data:
        raise Refused("log.file-differs", path=str(path))


def _make(top: Path, folder: Path, touched: set[Path]) -> None:
    if folder == top or folder.is_dir():
        return
    _make(top, folder.parent, touched)
    folder.mkdir(mode=0o755)
    touched.add(folder.parent)


def _write_aside(path: Path, data: bytes, mode: int) -> Path:
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        os.fchmod(handle, mode)
        file.flush()
        os.fsync(handle)
    return aside
