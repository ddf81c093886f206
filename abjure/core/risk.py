"""Risks in what is about to become public: what could tell who declares, each named in plain words; none ever forbids anything.

The patterns are spelled so that Python and a browser's `RegExp` (flags `iu`) read them alike; a browser is given this table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from abjure.core.declaration import ALIAS, Declaration

# Taken out first: a date is no telephone number.
# Neither normal form nor a browser's `\\d` takes the digits of Arabic and Persian for digits.
_DIGIT = "[0-9٠-٩۰-۹]"
DATE = f"[12١٢۱۲]{_DIGIT}{{3}} ?[-./年] ?{_DIGIT}{{1,2}} ?[-./月] ?{_DIGIT}{{1,2}}"
OWN_NAME = "risk.own-name"
OTHER_NAME = "risk.other-name"
# Of names, which are public whatever the text is, and of what is shown beside them.
ALIAS_IS_NAME = "risk.alias-is-name"
IN_NAME = "risk.in-name"
PLACE_AND_WALK = "risk.place-and-walk"
SHORTEST_NAME = 2
PATTERNS = {
    "risk.e-mail": r"[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z0-9.-]*[a-z]",
    "risk.identity-number": f"{_DIGIT}{{17}}(?:{_DIGIT}|x)",
    "risk.number": f"(?:{_DIGIT}[ ()/.-]{{0,2}}){{6,}}{_DIGIT}",
    "risk.account": (
        r"微信|QQ|抖音|微博|whatsapp|wechat|telegram|instagram|facebook|kakao|카카오|카톡|zalo|"
        r"вконтакте|телеграм|ватсап|تلگرام|اینستاگرام|واتس"
    ),
    "risk.own-name-said": (
        r"我叫|我的名字|我名叫|本人姓名|我姓|真名|真實姓名|真实姓名|my name is|my real name|ich heiße|mein name ist|mein richtiger name|"
        r"私の名前|私の本名|本名は|내 이름|제 이름|내 본명|제 본명|je m['’]appelle|mon nom est|mon vrai nom|me llamo|mi nombre|mi verdadero nombre|"
        r"меня зовут|моя фамилия|моё имя|мое имя|моё настоящее имя|tôi tên là|tên tôi là|tên thật|نام من|اسم من|نامم|اسمم"
    ),
    "risk.workplace": (
        r"公司|单位|單位|工厂|工廠|医院|醫院|大学|大學|中学|中學|学院|學院|研究所|派出所|部队|部隊|"
        r"\b(?:company|employer|factory|hospital|university|college|high school|office)\b|"
        r"firma|arbeitgeber|krankenhaus|universität|hochschule|gymnasium|kindergarten|behörde|"
        r"会社|工場|病院|高校|中学|職場|勤め先|회사|공장|병원|대학|고등학교|중학교|직장|entreprise|usine|hôpital|université|lycée|"
        r"empresa|fábrica|universidad|instituto|colegio|завод|фабрик|больниц|университет|институт|школ|училищ|компани|"
        r"công ty|nhà máy|bệnh viện|đại học|trường học|شرکت|کارخانه|بیمارستان|دانشگاه|دبیرستان|اداره"
    ),
    "risk.address": (
        r"街道|小区|社區|社区|号楼|號樓|单元|[0-9一二三四五六七八九十]+ ?[号號弄室]|[一-鿿]{2}[村镇鎮乡鄉县縣]|"
        r"\b(?:street|avenue|road|village of)\b|straße|strasse|\bplatz\b|\bweg [0-9]|"
        r"丁目|番地|번지|아파트|[가-힣](?:동|로|길) ?[0-9]|\brue d|\bboulevard\b|\bcalle\b|\bavenida\b|"
        r"улиц|проспект|переул|микрорайон|số nhà|khu phố|خیابان|کوچه|پلاک|محله"
    ),
}


@dataclass(frozen=True)
class Risk:
    """One thing that could tell who declares: a code, and the words that are meant."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def risks(declaration: Declaration, real: str = "") -> tuple[Risk, ...]:
    """Return what could tell who declares; `real` is a real name that was typed and is not signed with."""
    text = unicodedata.normalize("NFKC", declaration.text)
    return (*_of_text(text, declaration, real), *_of_names(declaration, real), *_of_facts(declaration))


def _of_text(text: str, declaration: Declaration, real: str) -> Iterator[Risk]:
    if declaration.signed == ALIAS and is_in(real, text):
        yield Risk(OWN_NAME, {"words": real})
    for person in declaration.people[1:]:
        if is_in(person.name, text):
            yield Risk(OTHER_NAME, {"words": person.name})
    for code, pattern in _patterns(declaration):
        if words := _found(pattern, text):
            yield Risk(code, {"words": words})


def _of_names(declaration: Declaration, real: str) -> Iterator[Risk]:
    """Yield what the names give away; of one kind the first name alone, since a list may hold a thousand."""
    names = [unicodedata.normalize("NFKC", person.name) for person in declaration.people]
    same = next((name for name in names if is_in(real, name)), None)
    if declaration.signed == ALIAS and same:
        yield Risk(ALIAS_IS_NAME, {"name": same, "words": real})
    for _, pattern in _patterns(declaration):
        telling = next(((name, words) for name in names if (words := _found(pattern, name))), None)
        if telling:
            yield Risk(IN_NAME, {"name": telling[0], "words": telling[1]})


def _of_facts(declaration: Declaration) -> Iterator[Risk]:
    if declaration.signed == ALIAS and declaration.show_place and declaration.show_walk:
        yield Risk(PLACE_AND_WALK)


def _patterns(declaration: Declaration) -> list[tuple[str, str]]:
    """Return what is looked for: who signs with a real name may say it."""
    return [(code, pattern) for code, pattern in PATTERNS.items() if code != "risk.own-name-said" or declaration.signed == ALIAS]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, re.sub(DATE, " ", text), re.IGNORECASE)
    return match.group() if match else ""


def is_in(name: str, text: str) -> bool:
    """Say whether a name that is long enough to mean somebody stands in a text."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return len(name) >= SHORTEST_NAME and name in text.casefold()
