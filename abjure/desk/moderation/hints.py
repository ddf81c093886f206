"""What the rules found on a statement, said to its moderator in words: hints, not conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abjure.desk.moderation.models import RuleHit
from abjure.desk.reception.models import Submission

# What each rule is called, what it says of one statement, and what it looks at.
NAMES: Mapping[str, Promise] = {
    "repeated-text": _("The same text many times"),
    "patched-text": _("Put together from known sentences"),
    "same-list": _("The same list of names"),
    "busy-hand": _("Very many by one hand"),
    "slow-way": _("Came by the slow way"),
    "alike": _("Similar text"),
    "same-name": _("Same name"),
    "reachable": _("A number or an address"),
}
SENTENCES: Mapping[str, Promise] = {
    "repeated-text": _("It shares %(percent)s %% of its words with another statement, and %(count)s like it came within a day."),
    "patched-text": _("Each of its sentences stands in at least %(count)s other statements of a day."),
    "same-list": _("Of its %(people)s names, %(count)s stand in other statements too."),
    "busy-hand": _("Whoever brought it in brought in %(count)s within a day."),
    "slow-way": _("Very much arrived at once when it was written. That says nothing about who wrote it."),
    "alike": _("It shares %(percent)s %% of its words with another statement."),
    "same-name": _("Names of it that stand in other statements too: %(count)s. Two people may be called alike."),
    "reachable": _("The text holds something that looks like a telephone number or an address on the net."),
}
MEASURES: Mapping[str, Promise] = {
    "repeated-text": _("Own words that are at least half alike with ten others of a day. Texts under twenty characters are left out."),
    "patched-text": _("Own words of which every sentence stands in at least ten other statements of a day."),
    "same-list": _("A list of three or more, of whose names four in five stand in other statements of this year."),
    "busy-hand": _("More than 150 statements of a day brought in by the same person."),
    "slow-way": _("Statements that the door slowed because very much arrived at once."),
    "alike": _("Own words that are at least half alike with another statement."),
    "same-name": _("A name that stands in another statement of this year, in either script and any spelling of dots and width."),
    "reachable": _("Seven digits in a row, or the beginning of an address on the net."),
}

# Rules that know another statement to lay beside.
PAIRS = frozenset({"repeated-text", "alike", "same-name", "same-list"})


@dataclass(frozen=True)
class Hint:
    """One hint as it is read; `pair` says whether there is something to lay beside it."""

    name: Promise
    said: str
    rule: str
    version: int
    held: bool
    pair: bool


def of(submission: Submission) -> Iterator[Hint]:
    """Yield the hints on a statement."""
    for hit in RuleHit.objects.filter(submission=submission):
        if hit.rule in NAMES:
            said = str(SENTENCES[hit.rule]) % _Facts(hit.facts)
            yield Hint(NAMES[hit.rule], said, hit.rule, hit.version, hit.held, hit.rule in PAIRS)


def names_of(submission: Submission) -> list[Promise]:
    """Return what a row of the queue says of a statement."""
    return [NAMES[rule] for rule in submission.hits.values_list("rule", flat=True) if rule in NAMES]


class _Facts(dict[str, int]):
    """The numbers of a hit; one that an older version did not count is left open."""

    def __missing__(self, key: str) -> str:
        return "…"
