"""Statements kept at reception as if an envelope had been opened, without the sealing: for tests that need thousands."""

import hashlib
import itertools
from functools import cache

from django.conf import settings

from abjure.core import letter
from abjure.core.receipt import Receipt

_numbers = itertools.count()


@cache
def _receipt():
    return Receipt.new(settings.ABJURE.origin)


def keep(changes, moment, *, slow=False):
    """Keep one statement; return its name."""
    from abjure.desk.reception import actions
    from abjure.desk.reception.models import Submission
    from tests.desk.conftest import content

    name = hashlib.sha256(f"flood {next(_numbers)}".encode()).digest()
    raw = letter.write("declaration", content(**changes), receipt=_receipt(), purpose="declaration", slow=slow).format()
    kept = Submission(digest=name, kind=Submission.Kind.DECLARATION, day=moment.date(), collected=moment, holder=name)
    actions._store(kept, raw)
    actions.open_mailbox(kept, bytes(32))
    return name
