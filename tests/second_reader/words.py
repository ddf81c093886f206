"""A receipt's words, read as spec/receipt.md says, by code that shares nothing with the package."""

import hashlib
import re
import unicodedata
from importlib import resources

from tests.second_reader.leaves import Bad
from tests.second_reader.sealed import check_digits

PINNED = {
    "english": "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
    "chinese_simplified": "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726",
    "chinese_traditional": "417b26b3d8500a4ae3d59717d7011952db6fc2fb84b807f3f94ac734e89c1b5f",
}


def file_of(name):
    """Return the lines of one list, whose bytes are those that are pinned."""
    raw = (resources.files("mnemonic") / "wordlist" / f"{name}.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == PINNED[name]
    return raw.decode().splitlines()


LISTS = {name: file_of(name) for name in PINNED}


def bits_of(digits):
    found = hashlib.sha256(b"abjure/words/v1\n" + digits.encode()).digest()
    return f"{found[0]:08b}{found[1]:08b}"[:10]


def spelled(code, name):
    """Return the ten words of a code."""
    bits = f"{int(code[:30]):0100b}" + bits_of(code[:30])
    return [LISTS[name][int(bits[place : place + 11], 2)] for place in range(0, 110, 11)]


def number_of(word):
    for listed in LISTS.values():
        for number, one in enumerate(listed):
            if one == word or (len(word) >= 4 and one.startswith(word)):
                return number
    raise Bad("receipt.word")


def typed(text):
    """Return the code that somebody has typed in words."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", text).lower() if unicodedata.category(one) != "Cf")
    words = re.findall(r"[a-z]+|[^\W\d_]", plain)
    bits = "".join(f"{number_of(word):011b}" for word in words)
    if len(words) != 10:
        raise Bad("receipt.words")
    digits = str(int(bits[:100], 2)).zfill(30)
    if len(digits) > 30 or bits_of(digits) != bits[100:]:
        raise Bad("receipt.words-check")
    return digits + check_digits(digits)
