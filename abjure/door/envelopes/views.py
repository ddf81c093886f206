"""Declaring, on one address: the empty form, the preview of exactly what becomes public, and sending."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import timezone

from abjure.core import receipt as receipts
from abjure.core import risk
from abjure.core.charter import Charter
from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.receipt import Receipt
from abjure.door.envelopes import actions, admission, preview, sealing, sharing
from abjure.door.envelopes.choices import form_context, row_context
from abjure.door.envelopes.handed_in import Kept
from abjure.door.envelopes.language import spoken
from abjure.door.envelopes.posting import form, page
from abjure.door.envelopes.receipts import show_receipt
from abjure.door.envelopes.sheet import Reading, Sheet, declaration_of, read

SECONDS = 600
CACHE = f"public, max-age={SECONDS}"


@form
def declare(request: HttpRequest) -> HttpResponse:
    """Answer every step of declaring."""
    if request.method != "POST":
        return _blank(request)
    if request.content_type == sealing.TYPE:
        return sealing.take_in(request)
    try:
        sheet = read(request.POST)
    except Invalid as error:
        return _filled(request, Sheet(), {}, fault=error)
    step = request.POST.get("step", "")
    if step == "row":
        return _filled(request, sheet.one_more_row(), {})
    if step in {"names", "edit"}:
        return _filled(request, sheet, {})
    if step not in {"preview", "send"}:
        raise BadRequest
    return _checked(request, sheet, send=step == "send")


def _checked(request: HttpRequest, sheet: Sheet, *, send: bool) -> HttpResponse:
    reading = declaration_of(sheet, spoken())
    errors = reading.errors(_charter())
    if errors:
        return (_known(request) if send else None) or _filled(request, sheet, errors)
    if send:
        return _send(request, sheet, reading)
    try:
        actions.check_fits(reading.declaration.content())
    except Invalid as error:
        return _filled(request, sheet, {}, fault=error)
    return _preview(request, sheet, reading)


def _known(request: HttpRequest) -> HttpResponse | None:
    """Show the receipt of what was handed in already: the same form sent again is the same declaration."""
    try:
        receipt = receipts.parse(request.POST.get("code", ""), settings.ABJURE.origin)
    except Invalid:
        return None
    ticket = actions.ticket_of(receipt, actions.DECLARATION)
    if ticket is None or actions.is_withdrawn(ticket, receipt):
        return None
    return _receipt(request, receipt, ticket)


def _send(request: HttpRequest, sheet: Sheet, reading: Reading) -> HttpResponse:
    code, second, mac = (request.POST.get(name, "") for name in ("code", "second", "mac"))
    try:
        way = admission.admit(request, _now())
        receipt = receipts.parse(code, settings.ABJURE.origin)
    except (Invalid, Refused) as error:
        kept = (code, second, mac) if error.code in preview.AGAIN else None
        return _known(request) or _preview(request, sheet, reading, fault=error, kept=kept)
    try:
        content = reading.declaration.content()
        ticket = actions.hand_in(content=content, receipt=receipt, purpose=actions.DECLARATION, now=_now(), slow=way.slow, nonce=way.nonce)
    except (Invalid, Refused) as error:
        if error.code == preview.TOO_OLD:
            return _preview(request, sheet, reading, fault=error)
        return _known(request) or _filled(request, sheet, {}, fault=error)
    return _receipt(request, receipt, ticket)


def _receipt(request: HttpRequest, receipt: Receipt, ticket: Kept) -> HttpResponse:
    """Show the receipt, and make those of co-declarers known who were ticked."""
    if not any(name.startswith("share-") for name in request.POST):
        return show_receipt(request, receipt, ticket)
    sheet = read(request.POST)
    shares = sharing.hand_in(receipt, sheet, declaration_of(sheet, spoken()), now=_now())
    return show_receipt(request, receipt, ticket, shares=shares)


def _blank(request: HttpRequest) -> HttpResponse:
    """Return the empty form, the same for everyone for ten minutes; the aliases on it are repeated, which does no harm."""
    response = HttpResponse(
        cache.get_or_set(f"declare:{_charter().name}:{get_script_prefix()}:{spoken()}", lambda: _empty(request), SECONDS)
    )
    response.headers["Cache-Control"] = CACHE
    return response


def _empty(request: HttpRequest) -> bytes:
    context = _context(Sheet({"kind": [_charter().kinds[0].key]}), {}) | {"is_blank": True}
    return page(request, "envelopes/declare.html", context).content


def _filled(request: HttpRequest, sheet: Sheet, errors: dict[str, Any], fault: Fault | None = None) -> HttpResponse:
    status = 422 if errors or fault else 200
    return page(request, "envelopes/declare.html", _context(sheet, errors) | {"fault": fault}, status)


def _preview(
    request: HttpRequest,
    sheet: Sheet,
    reading: Reading,
    *,
    fault: Fault | None = None,
    kept: tuple[str, str, str] | None = None,
) -> HttpResponse:
    sealed = kept or admission.show(request, Receipt.new(settings.ABJURE.origin).code, _now())
    code, second, mac = sealed
    context = {
        "sheet": sheet,
        "declaration": reading.declaration,
        "people": row_context(reading.declaration, _charter()),
        "code": code,
        "second": second,
        "mac": mac,
        "work": admission.offer(sealed, _now()),
        "risks": risk.risks(reading.declaration, sheet.one("real")),
        "fault": fault,
    }
    return page(request, "envelopes/preview.html", context, 422 if fault else 200)


def _context(sheet: Sheet, errors: dict[str, Any]) -> dict[str, Any]:
    aliases = _charter().aliases(spoken(), secrets.SystemRandom())
    return form_context(sheet, errors, _charter(), aliases)


def _charter() -> Charter:
    return settings.ABJURE.charter


def _now() -> datetime:
    return timezone.now()
