"""Declaring over HTTP, as a browser without scripts does, where a test needs many statements or bytes that no browser sends."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterable, Mapping, Sequence

Fields = Sequence[tuple[str, str]]
BOUNDARY = "-----------------------------7a0c55"
HIDDEN = re.compile(r'<input type="hidden" name="(code|second|mac)" value="([^"]*)">')
# A preview is sent no sooner than a person could have read it.
READING_SECONDS = 3.5


def multipart(values: Iterable[tuple[str, str]]) -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values]
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


def post(port: int, path: str, values: Fields, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Send a form; return status and page."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("POST", path, multipart(values), {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} | dict(headers or {}))
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page


def statement(alias: str, words: str) -> Fields:
    """Return the fields of a plain statement."""
    return [
        ("kind", "leaving"),
        ("body", "party"),
        ("who", "alone"),
        ("sign", "alias"),
        ("own", alias),
        ("text", "own"),
        ("own-text", words),
    ]


def hand_in(port: int, statements: Sequence[Fields]) -> list[str]:
    """Preview all, wait once, send all; return the receipt codes of those that the door says it has kept."""
    previews = [(fields, _preview(port, fields)) for fields in statements]
    time.sleep(READING_SECONDS)
    codes = []
    for fields, sealed in previews:
        status, page = post(port, "/declare/", [*fields, *sealed, ("step", "send")])
        if status == 200 and 'id="code"' in page:
            codes.append(dict(sealed)["code"])
    return codes


def standing(port: int, code: str) -> str:
    """Return what a receipt code opens: the page's class of state."""
    status, page = post(port, "/receipt/", [("code", code), ("step", "open")])
    if status != 200:
        return str(status)
    return "accepted" if 'id="commitment"' in page else "refused" if "note bad" in page else "waiting"


def _preview(port: int, fields: Fields) -> Fields:
    status, page = post(port, "/declare/", [*fields, ("step", "preview")])
    assert status == 200, (status, re.findall(r"note bad.*?</div>", page, re.DOTALL))
    return HIDDEN.findall(page)
