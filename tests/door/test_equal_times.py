"""How long the door takes tells no number from another: the real one, the spare one, a co-declarer's, whatever is asked with them."""

import random
import time

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.receipt import Receipt
from abjure.core.request import MAY, SHARE
from tests.door.test_receipt import collect, hang_out
from tests.door.test_requesting import ACTS, CORRECT
from tests.faults.ranks import mann_whitney

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases=["door"])]
SAMPLES = 1000
C = commitment.encode(bytes(range(32)))
JOINT = {"who": "joint", "group": "family", "name-2": "知秋", "body-2": ["party"], "share-2": "yes"}
FORMS = {act: ("/receipt/request/", {"act": act, **fields}) for act, fields in ACTS.items()} | {"correct": ("/receipt/correct/", CORRECT)}
SENT = {"step": "send", "purpose": "request-1"}
CASES = [
    pytest.param(other, *FORMS[act], step, id=f"{act}, {other}, {'sending' if step else 'asking'}")
    for act in FORMS
    for other in ("spare", "share")
    for step in ({}, SENT)
    if other == "spare" or act in MAY[SHARE]
]
# One in a hundred that any of them is found unlike by chance alone.
UNLIKE = 0.01 / len(CASES)


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
def numbers(visitor):
    """The codes of one joint statement that was accepted."""
    code = visitor.declare(**JOINT)[1]
    visitor.ask(code, "/receipt/spare/", step="send", wish="return")
    collect()
    real = Receipt(code, settings.ABJURE.origin)
    found = {"real": code, "spare": real.derived("spare").code, "share": real.derived("share/1").code}
    for number in found.values():
        hang_out(number, {"state": "accepted", "commitment": C})
    return found


def test_every_act_of_the_forms_is_measured():
    from abjure.door.envelopes.requesting import FIELDS

    assert set(FORMS) == {*FIELDS, "correct"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("other", "address", "fields", "step"), CASES)
def test_each_number_takes_as_long_as_the_real_one(visitor, numbers, other, address, fields, step):
    assert visitor.ask(numbers["real"], address, **fields, **step).status_code == 200
    assert mann_whitney(*taken(visitor, numbers["real"], numbers[other], address, **fields, **step)) > UNLIKE
