"""Pages that are the same for everyone but for a few words: rendered once in each language, and then only filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

# Two characters for private use, which no form lets in, stand around the name of a blank.
OPEN, CLOSE = "\ue000", "\ue001"
BLANK = re.compile(f"{OPEN}(\\w+){CLOSE}")
MOST = 64
_rendered: dict[tuple[str, ...], list[str]] = {}


def printed(request: HttpRequest, template: str, words: Mapping[str, str], **register: int) -> HttpResponse:
    """Return a page whose template is given blanks by these names, and the register's own numbers; what goes into the blanks is escaped."""
    key = (settings.ABJURE.charter.name, template, get_language() or "", get_script_prefix(), request.path_info, str(register))
    parts = _rendered.get(key)
    if parts is None:
        parts = _render(request, template, words, register)
        if len(_rendered) < MOST:
            _rendered[key] = parts
    filled = [escape(words[part]) if number % 2 else part for number, part in enumerate(parts)]
    return HttpResponse("".join(filled))


def _render(request: HttpRequest, template: str, names: Mapping[str, Any], register: Mapping[str, int]) -> list[str]:
    """Return the page cut at its blanks: text, name, text, name, …, text."""
    blanks = {name: f"{OPEN}{name}{CLOSE}" for name in names}
    return BLANK.split(render_to_string(template, {**register, **blanks}, request))
