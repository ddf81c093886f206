"""A line that loses packets: two network namespaces joined by a relay in user space with loss, delay and a rate, for kernels without netem.

Run as a program, by root: `lossy.py LOSS_DOWN LOSS_UP ROUND_TRIP_MS KBIT`; it prints `ready`. 10.99.0.1 is the visitor, 10.99.0.2 the server.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

VISITOR, SERVER = "abjure-visitor", "abjure-server"
ADDRESS = "10.99.0.2"
NEW_NETWORK = 0x40000000
MAKE_TUN, TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
LONGEST_QUEUE = 0.4


@contextmanager
def line(down: float, up: float, round_trip: int, kbit: int) -> Iterator[None]:
    """Hold such a line while the block runs."""
    command = [sys.executable, __file__, *(str(value) for value in (down, up, round_trip, kbit))]
    relay = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert relay.stdout is not None
        assert relay.stdout.readline() == b"ready\n"
        yield
    finally:
        relay.kill()
        relay.wait()
        relay.stdout.close()
        for name in (VISITOR, SERVER):
            subprocess.run(["ip", "netns", "del", name], check=False, stderr=subprocess.DEVNULL)


def inside(name: str, *command: str) -> list[str]:
    """Return a command to be run in a namespace."""
    return ["ip", "netns", "exec", name, *command]


def _end(name: str, own: str, other: str) -> int:
    """Make a namespace with one end of the line in it; return the end."""
    subprocess.run(["ip", "netns", "del", name], check=False, stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "netns", "add", name], check=True)
    libc = ctypes.CDLL(None, use_errno=True)
    home, there = os.open("/proc/self/ns/net", os.O_RDONLY), os.open(f"/var/run/netns/{name}", os.O_RDONLY)
    libc.setns(there, NEW_NETWORK)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, MAKE_TUN, struct.pack("16sH", b"line", TUN_WITHOUT_HEADER))
    for words in (f"addr add {own} peer {other} dev line", "link set line mtu 1500 up", "link set lo up"):
        subprocess.run(["ip", *words.split()], check=True)
    libc.setns(home, NEW_NETWORK)
    return end


def relay(down: float, up: float, round_trip: float, rate: float) -> None:
    """Carry packets between the two ends for ever: late, at most at this rate, and not all of them."""
    visitor, server = _end(VISITOR, "10.99.0.1", ADDRESS), _end(SERVER, ADDRESS, "10.99.0.1")
    print("ready", flush=True)
    on_the_way: list[tuple[float, int, int, bytes]] = []
    free, number, chance = {visitor: 0.0, server: 0.0}, 0, random.Random(int(os.environ.get("SEED", "1")))
    while True:
        _deliver(on_the_way)
        wait = max(0.0, on_the_way[0][0] - time.monotonic()) if on_the_way else 1.0
        for end in select.select([visitor, server], [], [], wait)[0]:
            out, loss = (server, up) if end == visitor else (visitor, down)
            for packet in _packets(end):
                start = max(time.monotonic(), free[out])
                if start - time.monotonic() > LONGEST_QUEUE or chance.random() < loss:
                    continue
                free[out], number = start + len(packet) / rate, number + 1
                heapq.heappush(on_the_way, (free[out] + round_trip / 2, number, out, packet))


def _packets(end: int) -> Iterator[bytes]:
    for _ in range(64):
        try:
            yield os.read(end, 2048)
        except BlockingIOError:
            return


def _deliver(on_the_way: list[tuple[float, int, int, bytes]]) -> None:
    while on_the_way and on_the_way[0][0] <= time.monotonic():
        _, _, out, packet = heapq.heappop(on_the_way)
        try:
            os.write(out, packet)
        except OSError:
            continue


if __name__ == "__main__":
    relay(float(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]) / 1000, float(sys.argv[4]) * 1000 / 8)
