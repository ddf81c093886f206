"""How long the door takes does not tell the spare number from the real one."""

import random
import time

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.receipt import Receipt
from tests.door.test_receipt import collect, hang_out
from tests.faults.ranks import mann_whitney

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases=["door"])]
SAMPLES = 1000
UNLIKE = 0.01
C = commitment.encode(bytes(range(32)))


def spent(visitor, code, address, **fields):
    began = time.perf_counter()
    visitor.ask(code, address, **fields)
    return time.perf_counter() - began


def taken(visitor, first, second, address, **fields):
    """Return how long each took, asked in an order that chance makes."""
    found = {first: [], second: []}
    for _ in range(50):
        spent(visitor, random.choice([first, second]), address, **fields)
    for code in random.sample([first, second] * SAMPLES, 2 * SAMPLES):
        found[code].append(spent(visitor, code, address, **fields))
    return found.values()


@pytest.fixture
def code(visitor):
    code = visitor.declare()[1]
    collect()
    hang_out(code, {"state": "accepted", "commitment": C, "salt": C})
    return code


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "fields", [{"act": "withdraw"}, {"act": "withdraw", "step": "send", "purpose": "request-1"}], ids=["asking", "sending"]
)
def test_the_spare_number_takes_as_long_as_the_real_one(visitor, code, fields):
    visitor.ask(code, "/receipt/spare/", step="send", wish="return")
    collect()
    spare = Receipt(code, settings.ABJURE.origin).derived("spare").code
    hang_out(spare, {"state": "accepted", "commitment": C})
    assert mann_whitney(*taken(visitor, code, spare, "/receipt/request/", **fields)) > UNLIKE
