"""Addresses of enrolling and signing in, below /desk/."""

from django.urls import path

from abjure.desk.staff import views

app_name = "staff"
urlpatterns = [
    path("enrol/<str:token>/", views.enrol, name="enrol"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("passkeys/", views.further, name="further"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/<str:language>/<path:page>", views.speak, name="speak"),
]
