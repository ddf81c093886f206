"""The number's addresses."""

from django.urls import path

from abjure.public.statistics import views

urlpatterns = [
    path("", views.first, name="first"),
    path("count.json", views.count, name="count"),
    path("rules/", views.rules, name="rules"),
    path("sources/", views.sources, name="sources"),
]
