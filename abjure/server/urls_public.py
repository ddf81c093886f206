"""The open side's addresses."""

from django.urls import include, path

from abjure.server import views

urlpatterns = [
    path("", include("abjure.public.register.urls")),
    path("", include("abjure.public.statistics.urls")),
    path("", include("abjure.public.verification.urls")),
    path("leave", views.leave),
    path("static/<path:name>", views.static),
    path("busy", views.busy),
    path("healthz", views.healthz),
]
handler400, handler403, handler404, handler500 = views.bad_request, views.forbidden, views.not_found, views.failed
