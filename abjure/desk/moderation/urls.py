"""Addresses of deciding, below /desk/."""

from django.urls import path

from abjure.desk.moderation import views, views_accepted

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("decide/<str:name>/", views.decide, name="decide"),
    path("statements/", views_accepted.find, name="find"),
    path("statements/<str:name>/", views_accepted.accepted, name="accepted"),
    path("statements/<str:name>/<int:number>/", views_accepted.reply, name="reply"),
]
