"""A receipt code as people type and read it: digits, or words of the lists that the library `mnemonic` carries (spec/receipt.md, "Words")."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from django.conf import settings
from django.utils.translation import get_language

from abjure.core import receipt as receipts
from abjure.core import spelling
from abjure.core.receipt import Receipt
from abjure.core.spelling import WordList

# SHA-256 of each list's file, as spec/receipt.md pins it: another list would be another spelling.
LISTS = {
    "english": "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
    "chinese_simplified": "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726",
    "chinese_traditional": "417b26b3d8500a4ae3d59717d7011952db6fc2fb84b807f3f94ac734e89c1b5f",
}
# The list in which a page of this language shows the words, and the language of these words; English for all others.
SHOWN = {"zh-hans": ("chinese_simplified", "zh-Hans"), "zh-hant": ("chinese_traditional", "zh-Hant")}
ELSE = ("english", "en")


def read(text: str) -> Receipt:
    """Return the receipt that was typed, in digits or in words; Invalid("receipt.…")."""
    if spelling.is_spelled(text):
        return spelling.parse(text, [listed(name) for name in LISTS], settings.ABJURE.origin)
    return receipts.parse(text, settings.ABJURE.origin)


def spelled(receipt: Receipt) -> dict[str, str]:
    """Return the code's `words` as a page shows them, ten characters in Chinese and ten English words elsewhere, and their `tongue`."""
    name, tongue = SHOWN.get(get_language() or "", ELSE)
    return {"words": " ".join(spelling.spell(receipt, listed(name))), "tongue": tongue}


@cache
def listed(name: str) -> WordList:
    """Return one list, exactly as it is pinned; RuntimeError if the installed library has another."""
    raw = (resources.files("mnemonic") / "wordlist" / f"{name}.txt").read_bytes()
    if hashlib.sha256(raw).hexdigest() != LISTS[name]:
        raise RuntimeError(f"the words of {name} are not those of spec/receipt.md")
    return spelling.word_list(raw.decode().split())
