"""Addresses of imported lists, below /desk/."""

from django.urls import path

from abjure.desk.importing import views

app_name = "importing"
urlpatterns = [
    path("imports/", views.lists, name="lists"),
    path("imports/<int:number>/", views.one_list, name="list"),
]
