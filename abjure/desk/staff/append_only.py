"""Tables that the database itself lets nobody change or empty: a migration asks for it with one operation."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
POSTGRESQL = (
    """CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
)


def append_only(table: str) -> RunPython:
    """Return the operation that makes a table refuse UPDATE and DELETE."""

    def guard(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table):
            editor.execute(statement)

    return RunPython(guard, _leave)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [statement.format(table=table) for statement in POSTGRESQL]
    return [SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]


def _leave(_apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    """Do nothing on the way back: the table goes, and its triggers with it."""
