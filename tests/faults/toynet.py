"""A whole Tor network on loopback (three authorities that are relays too, two more relays, a client) with our onion service in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy import render
from tests.household import free_port

TORRC = Path(__file__).parents[2] / "deploy" / "tor" / "torrc"
NOBODY = "0" * 40
TESTING = """
TestingTorNetwork 1
PidFile {folder}/pid
Nickname {name}
ShutdownWaitLength 0
Address 127.0.0.1
AssumeReachable 1
PathsNeededToBuildCircuits 0.25
TestingServerDownloadInitialDelay 0
TestingClientDownloadInitialDelay 0
TestingServerConsensusDownloadInitialDelay 0
TestingClientConsensusDownloadInitialDelay 0
ClientBootstrapConsensusAuthorityDownloadInitialDelay 0
EnforceDistinctSubnets 0
UseDefaultFallbackDirs 0
"""
OWN_FOLDER = "DataDirectory {folder}\nLog notice file {folder}/log\n"
RELAY = """
ORPort 127.0.0.1:{port}
DirPort 127.0.0.1:{directory}
SocksPort 0
ExitRelay 0
ExitPolicy reject *:*
ServerDNSDetectHijacking 0
ServerDNSTestAddresses
ContactInfo t@example.org
"""
AUTHORITY = """
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
TestingV3AuthInitialVotingInterval 10
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
TestingAuthDirTimeToLearnReachability 0
TestingMinExitFlagThreshold 0
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteHSDirIsStrict 0
MinUptimeHidServDirectoryV2 0
AuthDirMaxServersPerAddr 0
ConsensusParams cc_alg=2
"""


@dataclass
class Network:
    """The network: its folder, its processes, who its authorities are, and the client's port."""

    folder: Path
    authorities: list[str] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    socks: int = field(default_factory=free_port)

    def relay(self, name: str, *, authority: bool) -> None:
        """Lay out a relay; the authorities come first."""
        folder = self._folder(name)
        port, directory = free_port(), free_port()
        (folder / "keys").mkdir(mode=0o700)
        if authority:
            _make_keys(folder / "keys", directory)
        own = {"folder": folder, "name": name, "port": port, "directory": directory}
        settings = (OWN_FOLDER + TESTING + RELAY).format(**own) + (AUTHORITY if authority else "")
        (folder / "torrc").write_text(settings)
        if authority:
            identity = re.search("fingerprint ([0-9A-F]{40})", (folder / "keys" / "authority_certificate").read_text())[1]
            print_ = _fingerprint(folder, port)
            self.authorities.append(f"DirAuthority {name} orport={port} no-v2 v3ident={identity} 127.0.0.1:{directory} {print_}")

    def service(self, name: str, run: Path) -> None:
        """Lay out the onion service as deploy/tor/torrc says."""
        folder = self._folder(name)
        text = render.render(TORRC.read_text(), {"data": str(folder), "run": str(run)})
        (folder / "torrc").write_text(text + TESTING.format(folder=folder, name=name))

    def client(self, name: str) -> None:
        folder = self._folder(name)
        (folder / "torrc").write_text((OWN_FOLDER + TESTING).format(folder=folder, name=name) + f"SocksPort 127.0.0.1:{self.socks}\n")

    def start(self) -> None:
        for torrc in sorted(self.folder.glob("*/torrc")):
            with torrc.open("a") as file:
                file.write("\n".join(self.authorities) + "\n")
            self.processes.append(
                subprocess.Popen(["tor", "-f", str(torrc), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        return folder


@contextmanager
def running(run: Path, seconds: float = 150) -> Iterator[tuple[str, int]]:
    """Yield the onion's name and the client's port, once the service in front of `run`/onion.sock is reached."""
    folder = Path(tempfile.mkdtemp(prefix="abjure-toynet-"))
    network = Network(folder)
    try:
        for name, authority in (("a0", True), ("a1", True), ("a2", True), ("r0", False), ("r1", False)):
            network.relay(name, authority=authority)
        network.service("h0", run)
        network.client("c0")
        network.start()
        yield _wait(network, folder / "h0" / "register" / "hostname", seconds), network.socks
    finally:
        network.stop()
        shutil.rmtree(folder, ignore_errors=True)


def fetch(onion: str, socks: int, path: str, *options: str) -> tuple[str, str]:
    """Fetch a page through the network with curl; return the head of the answer, or nothing, and its body."""
    command = ["curl", "-s", "-i", "--max-time", "30", "--socks5-hostname", f"127.0.0.1:{socks}", *options, f"http://{onion}{path}"]
    said = subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")
    head, _, body = said.partition("\r\n\r\n")
    return head, body


def _wait(network: Network, hostname: Path, seconds: float) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(2)
        onion = hostname.read_text().strip() if hostname.exists() else ""
        if onion and fetch(onion, network.socks, "/healthz")[0]:
            return onion
    raise AssertionError(f"the onion service was not reached in {seconds} s")


def _make_keys(folder: Path, directory: int) -> None:
    keys = {"-i": "authority_identity_key", "-s": "authority_signing_key", "-c": "authority_certificate"}
    named = [word for flag, name in keys.items() for word in (flag, str(folder / name))]
    command = ["tor-gencert", "--create-identity-key", *named, "-m", "12", "-a", f"127.0.0.1:{directory}", "--passphrase-fd", "0"]
    subprocess.run(command, input=b"x\n", check=True, capture_output=True)


def _fingerprint(folder: Path, port: int) -> str:
    authority = f"x orport={port} no-v2 v3ident={NOBODY} 127.0.0.1:{port} {NOBODY}"
    command = ["tor", "-f", str(folder / "torrc"), "--list-fingerprint", "--DirAuthority", authority, "--hush"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.strip().splitlines()[-1].split(" ", 1)[1].replace(" ", "")
