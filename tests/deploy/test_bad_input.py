"""What comes to the web server: slow, too large, malformed, nested; each is answered or cut off, and all others are served meanwhile."""

import secrets
import socket
import time

import pytest

from tests.faults import slow

PROBES, QUICK = 12, 1.0


@pytest.mark.parametrize("part", ["head", "body"])
def test_six_hundred_slow_visitors_keep_nobody_waiting(front, call, part):
    with slow.crowd(front.port("front"), part, 600) as made:
        until = time.monotonic() + 20
        while made[0] < 600 and time.monotonic() < until:
            time.sleep(0.1)
        assert made[0] >= 600
        taken = [call().ask("GET", path).seconds for path in ("/declare/", "/", "/static/look.css") * (PROBES // 3)]
        sent = call().post("preview")
    assert max(taken) < QUICK
    assert (sent.status, sent.seconds < QUICK) == (200, True)


def multipart(parts):
    edge = secrets.token_hex(8)
    body = b"".join(b"--" + edge.encode() + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + edge.encode() + b"--\r\n"
    return body, f"multipart/form-data; boundary={edge}"


def part(name, value=b"x", more=b""):
    return b'Content-Disposition: form-data; name="' + name + b'"' + more + b"\r\n\r\n" + value


def nested(depth):
    body, kind = multipart([part(b"step", b"names")])
    for _ in range(depth):
        body, kind = multipart([part(b"step", body, b"\r\nContent-Type: " + kind.encode())])
    return body, kind


FIELDS = "application/x-www-form-urlencoded"
ODD = [
    pytest.param(b"step=names&own=" + b"a" * 65600, FIELDS, {413}, id="more than 64 kB"),
    pytest.param(b"a" * 10_000_000, FIELDS, {413}, id="ten megabytes"),
    pytest.param(b"&".join(b"a%d=" % number for number in range(8000)), FIELDS, {400}, id="8,000 fields"),
    pytest.param(b"step=names&" + b"&" * 60000, FIELDS, {400}, id="60,000 ampersands"),
    pytest.param(b"step=names&own=%ff%fe%00&own-text=%e2%80%ae", FIELDS, {200, 422}, id="no UTF-8"),
    pytest.param(b"\x00" * 60000, FIELDS, {400}, id="zeros"),
    pytest.param(b"step=names&step=send&kind=a&kind=b", FIELDS, {422}, id="fields that are there twice"),
    pytest.param(b'{"step": "names"}', "application/json", {400}, id="JSON"),
    pytest.param(b"step=names", "multipart/form-data", {400}, id="parts without an edge"),
    pytest.param(b"--x\r\n" * 10000, "multipart/form-data; boundary=x", {400}, id="edges alone"),
    pytest.param(b"--x\r\nContent-Disposition: form-data; name=step\r\n\r\nnames", "multipart/form-data; boundary=x", {200, 400}, id="an open end"),
    pytest.param(*multipart([part(b"step", b"names")] * 3000), {400, 413}, id="3,000 parts"),
    pytest.param(*multipart([part(b"step", b"names"), part(b"own", b"x" * 30000, b'; filename="../../x"')]), {200}, id="a file that nobody asked for"),
    pytest.param(*multipart([part(b"own", b"x", b"\r\nContent-Transfer-Encoding: base64")]), {400}, id="a part that is no base64"),
    pytest.param(*nested(1), {200, 400, 422}, id="parts in a part"),
    pytest.param(*nested(40), {200, 400, 413, 422}, id="parts in parts, forty deep"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "statuses"), ODD)
def test_an_odd_body_is_answered_in_words_and_at_once(call, body, kind, statuses):
    answer = call().ask("POST", "/en/declare/", body, **{"Content-Type": kind, "Accept-Language": "en"})
    assert answer.status in statuses
    assert answer.seconds < 3
    assert b"<h1" in answer.body
    assert b"Traceback" not in answer.body
    assert call().post("preview").status == 200


def raw(port, sent):
    with socket.create_connection(("127.0.0.1", port), 12) as line:
        line.settimeout(12)
        line.sendall(sent)
        found = b""
        try:
            while data := line.recv(65536):
                found += data
                if b"\r\n\r\n" in found:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return found


@pytest.mark.parametrize(("sent", "status"), [
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400", id="TLS where there is none"),
    pytest.param(b"GET / HTTP/9.9\r\n\r\n", b"505", id="a version to come"),
    pytest.param(b"GET /declare/ HTTP/1.1\r\n\r\n", b"400", id="no host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400", id="two hosts"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 60000 + b"\r\n\r\n", b"400", id="a header of 60 kB"),
    pytest.param(b"POST /declare/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", b"400", id="two lengths"),
    pytest.param(
        b"POST /declare/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400", id="a length and pieces"
    ),
    pytest.param(b"POST /declare/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400", id="less than nothing"),
    pytest.param(b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", b"400", id="a way out of the folder"),
    pytest.param(b"GET /log/%2e%2e/register.json HTTP/1.1\r\nHost: a\r\n\r\n", b"404", id="a hidden way out of the log"),
])  # fmt: skip
def test_what_is_no_request_does_not_reach_us(front, sent, status):
    assert raw(front.port("front"), sent).split(b" ")[1] == status


def test_the_place_that_a_visitor_claims_is_not_believed(front, call):
    caller = call("127.0.77.1")
    form = {"Content-Type": FIELDS, "Accept-Language": "en", "Abjure-Near": "192.0.2"}
    pages = [
        caller.ask("POST", "/declare/", b"step=preview&" + b"kind=leaving&body=party&who=alone&sign=alias&own=a&text=plain", **form)
        for _ in range(25)
    ]
    assert [b"Very much arrives" in page.body for page in pages].count(True) == 5
