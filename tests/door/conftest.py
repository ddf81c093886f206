"""Somebody at the door with a browser that keeps nothing, and a clock that the test moves."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.registers import charter, withdrawals  # noqa: F401  # fixtures of the door's tests

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
FORM = re.compile(r'<form action="/declare/".*?</form>', re.DOTALL)
ALONE = {
    "three-withdrawals": {"kind": "leaving", "body": ["party", "league"], "who": "alone", "sign": "alias", "own": "远山", "text": "plain"},
    "parish": {"kind": "leaving", "body": ["parish"], "who": "alone", "sign": "real", "real": "Anna-Lena Berg", "text": "plain"},
}


def hidden(page, form=FORM):
    """Return the hidden fields of the declaring form, as a browser sends them again."""
    found = {}
    for name, value in HIDDEN.findall(form.search(page.content.decode())[0]):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def text(page):
    """Return what stands on a page, without its marks."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))


@dataclass
class Clock:
    """The only clock that the door sees."""

    now: datetime = NOON

    def later(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@dataclass
class Visitor:
    """Somebody who fills in the form of one charter."""

    client: object
    clock: Clock
    usual: dict

    def post(self, step, fields, **headers):
        return self.client.post("/declare/", {**fields, "step": step}, headers={"accept-language": "en", **headers})

    def preview(self, **fields):
        return self.post("preview", {name: value for name, value in {**self.usual, **fields}.items() if value is not None})

    def send(self, page, **changes):
        """Send a preview after having read it for a while."""
        self.clock.later(seconds=20)
        return self.post("send", {**hidden(page), **changes})

    def declare(self, **fields):
        """Hand a declaration in; return the page with the receipt and its code."""
        preview = self.preview(**fields)
        return self.send(preview), hidden(preview)["code"][0]

    def fill_in(self, address, seconds=20, step="send", **fields):
        """Open a form that needs no receipt, read it for a while, and send it."""
        blank = self.client.get(address, headers={"accept-language": "en"})
        carried = hidden(blank, re.compile(f'<form action="{address}".*?</form>', re.DOTALL))
        self.clock.later(seconds=seconds)
        return self.client.post(address, {**carried, **fields, "step": step}, headers={"accept-language": "en"})

    def ask(self, code, address="/receipt/", **fields):
        return self.client.post(address, {"code": code, **fields}, headers={"accept-language": "en"})


@pytest.fixture
def visitor(client, clock, request):
    """Somebody at the door of the register that the test asked for, else of the first charter's."""
    asked = request.getfixturevalue("charter" if "charter" in request.fixturenames else "withdrawals")
    return Visitor(client, clock, ALONE[asked.name])


@pytest.fixture
def kept():
    """How many tickets and envelopes the door has."""
    from abjure.door.envelopes.models import Envelope, Ticket

    return lambda: (Ticket.objects.count(), Envelope.objects.count())


@pytest.fixture
def letters(settings):
    """What lies in the in-tray, opened with the keys that the door does not have."""
    from abjure.core import envelope, letter
    from abjure.core.hpke import PrivateKey
    from abjure.desk import keys
    from abjure.door.envelopes.models import Envelope

    def letters():
        held, origin = keys.of(settings.ABJURE.home), settings.ABJURE.origin
        for row in Envelope.objects.all():
            inner = envelope.unseal(bytes(row.sealed), reception=PrivateKey(held["reception"]), origin=origin)
            yield letter.parse(envelope.open_letter(inner, purpose=PrivateKey(held["declarations"]), origin=origin))

    return letters
