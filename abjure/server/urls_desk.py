"""The desk's addresses, all below /desk/."""

from django.urls import include, path

from abjure.server import views

urlpatterns = [
    path("desk/", include("abjure.desk.staff.urls")),
    path("desk/", include("abjure.desk.moderation.urls")),
    path("desk/", include("abjure.desk.importing.urls")),
    path("desk/", include("abjure.desk.certificates.urls")),
    path("desk/", include("abjure.desk.requests.urls")),
    path("desk/", include("abjure.desk.scribe.urls")),
    path("leave", views.leave),
    path("static/<path:name>", views.static),
    path("healthz", views.healthz),
]
handler400, handler403, handler404, handler500 = views.bad_request, views.forbidden, views.not_found, views.failed
