"""Importing: an earlier register's totals and statements, brought in as one list and approved by two others (spec/import.md)."""
