"""A desk with people, and statements handed in as a browser or a kit would hand them in."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from abjure.core import envelope, letter
from abjure.core.receipt import Receipt

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def staff(db_desk):
    """The people of the desk by handle."""
    from abjure.desk.staff import actions
    from abjure.desk.staff.models import Staff

    actions.seed_staff()
    return {person.handle: person for person in Staff.objects.all()}


@pytest.fixture
def db_desk(request):
    """The databases, each test in a transaction."""
    request.applymarker(pytest.mark.django_db(databases=["desk", "door"]))
    request.getfixturevalue("db")


def content(**changes):
    """What a declarant hands in: one person, one template, unless a test says otherwise."""
    values = {
        "kind": "leaving", "signed": "alias", "language": "zh-Hans", "people": [{"name": "明远", "bodies": ["league", "pioneers"]}],
        "group": "", "template": "plain", "text": "", "unasked": False, "place": "", "walk": "", "show_place": False,
        "show_walk": False, "declared": "", "earlier": "",
    }  # fmt: skip
    return values | changes


@pytest.fixture
def hand_in(staff):
    """Hand a declaration in at reception; return its submission and receipt."""
    from abjure.desk.reception import actions, vault

    def hand_in(*, provenance="self", brought_in_by=None, day=date(2026, 11, 20), now=NOW, **changes):
        receipt = Receipt.new(settings.ABJURE.origin)
        raw = letter.write("declaration", content(**changes), receipt=receipt, purpose="declaration").format()
        sealed = envelope.seal(
            raw,
            purpose=vault.declarations_key().public(),
            reception=vault.reception_key().public(),
            origin=settings.ABJURE.origin,
        )
        submission = actions.receive(envelope=sealed, day=day, now=now, provenance=provenance, brought_in_by=brought_in_by)
        return submission, receipt

    return hand_in


@pytest.fixture(autouse=True)
def lot(monkeypatch):
    """No refusal is drawn for a second look, unless a test sets the lot below the share that is."""
    from abjure.desk.moderation import actions

    drawn = {"chance": 1.0}
    monkeypatch.setattr(actions, "chance", lambda: drawn["chance"])
    return drawn


@pytest.fixture
def waiting(hand_in, now):
    """Hand a declaration in and put it before the moderators."""
    from abjure.desk.moderation import stages

    def waiting(**changes):
        submission, _ = hand_in(**changes)
        stages.screen(now=now)
        return submission

    return waiting


@pytest.fixture
def seated(client, staff):
    """A browser at the desk, signed in as this person; its forms come from the desk's own pages."""
    from django.contrib.sessions.backends.db import SessionStore

    def seated(handle):
        session = SessionStore()
        session["staff"] = staff[handle].pk
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        client.defaults |= {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT_LANGUAGE": "en"}
        return client

    return seated
