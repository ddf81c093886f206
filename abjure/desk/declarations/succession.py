"""What stands for a statement now: an opening, or the one that replaced it after its void."""

from __future__ import annotations

from abjure.desk.declarations.actions import derived
from abjure.desk.declarations.models import Opening


def is_void(opening: Opening) -> bool:
    """Say whether the gate was asked to subtract it."""
    return Opening.objects.filter(digest=derived("void", bytes(opening.digest))).exists()


def newest(opening: Opening) -> Opening:
    """Return the last of the openings that replaced each other; it may be void."""
    while (after := _replacing(opening)) is not None:
        opening = after
    return opening


def current(opening: Opening) -> Opening | None:
    """Return what counts for this statement now; None if it was voided and nothing replaced it."""
    last = newest(opening)
    return None if is_void(last) else last


def line(opening: Opening) -> list[Opening]:
    """Return all openings of a statement that replaced each other, the first one first."""
    found = [first(opening)]
    while (after := _replacing(found[-1])) is not None:
        found.append(after)
    return found


def first(opening: Opening) -> Opening:
    """Return the opening that the others replaced."""
    while "r" in opening.facts:
        opening = Opening.objects.get(digest=bytes.fromhex(opening.facts["r"]))
    return opening


def _replacing(opening: Opening) -> Opening | None:
    if not is_void(opening):
        return None
    return Opening.objects.filter(kind=Opening.Kind.DECL, facts__r=bytes(opening.digest).hex()).first()
