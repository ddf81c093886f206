"""For those who do not take our word: the log's files, proofs, how to recount, and the check of a certificate."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import tile
from abjure.core.tlog.proof import SUFFIX
from abjure.public.register.models import Checkpoint, Entry
from abjure.public.register.views import page
from abjure.public.verification import actions, log
from abjure.public.verification.forms import CheckForm, CodeForm

FOREVER = "public, max-age=31536000, immutable"
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"


@require_safe
def log_file(_request: HttpRequest, path: str) -> HttpResponse:
    """Hand out a file of the log; paths outside the specification, and tiles beyond the checkpoint, are not there."""
    try:
        published = log.published(settings.ABJURE.home / "log")
        if path == "checkpoint":
            return _file(published.signed, TEXT, "no-cache")
        if log.FILES.fullmatch(path):
            return _file((published.folder / path).read_bytes(), TEXT, "public, max-age=3600")
        if log.STATUS.fullmatch(path):
            return _file((published.folder / path).read_bytes(), BYTES, "public, max-age=60")
        return _file(published.tile(tile.parse_path(path)), BYTES, FOREVER)
    except (Invalid, Refused, FileNotFoundError) as error:
        raise Http404 from error


def _file(data: bytes, kind: str, cached: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": cached, "Access-Control-Allow-Origin": "*"})


@require_safe
def proof(_request: HttpRequest, index: int) -> HttpResponse:
    """Hand out the proof of one entry: it holds without us, and tells nobody that it was fetched."""
    entry = Entry.objects.published().filter(index=index).first()
    if entry is None:
        raise Http404
    try:
        data = log.published(settings.ABJURE.home / "log").prove(entry)
    except Refused as error:
        raise Http404 from error
    name = f'attachment; filename="entry-{index}{SUFFIX}"'
    return HttpResponse(data, content_type=BYTES, headers={"Content-Disposition": name, "Cache-Control": "no-cache"})


@require_safe
def recount(request: HttpRequest) -> HttpResponse:
    """Say how to count it all again without us."""
    return page(request, "verification/recount.html", {"address": settings.ABJURE.public_url})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Answer whether what stands on a paper matches a certificate; nothing of the question is kept."""
    if request.method != "POST":
        return page(request, "verification/check.html", {"form": CheckForm(), "code": CodeForm()})
    if "code" in request.POST:
        return _check_code(request, CodeForm(request.POST))
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _answer(request, {"form": form, "code": CodeForm()}, status=422)
    return _answer(request, {"answer": actions.check(**form.cleaned_data), "form": form, "code": CodeForm()})


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Hand out the keys that sign certificates, for those who check a code without us."""
    held = [{"kid": identity.hex(), "spki": key.raw.hex()} for identity, key in actions.keys().items()]
    return JsonResponse({"keys": held}, headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"})


def _check_code(request: HttpRequest, code: CodeForm) -> HttpResponse:
    if not code.is_valid():
        return _answer(request, {"form": CheckForm(), "code": code}, status=422)
    return _answer(request, {"answer": actions.check_code(code.cleaned_data["code"]), "form": CheckForm(), "code": code})


def _answer(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    newest = Checkpoint.objects.order_by("-size").first()
    return render(request, "verification/check.html", {**context, "checkpoint": newest, "checked_at": datetime.now(UTC)}, status=status)
