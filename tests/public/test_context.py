"""The foot of every page names the fingerprint that `abjure audit` prints."""

import pytest
from django.test import Client

from abjure.audit import trust
from tests.public.ledger import Ledger

pytestmark = pytest.mark.django_db(databases=["public"])


def test_the_foot_and_the_audit_name_the_same_fingerprint(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    found = trust.read((ledger.folder / "policy").read_bytes(), "policy")
    assert found.fingerprint in reader.get("/privacy/").content.decode()
