"""What the holder of a receipt, or somebody whom an entry names, asks for, and its form rules (spec/request.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from abjure.core import commitment, declaration
from abjure.core.charter import Charter
from abjure.core.declaration import Problem, tidy
from abjure.core.errors import Invalid

PURPOSES = tuple(f"request-{number}" for number in range(1, 33))
# Whoever has copied a code cannot write messages until its holder can withdraw no more.
ALWAYS, RESERVED = frozenset({"withdraw", "keep", "hide"}), 8
TEXT = 900
OWN, SPARE, SHARE = "own", "spare", "share"
RETURN, STAY = WISHES = ("return", "stay")
# Which members each act has beside `act`, with their types.
MEMBERS: Mapping[str, Mapping[str, type]] = {
    "withdraw": {},
    "keep": {},
    "hide": {},
    "correct": {"declaration": dict},
    "name": {"name": str},
    "message": {"text": str},
    "appeal": {"text": str},
    "confirm": {},
    "leave": {},
    "spare": {"verify": str, "wish": str},
    "share": {"row": int, "verify": str},
    "replace": {"number": str},
    "object": {"commitment": str, "text": str},
}
_OF_THE_HOLDER = frozenset({"withdraw", "keep", "hide", "correct", "name", "message", "appeal", "spare", "share"})
# What each kind of receipt may ask for.
MAY: Mapping[str, frozenset[str]] = {
    OWN: _OF_THE_HOLDER,
    SPARE: _OF_THE_HOLDER,
    SHARE: frozenset({"confirm", "leave", "hide", "message"}),
}
# Acts that make another receipt known.
LINKS = frozenset({"spare", "share"})
_COMMITMENT = re.compile(r"[A-Za-z0-9_-]{8,43}")
_NUMBER = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Request:
    """One wish: what is to be done, and the members that say how."""

    act: str
    values: Mapping[str, Any]

    def content(self) -> dict[str, Any]:
        """Return the request as a letter carries it."""
        return {"act": self.act, **self.values}

    @property
    def text(self) -> str:
        """Return what was written, if anything."""
        return str(self.values.get("text", ""))

    def verify_key(self) -> bytes:
        """Return the public key of the receipt that is made known."""
        return commitment.decode(self.values["verify"])


def parse(content: Mapping[str, Any]) -> Request:
    """Read a request from a letter; Invalid("request.form") if it has other members or types."""
    values = dict(content)
    members = MEMBERS.get(str(values.pop("act", "")))
    if members is None or values.keys() != members.keys() or not all(type(values[name]) is kind for name, kind in members.items()):
        raise Invalid("request.form")
    if not all(tidy(value) == value for value in values.values() if isinstance(value, str)):
        raise Invalid("request.form")
    return Request(content["act"], values)


def problems(request: Request, charter: Charter) -> tuple[Problem, ...]:
    """Return every rule that the request does not meet; none if it may be handed in."""
    return (*_about_words(request, charter), *_about_links(request, charter))


def may(role: str, act: str) -> bool:
    """Say whether a receipt of this role may ask for this act."""
    return act in MAY[role]


def purposes(act: str) -> tuple[str, ...]:
    """Return the purposes under which this act may be asked for: the last ones are kept for what protects."""
    return PURPOSES if act in ALWAYS else PURPOSES[:-RESERVED]


def _about_words(request: Request, charter: Charter) -> Iterator[Problem]:
    if "text" in request.values:
        if not request.text and request.act != "object":
            yield Problem("text", "request.text")
        if len(request.text) > TEXT:
            yield Problem("text", "declaration.text-too-long", {"limit": TEXT, "length": len(request.text)})
        yield from declaration.about_characters(request.text)
    if request.act == "name":
        for code, facts in declaration.about_name(request.values["name"], charter.limits.name, real=True):
            yield Problem("name", code, facts)
    if request.act == "correct":
        yield from declaration.problems(declaration.parse(request.values["declaration"]), charter)


def _about_links(request: Request, charter: Charter) -> Iterator[Problem]:
    values = request.values
    if request.act == "object" and not _COMMITMENT.fullmatch(values["commitment"]):
        yield Problem("commitment", "request.commitment")
    if request.act == "replace" and not _NUMBER.fullmatch(values["number"]):
        yield Problem("number", "request.number")
    if request.act == "spare" and values["wish"] not in WISHES:
        yield Problem("wish", "request.choice")
    if request.act == "share" and not 0 < values["row"] < charter.limits.co_declarers:
        yield Problem("row", "request.choice")
    if "verify" in values and not _is_key(values["verify"]):
        yield Problem("verify", "request.choice")


def _is_key(text: str) -> bool:
    try:
        return bool(commitment.decode(text))
    except Invalid:
        return False
