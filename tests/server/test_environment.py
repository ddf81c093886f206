"""What a process is told by its environment and its home, and what a register that others can reach refuses to start with."""

import json
from dataclasses import replace

import pytest

from abjure.core.errors import Refused
from abjure.server import environment, founding
from tests.registers import CHARTERS, founded, with_exit

PUBLIC = "https://register.example.org"
OFF = {"demonstration": True, "batch_minimum": 1, "hold_hours": 0, "timer_seconds": 2}


@pytest.fixture
def safe(tmp_path):
    """A register that others can reach, with every safety on."""
    made = founded("three-withdrawals")
    with_exit(tmp_path / "safe" / "charter", "three-withdrawals")
    return replace(
        made,
        home=tmp_path / "safe",
        role="door",
        public_url=PUBLIC,
        demonstration=False,
        batch_minimum=None,
        hold_hours=None,
        timer_seconds=600,
    )


@pytest.mark.parametrize("role", [role for role in environment.ROLES if role != "all"])
def test_a_register_with_every_safety_on_starts_in_each_role(safe, role):
    replace(safe, role=role).check()


@pytest.mark.parametrize(("changes", "named"), [
    pytest.param({"role": "all"}, "role all", id="all in one process"),
    pytest.param({"demonstration": True}, "demonstration", id="a demonstration"),
    pytest.param({"batch_minimum": 1}, "batch_minimum", id="batches of one"),
    pytest.param({"batch_minimum": 15}, "batch_minimum", id="batches smaller than the charter's"),
    pytest.param({"hold_hours": 0}, "hold_hours", id="no hold"),
    pytest.param({"withdrawal_hours": 0}, "withdrawal_hours", id="no waiting"),
    pytest.param({"timer_seconds": 599}, "timer_seconds", id="a timer of seconds"),
    pytest.param({"role": "all", **OFF}, "role all, demonstration, batch_minimum, hold_hours, timer_seconds", id="everything"),
])  # fmt: skip
def test_a_register_that_others_can_reach_refuses_what_is_switched_off(safe, changes, named):
    with pytest.raises(Refused, match=r"^register\.unsafe$") as refused:
        replace(safe, **changes).check()
    assert refused.value.facts == {"switched_off": named}
    replace(safe, **changes, public_url="http://127.0.0.1:8000").check()


@pytest.mark.parametrize("exit_url", [
    "https://www.example.com/", "https://example.org", "http://EXAMPLE.net:8080/x", "https://example.com./", "https://weather.example/",
    "https://weather.test/", "https://weather.invalid/", "http://localhost/", "https://www.wikipedia.org@example.com/", "/weather", "weather",
])  # fmt: skip
def test_a_register_that_others_can_reach_refuses_a_stand_in_for_its_exit(safe, exit_url):
    rules = safe.home / "charter" / "charter.toml"
    rules.write_text(rules.read_text().replace("https://www.wikipedia.org/", exit_url))
    with pytest.raises(Refused, match=r"^register\.exit$") as refused:
        safe.check()
    assert refused.value.facts == {"exit_url": exit_url}
    replace(safe, public_url="http://127.0.0.1:8000").check()


@pytest.mark.parametrize(
    "exit_url", ["https://www.wikipedia.org/", "https://example.com.cn/", "https://myexample.com/", "https://weather.example.de/"]
)
def test_an_exit_that_belongs_to_somebody_is_taken(exit_url):
    environment.check_exit(exit_url, PUBLIC)


@pytest.mark.parametrize("name", CHARTERS)
def test_the_charters_as_they_come_along_found_nothing_that_others_can_reach(tmp_path, name):
    with pytest.raises(Refused, match=r"^register\.exit$"):
        founding.found(tmp_path / "home", founding.Plan(founding.CHARTERS / name, "example.org/log", PUBLIC))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("address", "is_public"), [
    ("http://127.0.0.1:8000", False), ("http://localhost", False), ("https://localhost:8443/x", False), ("http://[::1]:8000", False),
    ("https://register.example.org", True), ("http://localhost.example.org", True), ("http://127.0.0.1.example.org", True),
    ("http://localhost@example.org", True), ("http://example.onion", True), ("", True), ("localhost", True), ("http://0.0.0.0", True),
])  # fmt: skip
def test_only_this_machine_is_not_public(safe, address, is_public):
    assert replace(safe, public_url=address).is_public() is is_public


@pytest.mark.parametrize(("text", "code"), [
    pytest.param(None, "register.missing", id="none"),
    pytest.param("", "register.unreadable", id="empty"),
    pytest.param("{", "register.unreadable", id="cut off"),
    pytest.param("[]", "register.unreadable", id="a list"),
    pytest.param('{"origin": "o", "public_url": "p", "x": 1}', "register.unreadable", id="a setting that there is not"),
    pytest.param('{"origin": "o"}', "register.unreadable", id="a setting less"),
])  # fmt: skip
def test_a_home_without_a_register_is_told(tmp_path, monkeypatch, text, code):
    monkeypatch.setenv("ABJURE_HOME", str(tmp_path))
    if text is not None:
        (tmp_path / "register.json").write_text(text)
    with pytest.raises(Refused, match=f"^{code}$"):
        environment.register()


def test_a_register_is_read_as_it_was_written(tmp_path, monkeypatch):
    monkeypatch.setenv("ABJURE_HOME", str(tmp_path))
    monkeypatch.setenv("ABJURE_ROLE", "gate")
    (tmp_path / "register.json").write_text(json.dumps({"origin": "o", "public_url": "p", "hold_hours": 3}))
    found = environment.register()
    assert (found.home, found.role, found.origin, found.hold_hours, found.batch_minimum) == (tmp_path, "gate", "o", 3, None)


@pytest.mark.parametrize("name", ["", "Door", "doors", "root"])
def test_a_role_that_there_is_not_is_refused(monkeypatch, name):
    monkeypatch.setenv("ABJURE_ROLE", name)
    with pytest.raises(Refused, match=r"^register\.role$"):
        environment.role()


@pytest.mark.parametrize("named", ["", "0", "65536", "x", "-1", "８０", "8000 ", "9" * 5000])
def test_a_port_that_is_none_is_refused(monkeypatch, named):
    monkeypatch.setenv("PORT", named)
    with pytest.raises(Refused, match=r"^register\.port$"):
        environment.port()
