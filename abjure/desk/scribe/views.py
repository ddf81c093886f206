"""Taking a statement down, on one address: the form, what would become public, and the receipt for whoever made the statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from abjure.core.declaration import Problem
from abjure.core.errors import Invalid
from abjure.core.risk import Risk
from abjure.desk.moderation.reading import Row, short_names
from abjure.desk.moderation.settling import as_shown
from abjure.desk.reception import given
from abjure.desk.reception.models import Submission
from abjure.desk.scribe import actions
from abjure.desk.scribe.sheet import Sheet
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw

# A page that was lost on the way is shown again for so long; after that the code stands with the person alone.
SHOWN = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.MODERATOR, Staff.Duty.EXAMINER)
def take_down(request: DeskRequest) -> HttpResponse:
    """Answer every step of taking a statement down."""
    if request.method == "GET":
        return _form(request, Sheet.blank(settings.ABJURE.charter, _language()))
    step, sheet = request.POST.get("step"), Sheet.read(request.POST)
    if step not in {"preview", "edit", "send"}:
        raise BadRequest
    faults = sheet.faults(settings.ABJURE.charter)
    if faults or step == "edit":
        return _form(request, sheet, faults if step != "edit" else ())
    return _preview(request, sheet) if step == "preview" else _keep(request, sheet)


def _keep(request: DeskRequest, sheet: Sheet) -> HttpResponse:
    if request.staff is None:
        raise Http404
    now, known = timezone.now(), {name: sheet.values[name] for name in ("provenance", "way", "token")}
    try:
        submission, receipt = actions.take_down(said=sheet.declaration(), by=request.staff, now=now, **known)
    except Invalid as error:
        return _form(request, sheet, (Problem("text", error.code, error.facts),))
    shown = given.spelled(receipt) if receipt is not None and now - submission.collected < SHOWN else {}
    return draw(request, "scribe/taken.html", receipt=receipt, shown=shown)


def _preview(request: DeskRequest, sheet: Sheet) -> HttpResponse:
    said = as_shown(sheet.declaration(), sheet.values["provenance"])
    text = settings.ABJURE.charter.template(said.template).text[said.language] if said.template else said.text
    people = [Row(person.name, short_names(person.bodies)) for person in said.people]
    return draw(request, "scribe/preview.html", sheet=sheet, said=said, text=text, people=people, risks=sheet.risks())


def _form(request: DeskRequest, sheet: Sheet, faults: Sequence[Problem | Risk] = ()) -> HttpResponse:
    filled = {name.replace("-", "_"): value for name, value in sheet.values.items()}
    response = draw(request, "scribe/form.html", sheet=sheet, filled=filled, faults=faults, ways=list(Submission.Way))
    response.status_code = 422 if faults else 200
    return response


def _language() -> str:
    """Return the language of the page, in which most statements are taken down."""
    here = translation.get_language() or ""
    return next((tag for tag in settings.ABJURE.charter.languages if tag.lower() == here.lower()), settings.ABJURE.charter.languages[0])
