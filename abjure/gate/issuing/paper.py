"""What stands on the paper, line by line and in each of its languages; typesetting.py only sets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from abjure.core import certificate, certificate_number
from abjure.core.certificate import Credential
from abjure.core.order import Order
from abjure.desk.certificates import labels
from abjure.gate.issuing.typesetting import qr

Said = list[str]
HAN = "zh-Hans"
# So many characters stand on one line, both languages of them.
SHORT = 50


def lay_out(order: Order, credential: Credential, cwt: bytes) -> dict[str, Any]:
    """Return the facts that certificate.typ sets."""
    tags = order.application.languages
    charter = settings.ABJURE.charter
    address = f"{settings.ABJURE.public_url}/check/"
    return {
        "languages": list(tags),
        "script": next((tag for tag in tags if tag.startswith("zh")), HAN),
        "register": [charter.title[tag] for tag in tags],
        "title": _said(tags, lambda: _("Certificate of a declaration of leaving")),
        "numbered": _said(tags, lambda: _("Certificate number")),
        "number": certificate_number.format(credential.number),
        "demonstration": _said(tags, lambda: _("Demonstration: this certificate proves nothing")) if settings.ABJURE.demonstration else [],
        "statement": _said(tags, _statement),
        "sections": [_person(order, credential), _declaration(order, credential), _identity(order)],
        "notes": [_said(tags, _scope), _said(tags, lambda: _how(address))],
        "qr": qr(address, certificate.to_digits(cwt)),
        "qr_says": _in(tags[-1], lambda: _("The signed record of this certificate, as a code")),
        "foot": f"{settings.ABJURE.origin} · {address}",
    }


def _person(order: Order, credential: Credential) -> dict[str, Any]:
    tags, applied = order.application.languages, order.application
    rows = [
        (lambda: _("Family name"), [credential.family]),
        (lambda: _("Given names"), [credential.given]),
        (lambda: _("Name in its own script"), [credential.native]),
        (lambda: _("Date of birth"), [credential.birth.isoformat()]),
        (
            lambda: pgettext("paper", "Document"),
            _listed(tags, labels.DOCUMENTS, [applied.id_type], f", {applied.id_country}, …{applied.id_last4}"),
        ),
    ]
    return _section(tags, lambda: _("The person"), rows)


def _declaration(order: Order, credential: Credential) -> dict[str, Any]:
    tags, charter = order.application.languages, settings.ABJURE.charter
    rows = [
        (lambda: _("Bodies left"), [_join(tag, [charter.body(key).long[tag] for key in credential.bodies]) for tag in tags]),
        (lambda: _("Declared, provable since"), _days(tags, credential.declared)),
        (lambda: _("Date of the declaration as stated"), [order.stated]),
        (lambda: _("When the person joined, as stated"), [order.application.joined]),
        (lambda: _("Alias or name in the register"), [credential.alias or ""]),
        (lambda: _("Entry number in the log"), [str(credential.entry)] if credential.linked else [""]),
        (
            lambda: _("How the person is tied to the declaration"),
            _said(tags, lambda: _("The application was signed with the secret receipt of the declaration.")),
        ),
    ]
    return _section(tags, lambda: _("The declaration"), rows)


def _identity(order: Order) -> dict[str, Any]:
    tags = order.application.languages
    rows = [
        (lambda: _("Identity checked on"), _days(tags, order.checked)),
        (lambda: _("How"), _listed(tags, labels.METHODS, [order.method])),
        (lambda: _("Level of assurance (as in EU law)"), _listed(tags, labels.LEVELS, [order.level])),
        (lambda: _("Documents seen"), _listed(tags, labels.DOCUMENTS, order.documents)),
        (lambda: _("Checks done"), _listed(tags, labels.CHECKS, order.checks)),
        (lambda: _("By two examiners, numbers"), [", ".join(str(number) for number in order.examiners)]),
        (lambda: _("Certificate issued on"), _days(tags, order.approved)),
    ]
    return _section(tags, lambda: _("The check of the identity, and the certificate"), rows)


def _statement() -> str:
    return _(
        "The person named here showed who they are, in the way stated below. A declaration of leaving, handed in by the holder of its secret receipt, "
        "has stood in this register since the day stated below."
    )


def _scope() -> str:
    return _(
        "This certificate shows no more than that: not that somebody was a member, and no right or claim. What is marked “as stated” was said by the person and not checked. "
        "The date of the certificate is not the date of the declaration."
    )


def _how(address: str) -> str:
    return _(
        "How to check: type the address %(address)s yourself, and on that page the number, the family name and the date of birth; or scan the code, which carries the whole record, signed. "
        "Compare name, birth date and days with this paper. A paper whose number is not known there, or that was taken back, is not valid."
    ) % {"address": address}


def _section(tags: Iterable[str], head: Callable[[], str], rows: Iterable[tuple[Callable[[], str], Said]]) -> dict[str, Any]:
    """Return a section; a row without a value is left out."""
    said = [{"label": _said(tags, label), "value": value, "short": len("".join(value)) < SHORT} for label, value in rows if any(value)]
    return {"head": _said(tags, head), "rows": said}


def _listed(tags: Iterable[str], words: Mapping[str, str | Promise], keys: Iterable[str], after: str = "") -> Said:
    several = list(keys)
    return [_in(tag, lambda: _join(tag, [str(words[key]) for key in several])) + after for tag in tags]  # noqa: B023 - called at once


def _days(tags: Iterable[str], day: date) -> Said:
    return [_in(tag, lambda: date_format(day, "DATE_FORMAT")) for tag in tags]


def _join(tag: str, words: Iterable[str]) -> str:
    return ("、" if tag.startswith("zh") else ", ").join(words)


def _said(tags: Iterable[str], say: Callable[[], str]) -> Said:
    return [_in(tag, say) for tag in tags]


def _in(tag: str, say: Callable[[], str]) -> str:
    """Return what is said in a language."""
    with translation.override(tag.lower()):
        return say()
