"""The year's roll: the key of the tags is destroyed when its year has ended, and with it what they stood for."""

from __future__ import annotations

from datetime import datetime

from abjure.desk.duplicates.tagging import destroy_before


def roll(*, now: datetime) -> None:
    """Destroy the keys of the years that have ended; this year's is made when the first tag is."""
    destroy_before(now.year)
