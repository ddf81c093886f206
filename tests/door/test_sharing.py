"""Co-declarers' receipts: for whoever was ticked, for nobody else, and in an answer as long as any other."""

import re

import pytest

from tests.door.conftest import hidden

pytestmark = pytest.mark.django_db(databases=["door"])
SHARE = re.compile(r'<p class="code share"[^>]*>([\d ]{39})</p>')
FOR_OTHERS = re.compile(r'<form class="card" action="/receipt/file" method="post".*?</form>', re.DOTALL)
BUTTON = re.compile(r'<button class="btn two" name="code" value="(\d{32})"( formaction="[^"]*")?>')
JOINT = {"who": "joint", "group": "friends", "rows": "20"}
LISTED = {"list": "\n".join(f"春{chr(0x4E00 + number)}" for number in range(179)), "list-body": ["league"]}


def rows(*ticked):
    """Return the fields of twenty rows, some of which ask for a receipt of their own."""
    filled = {f"name-{row}": f"远山{chr(0x5200 + row)}" for row in range(2, 22)}
    bodies = {f"body-{row}": ["league"] for row in range(2, 22)}
    return JOINT | filled | bodies | {f"share-{row}": "yes" for row in ticked}


@pytest.mark.parametrize("fields", [
    pytest.param(JOINT | LISTED | {"name-2": "山", "body-2": ["league"], "share-2": "yes"}, id="one row and a list"),
    pytest.param(rows(7) | LISTED, id="one of twenty rows and a list"),
])  # fmt: skip
def test_only_whoever_was_ticked_gets_a_receipt_of_their_own(visitor, kept, fields):
    page, _ = visitor.declare(**fields)
    assert page.status_code == 200
    shared = SHARE.findall(page.content.decode())
    assert len(shared) == 1
    assert kept() == (2, 2), "the statement, and the one receipt"
    assert len(page.content) < 16384


@pytest.mark.parametrize(("way", "kind"), [("file", "text/plain; charset=utf-8"), ("qr", "image/png")])
def test_each_of_the_others_has_a_file_and_a_picture_of_their_own(visitor, way, kind):
    page, code = visitor.declare(**rows(2, 3))
    form = FOR_OTHERS.search(page.content.decode())[0]
    addresses = dict(BUTTON.findall(form))
    assert set(addresses.values()) == {' formaction="/receipt/qr"'}
    codes = re.findall(r'name="code" value="(\d{32})"', form)
    assert codes == [shown.replace(" ", "") for shown in SHARE.findall(form) for _ in ("file", "qr")]
    assert code not in codes
    for share in codes:
        assert visitor.ask(share, f"/receipt/{way}").headers["Content-Type"] == kind


def test_a_list_alone_asks_for_no_receipts_whatever_is_sent_with_it(visitor, kept):
    page, _ = visitor.declare(**JOINT | LISTED | {"share-2": "yes", "share-21": "yes"})
    assert SHARE.findall(page.content.decode()) == []
    assert kept() == (1, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru", "fa"])
def test_all_twenty_rows_fit_into_the_smaller_answer(visitor, clock, kept, language):
    preview = visitor.preview(**rows(*range(2, 22)) | LISTED)
    clock.later(seconds=20)
    page = visitor.post("send", hidden(preview), **{"accept-language": language})
    assert len(set(SHARE.findall(page.content.decode()))) == 20
    assert kept() == (21, 21)
    assert len(page.content) < 16384, f"{len(page.content.rstrip())} bytes"
