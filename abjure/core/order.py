"""The order that the desk gives the gate: everything that a certificate says, and how to answer its holder (spec/certificate.md)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from abjure.core import frame
from abjure.core.application import LINKED, Application
from abjure.core.application import parse as parse_application
from abjure.core.errors import Invalid
from abjure.core.hpke import PrivateKey, PublicKey

SIZE = 8192
DAYS = ("declared", "checked", "approved")
BYTES = ("declaration", "answer_key", "seed")


@dataclass(frozen=True)
class Order:
    """One certificate to issue; `declaration` is the digest that the gate knows the entry by, `seed` gives the number."""

    application: Application
    declaration: bytes
    alias: str
    bodies: tuple[str, ...]
    declared: date
    stated: str
    checked: date
    method: str
    level: str
    documents: tuple[str, ...]
    checks: tuple[str, ...]
    examiners: tuple[int, ...]
    approved: date
    answer_key: bytes
    answer_number: int
    seed: bytes

    def __repr__(self) -> str:
        """Keep the person and the keys out of every traceback."""
        return "Order(…)"

    @property
    def linked(self) -> bool:
        """Say whether the certificate names alias and entry."""
        return self.application.variant == LINKED

    def seal(self, key: PublicKey, *, origin: str) -> bytes:
        """Return the order sealed to the gate's key, always of one length."""
        return key.seal(frame.pad(json.dumps(self._values(), ensure_ascii=False).encode(), SIZE), context=_context(origin))

    def _values(self) -> dict[str, Any]:
        values = asdict(self) | {"application": self.application.content()}
        texts = {name: getattr(self, name).isoformat() for name in DAYS}
        return values | texts | {name: b64encode(getattr(self, name)).decode() for name in BYTES}


def open_order(sealed: bytes, key: PrivateKey, *, origin: str) -> Order:
    """Return the order; Invalid("order.form") if what was sealed is none, else as `PrivateKey.open`."""
    try:
        values = json.loads(frame.unpad(key.open(sealed, context=_context(origin))))
        days = {name: date.fromisoformat(values[name]) for name in DAYS}
        raw = {name: b64decode(values[name], validate=True) for name in BYTES}
        lists = {name: tuple(values[name]) for name in ("bodies", "documents", "checks", "examiners")}
        return Order(**values | days | raw | lists | {"application": parse_application(values["application"])})
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise Invalid("order.form") from error


def _context(origin: str) -> bytes:
    return b"commission\n" + origin.encode()
