"""Which of the charter's languages the reader's page is in, and how it writes a day."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format


def spoken() -> str:
    """Return its tag as the charter writes it."""
    return _tag(translation.get_language() or "")


def written(day: date) -> str:
    """Return a day as the page's language writes it."""
    return _written(day, translation.get_language())


@cache
def _tag(language: str) -> str:
    return dict(settings.LANGUAGES).get(language, language)


@lru_cache(maxsize=64)
def _written(day: date, language: str) -> str:  # noqa: ARG001 - the page's language, which is part of what is remembered
    return date_format(day, "DATE_FORMAT")
