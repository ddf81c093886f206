"""The number: as a page, as a file for machines, with its rules and its sources."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from abjure.core import leaf
from abjure.public.register.models import Checkpoint, Day, Entry
from abjure.public.register.views import page
from abjure.public.statistics import history

DAYS = 30


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Show the number, how it adds up and how it moved, and the one way to declare."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return page(request, "statistics/empty.html", {})
    dated = history.figures(Entry.objects.balances())
    return page(request, "statistics/first.html", {"totals": newest.totals, "figures": dated, **_week(newest), **_drawn(newest, dated)})


def _week(newest: Checkpoint) -> dict[str, int]:
    days = list(Day.objects.week_until(newest.at.date()))
    return {"week_people": sum(day.people for day in days), "week_statements": sum(day.statements for day in days)}


def _drawn(newest: Checkpoint, dated: list[history.Figure]) -> dict[str, Any]:
    if not dated:
        return {}
    chart = history.chart(dated)
    return {"chart": chart, "newest": dated[-1], "is_thin": newest.totals["people"] * history.STEPS < chart.top}


@require_safe
def count(_request: HttpRequest) -> HttpResponse:
    """Hand out the number for machines; there is none before the first checkpoint."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise Http404
    response = JsonResponse(newest.totals, json_dumps_params={"indent": 1})
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say how is counted, from the constants by which is counted."""
    register = settings.ABJURE
    context = {"people_max": leaf.PEOPLE_MAX, "minimum": register.minimum, "hold": register.hold}
    return page(request, "statistics/rules.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Name the source of every dated total, in its own words, and what became of all that was received here."""
    accounts = history.accounts(Entry.objects.accounts()[:DAYS])
    return page(request, "statistics/sources.html", {"figures": history.figures(Entry.objects.balances()), "accounts": accounts})
