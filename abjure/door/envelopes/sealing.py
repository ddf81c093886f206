"""Sealed in the browser: what the script must know to seal a statement, and taking in what it has sealed, which nobody here can read.

The body of such a request is the envelope and nothing else, so that an upload has one of its two lengths.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext, pgettext

from abjure.core import commitment, risk
from abjure.core.charter import Charter
from abjure.core.errors import Invalid, Refused
from abjure.door.envelopes import actions, admission, keys
from abjure.door.envelopes.handed_in import Kept
from abjure.door.envelopes.language import spoken, written
from abjure.door.envelopes.printed import printed
from abjure.door.envelopes.receipts import waits

TYPE = "application/octet-stream"
LOCATOR, WORK = "Abjure-Locator", "Abjure-Work"
CACHE = "public, max-age=600"
# One of each sort of plural that the languages have.
SAMPLES = (1, 2, 5)
RISKS = (risk.OWN_NAME, risk.OTHER_NAME, *risk.PATTERNS, risk.ALIAS_IS_NAME, risk.IN_NAME, risk.PLACE_AND_WALK)
BESIDE = "en"
SENTENCES = (
    "declaration.choice", "declaration.real-name-required", "declaration.people", "declaration.name-missing", "declaration.name-too-long",
    "declaration.name-repeated", "declaration.name-without-letters", "declaration.name-mixed-scripts", "declaration.bodies",
    "declaration.text", "declaration.text-too-long", "declaration.characters", "envelope.too-long", "form.mend", "seal.changed", "seal.refused",
    *RISKS,
)  # fmt: skip
# Each fact stands for itself: the script puts the real ones in.
FACTS = {name: f"%({name})s" for name in ("limit", "length", "count", "name", "character", "words")}


def rules(request: HttpRequest) -> HttpResponse:
    """Return the form rules, the words and the public keys that a script needs, the same for everyone for ten minutes."""
    charter, language = settings.ABJURE.charter, spoken()
    values = form_rules(charter, language) | _words(request) | {"origin": settings.ABJURE.origin, "language": language, "keys": _keys()}
    return JsonResponse(
        values,
        headers={"Cache-Control": CACHE, "Vary": "Accept-Language"},
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def take_in(request: HttpRequest) -> HttpResponse:
    """Keep an envelope and show the receipt's page without its code, which only the browser has; a code of words if it is refused."""
    try:
        locator = commitment.decode(request.headers.get(LOCATOR, ""))
    except Invalid as error:
        raise BadRequest from error
    try:
        return _receipt(request, actions.ticket_at(locator) or _keep(request, locator))
    except (Invalid, Refused) as error:
        return HttpResponse(f"{error.code}\n", content_type="text/plain", status=422)


def _keep(request: HttpRequest, locator: bytes) -> Kept:
    nonce = admission.spend(request.headers.get(WORK, ""), timezone.now())
    return actions.take_in(request.body, locator=locator, nonce=nonce, now=timezone.now())


def _receipt(request: HttpRequest, ticket: Kept) -> HttpResponse:
    asked, day = str(secrets.randbits(3) + 1), written(ticket.day)
    return printed(request, "envelopes/receipt_sealed.html", {"code": "", "shown": "", "asked": asked, "day": day}, **waits())


def form_rules(charter: Charter, language: str) -> dict[str, Any]:
    """Return the charter as the script's twin of `core.declaration` and `core.risk` reads it, but for what the form itself shows."""
    return {
        "signing": charter.signing,
        "bodies": {body.key: body.long[language] for body in charter.bodies},
        "kinds": {kind.key: {"name": kind.name[language], "real": kind.real_name} for kind in charter.kinds},
        "templates": {one.key: one.kind for one in charter.templates},
        "unasked": charter.unasked[language] if charter.unasked else "",
        "limits": {"name": charter.limits.name, "text": charter.limits.text, "people": charter.limits.co_declarers},
        "risk": {"date": risk.DATE, "patterns": risk.PATTERNS},
    }


def _words(request: HttpRequest) -> dict[str, Any]:
    return {
        "messages": _sentences(request, SENTENCES),
        "beside": _beside(request),
        "leave": {n: ngettext("One person leaves", "%(n)s people leave", n) for n in SAMPLES},
        "counted": {n: ngettext("one person", "%(n)s people", n) for n in SAMPLES},
        "comma": pgettext("between things", ", "),
    }


def _sentences(request: HttpRequest, codes: tuple[str, ...]) -> dict[str, str]:
    faults = [risk.Risk(code, FACTS) for code in codes]
    lines = render_to_string("envelopes/sentences.txt", {"faults": faults}, request).splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


def _beside(request: HttpRequest) -> dict[str, str]:
    """Return the warnings in English, where no native has read the language of the page yet."""
    if spoken() not in settings.ABJURE.charter.journey_languages:
        return {}
    with translation.override(BESIDE):
        return _sentences(request, RISKS)


def _keys() -> dict[str, str]:
    held = keys.held()
    return {"reception": commitment.encode(held.reception.raw), "declarations": commitment.encode(held.declarations.raw)}
