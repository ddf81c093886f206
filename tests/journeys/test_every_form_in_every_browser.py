"""Every form of the door, posted in Chromium and Firefox with scripts and without: what comes of it is read at the desk."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error

from abjure.door.envelopes.preview import EARLIEST
from tests.household import wait_until
from tests.journeys import firefox
from tests.journeys.desk_reader import DeskReader
from tests.journeys.people import PATIENCE

WAYS = {
    "Chromium with scripts": ("chromium", True),
    "Chromium without": ("chromium", False),
    "Firefox with scripts": ("firefox", True),
    "Firefox without": ("firefox", False),
}
STATEMENTS = ("alone", "jointly", "as a list", "solemn")
# A name for each way, so that what stands at the desk can have come in no other.
NAMES = dict(zip(WAYS, ("青川", "碧海", "白云", "红叶"), strict=True))


class Chromium:
    """Chromium with the verbs of firefox.Firefox."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE)

    def open(self, address):
        self.page.goto(address)

    def all(self, selector):
        return self.page.locator(selector).all()

    def click(self, selector):
        self.page.locator(selector).click()

    def type(self, selector, text):
        self.page.locator(selector).press_sequentially(text)

    def text(self, selector):
        found = self.page.locator(selector)
        return found.first.inner_text() if found.count() else ""

    def attribute(self, selector, name):
        return self.page.locator(selector).get_attribute(name)

    def value(self, selector):
        return self.page.locator(selector).input_value()

    def address(self):
        return self.page.url

    def back(self):
        with suppress(Error):
            self.page.go_back()

    def source(self):
        return self.page.content()

    def download(self, selector):
        with self.page.expect_download() as download:
            self.click(selector)
        return download.value.path().read_bytes()


class Person:
    """Somebody with one browser, and the codes that they were given."""

    def __init__(self, browser, register, way):
        self.browser, self.register, self.way, self.scripts = browser, register, way, WAYS[way][1]
        self.codes = {}

    @property
    def name(self):
        return NAMES[self.way]

    def words(self, what):
        return f"{self.name}在此声明：{what}，此后再无瓜葛。"

    def open(self, address):
        self.browser.open(f"{self.register.front}/zh-hans{address}")

    def pick(self, *names):
        for name in names:
            self.browser.click(f"label[for={name}]")

    def fill(self, **values):
        for name, value in values.items():
            self.browser.type(f"#f-{name.replace('__', '-')}", value)

    def press(self, step):
        self.browser.click(f"button.btn[name=step][value={step}]")

    def wait_for(self, selector):
        wait_until(lambda: self.browser.all(selector), f"{selector} in {self.way}", 30)

    def wait_long_enough(self):
        time.sleep(EARLIEST.total_seconds() + 0.5)

    def open_answer(self, code):
        self.open("/receipt/")
        self.browser.type("#code", code)
        self.press("open")

    def send(self):
        """Send what the preview shows; return the code of the receipt."""
        self.press("preview")
        self.wait_for("button.btn[value=send]")
        if not self.scripts:
            self.wait_long_enough()
        self.press("send")
        self.wait_for("#code")
        code = re.sub(r"\s", "", self.browser.text("#code"))
        assert re.fullmatch(r"\d{32}", code)
        return code


@contextmanager
def sitting(way, chromium, register):
    kind, scripts = WAYS[way]
    if kind == "chromium":
        context = chromium.new_context(java_script_enabled=scripts, locale="zh-CN")
        yield Person(Chromium(context.new_page()), register, way)
        context.close()
        return
    if firefox.path() is None:
        pytest.skip("no Firefox: apt-get install firefox-esr")
    with firefox.running("zh-CN, zh", scripts=scripts) as browser:
        yield Person(browser, register, way)


@pytest.fixture(scope="module")
def desk(register):
    reader = DeskReader(register)
    yield reader
    reader.close()


@pytest.fixture(scope="module", params=WAYS, ids=WAYS)
def person(request, chromium, register, desk):
    """Somebody who has declared in all four kinds, and whose statement alone has been accepted."""
    with sitting(request.param, chromium, register) as person:
        for statement in STATEMENTS:
            declare(person, statement)
        wait_until(lambda: all(desk.has(text=person.words(statement)) for statement in STATEMENTS), "all four at the desk", 60)
        register.accept_all()
        yield person


def declare(person, statement):
    person.open("/declare/")
    person.pick("body-league", *(["kind-solemn", "sign-real"] if statement == "solemn" else ["sign-alias"]), "text-own")
    person.fill(**{"real" if statement == "solemn" else "own": person.name, "own__text": person.words(statement)})
    if statement == "jointly":
        person.pick("who-joint")
        person.fill(name__2="秋水")
        person.browser.click("#f-body-2 label:first-of-type input")
        person.browser.click("input[name=share-2]")
        # A statement with receipts of others takes the plain way, which asks for time to read.
        person.scripts, scripts = False, person.scripts
        person.codes[statement] = person.send()
        person.scripts = scripts
        person.codes["the other one"] = re.sub(r"\s", "", person.browser.text(".share"))
        return
    if statement == "as a list":
        person.pick("who-joint")
        person.fill(list="春风\n夏雨\n冬雪")
        person.browser.click("#f-list-body label:first-of-type input")
    person.codes[statement] = person.send()
    if statement == "alone":
        keep(person)
    if statement == "as a list":
        person.codes["spare"] = spare(person)


def keep(person):
    """Save the receipt in both ways, type a wrong group of it and then the right one."""
    browser, code = person.browser, person.codes["alone"]
    assert re.sub(rb"\s", b"", browser.download("form[action$='/receipt/file'] button")).startswith(code.encode())
    assert browser.download("form[action$='/receipt/qr'] button").startswith(b"\x89PNG")
    for wrong in (1, 0):
        group = int(browser.attribute("input[name=asked]", "value"))
        browser.type("#typed", f"{(int(code[4 * group - 4 : 4 * group]) + wrong) % 10000:04d}")
        person.press("kept")
        if wrong:
            person.wait_for("[role=alert]")
            if person.scripts:
                person.browser.click("#typed")
                clear(person)
    wait_until(lambda: not browser.all("#typed"), "the receipt to be kept", 10)


def spare(person):
    """Ask for a spare number beside the new receipt; return it."""
    person.browser.click("form[action$='/receipt/spare/'] button")
    person.wait_for("label[for=wish-stay]")
    person.pick("wish-stay")
    person.press("send")
    person.wait_for("#code")
    return re.sub(r"\s", "", person.browser.text("#code"))


def clear(person):
    """Take back the four digits that the script leaves in the field."""
    backspace = "\ue003"
    if isinstance(person.browser, Chromium):
        person.browser.page.locator("#typed").clear()
    else:
        person.browser.type("#typed", backspace * 4)


def ask(person, act, code="alone", **values):
    """Ask for something with the receipt, reading it once more where there is something to read."""
    person.open_answer(person.codes[code])
    person.browser.click(f"button[name=act][value={act}]")
    if values:
        person.fill(**values)
        person.press("check")
    person.press("send")
    assert not person.browser.all("#errors")


def arrives(desk, what, **wanted):
    wait_until(lambda: desk.has(**wanted), f"{what} at the desk", 30)


@pytest.mark.parametrize(("statement", "people", "values"), [
    ("alone", 1, {"kind": "leaving", "signed": "alias"}),
    ("jointly", 2, {"kind": "leaving", "signed": "alias"}),
    ("as a list", 4, {"kind": "leaving", "signed": "alias"}),
    ("solemn", 1, {"kind": "solemn", "signed": "real"}),
], ids=STATEMENTS)  # fmt: skip
def test_a_statement_reaches_the_desk_as_it_was_written(person, desk, statement, people, values):
    said = next(one for one in desk.all() if one.get("text") == person.words(statement))
    assert len(said["people"]) == people
    assert said["people"][0] == {"bodies": ["league"], "name": person.name}
    assert {name: said[name] for name in values} == values


@pytest.mark.parametrize("act", ["confirm", "leave"])
def test_a_co_declarer_asks_with_a_receipt_of_their_own(person, desk, act):
    arrives(desk, "the co-declarer's receipt", act="share", row=1, about=person.words("jointly"))
    ask(person, act, "the other one")
    arrives(desk, act, act=act, about=person.words("jointly"))


def test_the_answer_is_opened(person):
    wait_until(lambda: person.open_answer(person.codes["alone"]) or person.browser.all("#commitment"), "the answer", 30)


@pytest.mark.parametrize(("act", "values"), [
    ("message", {"text": "何时能查到？"}),
    ("name", {"name": "王明远"}),
    ("keep", {}),
])  # fmt: skip
def test_a_request_reaches_the_desk(person, desk, act, values):
    ask(person, act, **values)
    arrives(desk, act, act=act, about=person.words("alone"), **values)


def test_a_correction_reaches_the_desk(person, desk):
    words = person.words("更正")
    person.open_answer(person.codes["alone"])
    person.browser.click("button[formaction$='/receipt/correct/']")
    person.pick("body-pioneers", "sign-alias", "text-own")
    person.fill(own=person.name, own__text=words)
    person.press("check")
    assert words in person.browser.text(".card")
    person.press("send")
    wait_until(lambda: any((one.get("declaration") or {}).get("text") == words for one in desk.all()), "the correction at the desk", 30)


def test_a_spare_number_is_another_one_and_known_to_the_desk(person, desk):
    assert person.codes["spare"] != person.codes["as a list"]
    arrives(desk, "the spare number", act="spare", wish="stay", about=person.words("as a list"))
    person.open_answer(person.codes["spare"])
    person.wait_for(".steps .now")


def test_a_lost_receipt_is_asked_for(person, desk):
    person.open("/receipt/lost/")
    person.wait_long_enough()
    person.browser.click("form[action$='/receipt/lost/'] button")
    number = re.findall(r"\b\d{6}\b", person.browser.text("main"))[0]
    arrives(desk, "the lost receipt", act="replace", number=number)


def test_an_application_reaches_the_examiners(person, desk):
    apply = "form[action$='/receipt/certificate/'] button"

    def is_accepted():
        person.open_answer(person.codes["alone"])
        return person.browser.all(apply)

    wait_until(is_accepted, "the answer that it is accepted", 60)
    person.browser.click(apply)
    person.fill(family="WANG", given="MINGYUAN", native_family=person.name, birth="1971-03-09", id_country="CN", id_last4="7310")
    person.pick("v-linked")
    person.browser.click("input[name=languages][value=en]")
    person.press("send")
    assert not person.browser.all("#errors")
    arrives(desk, "the application", given="MINGYUAN", native_family=person.name, variant="linked")


def test_an_objection_hides_and_two_are_asked(person, desk):
    person.open_answer(person.codes["alone"])
    short = person.browser.text("#commitment").strip()
    person.open("/objection/")
    person.fill(commitment=short, text=person.name)
    person.wait_long_enough()
    person.press("send")
    assert not person.browser.all("#errors")
    arrives(desk, "the objection", act="object", commitment=short, text=person.name)


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_what_takes_the_words_away_is_carried_out(person, desk, act):
    ask(person, act)
    arrives(desk, act, act=act, about=person.words("alone"))
    if act == "withdraw":
        wait_until(lambda: person.open_answer(person.codes["alone"]) or person.browser.all("#errors"), "the code to open nothing", 30)
