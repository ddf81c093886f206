"""The tags and filters of every template: links that keep the language, numbers and days as readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from abjure.server import languages
from abjure.server.messages import LEGENDS, MESSAGES

register = template.Library()
GROUP = 4
# Round figures in words: the greatest unit first, as each language counts.
UNITS = {
    "zh-Hans": ((10**8, "%s 亿"), (10**4, "%s 万")),
    "zh-Hant": ((10**8, "%s 億"), (10**4, "%s 萬")),
    "en": ((10**9, "%s billion"), (10**6, "%s million")),
    "de": ((10**9, "%s Mrd."), (10**6, "%s Mio.")),
    "ja": ((10**8, "%s億"), (10**4, "%s万")),
    "ko": ((10**8, "%s억 "), (10**4, "%s만 ")),
    "fr": ((10**6, "%s\u00a0M"),),
    "es": ((10**6, "%s\u00a0M"),),
    "ru": ((10**6, "%s\u00a0млн"),),
    "vi": ((10**6, "%s triệu"),),
    "fa": ((10**6, "%s میلیون"),),
}


@register.simple_tag
def link(*parts: object) -> str:
    """Return the address made of these parts in the language of the page: {% link "/statements/" entry.index "/" %}."""
    return languages.prefix() + "".join(str(part) for part in parts)


@register.simple_tag
def gap() -> str:
    """Return what stands between two sentences: nothing where full stops are as wide as a character."""
    return "" if languages.tag().startswith(("zh", "ja")) else " "


@register.tag
def risk(parser: template.base.Parser, token: template.base.Token) -> template.Node:  # noqa: ARG001  # Django gives it
    """Say a warning, and where no native has read the language yet, in English as well: {% risk %}…{% endrisk %}."""
    nodes = parser.parse(("endrisk",))
    parser.delete_first_token()
    return Risk(nodes)


class Risk(template.Node):
    """A warning that must be understood."""

    def __init__(self, nodes: template.NodeList) -> None:
        """Keep what is between the tags."""
        self._nodes = nodes

    def render(self, context: template.Context) -> SafeString:
        """Return the warning, with its English where that helps."""
        told = self._nodes.render(context)
        if not languages.is_unread():
            return told
        with translation.override(languages.BESIDE):
            return format_html('{} <span class="s" lang="en" dir="ltr">{}</span>', told, self._nodes.render(context))


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


@register.filter
def sentence(fault: Any) -> str:
    """Return the sentence for a code, in the language of the page."""
    return str(MESSAGES[fault.code]) % dict(fault.facts)


@register.filter
def legend(field: str) -> str:
    """Return what stands above a field of the declaring page; nothing for any other field."""
    return str(LEGENDS.get(field, ""))


@register.filter
def unlocalized(value: object) -> str:
    """Return a number as it stands, such as a year."""
    return str(value)


@register.filter
def round_figure(figure: int) -> str:
    """Return a round figure in the words of the language where it has them: 500 million."""
    for unit, words in UNITS.get(languages.tag(), ()):
        if figure and figure % unit == 0:
            return words % number_format(figure // unit)
    return number_format(figure)


@register.filter
def quality(key: str) -> str:
    """Return how well an earlier total is known, in words."""
    return {"exact": _("exact"), "over": _("over"), "about": _("about")}[key]


@register.filter
def host(address: str) -> str:
    """Return the site of an address."""
    return urlsplit(address).hostname or address
