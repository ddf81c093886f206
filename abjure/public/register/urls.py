"""The register's addresses."""

from django.urls import path, re_path, register_converter

from abjure.public.register import views
from abjure.public.register.addresses import DayConverter, IndexConverter

register_converter(DayConverter, "day")
register_converter(IndexConverter, "index")

urlpatterns = [
    path("statements/", views.recent, name="statements"),
    path("statements/<index:index>/", views.show, name="statement"),
    path("days/<day:day>/", views.day, name="day"),
    path("days/<day:day>/from/<index:index>/", views.day, name="day-from"),
    re_path(r"^commitments/(?P<prefix>[A-Za-z0-9_-]{2})/$", views.commitments, name="commitments"),
    path("openings/<day:day>.json", views.openings, name="openings"),
    path("privacy/", views.privacy, name="privacy"),
]
