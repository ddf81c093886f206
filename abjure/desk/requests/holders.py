"""Who holds a receipt of which statement: the one who handed it in, or somebody whom a letter of theirs made known."""

from __future__ import annotations

import json
from dataclasses import dataclass

from abjure.core import declaration
from abjure.core.declaration import Declaration
from abjure.core.errors import Invalid
from abjure.core.moderation import Outcome
from abjure.core.request import OWN, SHARE, Request
from abjure.desk.declarations import succession
from abjure.desk.declarations.models import Opening
from abjure.desk.reception import actions as reception
from abjure.desk.reception.models import Submission
from abjure.desk.requests.models import Conclusion, Holding, Wish, WishQuerySet


@dataclass(frozen=True)
class Found:
    """The statement that a receipt belongs to, and whose receipt it is; `holding` is None for the first one."""

    statement: Submission
    role: str
    holding: Holding | None = None


def find(holder: bytes) -> Found | None:
    """Return what this receipt belongs to; None where the desk does not know it, or no more."""
    holding = Holding.objects.select_related("statement").filter(holder=holder).first()
    if holding is not None:
        return None if holding.ended else Found(holding.statement, holding.role, holding)
    statement = Submission.objects.filter(kind=Submission.Kind.DECLARATION, holder=holder).first()
    return None if statement is None else Found(statement, OWN)


def first_opening(statement: Submission) -> Opening | None:
    """Return what was first handed to the gate of a statement; None while it was not accepted."""
    return Opening.objects.filter(kind=Opening.Kind.DECL, digest=statement.digest).first()


def current(statement: Submission) -> Opening | None:
    """Return what counts of a statement now."""
    first = first_opening(statement)
    return None if first is None else succession.current(first)


def is_undecided(statement: Submission) -> bool:
    """Say whether people still have to decide on the statement itself."""
    return not hasattr(statement, "settlement")


def is_refused(statement: Submission) -> bool:
    """Say whether it was refused, and no appeal has turned that."""
    return not is_undecided(statement) and statement.settlement.outcome == Outcome.REFUSED and first_opening(statement) is None


def declared(statement: Submission) -> Declaration:
    """Return what was handed in; Invalid("submission.erased") once it was accepted."""
    return declaration.parse(reception.letter_of(statement).content)


def place(statement: Submission, holding: Holding | None) -> int | None:
    """Return in which row of the statement, as it stands now, the holder is; None where they left, or a correction changed the rows."""
    is_share = holding is not None and holding.role == SHARE
    if is_share and _corrected(statement) is not None:
        return None
    row = holding.row if holding is not None and is_share else 0
    return place_of(row, gone(statement))


def place_of(row: int, gone: set[int]) -> int | None:
    """Return where somebody stands now who stood in this row; None where they are gone."""
    return None if row in gone else row - sum(other < row for other in gone)


def gone(statement: Submission) -> set[int]:
    """Return the rows of a statement, as it was handed in or last corrected, whose people left or were taken out."""
    done, corrected = _done(statement), _corrected(statement)
    if corrected is not None:
        done = done.filter(conclusion__moment__gt=corrected.conclusion.moment)
    left = done.filter(act="leave").values("holder")
    rows = Holding.objects.filter(holder__in=left).values_list("row", flat=True)
    return set(rows) | taken_out(statement, done)


def taken_out(statement: Submission, done: WishQuerySet | None = None) -> set[int]:
    """Return the rows of those whom people took out on an objection."""
    wishes = _done(statement) if done is None else done
    return {wish.row for wish in wishes.filter(act="object", row__isnull=False) if wish.row is not None}


def _done(statement: Submission) -> WishQuerySet:
    return Wish.objects.filter(statement=statement, conclusion__outcome=Conclusion.Outcome.DONE)


def _corrected(statement: Submission) -> Wish | None:
    return _done(statement).filter(act="correct").order_by("conclusion__moment").last()


def link(found: Found, request: Request, mailbox: Submission) -> None:
    """Note a further receipt; Invalid("request.form") for a row that the statement does not have."""
    row = int(request.values.get("row", 0))
    Holding.objects.get_or_create(
        holder=reception.holder(request.verify_key()),
        defaults={
            "statement": found.statement,
            "role": request.act,
            "mailbox": mailbox,
            "row": row,
            "bodies": _bodies(found.statement, row) if request.act == SHARE else [],
            "wish": request.values.get("wish", ""),
        },
    )


def keep_own(statement: Submission) -> Holding:
    """Return the row of the first receipt, made when something about it is to be noted."""
    return Holding.objects.get_or_create(
        holder=statement.holder, defaults={"statement": statement, "role": OWN, "mailbox": statement, "told": "itself"}
    )[0]


def _bodies(statement: Submission, row: int) -> list[str]:
    """Return what the person of this row leaves, from the letter or, once that was erased, from what is shown."""
    rows = _rows(statement)
    if not 0 < row < len(rows):
        raise Invalid("request.form")
    return rows[row]


def _rows(statement: Submission) -> list[list[str]]:
    try:
        return [list(person["bodies"]) for person in reception.letter_of(statement).content["people"]]
    except Invalid:
        opening = first_opening(statement)
        shown = None if opening is None else opening.shown()
        return [] if shown is None else [list(keys) for keys in json.loads(shown["fields"]["bodies"])]
