"""Forms as browsers send them: read as Django reads them, files left out, and refused where they are none."""

from io import BytesIO

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from abjure.server import forms

EDGE = "------edge7a0c55"
NAMES = st.text("abcxyz-2", min_size=1, max_size=12)
VALUES = st.text(st.characters(codec="utf-8"), max_size=60).filter(lambda text: EDGE not in text)


def request_of(kind, body, content_type=f"multipart/form-data; boundary={EDGE}"):
    environ = RequestFactory().generic("POST", "/declare/", body, content_type).environ
    return kind(environ | {"wsgi.input": BytesIO(body)})


def part(name, value, more=""):
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()


def whole(*parts):
    return b"".join(parts) + f"--{EDGE}--\r\n".encode()


@given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_what_a_browser_sends_is_read_as_django_reads_it(fields):
    body = whole(*(part(name, value) for name, value in fields))
    ours, theirs = (request_of(kind, body).POST for kind in (forms.FormRequest, WSGIRequest))
    assert dict(ours.lists()) == dict(theirs.lists())


def test_a_field_sent_twice_keeps_both_values_in_their_order():
    body = whole(part("body", "party"), part("own", "云舒"), part("body", "league"))
    assert list(request_of(forms.FormRequest, body).POST.lists()) == [("body", ["party", "league"]), ("own", ["云舒"])]


@pytest.mark.parametrize("named", ['"../../x"', '""', "x"])
def test_a_file_is_dropped(named):
    request = request_of(forms.FormRequest, whole(part("step", "names"), part("own", "x", f"; filename={named}")))
    assert request.POST.dict() == {"step": "names"}
    assert not request.FILES


def test_a_part_in_another_spelling_is_taken_as_the_text_that_it_is():
    more = "\r\nContent-Transfer-Encoding: base64"
    assert request_of(forms.FormRequest, whole(part("own", "5LqR6IiS", more))).POST["own"] == "5LqR6IiS"


def test_a_form_that_was_read_cannot_be_changed():
    with pytest.raises(AttributeError):
        request_of(forms.FormRequest, whole(part("step", "names"))).POST["step"] = "send"


def test_bytes_that_are_no_utf_8_are_replaced_as_django_does():
    body = whole(f'--{EDGE}\r\nContent-Disposition: form-data; name="own"\r\n\r\n'.encode() + b"\xff\xfe\r\n")
    assert request_of(forms.FormRequest, body).POST["own"] == request_of(WSGIRequest, body).POST["own"] == "\ufffd\ufffd"


@pytest.mark.parametrize(("body", "content_type"), [
    pytest.param(b"step=names", "multipart/form-data", id="no edge"),
    pytest.param(b"step=names", f"multipart/form-data; boundary={EDGE}", id="no parts"),
    pytest.param(part("step", "names"), f"multipart/form-data; boundary={EDGE}", id="an open end"),
    pytest.param(part("step", "names")[:-4], f"multipart/form-data; boundary={EDGE}", id="cut off"),
    pytest.param(whole(f"--{EDGE}\r\n\r\nx\r\n".encode()), f"multipart/form-data; boundary={EDGE}", id="a part without a name"),
    pytest.param(whole(part("step", "names")), "multipart/form-data; boundary=ed\nge", id="an edge over two lines"),
])  # fmt: skip
def test_what_is_no_form_is_refused(body, content_type):
    request = request_of(forms.FormRequest, body, content_type)
    with pytest.raises(MultiPartParserError):
        request.POST  # noqa: B018 - is read here
    assert request.POST == {}


@pytest.mark.parametrize("body", [whole(*[part("", "")] * 1100), whole(part("own", "x" * 70_000))], ids=["many", "long"])
def test_a_form_beyond_the_limits_is_refused(body, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    with pytest.raises(SuspiciousOperation):
        request_of(forms.FormRequest, body).POST  # noqa: B018 - is read here
