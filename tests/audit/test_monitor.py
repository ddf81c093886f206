"""`abjure monitor`: it follows a log from look to look, and each thing that can go wrong has an alarm and an exit status of its own."""

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abjure import cli
from abjure.audit import monitor
from abjure.core.tlog import cosignature, note
from abjure.core.tlog.policy import Policy
from tests.audit import logs
from tests.witness.running import free_port

WITNESS = cosignature.Ed25519Cosigner("w.example", Ed25519PrivateKey.from_private_bytes(b"w" * 32))


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("ABJURE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made():
    return logs.story(4)


def publish(made, size=None, signers=logs.SIGNERS):
    """Publish the log anew at ./log, as it stands at a size."""
    shutil.rmtree("log", ignore_errors=True)
    return logs.publish(Path("log"), logs.entries(made[:size]), signers)


def look(*words):
    return cli.main(["monitor", "log", "--state", "state", "--once", *words])


def test_a_log_that_grows_holds_at_each_look(made, capsys):
    for size in (317, 400, 400, len(made)):
        publish(made, size)
        assert look() == 0
        assert capsys.readouterr().out.startswith(f"holds: {size} entries")


def another(made, index):
    changed = [dict(one) for one in made]
    changed[index]["c"] = logs.statement(77)["c"]
    return changed


def false_tally(made):
    changed = [dict(one) for one in made]
    changed[473]["n"] += 1
    return changed


def dropped(made):
    changed = [dict(one) for one in made]
    changed[472]["wait"] += 1
    return changed


def damaged(made):
    publish(made)
    Path("log/tile/0/001").write_bytes(bytes(8192))


WRONG = {
    "a fork of the same size": (400, lambda made: publish(another(made, 330), 400), "fork"),
    "a fork that grew": (400, lambda made: publish(another(made, 330)), "fork"),
    "a rollback": (400, lambda made: publish(made, 399), "rollback"),
    "a false tally": (400, lambda made: publish(false_tally(made)), "tally"),
    "a dropped statement": (400, lambda made: publish(dropped(made)), "intake"),
    "a false tally at the first look": (None, lambda made: publish(false_tally(made)), "tally"),
    "a damaged tile": (None, damaged, "damaged"),
    "one signature alone": (400, lambda made: publish(made, 400, logs.SIGNERS[:1]), "damaged"),
    "no log": (400, lambda made: shutil.rmtree("log"), "unreachable"),
}


@pytest.mark.parametrize(("size", "change", "kind"), WRONG.values(), ids=WRONG)
def test_what_does_not_hold_raises_its_alarm(made, tmp_path, size, change, kind, capsys):
    if size:
        publish(made, size)
        assert look() == 0
    change(made)
    before = (tmp_path / "state").read_bytes() if size else b""
    assert look("--metrics", "metrics") == monitor.ALARMS[kind]
    said = capsys.readouterr().err
    assert f"abjure: alarm: {kind}: " in said
    assert f'abjure_log_alarm{{kind="{kind}"}} 1\n' in (tmp_path / "metrics").read_text()
    assert bool(list(tmp_path.glob("state.evidence-*"))) is (kind != "unreachable")
    assert not size or (tmp_path / "state").read_bytes() == before, "nothing that does not hold is gone on from"


def test_a_log_that_stands_still_is_stale(made, monkeypatch, capsys):
    publish(made, 400)
    assert look() == 0
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 49 * 3600)
    assert look() == monitor.ALARMS["stale"]
    assert "abjure: alarm: stale: no larger checkpoint for 49 hours" in capsys.readouterr().err
    publish(made)
    assert look() == 0


def test_a_missing_quorum_is_an_alarm_and_the_audit_goes_on(made, tmp_path, capsys):
    folder = publish(made, 400)
    known = Policy(logs=logs.POLICY.logs, witnesses={"w": (WITNESS.key, None)}, quorum="w")
    (tmp_path / "policy").write_bytes(known.format())
    assert look("--policy", "policy") == monitor.ALARMS["quorum"]
    assert (tmp_path / "state").exists()
    text = note.parse((folder / "checkpoint").read_bytes()).text
    (folder / "checkpoint").write_bytes(note.sign(text, [*logs.SIGNERS, WITNESS], logs.AT))
    assert look("--policy", "policy", "--metrics", "metrics") == 0
    assert "abjure_log_witnesses 1\n" in (tmp_path / "metrics").read_text()


def test_a_log_may_not_lower_its_own_bar_in_silence(made):
    folder = publish(made, 400)
    known = Policy(logs=logs.POLICY.logs, witnesses={"w": (WITNESS.key, None)}, quorum="w")
    (folder / "policy").write_bytes(known.format())
    assert look() == monitor.ALARMS["quorum"]
    publish(made)
    assert look() == monitor.ALARMS["quorum"], "the policy that was first seen still holds"


def test_metrics_are_what_prometheus_reads(made, tmp_path):
    publish(made, 400)
    assert look("--metrics", "metrics") == 0
    lines = (tmp_path / "metrics").read_text().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert values["abjure_log_entries"] == "400"
    assert int(values["abjure_log_people"]) == logs.fold(made[:400]).people
    assert {name.partition("{")[0] for name in values} == {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert [line for line in lines if line.endswith(" 1") and "alarm" in line] == []


def test_a_monitor_goes_on_looking_and_shows_its_metrics_at_a_port(made, tmp_path):
    folder, port = publish(made, 400), free_port()
    words = ["monitor", str(folder), "--state", "state", "--every", "1", "--metrics", str(port)]
    with subprocess.Popen(
        [sys.executable, "-m", "abjure", *words], env={"PYTHONPATH": ":".join(sys.path)}, stdout=subprocess.PIPE
    ) as running:
        try:
            assert running.stdout.readline().startswith(b"holds: 400 entries")
            publish(made)
            while b"945" not in (line := running.stdout.readline()) and line:
                assert line.startswith(b"holds: ") or not line
                if b"631" in line:
                    break
            time.sleep(0.2)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
                assert b"abjure_log_entries 631\n" in answer.read()
        finally:
            running.terminate()


def test_every_kind_of_alarm_is_raised_by_some_code():
    assert set(monitor.KINDS.values()) | {"damaged"} == set(monitor.ALARMS)
    assert len(set(monitor.ALARMS.values()) | {0, 2}) == len(monitor.ALARMS) + 2
