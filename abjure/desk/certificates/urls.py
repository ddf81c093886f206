"""Addresses of the examiners, below /desk/."""

from django.urls import path

from abjure.desk.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.applications, name="applications"),
    path("certificates/unlock/", views.unlock, name="unlock"),
    path("certificates/lock/", views.lock, name="lock"),
    path("certificates/<str:name>/", views.application, name="application"),
    path("certificates/<str:name>/void/", views.take_back, name="take-back"),
]
