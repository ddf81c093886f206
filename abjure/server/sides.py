"""Which rooms and databases each role has: a role that has no business with a room cannot import its models."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOMS: dict[str, tuple[str, ...]] = {
    "door": ("abjure.door.envelopes",),
    "desk": (
        "abjure.desk.staff",
        "abjure.desk.reception",
        "abjure.desk.declarations",
        "abjure.desk.duplicates",
        "abjure.desk.moderation",
        "abjure.desk.importing",
        "abjure.desk.certificates",
        "abjure.desk.requests",
        "abjure.desk.scribe",
    ),
    "gate": ("abjure.gate", "abjure.gate.issuing"),
    "public": ("abjure.public.register", "abjure.public.statistics", "abjure.public.verification"),
}
# What each role reaches: its own side and, by the arrows of the house, what it walks to.
REACHES: dict[str, tuple[str, ...]] = {
    "door": ("door",),
    "desk": ("desk", "door"),
    "gate": ("gate", "desk", "public"),
    "public": ("public",),
    "all": ("door", "desk", "gate", "public"),
}
# The gate meets two rooms of the desk and no other.
GATE_AT_DESK = ("abjure.desk.declarations", "abjure.desk.certificates")
READS_ONLY = {("public", "public")}
# Whose tables each role brings up to date: its own side's, and the gate those of the open side, whose only writer it is.
MIGRATES: dict[str, tuple[str, ...]] = {
    "door": ("door",),
    "desk": ("desk",),
    "gate": ("gate", "public"),
    "public": (),
    "all": ("door", "desk", "gate", "public"),
}
# Whoever only reads under another user cannot open a database in WAL mode while no writer has it open.
JOURNAL = {"public": "DELETE"}
# Tags, digests and commitments come in no order, so each new one meets a page that no other needs: the door and the gate keep those at
# hand (in KiB). The gate writes its journal back in large parts (in pages of 4 KiB); the door's would keep the order of arrival.
AT_HAND = {"door": "PRAGMA cache_size=-8192;", "gate": "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16384;"}


def rooms(role: str) -> list[str]:
    """Return the applications that a role installs."""
    found = [room for side in REACHES[role] for room in ROOMS[side]]
    if role == "gate":
        found = [room for room in found if not room.startswith("abjure.desk.") or room in GATE_AT_DESK]
    return found


def side_of(app_label: str) -> str | None:
    """Return the side whose database holds an application's tables; sessions belong to the desk."""
    if app_label in {"sessions", "contenttypes"}:
        return "desk"
    return next((side for side, found in ROOMS.items() if app_label in {room.rpartition(".")[2] for room in found}), None)


def databases(role: str, home: Path, addresses: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for a role: the sides that it reaches, and an empty default."""
    found: dict[str, dict[str, Any]] = {"default": {}}
    for side in REACHES[role]:
        address = addresses.get(side, "")
        found[side] = _postgresql(address) if address else _sqlite(home, side, read_only=(role, side) in READS_ONLY)
    return found


def _sqlite(home: Path, side: str, *, read_only: bool) -> dict[str, Any]:
    path = home / side / f"{side}.sqlite3"
    # Not trusted_schema=OFF: Django's JSON columns are checked with json_valid(), which SQLite 3.40 then refuses to call.
    pragmas = "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;" + AT_HAND.get(side, "")
    journal = "" if read_only else f"PRAGMA journal_mode={JOURNAL.get(side, 'WAL')};"
    options: dict[str, Any] = {"init_command": journal + pragmas, "timeout": 20, "transaction_mode": "IMMEDIATE"}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{path}{'?mode=ro' if read_only else ''}",
        "OPTIONS": options | {"uri": True},
        # A thread keeps its connection: closing one makes SQLite write its log back, at every request.
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": str(path), "DEPENDENCIES": []},  # by itself Django would make `default` first, which is empty
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"DEPENDENCIES": []},
    }


class Router:
    """Sends each model to the database of its side, and migrates each database with its own side's rooms alone."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        """Return the side of the model."""
        return side_of(model._meta.app_label)  # noqa: SLF001 - Django's public-by-convention name

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **_hints: Any) -> bool:
        """Allow relations inside one side."""
        return side_of(first._meta.app_label) == side_of(second._meta.app_label)  # noqa: SLF001 - as above

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Migrate a room in its own side's database and nowhere else."""
        return side_of(app_label) == db
