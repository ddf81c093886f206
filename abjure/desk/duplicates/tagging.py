"""Keyed tags: the same name in either script, any width and with any dots has one tag, under a key that lasts a year."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache

import opencc

from abjure.core.likeness import Keyed
from abjure.desk.duplicates.models import TAG, TagKey
from abjure.desk.reception import vault

# What stands between the parts of a name differs by keyboard, not by person.
BETWEEN = frozenset("·・.‧•∙⋅-‐‑'’`\u200c")
# Spellings of one character that OpenCC keeps apart, as they stand in names.
VARIANTS = str.maketrans("喆堃祐甯寗叡犇濬淩峯邨昇陞脩羣甦迺", "哲坤佑宁宁睿奔浚凌峰村升升修群苏乃")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified(character: str) -> str:
    return str(_converter().convert(character))


def fold(name: str) -> str:
    """Return a name as it is compared: one width, case and script, without blanks and dots.

    Characters are converted one by one: by phrases, the same name would fold differently beside another character.
    """
    wide = unicodedata.normalize("NFKC", name).casefold()
    kept = (character for character in wide if not character.isspace() and character not in BETWEEN)
    return "".join(_simplified(character) for character in kept).translate(VARIANTS)


def tagger(now: datetime) -> Callable[[str, str], bytes]:
    """Return what makes the tags of this year: of a kind and of words."""
    key = _key(now.year)
    return lambda kind, said: hmac.digest(key, f"abjure/tag/v1\n{kind}\n{said}".encode(), "sha256")[:TAG]


def keyed_number(now: datetime) -> Keyed:
    """Return what makes a number of a shingle, so that a sketch says nothing to whoever lacks the key."""
    key = _key(now.year)
    return lambda said: int.from_bytes(hmac.digest(key, said.encode(), "sha256")[:8]) >> 1


def destroy_before(year: int) -> int:
    """Delete the keys of the years before; return how many there were."""
    return TagKey.objects.filter(year__lt=year).delete()[0]


def _key(year: int) -> bytes:
    held = TagKey.objects.filter(year=year).first()
    if held is None:
        held = TagKey.objects.get_or_create(year=year, defaults={"wrapped": vault.wrap(secrets.token_bytes(32))})[0]
    return vault.unwrap(bytes(held.wrapped))
