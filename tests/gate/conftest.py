"""A gate with a home, a signer and a desk's openings of its own; each test begins with an empty log."""

import dataclasses
import secrets
import shutil
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as register_settings

from abjure.core import commitment, leaf
from abjure.core.tlog import policy

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ORIGIN = "localhost/gate"


class Gate:
    """What the tests do at the desk, and what they read in the published log."""

    def __init__(self, home):
        self.home, self.now, self.log = home, NOON, home / "log"

    def accept(self, *, people=1, provenance="self", replaces=None, after=None, **facts):
        """Have the desk accept a statement; return its name."""
        digest, salt = secrets.token_bytes(32), secrets.token_bytes(32)
        fields = {"kind": "leaving", "names": '["明远"]', "text": f"words of {digest.hex()}"}
        said = {"c": commitment.encode(commitment.commit(fields, salt, ORIGIN)), "n": people, "o": {"party": people}, "p": provenance}
        if replaces:
            said["r"] = replaces.hex()
        shown = commitment.opening(fields, salt, commitment.LABELS[:-1])
        self.hand_over("decl", digest, said | facts, after=after, shown=shown)
        return digest

    def accept_many(self, number):
        """Have the desk accept statements that need not be told apart; return their names."""
        from abjure.desk.declarations import models

        names = [secrets.token_bytes(32) for _ in range(number)]
        keys = [models.OpeningKey(digest=name, key=secrets.token_bytes(32)) for name in names]
        models.OpeningKey.objects.bulk_create(keys)
        models.Opening.objects.bulk_create(self._opening(key) for key in keys)
        return names

    def _opening(self, key):
        from abjure.desk.declarations import models

        facts = {"c": commitment.encode(secrets.token_bytes(32)), "n": 1, "o": {"party": 1}, "p": "self"}
        sealed = models.seal({"fields": {}, "salts": {}, "digests": []}, digest=key.digest, key=key.key)
        return models.Opening(digest=key.digest, kind="decl", day=self.now.date(), after=self.now, facts=facts, sealed=sealed)

    def hand_over(self, kind, digest, facts, *, day=None, after=None, shown=None):
        from abjure.desk.declarations import actions

        actions.hand_over(kind=kind, digest=digest, facts=facts, day=day or self.now.date(), after=after or self.now, shown=shown)

    def void(self, target):
        from abjure.desk.declarations import actions

        actions.void(target=target, now=self.now)

    def withhold(self, target):
        from abjure.desk.declarations import actions

        actions.withhold(target=target, reason="holder", now=self.now)

    def balance(self, as_of, people):
        facts = {"as_of": as_of, "n": people, "q": "exact", "published": f"{people} people", "source": "https://earlier.example/"}
        self.hand_over("balance", secrets.token_bytes(32), facts)

    def certificate(self, digest, kind="cert"):
        self.hand_over(kind, secrets.token_bytes(32), {"h": commitment.encode(digest)})

    def account(self, accepted, day: date | None = None, **facts):
        """Have the desk account for a day: all that it received, it accepted."""
        said = {"in": accepted, "no": 0, "wait": 0, "yes": accepted} | facts
        self.hand_over("intake", secrets.token_bytes(32), said, day=day or self.now.date())

    def next_day(self, hours=24):
        self.now += timedelta(hours=hours)

    def run(self, *, minimum=None):
        from abjure.gate import stages

        if minimum is not None:
            register_settings.ABJURE = dataclasses.replace(register_settings.ABJURE, batch_minimum=minimum)
        stages.sequence(now=self.now)
        stages.integrate(now=self.now)
        stages.publish(now=self.now)

    def leaves(self):
        """Return the published log's leaves, after a full audit of it."""
        return [leaf.parse(entry) for entry in self.entries()]

    def kinds(self):
        return [one["t"] for one in self.leaves()]

    def entries(self):
        from abjure.audit import full, reader
        from abjure.core.tlog import tile

        if not (self.log / "checkpoint").exists():
            return []
        log = reader.find(str(self.log))
        trusted = policy.parse(log.file("policy"))
        report = full.audit(log, trusted, None, lambda done, size: None)
        bundles = tile.tiles(report.verified.checkpoint.size, tile.ENTRIES)
        return [entry for bundle in bundles for entry in log.entries(bundle.number, bundle.width)]

    def index(self, digest):
        from abjure.gate.models import Placement

        return Placement.objects.get(digest=digest).index

    def entry(self, digest):
        from abjure.public.register.models import Entry

        return Entry.objects.get(index=self.index(digest))


@pytest.fixture
def gate(request, tmp_path, settings, monkeypatch):
    """A gate with an empty log, its signer answering."""
    request.applymarker(pytest.mark.django_db(databases=["desk", "gate", "public"]))
    request.getfixturevalue("db")
    home = found(tmp_path / "home", settings.ABJURE.home)
    settings.ABJURE = dataclasses.replace(settings.ABJURE, home=home, origin=ORIGIN, batch_minimum=1)
    monkeypatch.setattr("abjure.gate.signer.client.PATIENCE", 0)
    stop = start_signer(home)
    yield Gate(home)
    stop()


def found(home: Path, charter_of: Path) -> Path:
    """Make the folders and keys that a gate needs."""
    from abjure.gate.signer import keys

    for room in ("gate", "signer", "log"):
        (home / room).mkdir(parents=True)
    shutil.copytree(charter_of / "charter", home / "charter")
    vkeys = keys.make_keys(home / "signer", ORIGIN)
    (home / "log" / "vkey").write_text(keys.format_vkeys(vkeys))
    (home / "log" / "policy").write_text(keys.format_policy(vkeys))
    return home


def start_signer(home):
    """Answer at the home's socket in a thread; return what stops it."""
    from abjure.gate.signer import server

    listener = server.listen(home / "signer")
    thread = threading.Thread(target=_serve, args=(server, listener, server.Desk(home / "signer")), daemon=True)
    thread.start()

    def stop():
        # Closed under a thread that is about to wait at it, its number would be that of the next test's socket.
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()

    return stop


def _serve(server, listener, desk):
    try:
        server.serve(listener, desk)
    except OSError:
        return
