"""A whole journey in a network where every address leads to one listener: nothing is asked of anybody else, and no name is looked up."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import household
from tests.deploy.test_lossy import web_server
from tests.faults import travel

pytestmark = [pytest.mark.slow, pytest.mark.root, pytest.mark.timeout(300)]
ALONE = "abjure-alone"
ENDS = re.compile(r"^IP6? \S+ > (\S+?)\.(\d+):", re.MULTILINE)
WAYS = (("ip", "link", "set", "lo", "up"), ("ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo"))


def inside(*command):
    return ["ip", "netns", "exec", ALONE, *command]


@pytest.fixture
def alone():
    """A namespace in which every address there is, is its own: whatever is sent to anybody is seen on its one line."""
    if os.geteuid() != 0 or shutil.which("tcpdump") is None:
        pytest.skip("no tcpdump: apt-get install tcpdump")
    subprocess.run(["ip", "netns", "del", ALONE], check=False, stderr=subprocess.DEVNULL)
    for words in (f"ip netns add {ALONE}", *(" ".join(inside(*way)) for way in WAYS)):
        subprocess.run(words.split(), check=True)
    yield
    subprocess.run(["ip", "netns", "del", ALONE], check=True)


@pytest.fixture
def heard(alone, tmp_path):
    """Listen to that line; return to which hosts and ports something was sent."""
    with (tmp_path / "heard").open("w") as file:
        listener = subprocess.Popen(inside("tcpdump", "-i", "lo", "-nn", "-l", "-t"), stdout=file, stderr=subprocess.PIPE)
        assert listener.stderr.readline()
        time.sleep(1)

        def ends():
            time.sleep(1)
            return {(host, int(port)) for host, port in ENDS.findall((tmp_path / "heard").read_text())}

        yield ends
        listener.terminate()
        listener.wait()
        listener.stderr.close()


def test_the_listener_hears_whoever_looks_up_a_name(heard):
    ask = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.53', 53))"
    subprocess.run(inside(sys.executable, "-c", ask), check=True)
    assert ("192.0.2.53", 53) in heard()


def test_a_journey_asks_one_host_and_looks_up_no_name(heard):
    with household.new(python=inside(sys.executable)) as register:
        register.found("three-withdrawals")
        for role in ("door", "public"):
            register.start(role)
        server = subprocess.Popen(inside(*web_server(register, "127.0.0.1:8080")))
        time.sleep(2)
        subprocess.run(inside(sys.executable, str(Path(travel.__file__)), "http://127.0.0.1:8080"), check=True, stdout=subprocess.DEVNULL)
        found = heard()
        server.terminate()
        server.wait()
    assert ("127.0.0.1", 8080) in found
    assert {host for host, _ in found} == {"127.0.0.1"}
    assert {port for _, port in found}.isdisjoint({53, 853, 5353})
