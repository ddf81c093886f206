"""Addresses of requests, below /desk/."""

from django.urls import path

from abjure.desk.requests import views

app_name = "requests"
urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/<str:name>/", views.one, name="one"),
]
