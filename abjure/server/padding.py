"""Lengths of answers: whatever a form is answered with, it is 16 KiB long or 128 KiB, headers included, so that its length tells nothing."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

SIZES = (16384, 131072)
# What the web server answers a form with in our stead.
BUSY = "/busy"
PNG_END = CHUNK_OVERHEAD = 12
# The name says: ancillary, private, safe to copy; whoever reads the picture skips it (PNG, section 5.4).
CHUNK = b"paDd"
# Typeset certificates are left as they are: they are signed to the last byte, and larger than either size.
PADDED = ("text/html", "text/plain", "image/png")


class Padding:
    """Pads every answer to a POST outside the desk; the outermost layer, since headers count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, in one of the sizes."""
        response = self._get_response(request)
        is_answer = request.method == "POST" or request.path_info == BUSY
        if is_answer and "/desk/" not in request.path and isinstance(response, HttpResponse):
            pad(response)
        return response


def pad(response: HttpResponse) -> None:
    """Bring head and body together to the smallest size that holds both; beyond the largest, to a multiple of it."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind not in PADDED:
        return
    spare = CHUNK_OVERHEAD if kind == "image/png" else 0
    head, body = _head(response), response.content
    missing = size_for(head + len(body) + spare) - head - len(body)
    response.content = _longer_picture(body, missing) if spare else body + b"\n" * missing
    response.headers["Content-Length"] = str(len(body) + missing)


def size_for(length: int) -> int:
    """Return the size to which an answer of this length is brought."""
    return next((size for size in SIZES if length <= size), -(-length // SIZES[-1]) * SIZES[-1])


def _longer_picture(picture: bytes, missing: int) -> bytes:
    filler = CHUNK + bytes(missing - CHUNK_OVERHEAD)
    chunk = (missing - CHUNK_OVERHEAD).to_bytes(4, "big") + filler + zlib.crc32(filler).to_bytes(4, "big")
    return picture[:-PNG_END] + chunk + picture[-PNG_END:]


def _head(response: HttpResponse) -> int:
    """Return the length of the status line and of every header but the length itself, whose digits vary."""
    lines = sum(len(name) + len(value.encode()) + 4 for name, value in response.headers.items() if name != "Content-Length")
    return lines + len(f"{response.status_code} {_reason(response.status_code)}") + len(f"Content-Length: {SIZES[0]}\r\n")


def _reason(status: int) -> str:
    """Return the reason as the server of the roles writes it."""
    return "Payload Too Large" if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else HTTPStatus(status).phrase
