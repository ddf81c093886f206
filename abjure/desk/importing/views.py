"""Lists of an earlier register: what waits, what stands in it, and the verdict on all of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.moderation import Verdict
from abjure.desk.importing import actions
from abjure.desk.importing.models import Carried, ImportBatch
from abjure.desk.moderation.reading import Reading, read
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

ROWS = 50


@require_GET
@duty(Staff.Duty.MODERATOR)
def lists(request: DeskRequest) -> HttpResponse:
    """Show the lists that wait, and what came of the others."""
    batches = ImportBatch.objects.select_related("imported_by")
    return draw(
        request, "importing/lists.html", waiting=batches.waiting(), settled=batches.exclude(outcome="waiting").order_by("-pk")[:ROWS]
    )


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.MODERATOR)
def one_list(request: DeskRequest, number: int) -> HttpResponse:
    """Show a list; take a verdict on it."""
    batch = get_object_or_404(ImportBatch.objects.select_related("imported_by"), pk=number)
    if request.method == "GET":
        return _page(request, batch)
    try:
        if request.POST.get("verdict") not in set(Verdict):
            raise Refused("moderation.verdict")
        actions.decide_list(batch=batch, by=_staff(request), verdict=Verdict(request.POST["verdict"]), now=timezone.now())
    except (Refused, Invalid) as error:
        return _page(request, batch, error)
    return redirect("importing:lists")


def _page(request: DeskRequest, batch: ImportBatch, error: Fault | None = None) -> HttpResponse:
    rows = batch.totals.all() if batch.what == ImportBatch.What.TOTALS else batch.statements.select_related("submission")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    is_open = batch.outcome == "waiting"
    return draw(
        request,
        "importing/list.html",
        error,
        batch=batch,
        page=page,
        readings=[_read(one) for one in page if isinstance(one, Carried)],
        approvals=batch.approvals.count(),
        needed=actions.APPROVALS,
        may_decide=is_open and batch.imported_by != request.staff and not batch.approvals.filter(by=request.staff).exists(),
        is_open=is_open,
    )


def _read(carried: Carried) -> tuple[int, Reading | None]:
    """Return the row and what stands in it; nothing once the list is settled and the row is erased."""
    try:
        return carried.row, read(carried.submission)
    except Invalid:
        return carried.row, None


def _staff(request: DeskRequest) -> Staff:
    if request.staff is None:
        raise Http404
    return request.staff
