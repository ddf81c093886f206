"""A log in one file, tar or zip, read where it lies; a compressed tar, which has no places to jump to, is unpacked aside."""

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from abjure.audit.source import FILE_BYTES_MAX, Folder, Source
from abjure.core.errors import Invalid

DAMAGED = (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, ValueError)
CHECKPOINT = "checkpoint"


class Zip:
    """A log in a zip file."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._file = zipfile.ZipFile(path)
        self._top = top(self._file.namelist())

    def get(self, path: str) -> bytes | None:
        """Return the file at this path, or None if there is none."""
        try:
            with self._file.open(self._top + path) as file:
                return _read(file, path)
        except KeyError:
            return None
        except DAMAGED as error:
            raise _unreadable(path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Tar:
    """A log in a tar file that is not compressed."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._file = tarfile.open(path, "r:")  # noqa: SIM115  # closed with the source
        try:
            self._members = {_plain(member.name): member for member in self._file if member.isreg()}
        except DAMAGED:
            self._file.close()
            raise
        self._top = top(self._members)

    def get(self, path: str) -> bytes | None:
        """Return the file at this path, or None if there is none."""
        member = self._members.get(self._top + path)
        if member is None:
            return None
        try:
            file = self._file.extractfile(member)
            return None if file is None else _read(file, path)
        except DAMAGED as error:
            raise _unreadable(path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Unpacked(Folder):
    """A log out of a compressed tar, in a folder that goes with it."""

    def __init__(self, path: Path) -> None:
        self._folder = TemporaryDirectory(prefix="abjure-audit-")
        try:
            names = list(_unpack(path, Path(self._folder.name)))
        except BaseException:
            self._folder.cleanup()
            raise
        super().__init__(Path(self._folder.name) / top(names))

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()


def open(path: Path) -> Source:  # noqa: A001  # as one says it
    """Return the log in an archive; Invalid("log.unreadable") if it is none."""
    try:
        return _open(path)
    except DAMAGED as error:
        raise _unreadable(str(path), error) from error


def top(names: Iterator[str] | list[str] | dict[str, tarfile.TarInfo]) -> str:
    """Return the folder, with its slash, in which the log lies: that of the uppermost checkpoint; "" where there is none."""
    found = [name for name in map(_plain, names) if name.rpartition("/")[2] == CHECKPOINT]
    return min(found, key=len, default=CHECKPOINT).removesuffix(CHECKPOINT)


def _open(path: Path) -> Source:
    if zipfile.is_zipfile(path):
        return Zip(path)
    try:
        return Tar(path)
    except tarfile.ReadError:
        return Unpacked(path)


def _unpack(path: Path, target: Path) -> Iterator[str]:
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            name = _plain(member.name)
            # Only plain files beneath our own folder: an archive is a stranger's.
            if not member.isreg() or name.startswith("/") or ".." in name.split("/"):
                continue
            file = archive.extractfile(member)
            if file is not None:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(_read(file, name))
                yield name


def _plain(name: str) -> str:
    return name.removeprefix("./")


def _read(file: IO[bytes], path: str) -> bytes:
    data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise Invalid("log.unreadable", path=path, reason="too large")
    return data


def _unreadable(path: str, error: BaseException) -> Invalid:
    return Invalid("log.unreadable", path=path, reason=str(error) or type(error).__name__)
