"""The tags and filters of every template: links that keep the language, numbers and days as readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from abjure.server import languages

register = template.Library()
GROUP = 4


@register.simple_tag
def link(*parts: object) -> str:
    """Return the address made of these parts in the language of the page: {% link "/statements/" entry.index "/" %}."""
    return languages.prefix() + "".join(str(part) for part in parts)


@register.filter
def said(texts: Mapping[str, str]) -> str:
    """Return a charter's text in the language of the page."""
    return texts[languages.tag()]


@register.filter
def moment(at: datetime) -> str:
    """Return a moment with its day and minute in UTC."""
    at = at.astimezone(UTC)
    return _("%(day)s, %(time)s UTC") % {"day": date_format(at, "DATE_FORMAT"), "time": at.strftime("%H:%M")}


@register.filter
def grouped(text: str) -> str:
    """Return a key or fingerprint in groups of four characters."""
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))
