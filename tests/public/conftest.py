"""What the open side's tests may ask for: a small register, and somebody who reads it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.public.ledger import Ledger

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


@pytest.fixture
def ledger(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A log with three bodies and one earlier total, nothing published yet."""
    home = tmp_path / "home"
    (home / "log").mkdir(parents=True)
    (home / "charter").symlink_to(settings.ABJURE.home / "charter")
    monkeypatch.setitem(settings.ABJURE.__dict__, "home", home)
    ledger = Ledger(home / "log", settings.ABJURE.origin)
    ledger.begin(MONDAY, {"party": "A", "league": "B", "pioneers": "C"})
    ledger.balance(MONDAY, date(2004, 12, 3), 1, published="first statement", source="a newspaper")
    ledger.balance(MONDAY, date(2026, 10, 2), 466_912_443, published="exact", source="https://news.example/1")
    return ledger


@pytest.fixture
def reader() -> Client:
    """Somebody who reads English."""
    return Client(headers={"accept-language": "en"})
