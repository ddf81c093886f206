"""What everyone reads: statements by number and by day, commitments by their first characters, openings as files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from abjure.public.register import statement
from abjure.public.register.models import Checkpoint, Day, Entry

DAYS = 31
PAGE = 200


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page of the open side: its foot names the checkpoint, and it may be kept for a minute."""
    newest = Checkpoint.objects.order_by("-size").first()
    response = render(request, template, {"checkpoint": newest, **context})
    response["Cache-Control"] = "public, max-age=60"
    return response


def tag() -> str:
    """Return the language of the page as the charter writes it: `zh-Hans`."""
    return dict(settings.LANGUAGES)[get_language() or settings.LANGUAGE_CODE]


@require_safe
def show(request: HttpRequest, index: int) -> HttpResponse:
    """Show one entry: a statement, its tombstone, or what else the log holds under this number."""
    entry = Entry.objects.published().filter(index=index).first()
    if entry is None:
        raise Http404
    if entry.kind != "decl":
        return page(request, "register/other.html", {"entry": entry})
    charter, language = settings.ABJURE.charter, tag()
    context = {
        "entry": entry,
        "statement": statement.read(entry, charter, language),
        "bodies": statement.bodies(entry, charter, language),
        "voided_by": None if entry.voided_by is None else Entry.objects.get(index=entry.voided_by),
    }
    return page(request, f"register/{_template(entry)}.html", context)


def _template(entry: Entry) -> str:
    if entry.voided_by is not None:
        return "withdrawn"
    return "statement" if entry.opening is not None else "withheld"


@require_safe
def recent(request: HttpRequest) -> HttpResponse:
    """List the newest days on which something was published."""
    days = Day.objects.filter(entries__gt=0).order_by("-day")[:DAYS]
    return page(request, "register/recent.html", {"days": days})


@require_safe
def day(request: HttpRequest, day: date, index: int = 0) -> HttpResponse:
    """List the statements of one day from an entry number on, two hundred a page."""
    found = list(Entry.objects.on(day).filter(index__gte=index)[: PAGE + 1])
    charter, language = settings.ABJURE.charter, tag()
    statements = [statement.read(entry, charter, language) for entry in found[:PAGE]]
    more = found[PAGE].index if len(found) > PAGE else None
    return page(request, "register/day.html", {"day": day, "statements": statements, "more": more})


@require_safe
def commitments(request: HttpRequest, prefix: str) -> HttpResponse:
    """List every statement whose commitment begins like this, so that no server learns which one was looked for."""
    return page(request, "register/commitments.html", {"prefix": prefix, "entries": Entry.objects.under(prefix)})


@require_safe
def openings(_request: HttpRequest, day: date) -> HttpResponse:
    """Hand out what a day's statements show, so that anyone can rebuild these pages and check each commitment."""
    entries = Entry.objects.published().filter(day=day, kind__in=("decl", "balance")).order_by("index")
    content = {
        "day": day.isoformat(),
        "openings": [{"index": entry.index, **entry.opening} for entry in entries if entry.opening is not None],
        "withheld": [
            {"index": entry.index, "day": entry.withheld.isoformat(), "reason": entry.reason} for entry in entries if entry.withheld
        ],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept and what is not."""
    return page(request, "register/privacy.html", {})
