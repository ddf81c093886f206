"""Making the tables: each side's database gets its own side's rooms and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from abjure.server import sides


def migrate() -> None:
    """Bring the tables of this role's own sides up to date; another role's are for that role to change."""
    for alias in sides.MIGRATES[settings.ABJURE.role]:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def is_new() -> bool:
    """Say whether the register's databases have no table yet."""
    side = "desk" if settings.ABJURE.role == "all" else settings.ABJURE.role
    return not connections[side].introspection.table_names()
