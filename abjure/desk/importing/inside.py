"""A statement of an earlier register is inside that register's total: not later than it, and not more people than it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from abjure.core.declaration import Declaration
from abjure.core.errors import Refused
from abjure.desk.declarations.models import Opening
from abjure.desk.importing.models import Carried, ImportBatch
from abjure.desk.importing.rows import RowFault, Unreadable
from abjure.desk.importing.totals import DatedTotal


def newest_total() -> DatedTotal | None:
    """Return the newest total that two people have approved."""
    facts = [opening.facts for opening in Opening.objects.filter(kind=Opening.Kind.BALANCE)]
    newest = max(facts, key=lambda one: str(one["as_of"]), default=None)
    if newest is None:
        return None
    return DatedTotal(0, date.fromisoformat(newest["as_of"]), newest["n"], newest["q"], newest["published"], newest["source"])


def check_inside(statements: Sequence[tuple[int, Declaration]]) -> None:
    """Check a list of statements against the newest total; Refused("import.no-total") or ("import.too-many"), or Unreadable."""
    total = newest_total()
    if total is None:
        raise Refused("import.no-total")
    day = total.as_of.isoformat()
    later = [(row, statement.declared) for row, statement in statements if statement.declared > day]
    if later:
        raise Unreadable([RowFault(row, "import.later-than-total", {"day": declared, "last": day}, "date") for row, declared in later])
    people = _people_so_far() + sum(len(statement.people) for _, statement in statements)
    if people > total.people:
        raise Refused("import.too-many", people=people, total=total.people)


def _people_so_far() -> int:
    kept = Carried.objects.filter(batch__in=ImportBatch.objects.kept())
    return int(kept.aggregate(people=Sum("people"))["people"] or 0)
