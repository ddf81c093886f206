"""The address of taking a statement down, below /desk/."""

from django.urls import path

from abjure.desk.scribe import views

app_name = "scribe"
urlpatterns = [path("take-down/", views.take_down, name="take-down")]
