"""A leaf: the bytes of one entry of the log, canonical JSON of a closed table of kinds, spec/leaf.md."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from abjure.core import canonical
from abjure.core.errors import Invalid

Leaf = dict[str, Any]

LENGTH_MAX = 1024
PEOPLE_MAX = 1000
INTEGER_MAX = 2**53 - 1
PROVENANCES = ("self", "assisted", "relayed", "carried")
QUALITIES = ("exact", "over", "about")
# SHA-256 over spec/leaf.md followed by spec/counting.md: the rules that this program counts by. A test keeps it true.
RULES = bytes.fromhex("ad443b31e17e95bfb6e5b35b5053d65b6a9f1c6725889851b031f3501e51f74c")

_HASH = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
# Named by number, because the Unicode categories of a letter change with the version: controls, marks of direction, surrogates.
_NAME = re.compile("[^\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufeff]{1,200}")
_BODY = re.compile(r"[a-z][a-z0-9-]{0,15}")


def rules(*, day: int, digest: bytes = RULES) -> Leaf:
    """Return the leaf that says by which rules is counted from here on."""
    return {"t": "rules", "d": day, "h": _b64(digest)}


def body(*, day: int, key: str, name: str) -> Leaf:
    """Return the leaf that defines a body that can be left."""
    return {"t": "body", "d": day, "k": key, "name": name}


def decl(*, day: int, commitment: bytes, people: int, bodies: Mapping[str, int], provenance: str, replaces: int | None = None) -> Leaf:
    """Return the leaf of one statement."""
    leaf = {"t": "decl", "d": day, "c": _b64(commitment), "n": people, "o": dict(bodies), "p": provenance}
    return leaf if replaces is None else {**leaf, "r": replaces}


def void(*, day: int, target: Leaf, index: int) -> Leaf:
    """Return the leaf that subtracts exactly the leaf `target` with this index."""
    return {"t": "void", "d": day, "n": target["n"], "o": target["o"], "p": target["p"], "r": index}


def balance(*, day: int, as_of: int, people: int, quality: str) -> Leaf:
    """Return the leaf of an earlier register's cumulative total."""
    return {"t": "balance", "d": day, "as_of": as_of, "n": people, "q": quality}


def intake(*, day: int, received: int, refused: int, waiting: int, accepted: int) -> Leaf:
    """Return the leaf that accounts for what was received since the previous one."""
    return {"t": "intake", "d": day, "in": received, "no": refused, "wait": waiting, "yes": accepted}


def cert(*, day: int, digest: bytes) -> Leaf:
    """Return the leaf of a certificate issued."""
    return {"t": "cert", "d": day, "h": _b64(digest)}


def certvoid(*, day: int, digest: bytes) -> Leaf:
    """Return the leaf of a certificate no longer valid."""
    return {"t": "certvoid", "d": day, "h": _b64(digest)}


def format(leaf: Leaf) -> bytes:  # noqa: A001  # the twin of parse
    """Return the bytes that are hashed, or raise Invalid for a leaf outside the table."""
    if (spelled := _format_decl(leaf)) is not None:
        return spelled
    check(leaf)
    data = canonical.format(leaf)
    if len(data) > LENGTH_MAX:
        raise Invalid("leaf.too-long", length=len(data))
    return data


def parse(data: bytes) -> Leaf:
    """Return the leaf that these bytes spell; only what `format` writes is accepted."""
    if len(data) > LENGTH_MAX:
        raise Invalid("leaf.too-long", length=len(data))
    # Nearly every leaf is a declaration: its one spelling is a pattern, four times as fast as reading and writing JSON.
    if match := _DECL.fullmatch(data):
        return _parse_decl(match)
    try:
        leaf = canonical.parse(data)
    except Invalid as error:
        raise Invalid(error.code.replace("json.", "leaf.")) from None
    check(leaf)
    return leaf  # type: ignore[no-any-return] # check() has shown that it is a dict


def check(leaf: Any) -> None:
    """Check that a value is a leaf of the table, with its fields and no other."""
    kind = leaf.get("t") if isinstance(leaf, dict) else None
    if not isinstance(kind, str) or kind not in FIELDS:
        raise Invalid("leaf.unknown-kind")
    fields, optional = FIELDS[kind], OPTIONAL.get(kind, {})
    if not fields.keys() <= leaf.keys() - {"t"} <= fields.keys() | optional.keys():
        raise Invalid("leaf.wrong-fields", kind=kind)
    for name, is_right in (fields | optional).items():
        if name in leaf and not is_right(leaf[name]):
            raise Invalid("leaf.wrong-value", kind=kind, field=name)
    if kind in ("decl", "void") and max(leaf["o"].values()) > leaf["n"]:
        raise Invalid("leaf.more-left-than-people", kind=kind)


def _b64(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _is_integer(value: Any) -> bool:
    return type(value) is int and 0 <= value <= INTEGER_MAX


def _is_positive(value: Any) -> bool:
    return _is_integer(value) and value >= 1


def _is_people(value: Any) -> bool:
    return _is_integer(value) and 1 <= value <= PEOPLE_MAX


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_body(value: Any) -> bool:
    return isinstance(value, str) and _BODY.fullmatch(value) is not None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_bodies(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(_is_body, value)) and all(map(_is_people, value.values()))


def _is_provenance(value: Any) -> bool:
    return isinstance(value, str) and value in PROVENANCES


def _is_quality(value: Any) -> bool:
    return isinstance(value, str) and value in QUALITIES


def _is_by(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"b", "p"} or not all(isinstance(part, dict) for part in value.values()):
        return False
    numbers = [*value["b"].values(), *value["p"].values()]
    return all(map(_is_body, value["b"])) and all(map(_is_provenance, value["p"])) and all(map(_is_positive, numbers))


Check = Callable[[Any], bool]

FIELDS: dict[str, dict[str, Check]] = {
    "rules": {"d": _is_integer, "h": _is_hash},
    "body": {"d": _is_integer, "k": _is_body, "name": _is_name},
    "decl": {"c": _is_hash, "d": _is_integer, "n": _is_people, "o": _is_bodies, "p": _is_provenance},
    "void": {"d": _is_integer, "n": _is_people, "o": _is_bodies, "p": _is_provenance, "r": _is_integer},
    "balance": {"as_of": _is_integer, "d": _is_integer, "n": _is_integer, "q": _is_quality},
    "tally": {"at": _is_integer, "by": _is_by, "d": _is_integer, "n": _is_integer, "s": _is_hash, "st": _is_integer},
    "intake": {"d": _is_integer, "in": _is_integer, "no": _is_integer, "wait": _is_integer, "yes": _is_integer},
    "cert": {"d": _is_integer, "h": _is_hash},
    "certvoid": {"d": _is_integer, "h": _is_hash},
}
OPTIONAL: dict[str, dict[str, Check]] = {"decl": {"r": _is_integer}}

_DECL = re.compile(
    rb'\{"c":"([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])","d":(0|[1-9][0-9]{0,14}),"n":([1-9][0-9]{0,2}|1000),'
    rb'"o":(\{[^{}]*\}),"p":"(self|assisted|relayed|carried)"(?:,"r":(0|[1-9][0-9]{0,14}))?,"t":"decl"\}'
)


def _format_decl(leaf: Leaf) -> bytes | None:
    """Return a declaration's bytes by filling in its pattern, three times as fast as `check` and JSON; None where that may not be right."""
    try:
        replaces = f',"r":{leaf["r"]}' if "r" in leaf else ""
        left = ",".join([f'"{key}":{number}' for key, number in sorted(leaf["o"].items())])
        text = f'{{"c":"{leaf["c"]}","d":{leaf["d"]},"n":{leaf["n"]},"o":{{{left}}},"p":"{leaf["p"]}"{replaces},"t":"decl"}}'
        match = _DECL.fullmatch(data := text.encode("ascii"))
        # Whatever a value did to the pattern, the bytes are right exactly if they say this leaf again.
        return data if match and len(data) <= LENGTH_MAX and _parse_decl(match) == leaf else None
    except (Invalid, KeyError, TypeError, AttributeError, UnicodeEncodeError):
        return None


def _parse_decl(match: re.Match[bytes]) -> Leaf:
    commitment, day, people, bodies, provenance, replaces = match.groups()
    left, most = _parse_bodies(bodies)
    if most > int(people):
        raise Invalid("leaf.more-left-than-people", kind="decl")
    leaf = {"t": "decl", "d": int(day), "c": commitment.decode(), "n": int(people), "o": left, "p": provenance.decode()}
    return leaf if replaces is None else {**leaf, "r": int(replaces)}


@lru_cache(maxsize=4096)
def _parse_bodies(data: bytes) -> tuple[dict[str, int], int]:
    """Return the bodies left and the highest number among them; leaves share these dictionaries, which nobody changes."""
    try:
        bodies = canonical.parse(data)
    except Invalid as error:
        raise Invalid(error.code.replace("json.", "leaf.")) from None
    if not _is_bodies(bodies):
        raise Invalid("leaf.wrong-value", kind="decl", field="o")
    return bodies, max(bodies.values())
