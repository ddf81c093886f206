"""Writes words.json again: receipt codes in words, how people type them, and what is refused."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

from abjure.core import receipt, spelling
from abjure.core.receipt import Receipt

HERE = Path(__file__).parent
ORIGIN = "example.org/vectors"
LISTS = ("english", "chinese_simplified", "chinese_traditional")
DIGITS = ("271828182845904523536028747135", "0" * 30, "9" * 30, "141421356237309504880168872420")


def listed(name: str) -> spelling.WordList:
    """Return one of the library's lists."""
    return spelling.word_list((resources.files("mnemonic") / "wordlist" / f"{name}.txt").read_text("utf-8").split())


def spelled(digits: str) -> dict[str, Any]:
    """Return a code with its words in every list."""
    made = Receipt(digits + receipt.check_digits(digits), ORIGIN)
    return {"code": made.code} | {name: list(spelling.spell(made, listed(name))) for name in LISTS}


def typed(first: dict[str, Any]) -> dict[str, str]:
    """Return ways to type the first code."""
    english, simplified, traditional = (first[name] for name in LISTS)
    return {
        "as they are": " ".join(english),
        "in capitals": " ".join(english).upper(),
        "one a line, with numbers": "\n".join(f"{number}. {word}" for number, word in enumerate(english, 1)),
        "full width with commas": "，".join("".join(chr(ord(letter) + 0xFEE0) for letter in word) for word in english),
        "four letters of each": "-".join(word[:4] for word in english),
        "with a mark that cannot be seen": "\u200b".join(" ".join(english)),
        "Chinese without spaces": "".join(simplified),
        "Chinese with spaces and a full stop": "\u3000".join(traditional) + "。",
        "both kinds of Chinese mixed": "".join([*simplified[:5], *traditional[5:]]),
        "a language changed on the way": "".join(simplified[:5]) + " " + " ".join(english[5:]),
    }


def refused(first: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what is refused, with the code of the refusal."""
    english, simplified = first["english"], first["chinese_simplified"]
    swapped = [english[1], english[0], *english[2:]]
    beyond = _beyond()
    return {
        "a word less": ("receipt.words", " ".join(english[:9])),
        "a character more": ("receipt.words", "".join([*simplified, simplified[0]])),
        "a word of no list": ("receipt.word", " ".join(["abjure", *english[1:]])),
        "three letters of a longer word": ("receipt.word", " ".join(["aba", *english[1:]])),
        "a longer word that begins so": ("receipt.word", " ".join(["abandoned", *english[1:]])),
        "a character of no list": ("receipt.word", "".join(["龘", *simplified[1:]])),
        "two words swapped": ("receipt.words-check", " ".join(swapped)),
        "another word": ("receipt.words-check", " ".join(["zoo", *english[1:]])),
        "more than thirty digits": ("receipt.words-check", " ".join(beyond)),
    }


def _beyond() -> list[str]:
    """Return words whose check bits are right and whose number has 31 digits."""
    words = listed("english").words
    value = 10**30 << 10 | spelling.check_bits(str(10**30))
    return [words[value >> 11 * place & 2047] for place in reversed(range(10))]


def main() -> None:
    """Write the file."""
    codes = [spelled(digits) for digits in DIGITS]
    made = {
        "codes": codes,
        "typed": [{"why": why, "text": text} for why, text in typed(codes[0]).items()],
        "refuse": [{"why": why, "code": code, "text": text} for why, (code, text) in refused(codes[0]).items()],
    }
    (HERE / "words.json").write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
