"""Guesses at receipts: none opens anything, each is told the same, and whoever has a code gets in meanwhile and afterwards."""

import secrets

import pytest
from django.conf import settings

from abjure.core.receipt import Receipt, check_digits
from abjure.door.envelopes import evening
from tests.door.conftest import text
from tests.door.test_receipt import collect

pytestmark = pytest.mark.django_db(databases=["door"])
NEAR = 100


def near(code):
    """Return a code that differs from another in one digit, with the check digits that belong to it."""
    place, digits = secrets.randbelow(30), list(code[:30])
    digits[place] = str((int(digits[place]) + 1 + secrets.randbelow(9)) % 10)
    return "".join(digits) + check_digits("".join(digits))


def guesses(code, count):
    yield from (near(code) for _ in range(NEAR))
    yield from (Receipt.new(settings.ABJURE.origin).code for _ in range(count - NEAR))


@pytest.mark.parametrize("count", [
    pytest.param(500, id="some hundred"),
    pytest.param(100_000, id="a hundred thousand", marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
])  # fmt: skip
def test_no_guess_opens_anything_and_nobody_is_shut_out(visitor, count, monkeypatch):
    monkeypatch.setattr(evening, "TICK", 0.0001)
    code = visitor.declare()[1]
    collect()
    told = set()
    for number, guess in enumerate(guesses(code, count)):
        page = visitor.ask(guess)
        told.add((page.status_code, len(page.content), "Nothing was handed in under this code" in text(page)))
        if number % (count // 10) == 0:
            assert "has been collected" in text(visitor.ask(code))
    assert [(status, said) for status, _, said in told] == [(422, True)]
    assert "has been collected" in text(visitor.ask(code))
