"""Who owns what in a home on one host: `python deploy/owners.py HOME`, once, as root, after `abjure init` and before the first start.

Each role has a user, and each folder that two roles meet in a group: of the desk's walk to the door, and of the gate's to desk and signer.
"""

from __future__ import annotations

import grp
import os
import pwd
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ("door", "desk", "gate", "signer", "public")
# The groups that a user is in beside their own; the systemd units say the same.
ALSO_IN = {"door": (), "desk": ("door",), "gate": ("desk", "signer"), "signer": (), "public": ()}


PRIVATE, SHARED_FILE, READABLE = 0o600, 0o660, 0o644
# The first bit of 3770 keeps the others from removing what they do not own, the second hands new files to the folder's group.
CLOSED, OPEN, MET, ASKED = 0o700, 0o755, 0o3770, 0o2750


@dataclass(frozen=True)
class Folder:
    """One folder of a home: its owner, its mode, the mode of its files, and which of them differ."""

    owner: str
    mode: int
    files: int = PRIVATE
    others: Mapping[str, int] = field(default_factory=dict)


FOLDERS = {
    "door": Folder("door", MET, others={"door.sqlite3": SHARED_FILE}),
    "desk": Folder("desk", MET, others={"desk.sqlite3": SHARED_FILE}),
    "gate": Folder("gate", CLOSED),
    "signer": Folder("signer", ASKED),
    "public": Folder("gate", OPEN, READABLE),
    "log": Folder("gate", OPEN, READABLE),
}


def hand_out(home: Path, users: Mapping[str, int], groups: Mapping[str, int]) -> None:
    """Give every folder of a home to its owner, and every role the lock that keeps a second one from starting."""
    for name, folder in FOLDERS.items():
        for path in (home / name, *(home / name).rglob("*")):
            mode = folder.mode if path.is_dir() else folder.others.get(path.name, folder.files)
            _own(path, users[folder.owner], groups[folder.owner], mode)
    for role in ROLES:
        lock = home / f".{role}.lock"
        lock.touch()
        _own(lock, users[role], groups[role], PRIVATE)


def _own(path: Path, user: int, group: int, mode: int) -> None:
    os.chown(path, user, group)
    path.chmod(mode)


def main(arguments: list[str]) -> int:
    """Hand a home out to the users abjure-door and so on; 2 for wrong usage."""
    try:
        (home,) = arguments
        users = {role: pwd.getpwnam(f"abjure-{role}").pw_uid for role in ROLES}
        groups = {role: grp.getgrnam(f"abjure-{role}").gr_gid for role in ROLES}
        hand_out(Path(home), users, groups)
    except (ValueError, KeyError, OSError) as error:
        print(f"abjure: error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
