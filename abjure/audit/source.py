"""A place that holds a log's files under their paths; on this machine, a folder."""

from pathlib import Path
from typing import Protocol

from abjure.core.errors import Invalid

FILE_BYTES_MAX = 20_000_000


class Source(Protocol):
    """A place that holds files under paths; by its name it is opened again."""

    name: str

    def get(self, path: str) -> bytes | None:
        """Return the file at this path, or None if there is none."""

    def close(self) -> None:
        """Let go of what was held to read."""


class Folder:
    """A log on this machine."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, str(path)

    def get(self, path: str) -> bytes | None:
        """Return the file at this path, or None if there is none."""
        try:
            return (self.path / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Invalid("log.unreadable", path=path, reason=error.strerror) from error

    def close(self) -> None:
        """Hold nothing."""
