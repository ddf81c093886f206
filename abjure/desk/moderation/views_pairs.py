"""Two statements side by side, and the texts of which very many came: both only propose."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from abjure.core.errors import Refused
from abjure.desk.duplicates import actions as duplicates
from abjure.desk.moderation import actions, pairs
from abjure.desk.moderation.naming import sign
from abjure.desk.moderation.views import find
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

SINCE, MANY, ROWS = timedelta(days=7), 10, 50


@require_GET
@duty(Staff.Duty.MODERATOR)
def pair(request: DeskRequest, name: str, other: str) -> HttpResponse:
    """Lay another statement beside the one that this moderator was given; nobody picks which."""
    mine, beside = find(name), find(other)
    try:
        actions.check_assigned(mine, request.staff)  # type: ignore[arg-type]  # the guard has let nobody else in
    except Refused as error:
        raise Http404 from error
    if not pairs.is_proposed(mine, beside):
        raise Http404
    return draw(request, "moderation/pair.html", sides=[pairs.read(mine), pairs.read(beside)])


@require_GET
@duty(Staff.Duty.MODERATOR)
def clusters(request: DeskRequest) -> HttpResponse:
    """Show the texts like which very many statements came in a week."""
    today = timezone.now().date()
    since = today - SINCE
    found = [(bytes(one.digest).hex(), sign(one), count) for one, count in duplicates.clusters(since, MANY, ROWS)]
    return draw(request, "moderation/clusters.html", found=found, since=since, today=today)
