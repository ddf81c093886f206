"""Checking a certificate: one answer for every mismatch, the signed code holds alone, and the database holds no name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from abjure.core import certificate, certificate_number, commitment, leaf
from abjure.core.certificate import Credential
from abjure.core.certificate_key import SigningKey
from tests.public.ledger import Ledger, days

pytestmark = pytest.mark.django_db(databases=["public"])
KEY = SigningKey.generate()
DAY = date(2026, 11, 20)
CREDENTIAL = Credential(
    issuer="localhost/log",
    number=bytes(range(10)),
    issued=DAY,
    family="OUYANG",
    given="XIU MEI",
    native="歐陽秀美",
    birth=date(1971, 3, 9),
    bodies=("party",),
    declared=date(2026, 11, 14),
    checked=date(2026, 11, 18),
    alias="清風",
    entry=3,
)
CWT = certificate.sign(CREDENTIAL, KEY)
NUMBER = certificate_number.format(CREDENTIAL.number)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture
def published():
    """The certificate as the gate publishes it, under both spellings of the family name."""
    from abjure.gate.issuing.actions import Certificate
    from abjure.public.verification import actions

    actions.publish_key(KEY.public())
    for family in ("OUYANG", "歐陽"):
        shown = Certificate(CREDENTIAL, CWT, b"").shown()
        actions.publish_credential(number=CREDENTIAL.number, family=family, birth=CREDENTIAL.birth, shown=shown)


@pytest.fixture
def log(tmp_path):
    ledger = Ledger(tmp_path, settings.ABJURE.origin)
    ledger.begin(DAY, {"party": "The Party"})
    return ledger


@pytest.fixture
def check():
    from abjure.public.verification import actions

    return lambda **changes: actions.check(**{"number": NUMBER, "family_name": "OUYANG", "birth_date": CREDENTIAL.birth} | changes)


@pytest.fixture
def check_code():
    from abjure.public.verification import actions

    return lambda data: actions.check_code(certificate.to_digits(data))


def logged(log, *kinds):
    for kind in kinds:
        log.add(getattr(leaf, kind)(day=days(DAY), digest=certificate.digest(CWT)))
    log.publish()


@pytest.mark.parametrize("typed", [
    pytest.param({}, id="as on the paper"),
    pytest.param({"number": NUMBER.lower().replace("-", " ")}, id="number in small letters with spaces"),
    pytest.param({"family_name": "ou-yang"}, id="another spelling of the name"),
    pytest.param({"family_name": "歐陽"}, id="the other script"),
])  # fmt: skip
def test_what_stands_on_the_paper_matches(published, check, typed):
    answer = check(**typed)
    assert answer.state == "in-force"
    assert (answer.facts["declared"], answer.facts["identified"], answer.facts["issued"]) == (date(2026, 11, 14), date(2026, 11, 18), DAY)
    assert (answer.facts["index"], answer.facts["logged"]) == (3, None)


@pytest.mark.parametrize("typed", [
    pytest.param({"number": certificate_number.format(bytes(10))}, id="another number"),
    pytest.param({"number": NUMBER[:-1] + "?"}, id="a mistyped number"),
    pytest.param({"number": ""}, id="no number"),
    pytest.param({"family_name": "WANG"}, id="another name"),
    pytest.param({"family_name": "欧阳"}, id="the name in other characters"),
    pytest.param({"family_name": "清風"}, id="the alias"),
    pytest.param({"birth_date": date(1971, 3, 10)}, id="another birth date"),
])  # fmt: skip
def test_every_mismatch_gets_the_same_answer_after_the_same_questions(published, check, typed, django_assert_num_queries):
    with django_assert_num_queries(1, using="public"):
        answer = check(**typed)
    assert (answer.state, answer.facts) == ("no-match", {})


def test_a_certificate_is_logged_and_taken_back_by_its_hash(published, check, check_code, log):
    logged(log, "cert")
    assert (check().state, check().facts["logged"]) == ("in-force", 2)
    logged(log, "certvoid")
    for answer in (check(), check_code(CWT)):
        assert (answer.state, answer.facts["voided"]) == ("revoked", DAY)


def test_what_the_gate_says_is_taken_back_at_once_before_its_batch(published, check, check_code, log):
    from abjure.public.verification import actions

    logged(log, "cert")
    actions.revoke(h=commitment.encode(certificate.digest(CWT)), day=DAY)
    for answer in (check(), check_code(CWT)):
        assert (answer.state, answer.facts["voided"]) == ("revoked", DAY)


@pytest.mark.parametrize(("later", "is_told"), [(0, True), (1, False)])
def test_no_day_is_told_before_it_has_come(published, check, reader, log, later, is_told):
    from django.utils.formats import date_format

    from abjure.public.verification import actions

    day = datetime.now(UTC).date() + timedelta(later)
    actions.revoke(h=commitment.encode(certificate.digest(CWT)), day=day)
    page = reader.post("/en/check/", {"number": NUMBER, "family_name": "OUYANG", "birth_date": "1971-03-09"}).content.decode()
    assert "no longer valid" in page
    with translation.override("en"):
        assert (f"Revoked on {date_format(day)}" in page) is is_told


def test_the_code_holds_without_the_row_once_the_log_has_it(check_code, log):
    from abjure.public.verification import actions

    actions.publish_key(KEY.public())
    assert check_code(CWT).state == "unknown-status"
    logged(log, "cert")
    assert check_code(CWT).state == "in-force"
    logged(log, "certvoid")
    assert check_code(CWT).state == "revoked"


def test_a_leaf_beyond_the_published_checkpoint_says_nothing(check_code, log):
    from abjure.public.register.models import Checkpoint
    from abjure.public.verification import actions

    actions.publish_key(KEY.public())
    logged(log, "cert")
    Checkpoint.objects.all().delete()
    assert check_code(CWT).state == "unknown-status"


def test_a_code_is_read_with_its_address(published):
    from abjure.public.verification import actions

    assert actions.check_code(f"http://127.0.0.1:8000/check/#{certificate.to_digits(CWT)} ").state == "in-force"


def twin():
    """The same words under another valid signature."""
    return CWT[:-32] + (ORDER - int.from_bytes(CWT[-32:], "big")).to_bytes(32, "big")


@pytest.mark.parametrize(("data", "state"), [
    pytest.param(twin(), "no-match", id="the same words, another valid signature"),
    pytest.param(CWT[:-1] + bytes([CWT[-1] ^ 1]), "no-match", id="a broken signature"),
    pytest.param(certificate.sign(CREDENTIAL, SigningKey.generate()), "no-match", id="another key"),
    pytest.param(certificate.sign(replace(CREDENTIAL, number=bytes(10)), KEY), "unknown-status", id="signed with our key and published nowhere"),
    pytest.param(certificate.sign(replace(CREDENTIAL, declared=date(2004, 12, 1)), KEY), "no-match", id="our key, our number, another date"),
    pytest.param(b"no credential", "unreadable", id="other bytes"),
])  # fmt: skip
def test_a_code_that_the_gate_did_not_publish_is_never_in_force(published, check_code, data, state):
    assert check_code(data).state == state


def test_a_stolen_database_names_nobody(published):
    from abjure.public.verification.models import Credential as Row

    rows = list(Row.objects.all())
    assert len(rows) == 2
    assert {len(bytes(row.sealed)) for row in rows} == {12 + 512 + 16}
    held = b"".join(bytes(row.row) + bytes(row.sealed) for row in rows)
    assert not any(word in held for word in (b"OUYANG", "歐陽".encode(), CREDENTIAL.number, b"2026", b"1971"))


def test_publishing_again_changes_nothing(published):
    from abjure.public.verification import actions
    from abjure.public.verification.models import CertificateKey
    from abjure.public.verification.models import Credential as Row

    before = set(Row.objects.values_list("row", "sealed"))
    actions.publish_key(KEY.public())
    actions.publish_credential(number=CREDENTIAL.number, family="OUYANG", birth=CREDENTIAL.birth, shown={})
    assert set(Row.objects.values_list("row", "sealed")) == before
    assert CertificateKey.objects.count() == 1


def test_of_an_unlinked_certificate_no_entry_is_told(check):
    from abjure.gate.issuing.actions import Certificate
    from abjure.public.verification import actions

    shown = Certificate(replace(CREDENTIAL, alias=None, entry=None), CWT, b"").shown()
    actions.publish_credential(number=CREDENTIAL.number, family="OUYANG", birth=CREDENTIAL.birth, shown=shown)
    assert check().facts["index"] is None


@pytest.mark.parametrize(("posted", "words"), [
    ({"number": NUMBER, "family_name": "OUYANG", "birth_date": "1971-03-09"}, "in force"),
    ({"number": NUMBER, "family_name": "WANG", "birth_date": "1971-03-09"}, "no certificate that matches"),
    ({"code": certificate.to_digits(CWT)}, "in force"),
    ({"code": "12345"}, "damaged"),
])  # fmt: skip
def test_the_page_answers_in_words(published, client, posted, words):
    assert words in client.post("/en/check/", posted).content.decode()


def test_the_keys_are_there_for_whoever_checks_alone(published, client):
    answer = client.get("/check/keys").json()
    assert answer == {"keys": [{"kid": KEY.public().id.hex(), "spki": KEY.public().raw.hex()}]}
