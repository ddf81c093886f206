"""The certificate's number, its credential, and what opens the check page's row (spec/certificate.md)."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from abjure.core import certificate, certificate_number
from abjure.core.certificate import Credential
from abjure.core.certificate_key import SigningKey
from abjure.core.errors import Invalid

VECTORS = json.loads((Path(__file__).parents[2] / "spec" / "vectors" / "certificate.json").read_text(encoding="utf-8"))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY = SigningKey.generate()
KEYS = {KEY.public().id: KEY.public()}
NUMBER = bytes(range(10))
CREDENTIAL = Credential(
    issuer="example.org/log",
    number=NUMBER,
    issued=date(2026, 11, 20),
    family="ZHANG",
    given="SAN FENG",
    native="张三丰",
    birth=date(1971, 3, 9),
    bodies=("party", "league"),
    declared=date(2026, 11, 14),
    checked=date(2026, 11, 18),
    alias="清风",
    entry=0,
)


@pytest.mark.parametrize("vector", VECTORS["numbers"], ids=lambda vector: vector["text"])
def test_a_number_has_the_spelling_of_the_specification(vector):
    number = bytes.fromhex(vector["bytes"])
    assert certificate_number.format(number) == vector["text"]
    assert certificate_number.parse(vector["text"]) == number


@pytest.mark.parametrize("typed", [
    pytest.param(str.lower, id="in small letters"),
    pytest.param(lambda text: text.replace("-", " "), id="with spaces"),
    pytest.param(lambda text: text.replace("0", "o").replace("1", "l"), id="with letters that look alike"),
    pytest.param(lambda text: text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)}), id="full-width"),
])  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed):
    text = certificate_number.format(NUMBER)
    assert certificate_number.parse(typed(text)) == NUMBER


def test_one_wrong_character_and_two_exchanged_ones_always_show():
    text = certificate_number.format(sha256(b"any").digest()[:10]).replace("-", "")
    wrong = {text[:i] + other + text[i + 1 :] for i in range(17) for other in certificate_number.ALPHABET}
    for i in range(17):
        for j in range(i + 1, 17):
            letters = list(text)
            letters[i], letters[j] = letters[j], letters[i]
            wrong.add("".join(letters))
    for spelling in wrong - {text}:
        with pytest.raises(Invalid, match=r"^certificate\.number$"):
            certificate_number.parse(spelling)


@pytest.mark.parametrize("text", ["", "K7QF", "U" * 17, "七" * 17], ids=["nothing", "too short", "no letter of the alphabet", "Chinese"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Invalid, match=r"^certificate\.number$"):
        certificate_number.parse(text)


@pytest.mark.parametrize("vector", VECTORS["credentials"], ids=lambda vector: vector["name"])
def test_a_credential_is_verified_without_our_code(vector):
    message = cbor2.loads(bytes.fromhex(vector["cwt"]))
    protected, unprotected, payload, signature = message.value
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    key = load_der_public_key(bytes.fromhex(VECTORS["key"]))
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    assert (message.tag, unprotected, cbor2.loads(protected)) == (18, {}, {1: -7, 4: bytes.fromhex(VECTORS["kid"])})
    claims = cbor2.loads(payload)
    assert list(claims) == [1, 6, 7, -65537]
    assert claims[1] == VECTORS["origin"]
    assert claims[6] % 86400 == 0
    assert (9 in claims[-65537]) == (8 in claims[-65537]) == (vector["name"] == "linked")
    assert sha256(bytes.fromhex(vector["cwt"])).hexdigest() == vector["h"]
    assert bytes.fromhex("01" + vector["cwt"]) == int(vector["digits"]).to_bytes(len(vector["cwt"]) // 2 + 1, "big")


@pytest.mark.parametrize("vector", VECTORS["lookups"], ids=lambda vector: vector["family"])
def test_three_things_known_name_a_row_and_its_key(vector):
    birth = date.fromisoformat(vector["birth"])
    found = certificate_number.lookup(bytes.fromhex(vector["number"]), vector["family"], birth, VECTORS["origin"])
    assert [part.hex() for part in found] == [vector["row"], vector["key"]]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("OUYANG", "ou yang", True), ("Müller", "MULLER", True), ("O'Brien", "OBRIEN", True), ("欧阳", "歐陽", False), ("ZHANG", "ZHENG", False),
])  # fmt: skip
def test_spellings_of_a_family_name_are_folded(one, other, same):
    assert (certificate_number.fold(one) == certificate_number.fold(other)) is same


@pytest.mark.parametrize("changes", [
    pytest.param({}, id="linked"),
    pytest.param({"alias": None, "entry": None}, id="unlinked"),
    pytest.param({"native": ""}, id="Latin script alone"),
    pytest.param({"number": bytes(10)}, id="zeros"),
])  # fmt: skip
def test_what_is_signed_comes_back_from_the_digits(changes):
    credential = replace(CREDENTIAL, **changes)
    digits = certificate.to_digits(certificate.sign(credential, KEY))
    assert certificate.verify(certificate.from_digits(f"https://example.org/check/#{digits}\n"), KEYS) == credential


def test_the_same_credential_has_the_same_bytes():
    assert certificate.sign(CREDENTIAL, KEY) == certificate.sign(CREDENTIAL, KEY)


def test_a_change_of_any_byte_shows():
    signed = certificate.sign(CREDENTIAL, KEY)
    for place in range(len(signed)):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(Invalid, match=r"^certificate\.(signature|unreadable|other-key)$"):
            certificate.verify(changed, KEYS)


def test_another_signature_of_the_same_words_has_another_hash():
    signed = certificate.sign(CREDENTIAL, KEY)
    twin = signed[:-32] + (ORDER - int.from_bytes(signed[-32:], "big")).to_bytes(32, "big")
    assert certificate.verify(twin, KEYS) == CREDENTIAL
    assert certificate.digest(twin) != certificate.digest(signed)


def test_a_key_that_was_not_published_is_named():
    with pytest.raises(Invalid, match=r"^certificate\.other-key$"):
        certificate.verify(certificate.sign(CREDENTIAL, SigningKey.generate()), KEYS)


@pytest.mark.parametrize("change", [
    pytest.param(lambda claims: claims | {4: 1}, id="an expiry"),
    pytest.param(lambda claims: {**claims, 6: claims[6] + 1}, id="a time of day"),
    pytest.param(lambda claims: {key: claims[key] for key in (1, 6, 7)}, id="nobody"),
    pytest.param(lambda claims: {**claims, -65537: claims[-65537] | {10: "x"}}, id="an unknown fact"),
    pytest.param(lambda claims: {**claims, -65537: claims[-65537] | {4: 20260230}}, id="no such day"),
    pytest.param(lambda claims: dict(reversed(claims.items())), id="another order"),
    pytest.param(lambda claims: [1], id="no map"),
])  # fmt: skip
def test_anything_else_that_the_key_signed_is_refused(change):
    protected, _, _, _ = cbor2.loads(certificate.sign(CREDENTIAL, KEY)).value
    payload = cbor2.dumps(change(CREDENTIAL.claims()))
    signature = KEY.cose().sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    with pytest.raises(Invalid, match=r"^certificate\.form$"):
        certificate.verify(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature])), KEYS)


@pytest.mark.parametrize(
    "text",
    ["", "#", "12a", "0", "2", "01", "１２", "9" * 3000],
    ids=["nothing", "a bare mark", "letters", "zero", "another first byte", "a leading zero", "full-width", "too long"],
)
def test_digits_that_are_none_are_unreadable(text):
    with pytest.raises(Invalid, match=r"^certificate\.unreadable$"):
        certificate.from_digits(text)


@pytest.mark.parametrize(
    "data", [b"", b"\x01", cbor2.dumps(7), cbor2.dumps(cbor2.CBORTag(18, [])), cbor2.dumps(cbor2.CBORTag(98, [cbor2.dumps({4: b"x"})]))]
)
def test_bytes_that_are_no_credential_are_unreadable(data):
    with pytest.raises(Invalid, match=r"^certificate\.unreadable$"):
        certificate.verify(data, KEYS)
