"""Orders as the desk gives them, and commissions of them: what issuing is tried on."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from django.conf import settings

from abjure.core import answer
from abjure.core.application import Application
from abjure.core.order import Order

NUMBER = 2
APPLICATION = Application(
    family="OUYANG",
    given="XIU MEI",
    native_family="歐陽",
    native_given="秀美",
    birth="1971-03-09",
    id_type="passport",
    id_country="CN",
    id_last4="12A4",
    variant="linked",
    languages=("zh-Hant", "en"),
    joined="1988-05",
)
ORDER = Order(
    application=APPLICATION,
    declaration=sha256(b"declaration").digest(),
    alias="清風明月",
    bodies=("party", "league"),
    declared=date(2026, 11, 14),
    stated="2004-12",
    checked=date(2026, 11, 18),
    method="in-person",
    level="high",
    documents=("passport", "residence-permit"),
    checks=("names", "portrait"),
    examiners=(3, 4),
    approved=date(2026, 11, 19),
    answer_key=sha256(b"answer").digest(),
    answer_number=NUMBER,
    seed=sha256(b"seed").digest(),
)
ENTRY = 1207


def order(**changes):
    """Return an order; changes of the application go by its fields' names."""
    applied = {name: changes.pop(name) for name in list(changes) if name in APPLICATION.__dataclass_fields__}
    return replace(ORDER, application=replace(APPLICATION, **applied), **changes)


def commission(made, name=b"application"):
    """Lay an order before the gate as the desk does, and return its name."""
    from abjure.core.hpke import PublicKey
    from abjure.desk import keys
    from abjure.desk.certificates.models import Commission

    digest = sha256(name).digest()
    sealed = made.seal(PublicKey(keys.of(settings.ABJURE.home)["commission"]), origin=settings.ABJURE.origin)
    Commission.objects.create(digest=digest, day=made.approved, number=made.answer_number, sealed=sealed)
    return digest


def opened(digest):
    """Return the gate's answer as the holder of the receipt opens it."""
    from abjure.desk.certificates.models import Issued

    sealed = bytes(Issued.objects.get(digest=digest).sealed)
    assert len(sealed) in answer.SIZES
    return answer.open_answer(sealed, key=ORDER.answer_key, number=NUMBER, origin=settings.ABJURE.origin)
