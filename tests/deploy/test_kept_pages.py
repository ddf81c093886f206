"""Public pages kept for a second by the web server: which are, which never, for whom, and that nothing of a visitor is in what is kept."""

import gzip
import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import household

CANARY = "canary-of-a-reader"
PUBLIC = "public, max-age=60"
WORDS = "words of a page " * 100
SPOKEN = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en-US": "en", "de": "de", "ja": "en", "": "zh-Hans"}


class StandIn(BaseHTTPRequestHandler):
    """A role whose pages are each as new as a number, in the language that is asked for first."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []
    status, cached, test = 200, PUBLIC, 0

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append(self.path)
        tag = SPOKEN.get(self.headers.get("Accept-Language", "").partition(",")[0], "en")
        page = f"{tag} {len(self.asked)} {self.headers.get('Host')} {WORDS}".encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Language", tag)
        self.send_header("Vary", "Accept-Language")
        self.send_header("Cache-Control", self.cached)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture(scope="module")
def front():
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register:
        roles = [ThreadingHTTPServer(("127.0.0.1", register.port(role)), StandIn) for role in ("door", "public", "desk")]
        for role in roles:
            role.daemon_threads = True
            threading.Thread(target=role.serve_forever, daemon=True).start()
        register.start_front()
        yield register
        for role in roles:
            role.shutdown()
            role.server_close()


@pytest.fixture(autouse=True)
def _afresh(monkeypatch):
    """Let every test have addresses of its own, and the role be its usual self."""
    StandIn.asked.clear()
    StandIn.test += 1
    monkeypatch.setattr(StandIn, "status", 200)
    monkeypatch.setattr(StandIn, "cached", PUBLIC)


def ask(front, path, method="GET", site="front", language="en-US,en;q=0.5", **headers):
    connection = http.client.HTTPConnection("localhost", front.port(site), timeout=15)
    headers = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Accept-Language": language} if language else {})
    path, mark, query = path.partition("?")
    connection.request(method, f"{path}{StandIn.test}{mark}{query}", b"x" if method == "POST" else None, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, gzip.decompress(data) if answer.headers["Content-Encoding"] == "gzip" else data


@pytest.mark.parametrize("path", ["/", "/statements/", "/en/statements/7/", "/count.json", "/static/look.css"])
def test_a_crowd_of_readers_costs_one_rendering(front, path):
    with ThreadPoolExecutor(8) as crowd:
        pages = list(crowd.map(lambda _: ask(front, path)[1], range(40)))
    assert len(StandIn.asked) <= 2
    assert len(set(pages)) == len(StandIn.asked)


def test_after_two_seconds_a_page_is_new(front):
    first = ask(front, "/")[1]
    time.sleep(2.1)
    assert ask(front, "/")[1] != first


@pytest.mark.parametrize(("path", "method", "site"), [
    pytest.param("/declare/", "POST", "front", id="a form"),
    pytest.param("/check/", "POST", "front", id="a question about a certificate"),
    pytest.param("/", "POST", "front", id="a form where none belongs"),
    pytest.param("/declare/", "GET", "front", id="the empty form"),
    pytest.param("/zh-hans/receipt/", "GET", "front", id="the page for a receipt"),
    pytest.param("/commitments/ab/", "GET", "front", id="looking for one's own"),
    pytest.param("/en/commitments/ab/", "GET", "front", id="looking for one's own in English"),
    pytest.param("/desk/", "GET", "staff", id="the desk"),
    pytest.param("/static/look.css", "GET", "staff", id="whatever the desk hands out"),
])  # fmt: skip
def test_what_is_never_kept(front, path, method, site):
    for _ in range(3):
        ask(front, path, method, site)
    assert len(StandIn.asked) == 3


@pytest.mark.parametrize("cached", ["no-store", "no-cache", "private", "max-age=60", "publicity", ""])
def test_what_the_role_does_not_call_public_is_not_kept(front, monkeypatch, cached):
    monkeypatch.setattr(StandIn, "cached", cached)
    for _ in range(3):
        assert ask(front, "/")[0].headers["Cache-Control"] == cached
    assert len(StandIn.asked) == 3


@pytest.mark.parametrize("status", [206, 301, 303, 400, 404, 405, 500, 503])
def test_only_what_is_there_is_kept(front, monkeypatch, status):
    monkeypatch.setattr(StandIn, "status", status)
    for _ in range(3):
        assert ask(front, "/")[0].status == status
    assert len(StandIn.asked) == 3


def test_every_reader_has_their_own_language(front):
    for _ in range(2):
        for language, tag in SPOKEN.items():
            answer, page = ask(front, "/", language=f"{language},x;q=0.5" if language else "")
            assert (answer.headers["Content-Language"], page.split()[0].decode()) == (tag, tag)
    assert len(StandIn.asked) == len(SPOKEN) + 1  # Japanese is asked for every time: what comes of it depends on the charter


def test_a_page_in_another_language_than_asked_for_is_not_kept_under_its_name(front, monkeypatch):
    monkeypatch.setitem(SPOKEN, "de", "en")
    for _ in range(2):
        assert ask(front, "/", language="de,en")[0].headers["Content-Language"] == "en"
    assert len(StandIn.asked) == 2


def test_the_onion_and_the_open_net_are_kept_apart(front):
    plain = ask(front, "/", Host="register.example")[1]
    onion = ask(front, "/", Host="abc.onion")[1]
    assert (b"abc.onion" in plain, b"abc.onion" in onion) == (False, True)
    assert ask(front, "/", Host="abc.onion:80")[1] == onion


@pytest.mark.parametrize("packed", ["gzip", "identity"])
def test_it_reads_the_same_packed_and_unpacked(front, packed):
    kept = ask(front, "/", Accept_Encoding="gzip" if packed == "identity" else "identity")[1]
    answer, page = ask(front, "/", Accept_Encoding=packed)
    assert page == kept
    assert answer.headers["Content-Encoding"] == ("gzip" if packed == "gzip" else None)
    assert sorted(answer.headers.get_all("Vary")) == ["Accept-Encoding", "Accept-Language"]


def test_what_stands_behind_a_question_mark_goes_nowhere(front):
    pages = {ask(front, f"/statements/?{CANARY}{number}")[1] for number in range(3)}
    assert len(pages) == 1
    assert StandIn.asked == [f"/statements/{StandIn.test}"]


def test_nothing_of_a_visitor_is_in_what_is_kept(front):
    told = dict.fromkeys(("User_Agent", "Cookie", "Referer", "X_Forwarded_For", "Forwarded", "If_None_Match", "Range"), CANARY)
    for path in ("/", f"/?{CANARY}", "/statements/"):
        ask(front, path, **told)
        ask(front, path, language=f"{CANARY},en", **told)
        ask(front, path, language=f"en-{CANARY},de", **told)
    pages = front.run_folder("front") / "pages"
    kept = [file for file in pages.rglob("*") if file.is_file()]
    assert kept
    assert household.files_with(b"KEY: ", [pages]) != []
    for word in (CANARY.encode(), b"127.0.0", b"Mozilla", b"en-"):
        assert household.files_with(word, [front.run_folder("front") / "pages"]) == []


def test_what_is_kept_is_gone_after_a_minute_of_silence():
    template = (household.SITES / "nginx.conf").read_text()
    assert "inactive=1m" in template
    assert template.count("proxy_cache_path") == 1
    assert template.count("proxy_cache pages;") == template.count("proxy_cache ") == 2
