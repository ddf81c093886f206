"""Slow visitors: connections that send a header line, or a byte of a body, once a second and hold on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HEAD = b"GET /declare/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST /declare/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\nstep=names&own="
LINES = {"head": (HEAD, b"X-a: b\r\n"), "body": (BODY, b"a")}


@contextmanager
def crowd(port: int, part: str, count: int) -> Iterator[list[int]]:
    """Hold so many slow connections while the block runs; whoever is sent away comes back. Yield how many were made so far."""
    made, loop = [0], asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(_everyone(port, part, count, made, ending := asyncio.Event()),))
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
        loop.close()


async def _everyone(port: int, part: str, count: int, made: list[int], ending: asyncio.Event) -> None:
    visitors = [asyncio.create_task(_again_and_again(port, part, made)) for _ in range(count)]
    await ending.wait()
    for visitor in visitors:
        visitor.cancel()
    await asyncio.gather(*visitors, return_exceptions=True)


async def _again_and_again(port: int, part: str, made: list[int]) -> None:
    while True:
        try:
            await _one(port, part, made)
        except OSError:
            await asyncio.sleep(0.5)


async def _one(port: int, part: str, made: list[int]) -> None:
    first, next_ = LINES[part]
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    made[0] += 1
    try:
        writer.write(first)
        while True:
            await writer.drain()
            await asyncio.sleep(1)
            writer.write(next_)
    finally:
        writer.close()
