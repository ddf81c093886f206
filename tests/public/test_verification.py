"""The log's files, proofs and the check of a certificate, for those who do not take our word."""

import pytest
from django.test import Client

from abjure.core import proof
from abjure.core.tlog import policy
from tests.public.conftest import TUESDAY
from tests.public.ledger import Ledger

pytestmark = pytest.mark.django_db(databases=["public"])


def test_a_proof_holds_without_us(ledger: Ledger, reader: Client) -> None:
    indices = [ledger.declare(TUESDAY, [(name, ["party"])], text="words") for name in "甲乙丙丁戊"]
    ledger.publish()
    answer = reader.get(f"/statements/{indices[3]}/proof")
    shown = proof.check(answer.content, policy.parse(reader.get("/log/policy").content))
    assert shown.index == indices[3]
    assert shown.fields is not None
    assert shown.fields["names"] == '["丁"]'
    assert answer["Content-Disposition"] == f'attachment; filename="entry-{indices[3]}.tlog-proof"'


def test_the_log_is_handed_out_as_c2sp_says(ledger: Ledger, reader: Client) -> None:
    for _ in range(300):
        ledger.declare(TUESDAY, [("安和", ["party"])])
    signed = ledger.publish()
    assert reader.get("/log/checkpoint").content == signed
    assert reader.get("/log/checkpoint")["Cache-Control"] == "no-cache"
    tile = reader.get("/log/tile/0/000")
    assert len(tile.content) == 8192
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    assert tile["Access-Control-Allow-Origin"] == "*"
    assert tile["Content-Type"] == "application/octet-stream"
    assert reader.get("/log/tile/entries/001.p/50").status_code == 200


def test_a_partial_tile_that_is_gone_is_the_beginning_of_the_full_one(ledger: Ledger, reader: Client) -> None:
    for _ in range(300):
        ledger.declare(TUESDAY, [("安和", ["party"])])
    ledger.publish()
    whole = reader.get("/log/tile/0/000").content
    assert reader.get("/log/tile/0/000.p/7").content == whole[: 7 * 32]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("tile/0/001", id="a tile beyond the checkpoint"),
        pytest.param("tile/0/000.p/200", id="a partial tile beyond the checkpoint"),
        pytest.param("tile/8/0/000", id="a path with the height in it"),
        pytest.param("tile/0/0", id="a number without its zeros"),
        pytest.param("tile/entries/000.p/0", id="an empty bundle"),
        pytest.param("../public/public.sqlite3", id="a way out"),
        pytest.param("tile/entries/../../../register.json", id="another way out"),
        pytest.param("staging", id="what is not published"),
    ],
)
def test_nothing_else_is_handed_out(ledger: Ledger, reader: Client, path: str) -> None:
    ledger.publish()
    (ledger.folder / "staging").write_text("secret")
    (ledger.folder / "tile/0/001").write_text("early")
    assert reader.get(f"/log/{path}").status_code == 404


def test_what_is_not_typed_is_named_beside_its_field(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    answer = reader.post("/en/check/", {"number": "", "family_name": "Li", "birth_date": "yesterday"})
    assert answer.status_code == 422
    assert answer.content.count(b'aria-invalid="true"') == 2
    assert b'<a href="#birth_date">This is not a date.' in answer.content


def test_a_wrong_number_gets_the_one_answer(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    answer = reader.post("/en/check/", {"number": "K7QF3M9TX2WD6", "family_name": "Li", "birth_date": "1971-03-09"})
    assert b"We have no certificate that matches what you typed" in answer.content


def test_a_policy_that_was_replaced_is_still_handed_out(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    history = ledger.folder / "policy.d"
    history.mkdir()
    (history / "7-0123abcd").write_text("log an-old-key\n")
    assert reader.get("/log/policy.d/7-0123abcd").content == b"log an-old-key\n"
    for other in ("7-0123abcde", "07-0123abcd", "../policy", "7-0123ABCD"):
        assert reader.get(f"/log/policy.d/{other}").status_code == 404
