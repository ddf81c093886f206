"""The web server of deploy/ before a stand-in: what it passes on, what it keeps to itself, and whom it lets go."""

import gzip
import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import household

PAGE = b"<p>" + b"a word and another word " * 200
# What Tor says of a circuit before it sends anything (HiddenServiceExportCircuitID haproxy).
CIRCUIT = b"PROXY TCP6 fc00:dead:beef:4dad::ffff:1 ::1 65535 80\r\n"
CANARY = "canary-of-the-web-server"


class StandIn(BaseHTTPRequestHandler):
    """A role that says which headers it was given."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]] = []

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.seen.append((self.path, dict(self.headers.items())))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("X-Role", self.server.role)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture(scope="module")
def front():
    """The web server before two stand-ins, over a home with a published log."""
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register:
        tile = register.home / "log" / "tile" / "0" / "x001"
        tile.mkdir(parents=True)
        (tile / "234").write_bytes(b"\x01" * 32)
        (register.home / "log" / "checkpoint").write_text("origin\n")
        (register.home / "log" / ".checkpoint.new").write_text("half\n")
        roles = [stand_in(register, role) for role in ("door", "public", "desk")]
        register.start_front()
        yield register
        for role in roles:
            role.shutdown()
            role.server_close()


def stand_in(register, role):
    server = ThreadingHTTPServer(("127.0.0.1", register.port(role)), StandIn)
    server.role, server.daemon_threads = role, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def ask(front, path, method="GET", body=None, site="front", **headers):
    connection = http.client.HTTPConnection("localhost", front.port(site), timeout=15)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/", "public"),
        ("/statements/7/", "public"),
        ("/declare/", "door"),
        ("/zh-hans/declare/", "door"),
        ("/en/receipt/", "door"),
        ("/receipt/certificate/", "door"),
        ("/objection/", "door"),
        ("/zh-hant/objection/", "door"),
        ("/desk/", "public"),
        ("/statements/declare/", "public"),
    ],
)
def test_each_page_has_one_role(front, path, role):
    answer, _ = ask(front, path)
    assert (answer.status, answer.headers["X-Role"]) == (200, role)


@pytest.mark.parametrize(("path", "status"), [("/desk/", 200), ("/static/look.css", 200), ("/", 404), ("/declare/", 404)])
def test_the_desk_is_on_a_name_of_its_own(front, path, status):
    answer, _ = ask(front, path, site="staff")
    assert answer.status == status
    assert answer.headers["X-Role"] == ("desk" if status == 200 else None)


@pytest.mark.parametrize("name", ["X_Forwarded_For", "X_Real_IP", "Forwarded", "Via", "X_Forwarded_Host"])
@pytest.mark.parametrize("site", ["front", "staff"])
def test_a_role_learns_neither_address_nor_route(front, name, site):
    StandIn.seen.clear()
    ask(front, "/desk/", site=site, **{name: CANARY})
    (_, headers), *_ = StandIn.seen
    assert "127.0.0.1" not in str(headers)
    assert CANARY not in str(headers)
    assert headers["Host"] == f"localhost:{front.port(site)}"


@pytest.mark.parametrize(("method", "packed"), [("GET", True), ("POST", False)])
@pytest.mark.parametrize("path", ["/", "/declare/"])
def test_only_what_is_read_is_compressed(front, path, method, packed):
    answer, data = ask(front, path, method, b"x" if method == "POST" else None, Accept_Encoding="gzip")
    assert (answer.headers["Content-Encoding"] == "gzip") is packed
    assert (gzip.decompress(data) if packed else data) == PAGE


@pytest.mark.parametrize(("size", "status"), [(65536, 200), (65537, 413)])
def test_a_body_has_at_most_64_kilobytes(front, size, status):
    answer, _ = ask(front, "/declare/", "POST", CANARY.encode().ljust(size, b"x"))
    assert answer.status == status
    run = [front.run_folder(name) for name in ("front", "staff")]
    assert household.files_with(CANARY.encode(), run) == []


def has_more(line):
    """Wait for what comes; say whether the other side still holds the line."""
    try:
        return bool(line.recv(1000))
    except ConnectionResetError:
        return False


@pytest.mark.parametrize(
    "sent", [b"GET / HT", b"POST /declare/ HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nbegun"], ids=["head", "body"]
)
def test_whoever_is_slow_is_let_go(front, sent):
    with socket.create_connection(("127.0.0.1", front.port("front")), 5) as line:
        line.sendall(sent)
        line.settimeout(12)
        assert not has_more(line)


@pytest.mark.parametrize(
    ("path", "status", "cached"),
    [
        ("/log/checkpoint", 200, "no-cache"),
        ("/log/tile/0/x001/234", 200, "public, max-age=31536000, immutable"),
        ("/log/.checkpoint.new", 404, None),
        ("/log/tile/../../register.json", 200, None),
    ],
    ids=["checkpoint", "tile", "half-written", "the way out"],
)
def test_the_log_is_a_folder_of_files(front, path, status, cached):
    answer, _ = ask(front, path)
    assert (answer.status, answer.headers["Cache-Control"]) == (status, cached)
    if cached:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Role"] is None


def test_a_partial_tile_that_is_gone_is_asked_of_the_role(front):
    answer, _ = ask(front, "/log/tile/0/000.p/7")
    assert answer.headers["X-Role"] == "public"


def test_the_onion_service_has_a_socket_instead_of_a_port(front):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(front.run_folder("front") / "onion.sock"))
        line.sendall(CIRCUIT + b"GET /declare/ HTTP/1.0\r\nHost: abc.onion\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
    *_, (_, headers) = StandIn.seen
    assert headers["Abjure-Near"] == "fc00:dead:beef:4dad::ffff:1"


@pytest.mark.parametrize(("path", "told"), [("/declare/", "127.0.0"), ("/en/declare/", "127.0.0"), ("/receipt/", None), ("/", None)])
def test_the_door_learns_three_quarters_of_an_address_and_nobody_else_any(front, path, told):
    StandIn.seen.clear()
    ask(front, path, Abjure_Near="192.0.2")
    (_, headers), *_ = StandIn.seen
    assert headers.get("Abjure-Near") == told


def test_nothing_but_sockets_and_settings_lies_in_its_folder(front):
    for name in ("front", "staff"):
        folder = front.run_folder(name)
        files = {path.name for path in folder.rglob("*") if not path.is_dir()}
        assert files <= {"nginx.conf", "nginx.pid", "onion.sock", "packed.sock"}
        assert front.said(name) == ""
