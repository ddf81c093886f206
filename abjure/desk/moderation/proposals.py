"""Hiding or subtracting an accepted statement: one person proposes, another one confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from abjure.core.errors import Refused
from abjure.desk.declarations import actions as declarations
from abjure.desk.declarations.models import Opening
from abjure.desk.moderation.actions import check_is_moderator
from abjure.desk.moderation.models import Proposal, ProposalReply
from abjure.desk.staff import record
from abjure.desk.staff.models import Staff


@transaction.atomic(using="desk")
def propose(*, target: Opening, wish: str, reason: str, by: Staff, now: datetime) -> Proposal:
    """Propose to hide or subtract a statement.

    Raises Refused("proposal.choice"), ("proposal.open") if the same waits already, or ("proposal.done").
    """
    check_is_moderator(by)
    target = Opening.objects.select_for_update().get(pk=target.pk)
    if wish not in Proposal.Wish.values or reason not in Proposal.Reason.values or target.kind != Opening.Kind.DECL:
        raise Refused("proposal.choice")
    if is_done(target, wish):
        raise Refused("proposal.done")
    if Proposal.objects.open().filter(target=target, wish=wish).exists():
        raise Refused("proposal.open")
    proposal = Proposal.objects.create(target=target, wish=wish, reason=reason, proposed_by=by, proposed_at=now)
    record.write(staff=by, verb=f"propose-{wish}", subject=bytes(target.digest), now=now)
    return proposal


@transaction.atomic(using="desk")
def reply(*, proposal: Proposal, agreed: bool, by: Staff, now: datetime) -> None:
    """Confirm or decline a proposal of somebody else's.

    Raises Refused("proposal.answered") or ("proposal.same-person").
    """
    check_is_moderator(by)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if ProposalReply.objects.filter(proposal=proposal).exists():
        raise Refused("proposal.answered")
    if agreed and proposal.proposed_by == by:
        raise Refused("proposal.same-person")
    ProposalReply.objects.create(proposal=proposal, by=by, agreed=agreed, moment=now)
    verb = f"{'confirm' if agreed else 'decline'}-{proposal.wish}"
    record.write(staff=by, verb=verb, subject=bytes(proposal.target_id), now=now)
    if agreed:
        _carry_out(proposal, now)


def is_done(target: Opening, wish: str) -> bool:
    """Say whether a statement has been hidden or subtracted."""
    return Opening.objects.filter(digest=declarations.derived(wish, bytes(target.digest))).exists()


def is_subtracted(target: Opening) -> bool:
    """Say whether two people subtracted this opening, and not its holder."""
    return Proposal.objects.filter(target=target, wish=Proposal.Wish.VOID, reply__agreed=True).exists()


def is_hidden(target: Opening) -> bool:
    """Say whether two people had the words of this opening hidden."""
    return Proposal.objects.filter(target=target, wish=Proposal.Wish.WITHHOLD, reply__agreed=True).exists()


def _carry_out(proposal: Proposal, now: datetime) -> None:
    target = bytes(proposal.target_id)
    if proposal.wish == Proposal.Wish.WITHHOLD:
        declarations.withhold(target=target, reason=proposal.reason, now=now)
    else:
        declarations.void(target=target, now=now)
