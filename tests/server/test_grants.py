"""The grants: every table of every side is in them, nobody has more than the house says, and PostgreSQL takes them."""

import subprocess
import sys

import pytest

from abjure.server import grants, sides

# Who meets whom, as the house draws it.
MEETS = {"door": {"door", "desk"}, "desk": {"desk", "gate"}, "gate": {"gate"}, "public": {"gate", "public"}}


def tables(side):
    from django.apps import apps

    return {model._meta.db_table for model in apps.get_models() if sides.side_of(model._meta.app_label) == side}


@pytest.mark.parametrize("side", grants.GRANTS)
def test_every_table_of_a_side_is_granted_to_its_own_role(side):
    owner = "gate" if side == "public" else side
    assert set(grants.GRANTS[side][owner]) == tables(side) | {"django_migrations"}


@pytest.mark.parametrize("side", grants.GRANTS)
def test_only_those_meet_a_side_who_walk_there(side):
    assert set(grants.GRANTS[side]) == MEETS[side]
    assert {role for role in ("door", "desk", "gate", "public") if side in sides.REACHES[role]} == MEETS[side]


def test_nothing_but_keys_passkeys_sessions_and_collected_envelopes_is_ever_deleted():
    found = {
        (role, table)
        for rights in grants.GRANTS.values()
        for role, tables in rights.items()
        for table, allowed in tables.items()
        if "DELETE" in allowed
    }
    keys = {
        "certificates_examinationkey",
        "declarations_openingkey",
        "duplicates_tagkey",
        "reception_rowkey",
        "requests_kept",
        "django_session",
        "staff_passkey",
    }
    assert found == {("desk", table) for table in keys | {"door_envelope"}} | {("door", "door_spent"), ("door", "door_opened")}


def test_the_public_role_only_reads():
    assert set(grants.GRANTS["public"]["public"].values()) == {"SELECT"}


def test_wrong_usage_is_named():
    answer = subprocess.run([sys.executable, "-m", "abjure.server.grants", "attic"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.startswith("abjure: error: usage:")
