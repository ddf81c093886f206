"""Booking a run of statements at once: exactly what adding them one by one would do, or a word that it does not fit."""

from abjure.audit.stretch import Run
from abjure.core.count import Count


def fits(count: Count, run: Run) -> bool:
    """Tell whether no statement of the run would break a rule of the count, spec/counting.md."""
    day_holds = run.day >= count.day and run.day > count.closed
    return day_holds and count.size > 0 and run.named <= count.bodies.keys()


def book(count: Count, run: Run) -> None:
    """Add the whole run."""
    for provenance, people in run.people.items():
        count.by_provenance[provenance] += people
        if provenance != "carried":
            count.people += people
    for body, people in run.bodies.items():
        count.by_body[body] += people
    count.statements += run.statements
    count.declared += run.size
    count.day, count.last = run.day, "decl"
    _set_live(count.live, count.size, run.size)
    count.size += run.size


def _set_live(live: bytearray, start: int, size: int) -> None:
    """Set the bits of `size` leaves from `start` on, where none stands yet."""
    end = start + size
    live.extend(bytes(-(-end // 8) - len(live)))
    first_whole, last_whole = -(-start // 8), end // 8
    if first_whole > last_whole:
        live[start >> 3] |= (0xFF >> (start & 7)) & ~(0xFF >> (end & 7)) & 0xFF
        return
    if start & 7:
        live[start >> 3] |= 0xFF >> (start & 7)
    live[first_whole:last_whole] = b"\xff" * (last_whole - first_whole)
    if end & 7:
        live[last_whole] |= ~(0xFF >> (end & 7)) & 0xFF
