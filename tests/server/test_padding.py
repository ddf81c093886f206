"""Answers to forms: their length is one of two, headers included, and what was padded still reads the same."""

import io

import pytest
import segno
import zxingcpp
from django.http import FileResponse, HttpResponse
from PIL import Image

from abjure.server import padding


def length(response):
    head = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    return head + len(f"{response.status_code} {padding._reason(response.status_code)}") + len(response.content)


@pytest.mark.parametrize("status", [200, 400, 403, 404, 413, 422, 503])
@pytest.mark.parametrize(("letters", "size"), [(0, 16384), (10_000, 16384), (16_000, 16384), (16_384, 131072), (60_000, 131072)])
def test_every_answer_has_one_of_two_lengths(status, letters, size):
    answer = HttpResponse("a" * letters, status=status, headers={"Retry-After": "30"} if status == 503 else {})
    padding.pad(answer)
    assert abs(length(answer) - size) <= 1
    assert answer.content.strip() == b"a" * letters
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_beyond_the_larger_size_it_is_a_multiple_of_it():
    assert [padding.size_for(length) for length in (1, 16384, 16385, 131072, 131073)] == [16384, 16384, 131072, 131072, 262144]


def test_a_padded_picture_is_still_the_picture():
    drawn = io.BytesIO()
    segno.make("12345678901234567890123456789012", micro=False).save(drawn, kind="png", scale=8)
    answer = HttpResponse(drawn.getvalue(), content_type="image/png")
    padding.pad(answer)
    assert abs(length(answer) - 16384) <= 1
    picture = Image.open(io.BytesIO(answer.content))
    picture.verify()
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))[0].text == "12345678901234567890123456789012"


@pytest.mark.parametrize("kind", ["application/pdf", "application/json"])
def test_what_is_signed_to_the_last_byte_is_left_alone(kind):
    answer = HttpResponse(b"%PDF", content_type=kind)
    padding.pad(answer)
    assert answer.content == b"%PDF"


def test_reading_and_the_desk_are_not_padded(rf):
    for request in (rf.get("/declare/"), rf.post("/desk/queue/")):
        assert padding.Padding(lambda _: HttpResponse("short"))(request).content == b"short"
    assert padding.Padding(lambda _: FileResponse(io.BytesIO(b"short")))(rf.post("/declare/")).getvalue() == b"short"
