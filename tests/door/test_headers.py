"""What every answer of the door says to a browser, where a form may come from, and how large it may be."""

import pytest

from abjure.core.receipt import Receipt
from tests.door.conftest import hidden, text

pytestmark = pytest.mark.django_db(databases=["door"])
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
DECLARING = {"Content-Security-Policy": POLICY.replace("img-src", "script-src 'self'; connect-src 'self'; img-src")}
PAGE = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "en", "Vary": "Accept-Language"}
POSTED = {"Cache-Control": "no-store", "Clear-Site-Data": '"cookies", "storage"'}
JSON = {"Content-Type": "application/json", "Vary": "Accept-Language"}
CODE = Receipt.new("example.org").code
ANSWERS = [
    pytest.param("get", "/declare/", {}, 200, DECLARING | PAGE | {"Cache-Control": "public, max-age=600"}, id="the empty form"),
    pytest.param("post", "/declare/", {"step": "preview"}, 422, DECLARING | PAGE | POSTED, id="a form with faults"),
    pytest.param("post", "/declare/", {"step": "names"}, 200, DECLARING | PAGE | POSTED, id="a form on its way"),
    pytest.param("post", "/declare/", {"step": "x"}, 400, DECLARING | PAGE | {"Cache-Control": "no-store"}, id="no step"),
    pytest.param("get", "/declare/rules", {}, 200, DECLARING | JSON | {"Cache-Control": "public, max-age=600"}, id="the rules for a script"),
    pytest.param("get", "/receipt/", {}, 200, PAGE, id="asking for a code"),
    pytest.param("post", "/receipt/", {"code": "1"}, 422, PAGE | POSTED, id="a mistyped code"),
    pytest.param("get", "/receipt/file", {}, 200, PAGE, id="a file without a code"),
    pytest.param("post", "/receipt/file", {"code": "1"}, 422, PAGE | POSTED, id="the file of a mistyped code"),
    pytest.param("get", "/receipt/certificate/", {}, 200, PAGE, id="applying"),
    pytest.param("get", "/nothing/", {}, 404, PAGE, id="no such page"),
    pytest.param("post", "/nothing/", {}, 404, PAGE | {"Cache-Control": "no-store"}, id="nothing that takes a form"),
    pytest.param("get", "/static/look.css", {}, 200, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=3600"}, id="style"),
    pytest.param("get", "/healthz", {}, 200, {"Content-Type": "text/plain", "Cache-Control": "no-store"}, id="health"),
]  # fmt: skip
OWN, OTHER = "http://testserver", "https://elsewhere.example"


@pytest.mark.urls("abjure.server.urls_door")
@pytest.mark.parametrize(("method", "address", "fields", "status", "more"), ANSWERS)
def test_the_headers_of_every_answer_are_exactly_these(client, withdrawals, method, address, fields, status, more):
    answer = getattr(client, method)(address, fields, headers={"accept-language": "en"})
    assert answer.status_code == status
    expected = ALWAYS | more
    found = {
        name: value for name, value in answer.headers.items() if name not in {"Content-Length", "Last-Modified", "Content-Disposition"}
    }
    assert found == expected
    assert not answer.cookies
    answer.close()


@pytest.mark.parametrize("address", ["/receipt/file", "/receipt/qr"])
def test_a_download_is_kept_by_nobody(visitor, address):
    answer = visitor.ask(visitor.declare()[1], address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Clear-Site-Data"] == POSTED["Clear-Site-Data"]


def test_no_answer_of_a_whole_journey_sets_a_cookie_or_may_be_kept(visitor):
    preview = visitor.preview()
    receipt = visitor.send(preview)
    code = hidden(preview)["code"][0]
    answers = [preview, receipt, visitor.ask(code), visitor.ask(code, step="kept", asked="1", typed=code[:4])]
    assert all(answer.status_code == 200 for answer in answers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    assert not any("Set-Cookie" in answer.headers or answer.cookies for answer in answers)
    assert not visitor.client.cookies


@pytest.mark.parametrize(("headers", "status"), [
    pytest.param({}, 200, id="a browser that tells neither"),
    pytest.param({"origin": OWN}, 200, id="our own page"),
    pytest.param({"origin": "null"}, 200, id="an origin that is not told"),
    pytest.param({"origin": OTHER}, 403, id="another site"),
    pytest.param({"origin": "http://testserver.elsewhere.example"}, 403, id="a site that begins like ours"),
    pytest.param({"origin": "http://testserver:81"}, 403, id="another port"),
    pytest.param({"origin": "http://["}, 403, id="no address"),
    pytest.param({"origin": ""}, 403, id="nothing"),
    pytest.param({"sec-fetch-site": "same-origin", "origin": OWN}, 200, id="our own page, told twice"),
    pytest.param({"sec-fetch-site": "same-origin", "origin": "null"}, 200, id="our own page without an origin"),
    pytest.param({"sec-fetch-site": "none"}, 200, id="somebody's own doing"),
    pytest.param({"sec-fetch-site": "cross-site", "origin": "null"}, 403, id="another site without an origin"),
    pytest.param({"sec-fetch-site": "cross-site", "origin": OWN}, 403, id="another site that says it is ours"),
    pytest.param({"sec-fetch-site": "same-site"}, 403, id="a neighbour"),
    pytest.param({"sec-fetch-site": "x"}, 403, id="nonsense"),
])  # fmt: skip
@pytest.mark.parametrize("address", ["/declare/", "/receipt/file"])
def test_a_form_comes_from_our_own_pages(visitor, headers, status, address):
    fields = {**visitor.usual, "step": "preview", "code": CODE}
    answer = visitor.client.post(address, fields, headers={"accept-language": "en", "host": "testserver", **headers})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 403:
        assert "This form was sent from another website" in text(answer)


def test_a_body_up_to_the_limit_is_read_and_one_byte_more_is_not(visitor):
    for size, status in ((65536, 200), (65537, 413)):
        body = b"step=names&own="
        body += b"a" * (size - len(body))
        answer = visitor.client.post("/declare/", body, content_type="application/x-www-form-urlencoded", headers={"accept-language": "en"})
        assert answer.status_code == status
    assert "at most 64 kB" in text(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("told", [
    pytest.param({"CONTENT_LENGTH": "65537"}, id="too long"),
    pytest.param({"CONTENT_LENGTH": "9" * 40}, id="longer than anything"),
    pytest.param({"CONTENT_LENGTH": "-1"}, id="less than nothing"),
    pytest.param({"CONTENT_LENGTH": "１２"}, id="digits of another script"),
    pytest.param({"CONTENT_LENGTH": "x"}, id="no number"),
    pytest.param({"HTTP_TRANSFER_ENCODING": "chunked"}, id="in pieces"),
    pytest.param({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "10"}, id="in pieces and short"),
])  # fmt: skip
def test_a_length_that_is_not_told_rightly_is_too_long(client, withdrawals, told):
    answer = client.post("/declare/", {"step": "names"}, **told)
    assert answer.status_code == 413
