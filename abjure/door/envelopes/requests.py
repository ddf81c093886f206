"""Requests at the door: handed in like a statement and sealed to the same key, and what the desk has said to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abjure.core import commitment
from abjure.core import envelope as envelopes
from abjure.core import letter as letters
from abjure.core import receipt as receipts
from abjure.core.choice import Choice
from abjure.core.errors import Refused
from abjure.core.receipt import Receipt
from abjure.core.request import PURPOSES, Request, purposes
from abjure.door.envelopes import actions, keys
from abjure.door.envelopes.handed_in import HandedIn, Kept
from abjure.door.envelopes.keeping import keep
from abjure.door.envelopes.models import Reply, Ticket

KIND = "request"
SEALED = _("Sealed at the door")
TITLES: Mapping[str, Promise] = {
    "withdraw": _("Withdraw the statement"),
    "keep": _("Take the withdrawal back"),
    "hide": _("Hide the words"),
    "correct": _("Correct the statement"),
    "name": _("Note my real name at the desk"),
    "message": _("Write to the moderators"),
    "appeal": _("Ask for the refusal to be looked at again"),
    "confirm": _("Confirm that it is right"),
    "leave": _("Leave this statement, without the others"),
}
WHY: Mapping[str, Promise] = {
    "form": _("It did not meet the rules of the form."),
    "not-yours": _("This receipt cannot ask for that."),
    "nothing": _("There was nothing to do."),
    "not-refused": _("The statement was not refused."),
    "changed": _("The statement has been corrected since. Please write to the moderators."),
    "void": _("The statement does not count any more."),
    "taken-back": _("It was taken back in time."),
}


@dataclass(frozen=True)
class Asked:
    """One request of a receipt: when it was handed in, and all that the desk has answered."""

    purpose: str
    ticket: Kept
    answers: tuple[dict[str, Any], ...]

    @property
    def state(self) -> str:
        """Return what was said last; empty while nothing was."""
        return str(self.answers[-1].get("state", "")) if self.answers else ""

    @property
    def title(self) -> Promise:
        """Return what was asked, as the desk repeats it: the door has forgotten it."""
        return TITLES.get(str(self.answers[-1].get("act", "")) if self.answers else "", SEALED)

    @property
    def by(self) -> date | None:
        """Return the day on which it is done at the latest."""
        said = self.answers[-1].get("by") if self.answers else None
        return None if said is None else date.fromisoformat(said)

    @property
    def why(self) -> list[Promise]:
        """Return the register's own reasons."""
        return [WHY[key] for key in self._reasons() if key in WHY]

    @property
    def reasons(self) -> list[Choice]:
        """Return those reasons that are the charter's."""
        return [settings.ABJURE.charter.reason(key) for key in self._reasons() if key not in WHY]

    def _reasons(self) -> list[str]:
        return list(self.answers[-1].get("reasons", [])) if self.answers else []

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return what moderators wrote."""
        return [said for said in self.answers if said.get("state") == "message"]


def hand_in(
    asked: Request, *, receipt: Receipt, purpose: str, now: datetime, derived: Receipt | None = None, slow: bool = False, nonce: bytes = b""
) -> Kept:
    """Seal a request and keep it, durable when this returns; sent again it is the same ticket.

    With a derived receipt it lies under that one's tag and is answered to it: at the door, one more sealed statement.
    Without a receipt of before it comes by a way, as a statement does (`slow`, `nonce`).
    """
    held = keys.held()
    letter = letters.write(KIND, asked.content(), receipt=receipt, purpose=purpose, answer_to=derived, slow=slow)
    sealed = envelopes.seal(letter.format(), purpose=held.declarations, reception=held.reception, origin=settings.ABJURE.origin)
    tag = receipts.tag((derived or receipt).locator(purpose), held.tag)
    return keep(HandedIn(tag, envelopes.digest(sealed), now.date(), sealed, nonce))


def make_known(receipt: Receipt, name: str, *, now: datetime, **values: Any) -> Receipt:
    """Derive a further receipt and tell the desk about it; return it."""
    derived = receipt.derived(name)
    asked = Request(name.partition("/")[0], {"verify": commitment.encode(derived.verify_key()), **values})
    hand_in(asked, receipt=receipt, purpose=actions.DECLARATION, now=now, derived=derived)
    return derived


def thread(receipt: Receipt) -> list[Asked]:
    """Return what was asked with this receipt, the first first; always as many tags are looked up."""
    tickets = _tickets(receipt)
    said: dict[bytes, list[Reply]] = {}
    for reply in Reply.objects.filter(digest__in=[ticket.digest for ticket in tickets.values()]):
        said.setdefault(bytes(reply.digest), []).append(reply)
    return [
        Asked(purpose, ticket, tuple(actions.opened(reply, receipt, purpose) for reply in said.get(ticket.digest, ())))
        for purpose, ticket in tickets.items()
    ]


def next_purpose(receipt: Receipt, act: str) -> str:
    """Return the purpose under which this receipt may ask for an act next; Refused("request.too-many") or ("request.only-protecting")."""
    taken = _tickets(receipt)
    for purpose in purposes(act):
        if purpose not in taken:
            return purpose
    raise Refused("request.too-many" if len(taken) == len(PURPOSES) else "request.only-protecting")


def _tickets(receipt: Receipt) -> dict[str, Kept]:
    tags = {receipts.tag(receipt.locator(purpose), keys.held().tag): purpose for purpose in PURPOSES}
    rows = Ticket.objects.filter(tag__in=tags).values_list("tag", "digest", "day")
    found = {tags[bytes(tag)]: Kept(bytes(digest), day) for tag, digest, day in rows}
    return {purpose: found[purpose] for purpose in PURPOSES if purpose in found}
