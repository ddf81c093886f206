"""Writes envelope.json, receipt.json and commitment.json again; what is sealed differs each time, and opens with the keys given."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from abjure.core import answer, commitment, envelope, frame, letter, receipt
from abjure.core.hpke import PrivateKey
from abjure.core.receipt import Receipt

HERE = Path(__file__).parent
ORIGIN = "example.org/vectors"
DIGITS = "271828182845904523536028747135"
RECEIPT = Receipt(DIGITS + receipt.check_digits(DIGITS), ORIGIN)
PURPOSES = ("declaration", *(f"application-{number}" for number in range(1, 6)))
DECLARATION = {
    "declared": "",
    "earlier": "",
    "group": "",
    "kind": "leaving",
    "language": "zh-Hans",
    "people": [{"bodies": ["league", "pioneers"], "name": "远山"}, {"bodies": ["party"], "name": "O\u2019Neill \U00020bb7"}],
    "place": "overseas",
    "show_place": False,
    "show_walk": False,
    "signed": "alias",
    "template": "",
    "text": 'One line,\nand "another".',
    "unasked": True,
    "walk": "",
}
FIELDS = {"kind": "leaving", "signed": "alias", "names": '["远山"]', "bodies": '[["party"]]', "text": "I leave.", "place": "overseas"}


def seed(name: str, size: int = 32) -> bytes:
    """Return bytes that nobody has to keep secret."""
    blocks = (sha256(f"abjure test vector {name} {number}".encode()).digest() for number in range(3))
    return b"".join(blocks)[:size]


def key(name: str) -> PrivateKey:
    """Return a sealing key."""
    return PrivateKey(seed(name, 96))


def envelope_vectors() -> dict[str, Any]:
    """Return an envelope with the keys that open it, what damage must be told, and frames and letters by themselves."""
    raw = letter.write("declaration", DECLARATION, receipt=RECEIPT, purpose="declaration").format()
    sealed = envelope.seal(raw, purpose=key("purpose").public(), reception=key("reception").public(), origin=ORIGIN)
    return {
        "origin": ORIGIN,
        "keys": {name: _pair(key(name)) for name in ("reception", "purpose", "other")},
        "envelope": _b64(sealed),
        "digest": sha256(sealed).hexdigest(),
        "letter": raw.decode(),
        "damage": [
            {"why": "another version", "at": 0, "put": "02", "code": "seal.form"},
            {"why": "another key", "at": 1, "put": key("other").public().id.hex(), "code": "seal.other-key"},
            {"why": "a byte of the encapsulated ML-KEM key", "at": 9, "put": f"{sealed[9] ^ 1:02x}", "code": "seal.broken"},
            {"why": "a byte of the X25519 key", "at": 9 + 1119, "put": f"{sealed[9 + 1119] ^ 1:02x}", "code": "seal.broken"},
            {"why": "a byte of the inner seal", "at": 1129, "put": f"{sealed[1129] ^ 1:02x}", "code": "seal.broken"},
            {"why": "the last byte", "at": 4095, "put": f"{sealed[-1] ^ 1:02x}", "code": "seal.broken"},
            {"why": "one byte more", "at": 4096, "put": "00", "code": "envelope.size"},
        ],
        "frames": {
            "accept": [{"content": text.hex(), "frame": frame.pad(text, 16).hex()} for text in (b"", b"abc", b"abc\0", bytes(12))],
            "refuse": [{"why": why, "frame": made} for why, made in BROKEN_FRAMES.items()],
        },
        "letters": [{"why": why, "letter": made, "code": code} for why, (made, code) in broken_letters(raw.decode()).items()],
    }


BROKEN_FRAMES = {
    "nothing": "",
    "half a length": "0000",
    "longer than the frame": "00000005" + "61" * 4,
    "the longest length": "ffffffff" + "61" * 4,
    "padding that is not zero": "00000001" + "61000001",
}


def broken_letters(good: str) -> dict[str, tuple[str, str]]:
    """Return what is nearly a letter."""
    signature = json.loads(good)["signature"]
    form, unsigned = "letter.form", "letter.signature"
    return {
        "nothing": ("", form),
        "no object": ("[]", form),
        "a space more": (good.replace('"v":1', '"v": 1'), form),
        "another version": (good.replace('"v":1', '"v":2'), form),
        "a number for the version": (good.replace('"v":1', '"v":1.0'), form),
        "another kind": (good.replace('"kind":"declaration"', '"kind":"wish"'), form),
        "a member more": (good[:-1] + ',"x":1}', form),
        "a member less": (good.replace('"v":1,', ""), form),
        "a member twice": (good.replace('"v":1', '"v":1,"v":1'), form),
        "an escape that JSON does not demand": (good.replace("远", "\\u8fdc"), form),
        "half a surrogate pair": (good.replace("远", "\\ud83d"), form),
        "no number": (good.replace('"unasked":true', '"unasked":NaN'), form),
        "a signature in capitals": (good.replace(signature, signature.upper()), form),
        "a signature of 63 bytes": (good.replace(signature, signature[:-2]), unsigned),
        "another word": (good.replace("远山", "远水"), unsigned),
        "another signature": (good.replace(signature, "00" * 64), unsigned),
    }


def receipt_vectors() -> dict[str, Any]:
    """Return what follows from a receipt, how it may be typed, and answers under its keys."""
    first = RECEIPT.answer_key("declaration")
    contents: list[dict[str, Any]] = [{"state": "accepted", "commitment": commitment.encode(seed("c"))}, {"reasons": ["远"], "state": "x"}]
    return {
        "origin": ORIGIN,
        "code": RECEIPT.code,
        "groups": list(RECEIPT.groups()),
        "locators": {purpose: RECEIPT.locator(purpose).hex() for purpose in PURPOSES},
        "answer_keys": {purpose: RECEIPT.answer_key(purpose).hex() for purpose in PURPOSES},
        "sign": RECEIPT.signing_key().private_bytes_raw().hex(),
        "verify": RECEIPT.verify_key().hex(),
        "tag": {
            "key": seed("tag").hex(),
            "tag": receipt.tag(RECEIPT.locator("declaration"), seed("tag")).hex(),
            "given": receipt.given_tag(RECEIPT.locator("declaration")).hex(),
        },
        "check_digits": {digits: receipt.check_digits(digits) for digits in ("0" * 30, "9" * 30, "1" + "0" * 29, DIGITS)},
        "typed": [{"why": why, "text": made(RECEIPT.code)} for why, made in TYPED.items()],
        "refuse": [{"why": why, "text": made(RECEIPT.code), "code": code} for why, (made, code) in MISTYPED.items()],
        "answers": [
            {
                "number": number,
                "key": answer.key_of(first, number).hex(),
                "content": content,
                "sealed": _b64(_answered(first, number, content)),
            }
            for number, content in enumerate(contents)
        ],
    }


TYPED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in groups": lambda code: " ".join(code[at : at + 4] for at in range(0, 32, 4)),
    "with dashes of several kinds": lambda code: "-\u2010\u2013\u2014\uff0d".join([code[:8], code[8:]]),
    "full width": lambda code: code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    "in Arabic digits": lambda code: code.translate({ord(digit): ord(digit) + 0x630 for digit in "0123456789"}),
    "with an ideographic space and line ends": lambda code: code[:16] + "\u3000\r\n\t" + code[16:] + "\n",
    "with marks that cannot be seen": lambda code: "\ufeff\u200e" + code + "\u200b\u202c",
}
MISTYPED: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (lambda _: "", "receipt.length"),
    "a digit less": (lambda code: code[:-1], "receipt.length"),
    "a digit more": (lambda code: code + "0", "receipt.length"),
    "a letter": (lambda code: "O" + code[1:], "receipt.characters"),
    "a number that is no digit": (lambda code: "\u4e8c" + code[1:], "receipt.characters"),
    "a raised digit": (lambda code: "\u00b2" + code[1:], "receipt.characters"),
    "another digit": (lambda code: code[:9] + str((int(code[9]) + 1) % 10) + code[10:], "receipt.check-digits"),
    "two digits swapped": (lambda code: code[1] + code[0] + code[2:], "receipt.check-digits"),
}


def commitment_vectors() -> dict[str, Any]:
    """Return a commitment with the digests behind it, an opening of a part of it, and openings that do not open it."""
    salt = seed("salt")
    whole = commitment.opening(FIELDS, salt, commitment.LABELS)
    opening = commitment.opening(FIELDS, salt, ["kind", "names", "group"])
    return {
        "origin": ORIGIN,
        "salt": commitment.encode(salt),
        "fields": FIELDS,
        "salts": whole["salts"],
        "digests": whole["digests"],
        "commitment": commitment.encode(commitment.commit(FIELDS, salt, ORIGIN)),
        "opening": opening,
        "refuse": [{"why": why, "opening": made, "code": code} for why, (made, code) in broken_openings(opening).items()],
    }


def broken_openings(good: dict[str, Any]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return what is nearly an opening."""
    form, field, other = "opening.form", "opening.field", "opening.other-commitment"
    digests, fields, salts = good["digests"], good["fields"], good["salts"]
    return {
        "nothing": ({}, form),
        "a member more": ({**good, "text": ""}, form),
        "a field without its salt": ({**good, "salts": {"kind": salts["kind"]}}, form),
        "a label that there is not": ({**good, "fields": {**fields, "x": ""}, "salts": {**salts, "x": salts["kind"]}}, form),
        "a field that is no text": ({**good, "fields": {**fields, "kind": 1}}, form),
        "half a surrogate pair": ({**good, "fields": {**fields, "kind": "\ud83d"}}, form),
        "a digest less": ({**good, "digests": digests[:-1]}, form),
        "a digest spelt otherwise": ({**good, "digests": [digests[0] + "=", *digests[1:]]}, form),
        "another word": ({**good, "fields": {**fields, "kind": "solemn"}}, field),
        "an empty field that was not": ({**good, "fields": {**fields, "names": ""}}, field),
        "the salt of another field": ({**good, "salts": {**salts, "kind": salts["names"]}}, field),
        "another digest of a field not shown": ({**good, "digests": [*digests[:-1], digests[0]]}, other),
    }


def _answered(first: bytes, number: int, content: dict[str, Any]) -> bytes:
    return answer.seal(content, key=answer.key_of(first, number), number=number, origin=ORIGIN)


def _pair(pair: PrivateKey) -> dict[str, str]:
    return {"private": pair.raw.hex(), "public": _b64(pair.public().raw), "id": pair.public().id.hex()}


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode()


def main() -> None:
    """Write all vectors."""
    made = {"envelope": envelope_vectors(), "receipt": receipt_vectors(), "commitment": commitment_vectors()}
    for name, vectors in made.items():
        (HERE / f"{name}.json").write_text(json.dumps(vectors, indent=1, sort_keys=True) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
