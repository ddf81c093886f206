"""More than a role can answer, or a role that is away: the web server says so at once, in the reader's language, and all else is served."""

import http.client
import re
import select
import socket
from contextlib import ExitStack, closing

import pytest

from abjure.server import padding
from tests import household

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SAID = {"en": "Load this page again", "zh-CN": "请过半分钟重新载入本页", "zh-TW": "請過半分鐘重新整理這個頁面", "ja": "再読み込み"}
WAITING = int(re.search(r"server 127\.0\.0\.1:\{\{door\}\} max_conns=(\d+);", (household.SITES / "nginx.conf").read_text())[1])


@pytest.fixture(scope="module")
def front():
    """Public and the web server; of the door there is nothing."""
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register:
        register.found("three-withdrawals")
        register.start("public")
        register.start_front()
        yield register


@pytest.fixture
def stuck(front):
    """A door that takes whatever comes and answers nobody."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", front.port("door")))
        listening.listen(1024)
        yield listening


def begin(front, path, method="POST", language="en"):
    line = http.client.HTTPConnection("127.0.0.1", front.port("front"), timeout=20)
    line.request(method, path, b"step=preview" if method == "POST" else None, FORM | {"Accept-Language": language})
    return line


def ask(front, path, method="POST", language="en"):
    with closing(begin(front, path, method, language)) as line:
        answer = line.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize(("path", "method"), [("/declare/", "POST"), ("/declare/", "GET"), ("/receipt/", "POST")])
def test_a_door_that_is_away_is_told_of_in_the_readers_language(front, path, method, language):
    answer, page = ask(front, path, method, language)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "30", "no-store")
    assert SAID[language] in page.decode()
    assert answer.headers["Content-Encoding"] is None
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    assert 0 <= len(page) + head - padding.SIZES[0] <= 256


@pytest.mark.parametrize(("path", "tag"), [("/en/declare/", "en"), ("/zh-hant/receipt/", "zh-Hant"), ("/fa/declare/", "fa")])
def test_the_language_of_the_address_counts_first(front, path, tag):
    answer, _ = ask(front, path, language="de")
    assert (answer.status, answer.headers["Content-Language"]) == (503, tag)


def test_whoever_comes_while_the_door_is_full_is_told_at_once_and_readers_read_on(front, stuck):
    with ExitStack() as waiting:
        lines = [waiting.enter_context(closing(begin(front, "/declare/"))) for _ in range(WAITING + 20)]
        told, _, _ = select.select([line.sock for line in lines], [], [], 20)
        assert told
        assert ask(front, "/declare/")[0].status == 503
        assert [ask(front, "/", "GET")[0].status for _ in range(5)] == [200] * 5


def test_the_page_cannot_be_asked_for(front):
    assert ask(front, "/busy", "GET")[0].status == 404
