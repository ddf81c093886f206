"""What an examiner records of a person who applies, who may examine, and what the examinations come to (spec/certificate.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from abjure.core.application import ID_TYPES
from abjure.core.declaration import Problem
from abjure.core.errors import Invalid, Refused
from abjure.core.moderation import Decision, Outcome, Verdict, outcome

NEEDED = 2
METHODS = ("in-person", "video", "remote")
LEVELS = ("low", "substantial", "high")
CHECKS = ("portrait", "security-features", "chip", "names", "birth-date", "number")
# Why an application is refused: what the applicant is told, and no more.
REASONS = ("documents", "identity", "declaration", "no-show", "other")
# Why a certificate is taken back: never published, kept with the two signatures.
VOID_REASONS = ("issued-in-error", "identity-fraud", "replaced", "holder", "key-compromise")


@dataclass(frozen=True)
class Finding:
    """What one examiner saw: on which day, how, with which documents and checks, at which level (eIDAS' words), and what they say."""

    verdict: str
    day: str
    method: str = ""
    level: str = ""
    documents: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    reason: str = ""

    def content(self) -> dict[str, Any]:
        """Return it as it is sealed."""
        return asdict(self) | {"documents": list(self.documents), "checks": list(self.checks)}


def parse(content: Mapping[str, Any]) -> Finding:
    """Read a finding; Invalid("examination.form") if it has other fields."""
    if set(content) != {field.name for field in fields(Finding)}:
        raise Invalid("examination.form")
    return Finding(**dict(content) | {name: tuple(content[name]) for name in ("documents", "checks")})


def problems(finding: Finding, *, today: date) -> tuple[Problem, ...]:
    """Return every rule that the finding does not meet."""
    return tuple(_about_refusal(finding) if finding.verdict == Verdict.REFUSE else _about_approval(finding, today))


def check_may_examine(examiner: str, decisions: Sequence[Decision]) -> None:
    """Check that this examiner may still examine; Refused("examination.same-person") or ("examination.decided")."""
    if any(decision.moderator == examiner for decision in decisions):
        raise Refused("examination.same-person", examiner=examiner)
    if outcome(decisions, needed=NEEDED) is not Outcome.WAITING:
        raise Refused("examination.decided")


def check_may_take_back(examiner: str, earlier: Sequence[str]) -> None:
    """Check that nobody signs twice that a certificate is void; Refused("examination.same-person") or ("certificate.void")."""
    if examiner in earlier:
        raise Refused("examination.same-person", examiner=examiner)
    if len(earlier) >= NEEDED:
        raise Refused("certificate.void")


def _about_refusal(finding: Finding) -> Iterator[Problem]:
    if finding.reason not in REASONS:
        yield Problem("reason", "examination.choice")


def _about_approval(finding: Finding, today: date) -> Iterator[Problem]:
    choices = (("verdict", (Verdict.ACCEPT,)), ("method", METHODS), ("level", LEVELS), ("reason", ("",)))
    for name, keys in choices:
        if getattr(finding, name) not in keys:
            yield Problem(name, "examination.choice")
    for name, several in (("documents", ID_TYPES), ("checks", CHECKS)):
        if not getattr(finding, name) or not set(getattr(finding, name)) <= set(several):
            yield Problem(name, "examination.choice")
    if not _is_past_day(finding.day, today):
        yield Problem("day", "examination.day")


def _is_past_day(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
