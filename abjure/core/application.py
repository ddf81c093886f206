"""An application for a certificate as a value, and its form rules: door and desk apply this one function (spec/certificate.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from abjure.core.charter import Charter
from abjure.core.declaration import BLANKS, NAME_MARKS, Problem, scripts, seen
from abjure.core.errors import Invalid

PURPOSE = "application"
LINKED, UNLINKED = VARIANTS = ("linked", "unlinked")
ID_TYPES = ("passport", "identity-card", "residence-permit", "refugee-document", "other")
MOST_LANGUAGES = 2
LATIN_LIMIT = 60
OLDEST = date(1900, 1, 1)
_COUNTRY = re.compile(r"[A-Z]{2}")
_LAST_FOUR = re.compile(r"[0-9A-Z]{4}")
_JOINED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True)
class Application:
    """Who applies, with what paper they will show who they are, and what certificate they wish for; empty strings say nothing."""

    family: str
    given: str
    native_family: str
    native_given: str
    birth: str
    id_type: str
    id_country: str
    id_last4: str
    variant: str
    languages: tuple[str, ...]
    joined: str = ""

    def content(self) -> dict[str, Any]:
        """Return the application as a letter carries it."""
        return asdict(self) | {"languages": list(self.languages)}

    def native(self) -> str:
        """Return the name in its own script: Chinese without a space, others with one."""
        both = (self.native_family, self.native_given)
        return ("" if all(_is_han(name) for name in both) else " ").join(name for name in both if name)

    def families(self) -> tuple[str, ...]:
        """Return the spellings of the family name by which the certificate can be checked."""
        return tuple(dict.fromkeys(name for name in (self.family, self.native_family) if name))


def parse(content: Mapping[str, Any]) -> Application:
    """Read an application from a letter; Invalid("application.form") if it has other fields or types."""
    names = {field.name for field in fields(Application)}
    listed = content.get("languages")
    texts = [content[name] for name in names - {"languages"} if name in content]
    if set(content) != names or not isinstance(listed, list) or not all(isinstance(text, str) for text in [*texts, *listed]):
        raise Invalid("application.form")
    return Application(**dict(content) | {"languages": tuple(listed)})


def problems(application: Application, charter: Charter, *, today: date) -> tuple[Problem, ...]:
    """Return every rule that the application does not meet; none if it may be handed in."""
    return (*_about_choices(application, charter), *_about_names(application, charter), *_about_facts(application, today))


def _about_choices(application: Application, charter: Charter) -> Iterator[Problem]:
    for name, keys in (("variant", VARIANTS), ("id_type", ID_TYPES)):
        if getattr(application, name) not in keys:
            yield Problem(name, "application.choice")
    picked = application.languages
    if not 1 <= len(picked) <= MOST_LANGUAGES or len(set(picked)) != len(picked) or not set(picked) <= set(charter.languages):
        yield Problem("languages", "application.languages", {"limit": MOST_LANGUAGES})


def _about_names(application: Application, charter: Charter) -> Iterator[Problem]:
    limits = {"family": LATIN_LIMIT, "given": LATIN_LIMIT, "native_family": charter.limits.name, "native_given": charter.limits.name}
    for name, limit in limits.items():
        value = getattr(application, name)
        if len(value) > limit:
            yield Problem(name, "application.too-long", {"limit": limit, "length": len(value)})
        strange = next((character for character in seen(value) if not _may_stand(character)), None)
        if strange is not None:
            yield Problem(name, "application.characters", {"character": f"U+{ord(strange):04X}"})
        elif name in {"family", "given"} and not value.isascii() and not _is_latin(value):
            yield Problem(name, "application.latin")
    if not any(character.isalpha() for character in application.family):
        yield Problem("family", "application.missing")
    if application.native_given and not application.native_family:
        yield Problem("native_family", "application.missing")


def _about_facts(application: Application, today: date) -> Iterator[Problem]:
    born = _day(application.birth)
    if born is None or not OLDEST <= born <= today:
        yield Problem("birth", "application.birth")
    if not _COUNTRY.fullmatch(application.id_country):
        yield Problem("id_country", "application.id-country")
    if not _LAST_FOUR.fullmatch(application.id_last4):
        yield Problem("id_last4", "application.id-last4")
    if application.joined and not _is_past(application.joined, today):
        yield Problem("joined", "application.joined")


def _is_past(said: str, today: date) -> bool:
    """Say whether a year, a month or a day is one that has begun."""
    return bool(_JOINED.fullmatch(said)) and said <= today.isoformat()[: len(said)] and _day(said + "-01-01"[len(said) - 4 :]) is not None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _may_stand(character: str) -> bool:
    return (unicodedata.category(character)[0] in "LM" and character not in BLANKS) or character in NAME_MARKS


def _is_latin(name: str) -> bool:
    letters = [character for character in name if character.isalpha()]
    return all(scripts(character) == {"LATIN"} for character in letters)


def _is_han(name: str) -> bool:
    return all("\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or ord(character) >= 0x20000 for character in name)
