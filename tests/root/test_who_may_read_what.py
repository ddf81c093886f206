"""Every role under a user of its own: the whole table of what each may read, and what it cannot do with what it reads."""

import json

import pytest

from deploy import owners

# What each role has business with, beside what everybody may read; a folder stands for all of its files.
READS = {
    "door": ("door/",),
    "desk": ("desk/", "door/door.sqlite3"),
    "gate": ("gate/", "desk/desk.sqlite3"),
    "signer": ("signer/",),
    "public": (),
}
EVERYBODY = ("register.json", "charter/", "public/", "log/")
WRITES = {
    "door": ("door/",),
    "desk": ("desk/", "door/door.sqlite3"),
    "gate": ("gate/", "desk/desk.sqlite3", "public/", "log/"),
    "signer": ("signer/",),
    "public": (),
}
TRY = """
import json, os, sys
home = os.environ["ABJURE_HOME"]
found = {"r": [], "w": []}
for name in json.loads(sys.argv[1]) if len(sys.argv) > 1 else NAMES:
    for mode, flags in (("r", os.O_RDONLY), ("w", os.O_WRONLY)):
        try:
            os.close(os.open(os.path.join(home, name), flags))
            found[mode].append(name)
        except PermissionError:
            pass
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def standing(separate):
    """The register at work, each role under its user."""
    separate.start_all()
    yield separate
    separate.stop_all()


def files_of(home):
    """Return every file of a home; the published tiles are read-only for their owner as well."""
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and "/tile/" not in str(path))


def is_among(name, places):
    return any(name == place or name.startswith(place) for place in places)


@pytest.mark.parametrize("role", owners.ROLES)
def test_a_role_opens_the_files_it_has_business_with_and_no_other(standing, role):
    names = files_of(standing.home)
    found = json.loads(standing.ask(role, TRY.replace("NAMES", repr(names))))
    own = {name for name in names if name == f".{role}.lock"}
    readable = {name for name in names if is_among(name, (*EVERYBODY, *READS[role]))}
    assert set(found["r"]) == readable | own
    writable = {name for name in names if is_among(name, WRITES[role])}
    assert set(found["w"]) == writable | own


@pytest.mark.parametrize(("socket", "who"), [("signer/socket", {"gate", "signer"}), ("door/writer", {"door"})])
def test_a_socket_is_asked_by_those_alone_whom_it_serves(standing, socket, who):
    code = f"""
import os, socket
try:
    socket.socket(socket.AF_UNIX).connect(os.path.join(os.environ["ABJURE_HOME"], {socket!r}))
    print("asked")
except PermissionError:
    print("refused")
"""
    assert {role for role in owners.ROLES if standing.ask(role, code).strip() == "asked"} == who


@pytest.mark.parametrize(
    ("role", "folder"), [("desk", "door"), ("gate", "desk"), ("gate", "signer"), ("door", "."), ("public", "public"), ("public", "log")]
)
def test_nobody_puts_a_file_in_the_place_of_another_roles_key(standing, role, folder):
    code = f"""
import os
folder = os.path.join(os.environ["ABJURE_HOME"], {folder!r})
for name in sorted(os.listdir(folder)):
    try:
        os.rename(os.path.join(folder, name), os.path.join(folder, name + ".moved"))
        print("moved", name)
    except PermissionError:
        pass
"""
    assert standing.ask(role, code) == ""


def test_the_public_role_cannot_change_what_it_shows(standing):
    code = """
import os, sqlite3
database = sqlite3.connect(os.path.join(os.environ["ABJURE_HOME"], "public", "public.sqlite3"))
try:
    database.execute("DELETE FROM register_entry")
    print("changed")
except sqlite3.OperationalError as error:
    print(error)
"""
    assert "readonly" in standing.ask("public", code)


@pytest.mark.parametrize("role", ["door", "public", "signer", "gate"])
def test_no_role_but_the_desk_unlocks_what_the_desk_keeps(standing, role):
    code = """
import os
from pathlib import Path
from abjure.desk import keys
try:
    keys.of(Path(os.environ["ABJURE_HOME"]))
    print("unlocked")
except PermissionError:
    print("refused")
"""
    assert standing.ask(role, code).strip() == "refused"
