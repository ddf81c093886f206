"""Mei has herself certified: applied for with the receipt, seen by two examiners, fetched with the receipt, checked by an official."""

import pytest
from playwright.sync_api import expect

from abjure.core import answer as answers
from abjure.core import receipt as receipts
from tests.household import wait_until

WORDS = "我退出少年队与青年团，并愿意在需要时以真名证明。"
APPLICATIONS = "SELECT count(*) FROM reception_submission WHERE kind = 'application'"
FAMILY, GIVEN, BIRTH = "CHEN", "MEI", "1971-03-09"


@pytest.fixture
def accepted(declarant, register, staff_of):
    """Mei, whose statement is in the log."""
    page = declarant.open_form("zh-hans")
    declarant.tick("body-league", "body-pioneers", "sign-alias", "alias-1", "text-own")
    page.locator("#f-own-text").fill(WORDS)
    declarant.preview()
    declarant.send()
    staff_of(register, "moderator-1").decide(WORDS)
    declarant.wait_for_answer("zh-hans", "#commitment")
    declarant.find_entry()
    return declarant


def apply(mei):
    names = {"family": FAMILY, "given": GIVEN, "native_family": "陈", "native_given": "梅"}
    mei.apply("zh-hans", variant="linked", papers=("zh-Hans", "en"), **names, birth=BIRTH, id_country="CN", id_last4="7310")


def examine(examiner):
    page = examiner.page
    examiner.unlock()
    examiner.open_application(FAMILY)
    page.locator("label[for=accept]").click()
    page.locator("#method").select_option("in-person")
    page.locator("#level").select_option("high")
    page.locator("input[name=documents][value=passport]").check()
    for check in ("portrait", "names", "birth-date"):
        page.locator(f"input[name=checks][value={check}]").check()
    page.locator("form.card button.btn").click()
    expect(page.locator("[role=alert]")).to_have_count(0)


def number_of(mei, register):
    """Open the sealed answer as the receipt's holder can, without the website; return the certificate's number."""
    receipt = receipts.parse(mei.receipt, "register.example/log")
    key = receipt.answer_key("application-1")
    rows = register.rows("door", "SELECT number, sealed FROM door_reply WHERE length(sealed) > 4096")
    found = [answers.open_answer(sealed, key=answers.key_of(key, number), number=number, origin=receipt.origin) for number, sealed in rows]
    return found[0]["number"]


def check(official, number, family=FAMILY):
    official.goto("/en/check/")
    official.locator("#number").fill(number)
    official.locator("#family_name").fill(family)
    official.locator("#birth_date").fill(BIRTH)
    official.locator("form").filter(has=official.locator("#number")).locator("button").click()
    return official.locator("article .tag").inner_text()


def test_two_examiners_make_a_certificate_that_an_official_can_check(accepted, register, staff_of, tmp_path):
    mei, page = accepted, accepted.page
    apply(mei)
    first, second = staff_of(register, "examiner-1"), staff_of(register, "examiner-2")
    examine(first)
    expect(mei.open_answer("zh-hans").locator("article.good")).to_have_count(0)
    examine(second)

    mei.wait_for_answer("zh-hans", "article.good")
    with page.expect_download() as download:
        page.locator("form[action$='/receipt/certificate/file'] button").click()
    download.value.save_as(tmp_path / "certificate.pdf")
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF-")

    number = number_of(mei, register)
    assert check(page, number) == "In force"
    assert check(page, number, "陈") == "In force"
    assert check(page, number, "WANG") == check(page, f"{number[:-1]}{'2' if number[-1] != '2' else '3'}")
    answer = register.run("gate", "audit", str(register.home / "log"))
    assert answer.returncode == 0, answer.stderr

    for examiner in (first, second):
        examiner.page.goto("/desk/certificates/")
        examiner.page.locator("form[action*='/void/'] select").first.select_option("holder")
        examiner.page.locator("form[action*='/void/'] button").first.click()
    expect(second.page.locator("form[action*='/void/']")).to_have_count(0)
    # The leaf waits for the next day's batch; an officer who asks must not.
    wait_until(lambda: check(page, number) == "Revoked", "the check page to know of it", 30)


def test_no_file_holds_the_applicants_name(accepted, register):
    before = register.rows("desk", APPLICATIONS)
    apply(accepted)
    wait_until(lambda: register.rows("desk", APPLICATIONS) > before, "the application to be collected", 30)
    found = [
        str(file)
        for file in register.home.rglob("*")
        if file.is_file() and b"7310" in file.read_bytes() and GIVEN.encode() in file.read_bytes()
    ]
    assert found == []
