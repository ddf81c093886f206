"""Addresses of requests, below /desk/."""

urlpatterns: list[object] = []
