"""The second reader agrees on receipts, answers, envelopes, letters and certificates; every file of vectors is read by it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from tests.core.vectors import SPEC, cases, load
from tests.second_reader import certificates, sealed
from tests.second_reader.leaves import Bad

HERE = Path(__file__).parent
RECEIPT, ENVELOPE, CERTIFICATE = map(load, ("receipt", "envelope", "certificate"))
CODE, ORIGIN = RECEIPT["code"], RECEIPT["origin"]
KEYS = {name: sealed.Key(bytes.fromhex(pair["private"])) for name, pair in ENVELOPE["keys"].items()}
LETTER = base64.b64decode(ENVELOPE["envelope"])
SPKI = bytes.fromhex(CERTIFICATE["key"])


def test_every_file_of_vectors_is_read_here():
    read = set(
        re.findall(
            r'"([a-z]+)"', " ".join(re.findall(r"map\(load, \((.*?)\)\)", "".join(path.read_text() for path in HERE.glob("test_*.py"))))
        )
    )
    assert {path.stem for path in (SPEC / "vectors").glob("*.json")} == read


def test_every_member_of_a_file_of_vectors_is_named_here():
    said = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    for path in (SPEC / "vectors").glob("*.json"):
        assert [name for name in load(path.stem) if f'{path.stem.upper()}["{name}"]' not in said] == [], path.name


def test_every_page_that_has_vectors_names_its_own():
    named = {name for page in SPEC.glob("*.md") for name in re.findall(r"vectors/([a-z]+)\.json", page.read_text())}
    assert named == {path.stem for path in (SPEC / "vectors").glob("*.json")}


@pytest.mark.parametrize("case", cases(RECEIPT["typed"]))
def test_a_typed_code_is_read_alike(case):
    assert sealed.typed(case["text"]) == CODE == "".join(RECEIPT["groups"])


@pytest.mark.parametrize("case", cases(RECEIPT["refuse"]))
def test_a_mistyped_code_is_refused(case):
    with pytest.raises(Bad):
        sealed.typed(case["text"])


def test_what_follows_from_a_receipt_is_the_same():
    assert {digits: sealed.check_digits(digits) for digits in RECEIPT["check_digits"]} == RECEIPT["check_digits"]
    for kind in ("locator", "answer"):
        known = {"locator": RECEIPT["locators"], "answer": RECEIPT["answer_keys"]}[kind]
        assert {purpose: sealed.derive(CODE, RECEIPT["origin"], f"{kind}/{purpose}").hex() for purpose in known} == known
    seed = sealed.derive(CODE, ORIGIN, "sign")
    assert (seed.hex(), sealed.verify_key(seed).hex()) == (RECEIPT["sign"], RECEIPT["verify"])
    assert {name: sealed.derived_code(CODE, ORIGIN, name) for name in RECEIPT["derived"]} == RECEIPT["derived"]
    locator = sealed.derive(CODE, ORIGIN, "locator/declaration")
    assert sealed.hmac.digest(bytes.fromhex(RECEIPT["tag"]["key"]), locator, "sha256").hex() == RECEIPT["tag"]["tag"]
    assert sealed.hmac.digest(b"abjure/receipt/v1/given", locator, "sha256").hex() == RECEIPT["tag"]["given"]


@pytest.mark.parametrize("case", RECEIPT["answers"], ids=lambda case: f"answer {case['number']}")
def test_answers_open_alike(case):
    first, data = sealed.derive(CODE, ORIGIN, "answer/declaration"), base64.b64decode(case["sealed"])
    assert sealed.answer_key(first, case["number"]).hex() == case["key"]
    assert sealed.answer(data, first, case["number"], ORIGIN) == case["content"]
    for place in (0, 13, -1):
        with pytest.raises(Bad):
            sealed.answer(changed(data, place), first, case["number"], ORIGIN)


def changed(data, place):
    other = bytearray(data)
    other[place] ^= 1
    return bytes(other)


def test_keys_have_the_same_public_bytes_and_names():
    for name, pair in ENVELOPE["keys"].items():
        assert (KEYS[name].public, KEYS[name].id.hex()) == (base64.b64decode(pair["public"]), pair["id"])


def test_an_envelope_opens_alike():
    found = sealed.envelope(LETTER, KEYS["reception"], KEYS["purpose"], ENVELOPE["origin"])
    assert found.decode() == ENVELOPE["letter"]
    assert hashlib.sha256(LETTER).hexdigest() == ENVELOPE["digest"]
    assert sealed.letter(found)["answer"] == base64.urlsafe_b64encode(sealed.derive(CODE, ORIGIN, "answer/declaration")).decode().rstrip(
        "="
    )


@pytest.mark.parametrize("case", cases(ENVELOPE["damage"]))
def test_a_damaged_envelope_is_refused(case):
    put = bytes.fromhex(case["put"])
    with pytest.raises(Bad):
        sealed.envelope(LETTER[: case["at"]] + put + LETTER[case["at"] + len(put) :], KEYS["reception"], KEYS["purpose"], ORIGIN)


def test_frames_are_read_alike():
    for case in ENVELOPE["frames"]["accept"]:
        assert sealed.unframe(bytes.fromhex(case["frame"])) == bytes.fromhex(case["content"])


@pytest.mark.parametrize("case", cases(ENVELOPE["frames"]["refuse"]))
def test_another_frame_is_refused(case):
    with pytest.raises(Bad):
        sealed.unframe(bytes.fromhex(case["frame"]))


@pytest.mark.parametrize("case", cases(ENVELOPE["letters"]))
def test_what_is_no_letter_is_refused_for_the_same_reason(case):
    with pytest.raises(Bad, match=f"^{case['code']}$"):
        sealed.letter(case["letter"].encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("case", CERTIFICATE["credentials"], ids=lambda case: case["name"])
def test_a_credential_says_the_same(case):
    data = bytes.fromhex(case["cwt"])
    said = certificates.credential(data, SPKI)
    assert (said["issuer"], certificates.number(said["number"])) == (CERTIFICATE["origin"], CERTIFICATE["numbers"][0]["text"])
    assert ("entry" in said) == (case["name"] == "linked")
    assert (said["birth"], said["bodies"], said["issued"]) == (19_710_309, ["party", "league"], 20_777 * 86_400)
    assert hashlib.sha256(data).hexdigest() == case["h"]
    assert certificates.digits("https://example.org/check#" + case["digits"]) == data
    for place in range(len(data)):
        with pytest.raises(Bad):
            certificates.credential(changed(data, place), SPKI)


def test_a_certificates_number_and_what_it_opens_are_the_same():
    assert hashlib.sha256(SPKI).digest()[:8].hex() == CERTIFICATE["kid"]
    for case in CERTIFICATE["numbers"]:
        assert certificates.number(bytes.fromhex(case["bytes"])) == case["text"]
    for case in CERTIFICATE["lookups"]:
        row, key = certificates.lookup(bytes.fromhex(case["number"]), case["family"], case["birth"], ORIGIN)
        assert (row.hex(), key.hex()) == (case["row"], case["key"])


@pytest.mark.parametrize(
    "text", ["", "0" * 9, "12", "1x", "１２"], ids=["nothing", "zeros", "another first byte", "a letter", "full width"]
)
def test_digits_that_are_no_code_are_refused(text):
    with pytest.raises((Bad, IndexError)):
        certificates.digits(text)
