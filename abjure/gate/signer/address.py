"""Where the signer is asked: a socket in its folder, and how a line is read from it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "socket"
PATH_MAX = 100


@contextmanager
def of(folder: Path) -> Iterator[str]:
    """Give the socket's path; one that is longer than sockets allow goes by way of the open folder."""
    path = folder / NAME
    if len(os.fsencode(path)) <= PATH_MAX:
        yield str(path)
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def read_line(connection: socket.socket, most: int) -> bytes:
    """Return what comes up to a newline, or up to `most` bytes."""
    data = b""
    while not data.endswith(b"\n") and len(data) < most:
        part = connection.recv(most - len(data))
        if not part:
            break
        data += part
    return data
