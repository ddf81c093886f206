"""In which language a page is read: the address says it (`/en/…`), else the browser does; nothing is remembered.

Some languages are spoken by the pages of declaring alone: every other page is in English then, and its links stay in the language.
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
JOURNEY = ("/declare/", "/declare/rules", "/receipt/")
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
            wanted = named or accepted(request.headers.get("Accept-Language", ""))
            with translation.override(wanted if speaks(rest, wanted) else BESIDE):
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


def accepted(header: str) -> str:
    """Return the register's language that an Accept-Language header asks for first, else the register's own first one."""
    for wanted, _ in trans_real.parse_accept_lang_header(header.lower()):
        try:
            return trans_real.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return str(settings.LANGUAGES[0][0])


def speaks(path: str, language: str) -> bool:
    """Say whether the page at an address, without its language, is there in a language."""
    return path in JOURNEY or language not in settings.ABJURE.charter.journey_languages


def is_unread() -> bool:
    """Say whether no native has read yet what is spoken now."""
    return tag() in settings.ABJURE.charter.journey_languages


def tag() -> str:
    """Return the tag of the language spoken now, written as charters and `lang` attributes write it: `zh-Hans`."""
    spoken = translation.get_language() or settings.LANGUAGE_CODE
    return dict(settings.LANGUAGES).get(spoken, spoken)


def prefix() -> str:
    """Return what stands before every link of this page: nothing, or `/zh-hans`."""
    named, _ = split(get_script_prefix())
    return f"/{named}" if named else ""
