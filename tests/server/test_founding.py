"""Founding: only in an empty home, every key in its owner's folder, nothing that could be taken for a register before it is one."""

import json
import stat

import pytest

from abjure.core import locked
from abjure.core.errors import Invalid, Refused
from abjure.core.hpke import PrivateKey
from abjure.server import environment, founding, keys, passphrase, serving
from tests.registers import with_exit

PLAN = founding.Plan(founding.CHARTERS / "parish", "example.org/log", "http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A home of a register that others can reach, and the passphrase that was shown when it was made."""
    folder = tmp_path_factory.mktemp("founding")
    plan = founding.Plan(with_exit(folder / "charter"), "example.org/log", "https://example.org")
    return folder / "home", founding.found(folder / "home", plan)


def test_each_room_is_its_owners_alone(founded):
    home, _ = founded
    modes = {room: stat.S_IMODE((home / room).stat().st_mode) for room in environment.ROOMS_OF_HOME}
    assert modes == {"door": 0o700, "desk": 0o700, "gate": 0o700, "signer": 0o700, "public": 0o755, "log": 0o755}
    assert {stat.S_IMODE(file.stat().st_mode) for file in home.glob("*/*key*") if file.parent.name != "log"} == {0o600}


def test_the_door_holds_no_key_that_opens_anything(founded):
    home, _ = founded
    door, desk, gate = (keys.read(home / room) for room in ("door", "desk", "gate"))
    assert door.keys() == {"tag", "mac", "reception", "declarations", "certificates"}
    for name in ("reception", "declarations"):
        assert PrivateKey(desk[name]).public().raw == door[name]
    private = {desk["reception"], desk["declarations"], desk["storage"], desk["session"], *gate.values()}
    assert not private & set(door.values())
    assert gate.keys() == {"commission", "certificate"}


def test_the_certificates_key_lies_nowhere_but_under_the_passphrase(founded):
    home, words = founded
    raw = locked.unlock(json.loads((home / "desk" / "certificates.key.json").read_text()), words)
    assert PrivateKey(raw).public().raw == keys.read(home / "door")["certificates"]
    everything = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert raw not in everything
    assert raw.hex().encode() not in everything
    assert words.encode() not in everything


def test_a_register_of_ones_own_switches_no_safety_off(founded):
    home, _ = founded
    assert json.loads((home / "register.json").read_text()) == {"origin": "example.org/log", "public_url": "https://example.org"}


@pytest.mark.parametrize("name", ["register.json", "door", "x", ".x"])
def test_a_home_that_is_not_empty_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("somebody's")
    with pytest.raises(Refused, match=r"^home\.not-empty$"):
        founding.found(tmp_path, PLAN)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(name, "somebody's")]


def test_a_lock_alone_leaves_a_home_empty(tmp_path):
    (tmp_path / ".all.lock").touch()
    founding.found(tmp_path, PLAN)
    assert (tmp_path / "register.json").exists()


def test_a_charter_that_does_not_read_makes_nothing(tmp_path):
    (tmp_path / "charter").mkdir()
    with pytest.raises(Invalid, match=r"^charter\.missing$"):
        founding.found(tmp_path / "home", founding.Plan(tmp_path / "charter", "o", "p"))
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("step", ["_copy_charter", "_make_log", "_write_register"])
def test_a_founding_that_was_broken_off_is_no_register(tmp_path, monkeypatch, step):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(founding, step, stop)
    with pytest.raises(KeyboardInterrupt):
        founding.found(tmp_path / "home", PLAN)
    monkeypatch.setenv("ABJURE_HOME", str(tmp_path / "home"))
    with pytest.raises(Refused, match=r"^register\.missing$"):
        environment.register()
    monkeypatch.undo()
    with pytest.raises(Refused, match=r"^home\.not-empty$"):
        founding.found(tmp_path / "home", PLAN)


def test_moving_in_never_takes_anothers_place(tmp_path):
    half, home = tmp_path / "half", tmp_path / "home"
    half.mkdir()
    home.mkdir()
    (home / "register.json").write_text("somebody's")
    with pytest.raises(Refused, match=r"^home\.not-empty$"):
        founding.move_in(half, home)
    assert (home / "register.json").read_text() == "somebody's"


def test_keys_are_written_once(founded):
    home, _ = founded
    with pytest.raises(FileExistsError):
        keys.write(home / "door", {})
    with pytest.raises(FileExistsError):
        passphrase.lock(bytes(32), "words", home / "desk" / "certificates.key.json")


def test_a_passphrase_can_be_read_aloud_and_is_like_no_other():
    made = {passphrase.new() for _ in range(50)}
    assert len(made) == 50
    assert all([len(group) for group in words.split("-")] == [5] * 5 for words in made)
    assert not set("".join(made)) & set("01ilo")


def test_one_home_has_one_process_a_role(tmp_path):
    second = pytest.raises(Refused, match=r"^home\.in-use$")
    with serving.only_one(tmp_path, "door"), serving.only_one(tmp_path, "desk"), second, serving.only_one(tmp_path, "door"):
        pass
    with serving.only_one(tmp_path, "door"):
        pass


def test_a_half_made_demonstration_is_cleared_and_a_home_never(tmp_path):
    (tmp_path / "home.new" / "door").mkdir(parents=True)
    founding.clear_half_made(tmp_path / "home.new")
    founding.clear_half_made(tmp_path / "home.new")
    assert not (tmp_path / "home.new").exists()
