"""Founding a register: its charter, its keys, its databases, and `register.json` last, so that a half-made home is none."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from abjure.core.errors import Refused
from abjure.core.hpke import PrivateKey
from abjure.gate.signer import keys as signer
from abjure.server import charters, environment, keys, passphrase

CHARTERS = Path(__file__).parents[2] / "charters"


@dataclass(frozen=True)
class Plan:
    """What a register is founded with."""

    charter: Path
    origin: str
    public_url: str
    demonstration: bool = False


def demonstration(port: str) -> Plan:
    """Return the plan of the demonstration, on this machine alone."""
    return Plan(CHARTERS / "three-withdrawals", f"localhost:{port}/log", f"http://127.0.0.1:{port}", demonstration=True)


def found(home: Path, plan: Plan) -> str:
    """Make a register in an empty home; return the passphrase of the certificates' key, which is written nowhere.

    Raises Refused("home.not-empty") if something lies there already, Invalid("charter.…") if the charter does not read,
    Refused("register.exit") if the register is public and its exit a stand-in.
    """
    if home.exists():
        _check_empty(home)
    environment.check_exit(charters.load(plan.charter).exit_url, plan.public_url)
    for room in environment.ROOMS_OF_HOME:
        (home / room).mkdir(mode=0o755 if room in {"log", "public"} else 0o700, parents=True)
    _copy_charter(plan.charter, home / "charter")
    words = passphrase.new()
    certificates = PrivateKey.generate()
    passphrase.lock(certificates.raw, words, home / "desk" / "certificates.key.json")
    keys.make(home, certificates.public())
    _make_log(home, plan.origin)
    _write_register(home, plan)
    return words


def _make_log(home: Path, origin: str) -> None:
    vkeys = signer.make_keys(home / "signer", origin)
    (home / "log" / "vkey").write_text(signer.format_vkeys(vkeys))
    (home / "log" / "policy").write_text(signer.format_policy(vkeys))


def _copy_charter(source: Path, target: Path) -> None:
    target.mkdir()
    for file in sorted(source.glob("*.toml")):
        shutil.copyfile(file, target / file.name)


def _write_register(home: Path, plan: Plan) -> None:
    values: dict[str, object] = {"origin": plan.origin, "public_url": plan.public_url}
    if plan.demonstration:
        values |= {"demonstration": True, "batch_minimum": 1, "hold_hours": 0, "timer_seconds": 2}
    half = home / f"register.json.{secrets.token_hex(4)}"
    half.write_text(json.dumps(values, indent=1) + "\n")
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.rename(home / "register.json")


def clear_half_made(half: Path) -> None:
    """Remove what an interrupted founding left; a home that was moved into is never touched."""
    shutil.rmtree(half, ignore_errors=True)


def move_in(half: Path, home: Path) -> None:
    """Put a finished home in its place; only locks may lie there so far. Refused("home.not-empty") otherwise."""
    if home.exists():
        _check_empty(home)
        shutil.rmtree(home)
    half.rename(home)


def _check_empty(home: Path) -> None:
    if any(not child.name.endswith(".lock") for child in home.iterdir()):
        raise Refused("home.not-empty", home=str(home))
