"""The addresses of those who check."""

from django.urls import path, register_converter

from abjure.public.register.addresses import IndexConverter
from abjure.public.verification import views

register_converter(IndexConverter, "entry")

urlpatterns = [
    path("log/<path:path>", views.log_file, name="log"),
    path("statements/<entry:index>/proof", views.proof, name="proof"),
    path("recount/", views.recount, name="recount"),
    path("check/", views.check, name="check"),
    path("check/keys", views.keys, name="check-keys"),
]
