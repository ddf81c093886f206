"""In which language a page is read: the address says it (`/en/…`), else the browser does, in English if we speak nothing of what it asks for; nothing is remembered.

Some languages are spoken by the first page and the door's pages alone: every other page is in English then, and its links stay in the language.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

NAMES = {
    "zh-Hans": "简体",
    "zh-Hant": "繁體",
    "en": "English",
    "de": "Deutsch",
    "ja": "日本語",
    "ko": "한국어",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "vi": "Tiếng Việt",
    "fa": "فارسی",
}
FIRST = "/"
JOURNEY = ("/declare/", "/receipt/", "/objection/", "/busy")
BESIDE = "en"


class Languages:
    """Takes `/zh-hans` off the address, speaks that language, and keeps it in every link of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language asked for, with links that stay in it."""
        named, rest = split(request.path_info)
        script = get_script_prefix()
        request.path_info = rest
        set_script_prefix(f"/{named}/" if named else script)
        try:
            with translation.override(spoken(rest, [named] if named else asked(request.headers.get("Accept-Language", "")))):
                return self._answer(request, named)
        finally:
            set_script_prefix(script)

    def _answer(self, request: HttpRequest, named: str) -> HttpResponse:
        request.LANGUAGE_CODE = translation.get_language()
        response = self._get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", tag())
            if not named:
                patch_vary_headers(response, ("Accept-Language",))
        return response


def split(path: str) -> tuple[str, str]:
    """Return the language that an address begins with, or nothing, and the rest of it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, slash + rest) if slash and first in dict(settings.LANGUAGES) else ("", path)


def asked(header: str) -> list[str]:
    """Return the register's languages that an Accept-Language header asks for, the most wanted first; English if it has none of those named."""
    found, named = [], [wanted for wanted, _ in trans_real.parse_accept_lang_header(header.lower()) if wanted != "*"]
    for wanted in named:
        try:
            found.append(trans_real.get_supported_language_variant(wanted))
        except LookupError:
            continue
    return found or ([BESIDE] if named and BESIDE in dict(settings.LANGUAGES) else [])


def spoken(path: str, wanted: list[str]) -> str:
    """Return the first of the wanted languages that this page is there in, English if it is in none of them, else the register's first."""
    first = BESIDE if wanted else str(settings.LANGUAGES[0][0])
    return next((language for language in wanted if speaks(path, language)), first)


def speaks(path: str, language: str) -> bool:
    """Say whether the page at an address, without its language, is there in a language."""
    return path == FIRST or path.startswith(JOURNEY) or language not in settings.ABJURE.charter.journey_languages


def is_unread() -> bool:
    """Say whether no native has read yet what is spoken now."""
    return tag() in settings.ABJURE.charter.journey_languages


def tag() -> str:
    """Return the tag of the language spoken now, written as charters and `lang` attributes write it: `zh-Hans`."""
    now = translation.get_language() or settings.LANGUAGE_CODE
    return dict(settings.LANGUAGES).get(now, now)


def prefix() -> str:
    """Return what stands before every link of this page: nothing, or `/zh-hans`."""
    named, _ = split(get_script_prefix())
    return f"/{named}" if named else ""
