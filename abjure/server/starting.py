"""Setting Django up for the register of this home, before any room is imported."""

from __future__ import annotations

import os

import django

from abjure.server import environment


def prepare() -> None:
    """Set Django up; Refused("register.…") if there is no register here, or none that may start."""
    environment.register().check()
    os.environ["DJANGO_SETTINGS_MODULE"] = "abjure.server.settings"
    django.setup()
