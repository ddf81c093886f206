"""What a browser seals, the desk opens: envelope, letter, receipt and work of the script meet the vectors and the Python beside them."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest

from abjure.core import answer, commitment, envelope, letter, receipt
from abjure.core.hpke import PrivateKey
from abjure.door.envelopes import work
from abjure.door.envelopes.limits import Load
from tests.core.vectors import load

SEALS, RECEIPTS = load("envelope"), load("receipt")
RECEPTION, PURPOSE = (PrivateKey(bytes.fromhex(SEALS["keys"][name]["private"])) for name in ("reception", "purpose"))
CODE, ORIGIN = RECEIPTS["code"], RECEIPTS["origin"]
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CONTENT = {
    "kind": "leaving", "signed": "alias", "language": "zh-Hans", "people": [{"name": '远山 "𠮷"', "bodies": ["party"]}],
    "group": "", "template": "", "text": "一行\n二行\t\\ é \u2028", "unasked": True, "place": "", "walk": "",
    "show_place": False, "show_walk": False, "declared": "", "earlier": "",
}  # fmt: skip


def read64(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sealed_by(in_browser, words):
    keys = {name: commitment.encode(key.public().raw) for name, key in (("reception", RECEPTION), ("purpose", PURPOSE))}
    return read64(in_browser("seal", letter=words, origin=SEALS["origin"], **keys))


@pytest.mark.parametrize(("length", "size"), [
    pytest.param(1, 4096, id="the shortest"),
    pytest.param(envelope.CAPACITIES[0], 4096, id="the longest in the smaller size"),
    pytest.param(envelope.CAPACITIES[0] + 1, 65536, id="one byte more"),
    pytest.param(envelope.CAPACITIES[1], 65536, id="the longest of all"),
])  # fmt: skip
def test_the_desk_opens_what_the_browser_seals(in_browser, length, size):
    sealed = sealed_by(in_browser, "a" * length)
    assert len(sealed) == size
    inner = envelope.unseal(sealed, reception=RECEPTION, origin=SEALS["origin"])
    assert envelope.open_letter(inner, purpose=PURPOSE, origin=SEALS["origin"]) == b"a" * length


def test_the_letter_is_the_one_that_the_door_would_have_written(in_browser):
    written = in_browser("letter", content=CONTENT, code=CODE, origin=ORIGIN).encode()
    assert written == letter.write("declaration", CONTENT, receipt=receipt.Receipt(CODE, ORIGIN), purpose="declaration").format()
    assert letter.parse(written).content == CONTENT


def test_the_code_leads_to_the_keys_of_the_vectors(in_browser):
    locator, key, verify = (read64(found).hex() for found in in_browser("derive", code=CODE, origin=ORIGIN, purpose="declaration"))
    assert locator == RECEIPTS["locators"]["declaration"]
    assert key == RECEIPTS["answer_keys"]["declaration"]
    assert verify == RECEIPTS["verify"]


def test_the_answer_to_what_the_browser_sealed_opens_with_the_code_that_is_typed(in_browser):
    code = in_browser("make", origin=ORIGIN)
    written = letter.parse(in_browser("letter", content=CONTENT, code=code, origin=ORIGIN).encode())
    said = answer.seal({"state": "accepted"}, key=written.answer_key, number=0, origin=ORIGIN)
    typed = receipt.parse(" ".join(code[at : at + 4] for at in range(0, 32, 4)), ORIGIN)
    assert answer.open_answer(said, key=typed.answer_key("declaration"), number=0, origin=ORIGIN) == {"state": "accepted"}


def test_codes_are_good_and_differ(in_browser):
    codes = {in_browser("make", origin=ORIGIN) for _ in range(200)}
    assert len(codes) == 200
    assert all(receipt.parse(code, ORIGIN).code == code for code in codes)
    assert set("".join(code[:30] for code in codes)) == set("0123456789")


@pytest.mark.parametrize("digits", RECEIPTS["check_digits"], ids=str)
def test_check_digits(in_browser, digits):
    assert in_browser("checkDigits", digits=digits) == RECEIPTS["check_digits"][digits]


@pytest.mark.parametrize("load", [Load.CALM, Load.BUSY], ids=str)
def test_the_door_takes_the_work_that_the_browser_did(in_browser, load):
    challenge = work.challenge(load, NOW, b"k" * 32)
    token = in_browser("token", challenge=challenge)
    assert len(token) == 1200
    assert len(work.check(token, now=NOW, key=b"k" * 32, is_spent=lambda nonce: False)) == work.NONCE
