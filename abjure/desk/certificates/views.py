"""The examiners' pages: unlock the certificates' key, open an application, record what was seen, take a certificate back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from abjure.core.errors import Fault, Invalid, Refused
from abjure.core.hpke import PrivateKey
from abjure.core.letter import Letter
from abjure.desk.certificates import actions, declared, findings, keyring, labels, standing
from abjure.desk.certificates.forms import FindingForm, TakeBackForm
from abjure.desk.reception.models import Submission
from abjure.desk.staff.duties import duty
from abjure.desk.staff.middleware import DeskRequest
from abjure.desk.staff.models import Staff
from abjure.desk.staff.pages import draw


@require_GET
@duty(Staff.Duty.EXAMINER)
def applications(request: DeskRequest) -> HttpResponse:
    """List the applications, and ask for the passphrase where the key is locked."""
    return _list(request)


@require_POST
@duty(Staff.Duty.EXAMINER)
def unlock(request: DeskRequest) -> HttpResponse:
    """Unlock the key for this examiner and a quarter of an hour."""
    try:
        keyring.unlock(examiner=_staff(request).handle, words=request.POST.get("words", ""), now=timezone.now())
    except (Refused, Invalid) as error:
        return _list(request, error)
    return redirect("certificates:applications")


@require_POST
@duty(Staff.Duty.EXAMINER)
def lock(request: DeskRequest) -> HttpResponse:
    """Forget the key."""
    keyring.lock(examiner=_staff(request).handle)
    return redirect("certificates:applications")


@require_http_methods(["GET", "POST"])
@duty(Staff.Duty.EXAMINER)
def application(request: DeskRequest, name: str) -> HttpResponse:
    """Show what somebody applies for and what they declared; take a finding."""
    submission, now = _find(name), timezone.now()
    try:
        key = keyring.key(examiner=_staff(request).handle, now=now)
    except Refused as error:
        return _list(request, error)
    if request.method == "GET":
        return _one(request, submission, key)
    form = FindingForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("examination.choice")
        actions.examine(submission=submission, examiner=_staff(request), finding=form.finding(), key=key, now=now)
    except (Refused, Invalid) as error:
        return _one(request, submission, key, error)
    return redirect("certificates:applications")


@require_POST
@duty(Staff.Duty.EXAMINER)
def take_back(request: DeskRequest, name: str) -> HttpResponse:
    """Sign that a certificate is void."""
    submission, form = _find(name), TakeBackForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("examination.choice")
        digest, reason = bytes(submission.digest), form.cleaned_data["reason"]
        actions.take_back(digest=digest, examiner=_staff(request), reason=reason, now=timezone.now())
    except Refused as error:
        return _list(request, error)
    return redirect("certificates:applications")


def _list(request: DeskRequest, error: Fault | None = None) -> HttpResponse:
    is_open = keyring.is_open(examiner=_staff(request).handle, now=timezone.now())
    context = {"applications": standing.every(), "is_open": is_open, "void_reasons": labels.VOID_REASONS}
    return draw(request, "certificates/applications.html", error, **context)


def _one(request: DeskRequest, submission: Submission, key: PrivateKey, error: Fault | None = None) -> HttpResponse:
    try:
        opened, applied = actions.open_application(submission, key)
    except Invalid as broken:
        return _list(request, broken)
    here, mine = standing.of(submission), _staff(request).handle
    context = {
        "standing": here,
        "applied": applied,
        "may_examine": here.state == "waiting" and mine not in here.examined_by,
        "findings": findings.of(bytes(submission.digest), key) if here.state != "waiting" else [],
        "filled": request.POST,
        "today": timezone.now().date(),
    }
    return draw(request, "certificates/application.html", error, **context, **_declared(opened), **_words())


def _declared(opened: Letter) -> dict[str, Any]:
    try:
        return {"declared": declared.find(opened.verify_key), "noted": declared.noted(opened.verify_key)}
    except Refused as refusal:
        return {"no_declaration": refusal}


def _words() -> dict[str, Any]:
    """Return every label that the page needs."""
    return {
        "documents": labels.DOCUMENTS,
        "methods": labels.METHODS,
        "levels": labels.LEVELS,
        "checks": labels.CHECKS,
        "variants": labels.VARIANTS,
        "reasons": labels.REASONS,
    }


def _find(name: str) -> Submission:
    try:
        digest = bytes.fromhex(name)
    except ValueError as error:
        raise Http404 from error
    submission = Submission.objects.filter(digest=digest, kind=Submission.Kind.APPLICATION).first()
    if submission is None:
        raise Http404
    return submission


def _staff(request: DeskRequest) -> Staff:
    if request.staff is None:
        raise Http404
    return request.staff
