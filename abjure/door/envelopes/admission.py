"""By which way something comes in that nobody asked for: by a preview of ours, fast or slow, or by a token of work; nobody is kept out by how much arrives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from abjure.core.errors import Refused
from abjure.door.envelopes import counting, keys, preview, work
from abjure.door.envelopes.limits import HEADER, Load
from abjure.door.envelopes.models import Spent
from abjure.door.envelopes.posting import form


@dataclass(frozen=True)
class Way:
    """The slow way or the fast one, and the token that was given for it."""

    slow: bool
    nonce: bytes = b""


def show(request: HttpRequest, code: str, now: datetime) -> tuple[str, str, str]:
    """Return code, second and MAC of a new preview; the MAC says, to us alone, by which way it comes in."""
    slow = counting.load_near(_near(request)) == Load.OVER
    return code, *preview.sign(code, now, keys.held().mac, slow=slow)


def carried(request: HttpRequest, now: datetime) -> tuple[str, str, str] | None:
    """Return code, second and MAC that a form carries, if they are ours and may still be sent; else None."""
    code, second, mac = (request.POST.get(name, "") for name in ("code", "second", "mac"))
    try:
        preview.check(code, second, mac, now, keys.held().mac)
    except Refused as error:
        if error.code not in preview.AGAIN:
            return None
    return code, second, mac


def offer(kept: tuple[str, str, str], now: datetime) -> str:
    """Return a challenge for a preview on the slow way, by which a browser that computes gets onto the fast one; else nothing."""
    key = keys.held().mac
    return json.dumps(work.challenge(Load.OVER, now, key)) if preview.is_slow(*kept, key) else ""


def admit(request: HttpRequest, now: datetime) -> Way:
    """Return the way of what is sent: a token that holds is the fast one; whoever has none, or a bad one, needs a preview of ours.

    Raises Refused("preview.…"), or Refused("work.…") where there is no preview.
    """
    code, second, mac, token = (request.POST.get(name, "") for name in ("code", "second", "mac", "work"))
    if not token:
        return Way(slow=preview.check(code, second, mac, now, keys.held().mac))
    try:
        return Way(slow=False, nonce=spend(token, now))
    except Refused:
        if not mac:
            raise
        return Way(slow=preview.check(code, second, mac, now, keys.held().mac))


def spend(token: str, now: datetime) -> bytes:
    """Return the nonce of a token of work, to be kept as spent; Refused("work.…") if it does not hold."""
    return work.check(token, now=now, key=keys.held().mac, is_spent=_is_spent)


@form
def ask_for_work(request: HttpRequest) -> HttpResponse:
    """Return a challenge to a browser that makes its code itself."""
    load = counting.load_near(_near(request))
    return JsonResponse(work.challenge(load, timezone.now(), keys.held().mac), headers={"Cache-Control": "no-store"})


def _near(request: HttpRequest) -> str:
    return request.headers.get(HEADER, "")


def _is_spent(nonce: bytes) -> bool:
    return Spent.objects.filter(nonce=nonce).exists()
