"""Bytes of each page, cold and uncompressed, beside its budget."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

from bench import register
from bench.figures import Figure

HTML, FIRST_VIEW = 14_000, 30_000
PAGES = {"public": ("/", "/statements/", "/check/", "/rules/", "/privacy/", "/recount/"), "door": ("/declare/", "/receipt/")}
STYLES = ("/static/look.css",)


def measure() -> Iterator[Figure]:
    """Yield the size of every page, and of the first view."""
    with register.home() as home:
        for role, pages in PAGES.items():
            with register.serving(home, role) as port:
                for page in pages:
                    yield Figure(f"bytes of {page}", _size(port, page), "bytes", HTML, "the budget of a page")
                styles = sum(_size(port, style) for style in STYLES)
                yield Figure(f"first view of {pages[0]}", _size(port, pages[0]) + styles, "bytes", FIRST_VIEW, "the budget of a first view")


def _size(port: int, page: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers={"Accept-Language": "zh-CN"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read())
