"""Where a log is read from: a folder, an archive or an address; a tile comes exactly as wide as the checkpoint implies."""

import gzip
import http.client
from pathlib import Path
from typing import Self
from urllib.parse import urljoin, urlsplit

from abjure.audit import archive
from abjure.audit.source import FILE_BYTES_MAX, Folder, Source
from abjure.core.errors import Invalid
from abjure.core.tlog import tile
from abjure.core.tlog.tile import Tile

SECONDS = 30
OK, GONE = 200, (404, 410)


class Address:
    """A log on a web server, read over one connection."""

    def __init__(self, url: str) -> None:
        self.url = self.name = url if url.endswith("/") else url + "/"
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)

    def get(self, path: str) -> bytes | None:
        """Return the file at this path, which may climb with `../`, or None if there is none."""
        try:
            return self._fetch(urljoin(self.url, path))
        except (OSError, EOFError, http.client.HTTPException) as error:
            raise Invalid("log.unreadable", path=path, reason=str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _fetch(self, url: str) -> bytes | None:
        answer = self._ask(urlsplit(url).path)
        data = answer.read(FILE_BYTES_MAX + 1)
        answer.close()
        if answer.status in GONE:
            return None
        if answer.status != OK or len(data) > FILE_BYTES_MAX:
            self._connection.close()
            raise OSError(f"the server answers {answer.status} with {len(data)} bytes")
        # tlog-tiles lets a server compress without being asked.
        return gzip.decompress(data) if answer.getheader("Content-Encoding") == "gzip" else data

    def _ask(self, path: str) -> http.client.HTTPResponse:
        try:
            self._connection.request("GET", path)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A server may close a connection that waited; one new one is in order.
            self._connection.close()
            self._connection.request("GET", path)
            return self._connection.getresponse()


class Log:
    """The files of one log by what they are."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.source.close()

    def file(self, path: str) -> bytes:
        """Return a file that must be there."""
        data = self.source.get(path)
        if data is None:
            raise Invalid("log.missing", path=path)
        return data

    def read(self, wanted: Tile) -> bytes:
        """Return a tile or bundle; where a partial one has been tidied away, the beginning of the full one."""
        path = wanted.format()
        data = self.source.get(path)
        if data is None and wanted.width < tile.WIDTH:
            full = self.source.get(wanted._replace(width=tile.WIDTH).format())
            data = None if full is None else tile.cut(wanted, full)
        if data is None:
            raise Invalid("log.missing", path=path)
        if wanted.level != tile.ENTRIES and len(data) != wanted.width * tile.HASH_BYTES:
            raise Invalid("tile.wrong-length", path=path)
        return data

    def entries(self, number: int, width: int) -> list[bytes]:
        """Return the entries of a bundle."""
        bundle = Tile(tile.ENTRIES, number, width)
        try:
            return tile.parse_bundle(self.read(bundle), width)
        except Invalid as error:
            error.facts["path"] = bundle.format()
            raise


def find(where: str) -> Log:
    """Return the log in a folder or at an address; a register's own folder or address leads to the log inside it."""
    for place in (where, where.rstrip("/") + "/log"):
        source = _at(place)
        try:
            found = source.get("checkpoint") is not None
        except Invalid:
            source.close()
            raise
        if found:
            return Log(source)
        source.close()
    raise Invalid("log.none-here", where=where)


def reopen(name: str) -> Log:
    """Return the log in the source of this name, for another process."""
    return Log(_at(name))


def _at(where: str) -> Source:
    if not where.startswith(("http://", "https://")):
        return archive.open(Path(where)) if Path(where).is_file() else Folder(Path(where))
    try:
        return Address(where)
    except (ValueError, http.client.InvalidURL) as error:
        raise Invalid("log.unreadable", path=where, reason=str(error)) from error
