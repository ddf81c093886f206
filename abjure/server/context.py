"""What every page knows: the register's name, its languages, its exit, and by which key to tell that it is the real one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from abjure.server import languages

GROUP = 8


@dataclass(frozen=True)
class Language:
    """One language of the page: its tag, its own name, and the same page in it."""

    tag: str
    name: str
    address: str
    is_current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what `page.html` needs, on every side."""
    register = settings.ABJURE
    return {
        "charter": register.charter,
        "demonstration": register.demonstration,
        "language": languages.tag(),
        "direction": "rtl" if get_language_bidi() else "",
        "unread": languages.is_unread(),
        "languages": [_language(tag, request) for tag in _offered(request)],
        "papers": {tag: languages.NAMES[tag] for tag in register.charter.languages},
        "fingerprint": fingerprint(register.home / "log" / "policy"),
    }


def _offered(request: HttpRequest) -> tuple[str, ...]:
    """Return the languages that a page offers: none in what answers a form, for a link would lose what was typed; at the desk the complete ones."""
    charter = settings.ABJURE.charter
    if request.method == "POST":
        return ()
    return charter.languages if request.path_info.startswith("/desk/") else charter.spoken()


def _language(tag: str, request: HttpRequest) -> Language:
    """Return the same page in a language, or where it does not speak that one, the way to declare in it."""
    page = request.path_info if languages.speaks(request.path_info, tag) else "/declare/"
    return Language(tag, languages.NAMES[tag], f"/{tag.lower()}{page}", tag == languages.tag())


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the log's policy (its keys and witnesses) as `abjure audit` prints it; nothing while there is none."""
    try:
        digest = sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
