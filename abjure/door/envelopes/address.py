"""Where the door's own processes meet: a socket in its folder, also where the folder's path is longer than sockets allow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 100


@contextmanager
def of(path: Path) -> Iterator[str]:
    """Give a path by which the socket can be bound or reached: by way of the open folder where its own is too long."""
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)
