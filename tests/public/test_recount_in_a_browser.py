"""The recount page in a browser: it counts a day again and checks a proof from static files alone, and names what does not hold."""

import json
import mimetypes
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from abjure.audit import proving
from abjure.audit.reader import Folder, Log
from abjure.core import commitment
from abjure.server import headers, views
from tests.audit import logs
from tests.chromium import CHROMIUM

pytestmark = [pytest.mark.django_db(databases=["public"]), pytest.mark.journey]

FIELDS, SALT, OPENED, TAKEN_BACK = {"names": '["阿明"]', "text": "I leave. é\x7f𠮷"}, b"s" * 32, 20, 15
SITE = "http://localhost"


@pytest.fixture
def made():
    made = logs.story(4)
    made[OPENED] = {**made[OPENED], "c": commitment.encode(commitment.commit(FIELDS, SALT, logs.ORIGIN))}
    return made


@pytest.fixture
def folder(tmp_path, made):
    folder = logs.publish(tmp_path / "static" / "log", logs.entries(made))
    logs.add_status(folder, made)
    return folder


@pytest.fixture(scope="module")
def browsing():
    """A thread with a headless browser of its own: where one runs, Django's databases would not answer."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no browser: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with ThreadPoolExecutor(1) as thread:
        driver = thread.submit(lambda: sync_playwright().start()).result()
        chromium = thread.submit(lambda: driver.chromium.launch(executable_path=path, args=CHROMIUM)).result()
        yield thread, chromium
        thread.submit(chromium.close).result()
        thread.submit(driver.stop).result()


@pytest.fixture
def visit(ledger, reader, folder, browsing):
    """Does something on the page, which has its script and the log's files, under the register's own headers, and nothing else."""
    ledger.publish()
    answer = reader.get("/en/recount/")
    policy = {"Content-Security-Policy": answer["Content-Security-Policy"]}
    assert policy["Content-Security-Policy"] == headers.policy("/recount/")
    thread, chromium = browsing
    problems, context = [], thread.submit(chromium.new_context).result()

    def serve(route):
        path = route.request.url.removeprefix(SITE)
        file = views.STATIC / path.removeprefix("/static/") if path.startswith("/static/") else folder.parent / path.lstrip("/")
        if path == "/en/recount/":
            route.fulfill(body=answer.content, content_type="text/html; charset=utf-8", headers=policy)
        elif file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
        else:
            route.fulfill(status=404, body="")

    def open_():
        context.route("**/*", serve)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
        page.goto(f"{SITE}/en/recount/")
        return page

    page = thread.submit(open_).result()
    yield lambda do, *given: thread.submit(do, page, *given).result()
    thread.submit(context.close).result()
    assert problems == []


def said(page):
    page.wait_for_selector("#said[data-holds]", timeout=20_000)
    found = page.inner_text("#said"), page.get_attribute("#said", "data-holds")
    page.eval_on_selector("#said", "one => one.removeAttribute('data-holds')")
    return found


def count_day(page, day):
    page.fill("#day", day)
    page.click("#count-day")
    return said(page)


def check_proof(page, data):
    page.set_input_files("#proof", {"name": "x.tlog-proof", "mimeType": "application/octet-stream", "buffer": data})
    return said(page)


def prove(folder, index, openings=None):
    return proving.prove(Log(Folder(folder)), logs.POLICY, index, openings).data


@pytest.mark.parametrize(("day", "number"), [("2026-11-20", 0), ("2026-11-21", 1), ("2026-11-23", 3)])
def test_a_day_is_counted_again(visit, made, day, number):
    first, end = logs.day_of(made, logs.DAY + number)
    before = logs.fold(made[:first])
    after = logs.fold(made[:end])
    words, holds = visit(count_day, day)
    people, statements = after.people - before.people, after.statements - before.statements
    assert f"entries {first:,} to {end - 1:,} are in the signed log" in words
    assert f"{people} people and {statements} statements more" in words
    assert "The signature is that of the log's key." in words or "cannot check the signature" in words
    assert holds == "true"


def test_a_day_without_entries_or_count_says_so(visit, folder, made):
    assert visit(count_day, "2027-01-01")[0].startswith("The log has no entry of this day.")
    logs.publish(folder, logs.entries(made[:400]))
    assert visit(count_day, "2026-11-22")[0].startswith("This day has no count of its own yet.")


def falsify(made, change):
    changed = [dict(one) for one in made]
    change(changed)
    return logs.entries(changed)


FALSE = {
    "a tally of more people": (lambda made: made[473].update(n=made[473]["n"] + 1), "#473"),
    "an intake that loses somebody": (lambda made: made[472].update(wait=3), "#472"),
    "a void of other numbers": (lambda made: made[469].update(n=3), "#469"),
}


@pytest.mark.parametrize(("change", "place"), FALSE.values(), ids=FALSE)
def test_a_day_that_counts_falsely_is_named(visit, folder, made, change, place):
    logs.publish(folder, falsify(made, change))
    words, holds = visit(count_day, "2026-11-22")
    assert (holds, place in words) == ("false", True), words


@pytest.mark.parametrize("path", ["tile/entries/001", "tile/1/000.p/2", "checkpoint", "tile/0/002.p/119"])
def test_a_damaged_file_does_not_hold(visit, folder, path):
    data = bytearray((folder / path).read_bytes())
    data[20] ^= 1
    (folder / path).write_bytes(data)
    day = {"tile/0/002.p/119": "2026-11-20", "tile/1/000.p/2": "2026-11-23"}.get(path, "2026-11-21")
    assert visit(count_day, day)[1] == "false"


def test_a_proof_is_checked_with_words_and_standing(visit, folder):
    openings = json.dumps({"openings": [{"index": OPENED, **commitment.opening(FIELDS, SALT, list(FIELDS))}]}).encode()
    words, holds = visit(check_proof, prove(folder, OPENED, openings))
    assert holds == "true", words
    assert re.search("The proof holds: entry 20 is in the signed log of 631 entries", words)
    assert "The words in the proof are those that the entry commits to." in words
    assert "The statement counts." in words
    assert "The statement was taken back." in visit(check_proof, prove(folder, TAKEN_BACK))[0]


@pytest.mark.parametrize(
    "change", [(b"index 20", b"index 21"), (b"\n631\n", b"\n632\n"), (b"extra e", b"extra f")], ids=["index", "size", "words"]
)
def test_a_damaged_proof_does_not_hold(visit, folder, change):
    assert visit(check_proof, prove(folder, OPENED).replace(*change))[1] == "false"


def test_without_a_script_the_page_reads_as_before(ledger, reader):
    ledger.publish()
    content = reader.get("/en/recount/").content.decode()
    assert '<section id="check" hidden>' in content
    assert "abjure audit" in content
