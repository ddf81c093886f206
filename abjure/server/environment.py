"""What this process is: its role, its home, its register; read once from the environment, with every setting named here."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from abjure.core.charter import Charter
from abjure.core.errors import Refused
from abjure.server import charters

ROLES = ("door", "desk", "gate", "public", "all")
SIDES = ("door", "desk", "gate", "public")
ROOMS_OF_HOME = ("door", "desk", "gate", "signer", "public", "log")
HIGHEST_PORT = 65535
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Names that belong to nobody (RFC 2606, RFC 6761): whoever asks for one among pages of leaving tells where they were.
NOBODYS = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\.?")
# Every variable that abjure reads, and what it means; the reference page is made from this table.
VARIABLES = {
    "ABJURE_HOME": "the folder that holds everything a running register writes (default: var/)",
    "ABJURE_ROLE": "door, desk, gate, public or all (default: all)",
    "ABJURE_DOOR_DATABASE": "postgres://user:password@host:port/name of the door (default: SQLite in the home); likewise the next three",
    "ABJURE_DESK_DATABASE": "the desk's",
    "ABJURE_GATE_DATABASE": "the gate's",
    "ABJURE_PUBLIC_DATABASE": "the public side's",
    "CREDENTIALS_DIRECTORY": "where systemd puts credentials; the files door-database and so on go before the variables above",
    "ABJURE_FONTS": "the folder with the fonts of certificates (default: build/fonts/)",
    "PORT": "the port of 127.0.0.1 to listen on (default: 8000)",
}


@dataclass(frozen=True)
class Register:
    """One register: `register.json` in its home, written once by `abjure init`."""

    home: Path
    role: str
    origin: str
    public_url: str
    demonstration: bool = False
    batch_minimum: int | None = None
    hold_hours: int | None = None
    withdrawal_hours: int | None = None
    timer_seconds: int = 600
    onion: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @cached_property
    def charter(self) -> Charter:
        """What the register is about: the copy of the charter in the home."""
        return charters.load(self.home / "charter")

    @property
    def minimum(self) -> int:
        """How many declarations a batch waits for (K)."""
        return self.charter.batch_minimum if self.batch_minimum is None else self.batch_minimum

    @property
    def hold(self) -> int:
        """For how many hours own words are held at the most."""
        return self.charter.hold_hours if self.hold_hours is None else self.hold_hours

    @property
    def public_after(self) -> int:
        """How many UTC days after a statement was accepted it is public at the latest: the hold ends, and the close of that day follows it."""
        return 1 + ceil(self.hold / 24)

    @property
    def withdrawal(self) -> int:
        """For how many hours a withdrawal waits; a demonstration does not wait."""
        if self.withdrawal_hours is not None:
            return self.withdrawal_hours
        return 0 if self.demonstration else self.charter.withdrawal_hours

    def is_public(self) -> bool:
        """Say whether people elsewhere can reach it."""
        return is_public(self.public_url)

    def check(self) -> None:
        """Check that no safety is switched off where people elsewhere can reach it; Refused("register.unsafe", …), Refused("register.exit")."""
        switched_off = [
            name
            for name, off in {
                "role all": self.role == "all",
                "demonstration": self.demonstration,
                "batch_minimum": self.minimum < self.charter.batch_minimum,
                "hold_hours": self.hold < self.charter.hold_hours,
                "withdrawal_hours": self.withdrawal_hours is not None and self.withdrawal_hours < self.charter.withdrawal_hours,
                "timer_seconds": self.timer_seconds < 600,
            }.items()
            if off
        ]
        if self.is_public() and switched_off:
            raise Refused("register.unsafe", switched_off=", ".join(switched_off))
        check_exit(self.charter.exit_url, self.public_url)


def is_public(public_url: str) -> bool:
    """Say whether people elsewhere can reach a register that has this address."""
    return urlsplit(public_url).hostname not in LOOPBACK


def check_exit(exit_url: str, public_url: str) -> None:
    """Check that the quick exit of a public register leads to a page of somebody's; Refused("register.exit") if it is a stand-in."""
    if is_public(public_url) and NOBODYS.fullmatch(urlsplit(exit_url).hostname or "localhost"):
        raise Refused("register.exit", exit_url=exit_url)


def home() -> Path:
    """Return the home that the environment names."""
    return Path(os.environ.get("ABJURE_HOME", "var")).absolute()


def role() -> str:
    """Return the role that the environment names; Refused("register.role") if there is none of that name."""
    name = os.environ.get("ABJURE_ROLE", "all")
    if name not in ROLES:
        raise Refused("register.role", role=name)
    return name


def register() -> Register:
    """Return the register of this home; Refused("register.missing") if none has been made."""
    path = home() / "register.json"
    try:
        values = json.loads(path.read_text())
        return Register(home=home(), role=role(), **values)
    except FileNotFoundError as error:
        raise Refused("register.missing", home=str(home())) from error
    except (json.JSONDecodeError, TypeError) as error:
        raise Refused("register.unreadable", file=str(path), why=str(error)) from error


def port() -> int:
    """Return the port that the environment names; Refused("register.port") if it is none."""
    named = os.environ.get("PORT", "8000")
    if not re.fullmatch(r"[1-9][0-9]{0,4}", named) or int(named) > HIGHEST_PORT:
        raise Refused("register.port", port=named)
    return int(named)


def database(side: str) -> str:
    """Return the address of this side's database, from the environment or a credential; nothing where it is SQLite in the home."""
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / f"{side}-database"
    if "CREDENTIALS_DIRECTORY" in os.environ and credential.exists():
        return credential.read_text().strip()
    return os.environ.get(f"ABJURE_{side.upper()}_DATABASE", "")
