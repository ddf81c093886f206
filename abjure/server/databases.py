"""Making the tables: each side's database gets its own side's rooms and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connections


def migrate() -> None:
    """Bring every database that this role may write up to date."""
    for alias in connections:
        if alias != "default":
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def is_new() -> bool:
    """Say whether the register's databases have no table yet."""
    side = "desk" if settings.ABJURE.role == "all" else settings.ABJURE.role
    return not connections[side].introspection.table_names()
