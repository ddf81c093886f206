"""Who may open a page of the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from abjure.desk.staff.models import Staff

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


def duty(*duties: str) -> Callable[[View[P]], View[P]]:
    """Let in those who have signed in and have one of these duties, or any where none is named; the others sign in first."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            staff: Staff | None = request.staff
            if staff is None:
                return redirect("staff:sign-in")
            if duties and staff.duty not in duties:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard
