"""The door behind its real web server: bodies in pieces, of a false length or too large, as they come on the wire."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from abjure.server import founding
from tests.household import wait_until

HEAD = b"POST /declare/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SHORT = b"step=names&own=" + b"a" * 100
LONG = b"step=names&own=" + b"a" * 70_000


def told(body, length):
    return HEAD + b"Content-Length: %d\r\n\r\n" % length + body


def in_pieces(body, more=b""):
    return HEAD + more + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """A door that runs by itself: its process and its port."""
    home = tmp_path_factory.mktemp("web") / "home"
    founding.found(home, founding.demonstration("8000"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = kept | {"ABJURE_HOME": str(home), "ABJURE_ROLE": "door"}
    subprocess.run([sys.executable, "-m", "abjure", "migrate"], env=environment, check=True)
    process = subprocess.Popen([sys.executable, "-m", "abjure.server.job", "web", str(port)], env=environment)
    _wait_for(port)
    yield process, port
    process.terminate()
    process.wait()


@pytest.fixture
def port(web):
    return web[1]


def _wait_for(port):
    for _ in range(300):
        try:
            return talk(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError


def talk(port, raw, seconds=1.5):
    """Send raw bytes and return what comes back until nothing more comes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(raw)
        try:
            while data := connection.recv(65536):
                received += data
        except TimeoutError:
            pass
    return received


@pytest.mark.parametrize(("raw", "status"), [
    pytest.param(told(SHORT, len(SHORT)), b"200", id="as a browser sends it"),
    pytest.param(told(LONG, len(LONG)), b"413", id="too large"),
    pytest.param(told(SHORT, 70_000), b"413", id="said to be too large"),
    pytest.param(told(LONG, 20), b"200", id="said to be short, and cut off there"),
    pytest.param(told(SHORT, 200), b"", id="said to be longer than it is"),
    pytest.param(in_pieces(SHORT), b"413", id="in pieces"),
    pytest.param(in_pieces(LONG), b"413", id="in pieces, too large"),
    pytest.param(in_pieces(LONG, b"Content-Length: 20\r\n"), b"413", id="in pieces and said to be short"),
    pytest.param(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nstep=x", b"400", id="two lengths"),
    pytest.param(HEAD + b"Content-Length: -1\r\n\r\n", b"400", id="less than nothing"),
])  # fmt: skip
def test_a_body_on_the_wire(port, raw, status):
    received = talk(port, raw)
    assert received[9:12] == status
    assert received.count(b"HTTP/1.1 ") == (1 if status else 0)
    assert b"a" * 200 not in received
    assert b"set-cookie" not in received.lower()


def test_the_door_answers_as_before_after_all_that(port):
    assert talk(port, told(SHORT, len(SHORT)))[9:12] == b"200"


def test_workers_end_with_the_server_that_started_them_however_that_ends(web):
    process, port = web
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [child for child in children if "abjure.server.job" in Path(f"/proc/{child}/cmdline").read_text()]
    assert len(workers) == 2
    process.kill()
    process.wait()
    wait_until(lambda: not any(Path("/proc", worker).exists() for worker in workers), "the workers to end", 10)
    with pytest.raises(ConnectionRefusedError):
        talk(port, b"GET /healthz HTTP/1.1\r\n\r\n")
