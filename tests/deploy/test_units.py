"""The systemd units: each role and the witness have one, under users and groups of their own, and none can dump its memory."""

import configparser
import re
import shutil
import subprocess
import sys

import pytest

from deploy import owners, render
from tests.audit import logs
from tests.household import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
HARDENING = UNITS / "abjure-.service.d" / "hardening.conf"
VALUES = {
    "code": str(ROOT),
    "home": "/var/lib/abjure",
    "port": "8001",
    "configuration": "/etc/abjure/nginx.conf",
    "tls_key": "/etc/abjure/key",
    "logs": "/etc/abjure-witness/vkey",
}


class Unit(configparser.RawConfigParser):
    """A unit file: names keep their case, and the last of several equal ones is seen."""

    optionxform = staticmethod(str)

    def __init__(self, text):
        super().__init__(strict=False)
        self.read_string(text)


def filled_in(file):
    text = file.read_text()
    return render.render(text, {name: VALUES[name] for name in render.names(text)})


def users(name):
    """Return the users that a file of systemd-sysusers makes."""
    return {line.split()[1] for line in (UNITS / name).read_text().splitlines() if line.startswith("u ")}


def test_every_role_and_the_witness_has_a_unit():
    assert {file.stem for file in SERVICES} == {f"abjure-{role}" for role in (*owners.ROLES, "front", "witness")}


def test_the_witness_has_a_user_who_is_none_of_the_registers():
    assert users("abjure-witness.sysusers") == {"abjure-witness"}
    assert users("abjure.sysusers") == {file.stem for file in SERVICES} - {"abjure-witness"}


def test_a_witness_that_lost_its_folder_or_its_disk_is_looked_at_before_it_signs_again(tmp_path):
    service = Unit(filled_in(UNITS / "abjure-witness.service"))["Service"]
    assert service["Restart"] == "no"
    home = f"/var/lib/{service['StateDirectory']}"
    program, *words = service["ExecStart"].split()
    assert program == f"{ROOT}/.venv/bin/abjure"
    known = tmp_path / "vkey"
    known.write_text(f"{logs.SIGNERS[0].key.format()}\n")
    moved = [{home: str(tmp_path / "home"), VALUES["logs"]: str(known)}.get(word, word) for word in words]
    answer = subprocess.run([sys.executable, "-m", "abjure", *moved], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 1
    assert "a new witness needs a name" in answer.stderr
    assert not (tmp_path / "home").exists()
    assert home in words


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_a_unit_runs_under_the_user_of_its_role(file):
    service = Unit(filled_in(file))["Service"]
    assert service["User"] == service["Group"] == file.stem


@pytest.mark.parametrize("role", owners.ROLES)
def test_a_role_writes_where_its_table_says_and_sees_no_other_folder(role):
    service = Unit(filled_in(UNITS / f"abjure-{role}.service"))["Service"]
    folders = {path.rpartition("/")[2] for path in service["ReadWritePaths"].split()} - {f".{role}.lock"}
    met = {name for name, folder in owners.FOLDERS.items() if folder.owner == role} | set(owners.ALSO_IN[role])
    assert folders == met - ({"signer"} if role == "gate" else set())
    hidden = {path.rpartition("/")[2] for path in service["InaccessiblePaths"].split()}
    shown = {"public": {"public", "log"}}.get(role, set())
    assert hidden == owners.FOLDERS.keys() - met - shown


def test_the_users_meet_in_the_groups_of_the_table():
    lines = (UNITS / "abjure.sysusers").read_text().splitlines()
    members = {tuple(line.split()[1:]) for line in lines if line.startswith("m ")}
    assert members == {(f"abjure-{role}", f"abjure-{group}") for role, groups in owners.ALSO_IN.items() for group in groups}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LimitCORE", "0"),
        ("MemorySwapMax", "0"),
        ("PrivateTmp", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectProc", "invisible"),
        ("StandardOutput", "null"),
    ],
)
def test_no_role_leaves_its_memory_or_its_words_behind(name, value):
    assert Unit(HARDENING.read_text())["Service"][name] == value
    for file in SERVICES:
        assert Unit(filled_in(file))["Service"].get(name, value) == value


@pytest.mark.parametrize(
    ("role", "name", "value"),
    [
        ("signer", "PrivateNetwork", "yes"),
        ("gate", "SocketBindDeny", "any"),
        ("door", "IPAddressDeny", "any"),
        ("witness", "IPAddressDeny", "any"),
    ],
)
def test_a_role_has_no_more_network_than_it_needs(role, name, value):
    assert Unit(filled_in(UNITS / f"abjure-{role}.service"))["Service"][name] == value


def test_systemd_takes_every_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd")
    for file in SERVICES:
        (tmp_path / file.name).write_text(filled_in(file))
        folder = tmp_path / f"{file.name}.d"
        folder.mkdir()
        shutil.copy(HARDENING, folder)
    command = ["systemd-analyze", "verify", "--man=no", "--generators=no", *map(str, sorted(tmp_path.glob("*.service")))]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = re.findall(r"^.*abjure.*$", answer.stderr, re.MULTILINE)
    assert ours == [], answer.stderr
