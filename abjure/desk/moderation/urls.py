"""Addresses of deciding, below /desk/."""

from django.urls import path

from abjure.desk.moderation import views, views_accepted, views_pairs, views_rules, views_sweeps

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("decide/<str:name>/", views.decide, name="decide"),
    path("notes/<str:name>/", views.note, name="note"),
    path("pairs/", views_pairs.clusters, name="clusters"),
    path("pairs/<str:name>/<str:other>/", views_pairs.pair, name="pair"),
    path("rules/", views_rules.listed, name="rules"),
    path("numbers/", views_rules.numbers, name="numbers"),
    path("sweeps/", views_sweeps.listed, name="sweeps"),
    path("sweeps/<int:number>/", views_sweeps.reply, name="sweep"),
    path("statements/", views_accepted.find, name="find"),
    path("statements/<str:name>/", views_accepted.accepted, name="accepted"),
    path("statements/<str:name>/<int:number>/", views_accepted.reply, name="reply"),
]
