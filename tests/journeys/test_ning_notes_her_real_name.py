"""Ning declared under an alias and notes her real name: two examiners read it beside her application, nobody else does, and no number changes."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.household import files_with, wait_until
from tests.journeys import axe
from tests.journeys.eye import Eye, post
from tests.journeys.people import Declarant

ALIAS, NAME = "未名湖畔", "宁若兰"
LATIN = {"family": "NING", "given": "RUOLAN"}
WORDS = "当年入团，是老师替我填的表。今天我自己写：我退出。"
# As long as a name may be, and no space where it could break.
LONGEST = "Ningruolan" * 6
OTHERS = ("", "requests/", "statements/", "sweeps/", "pairs/", "numbers/", "imports/")


@pytest.fixture(scope="module")
def ning(chromium, register, staff_of):
    """Ning, whose statement is in the log; then she has noted her name, and applied."""
    person = Declarant(chromium, register, "zh-CN")
    page = person.open_form("zh-hans")
    person.tick("body-league", "sign-alias", "text-own")
    page.locator("#f-own").fill(ALIAS)
    page.locator("#f-own-text").fill(WORDS)
    person.preview()
    person.send()
    staff_of(register, "moderator-1").decide(WORDS)
    person.wait_for_answer("zh-hans", "#commitment")
    person.short = page.locator("#commitment").inner_text().strip()
    person.number = person.find_entry()
    person.before = figures(register)
    person.ask("zh-hans", "name", name=NAME)
    person.wait_for_answer("zh-hans", "article.note:has-text('已经办好')")
    person.apply("zh-hans", variant="unlinked", papers=("zh-Hans",), **LATIN, birth="1979-05-21", id_country="CN", id_last4="5518")
    yield person
    person.close()


@pytest.fixture
def examiner(ning, register, staff_of):
    """An examiner with the application open."""
    return open_at(staff_of(register, "examiner-1"))


def figures(register):
    """Return what everybody reads of the count."""
    return {name: register.count()[name] for name in ("people", "statements", "by_body")}


def open_at(examiner):
    examiner.unlock()
    examiner.open_application(LATIN["family"])
    return examiner


def declared(examiner):
    """Return what the page says of the declaration, beside the application."""
    return examiner.page.locator("dl.facts").nth(1)


def test_both_examiners_read_it_beside_the_application(ning, examiner, register, staff_of):
    for one in (examiner, open_at(staff_of(register, "examiner-2"))):
        expect(one.page.locator("dl.facts").first).to_contain_text(LATIN["given"])
        expect(declared(one)).to_contain_text(ALIAS)
        expect(declared(one)).to_contain_text(NAME)
        expect(one.page.locator("label[for=accept]")).to_be_visible()


def test_whoever_is_no_examiner_reads_it_nowhere(ning, examiner, register, staff_of, chromium):
    address = examiner.page.url
    moderator = staff_of(register, "moderator-1")
    moderator.page.goto("/desk/")
    # Not even one who has come by the passphrase.
    post(moderator.page, "/desk/certificates/unlock/", words=register.passphrase)
    answer = moderator.page.goto(address)
    assert NAME not in moderator.page.content()
    assert answer.status == 403
    moderator.find(ning.short)
    assert ALIAS in moderator.page.content()
    assert NAME not in moderator.page.content()
    for other in OTHERS:
        assert moderator.page.goto(f"/desk/{other}").ok
        assert NAME not in moderator.page.content()
    stranger = chromium.new_context(base_url=register.desk)
    page = stranger.new_page()
    page.goto(address)
    expect(page.locator("form[data-passkey=get]")).to_be_visible()
    assert NAME not in page.content()
    stranger.close()


def test_not_even_an_examiner_reads_it_while_the_key_is_locked(examiner):
    page, address = examiner.page, examiner.page.url
    page.goto("/desk/certificates/")
    page.locator("form[action*='lock'] button").click()
    page.goto(address)
    expect(page.locator("#words")).to_be_visible()
    assert NAME not in page.content()


def test_the_public_page_keeps_the_alias_and_the_count_its_number(ning, examiner, register):
    expect(declared(examiner)).to_contain_text(NAME)
    ning.page.goto(f"/zh-hans/statements/{ning.number}/?again")
    expect(ning.page.locator("table")).to_contain_text(ALIAS)
    assert NAME not in ning.page.content()
    assert figures(register) == ning.before
    assert files_with(NAME.encode(), [register.folder]) == [], "on no disk in the clear"


@pytest.fixture(scope="module")
def renamed(ning):
    """Ning, who has noted another name since."""
    ning.ask("zh-hans", "name", name=LONGEST)
    return ning


@pytest.mark.skipif(not axe.SOURCE.exists(), reason="no accessibility engine: make setup-dev")
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(("zh-hans", 390, "light"), id="on a phone"),
        pytest.param(("en", 1280, "dark"), id="on a desk"),
    ],
)
def test_the_longest_name_stays_on_the_page_after_the_first(renamed, examiner, register, look):
    eye, page = Eye(*look), examiner.page
    page.goto(f"/desk/language/{eye.language}{urlsplit(page.url).path}")
    names = declared(examiner).locator("dd", has_text=re.compile(f"{NAME}|{LONGEST}"))
    wait_until(lambda: page.reload() and names.count() == 2, "the desk to take the second name in", 30)
    assert [NAME in names.nth(0).inner_text(), LONGEST in names.nth(1).inner_text()] == [True, True]
    eye.look(page, "an application with two names")
    lefts = {value.bounding_box()["x"] for value in page.locator("dl.facts dd").all()}
    assert len(lefts) == 1, "all that is compared stands below each other"
    assert not eye.wrong, "\n".join(eye.wrong)
