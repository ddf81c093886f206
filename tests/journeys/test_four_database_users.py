"""On PostgreSQL the database itself refuses what a role has no business with: each sentence is tried under the role's own user."""

import psycopg
import pytest

pytestmark = pytest.mark.postgres

REFUSED = [
    ("door", "door", "SELECT sealed FROM door_envelope", "the door reads back what it took"),
    ("door", "door", "DELETE FROM door_envelope", "the door drops an envelope"),
    ("door", "door", "UPDATE door_ticket SET day = now()", "the door changes a ticket"),
    ("door", "door", "INSERT INTO door_reply (digest, number, sealed) VALUES ('a', 0, 'a')", "the door answers"),
    ("desk", "door", "INSERT INTO door_envelope (number, sealed) VALUES (1, 'a')", "the desk hands in"),
    ("desk", "door", "UPDATE door_ticket SET digest = 'a'", "the desk changes a ticket"),
    ("desk", "door", "DELETE FROM door_ticket", "the desk takes a ticket away"),
    ("desk", "door", "SELECT sealed FROM door_reply", "the desk reads replies"),
    ("desk", "desk", "DELETE FROM reception_submission", "the desk forgets a submission"),
    ("desk", "desk", "DELETE FROM staff_deed", "the desk forgets a deed"),
    ("desk", "desk", "UPDATE staff_staff SET active = true", "the desk lets somebody work here again"),
    ("desk", "desk", "UPDATE declarations_opening SET facts = '{}'", "the desk changes an opening"),
    (
        "desk",
        "desk",
        "INSERT INTO certificates_issued (digest, h, fault, sealed, delivered) VALUES ('a', 'a', '', 'a', false)",
        "the desk issues",
    ),
    ("gate", "desk", "SELECT * FROM reception_submission", "the gate reads submissions"),
    ("gate", "desk", "SELECT * FROM moderation_decision", "the gate reads decisions"),
    ("gate", "desk", "SELECT * FROM staff_staff", "the gate reads who works there"),
    ("gate", "desk", "DELETE FROM declarations_openingkey", "the gate erases"),
    ("gate", "gate", "DELETE FROM gate_placement", "the gate takes a place back"),
    ("gate", "public", "DELETE FROM register_entry", "the gate takes an entry back"),
    ("public", "public", "UPDATE register_entry SET n = 0", "the open side changes a number"),
    ("public", "public", "CREATE TABLE notes (words text)", "the open side makes a table"),
]


@pytest.mark.parametrize(("role", "side", "sentence", "what"), REFUSED, ids=[what for *_, what in REFUSED])
def test_the_database_refuses(register_on_postgresql, role, side, sentence, what):
    address = register_on_postgresql.databases[role][f"ABJURE_{side.upper()}_DATABASE"]
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(sentence)


@pytest.mark.parametrize(
    ("role", "side"),
    [("door", "desk"), ("door", "gate"), ("door", "public"), ("desk", "gate"), ("desk", "public"), ("gate", "door"), ("public", "door"), ("public", "desk"), ("public", "gate")],
)  # fmt: skip
def test_the_database_lets_nobody_in_who_has_no_business_there(register_on_postgresql, role, side):
    own = next(iter(register_on_postgresql.databases[role].values()))
    user, owner = own.partition("@")[0], register_on_postgresql.databases["all"][f"ABJURE_{side.upper()}_DATABASE"]
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(f"{user}@{owner.partition('@')[2]}").close()


ALLOWED = [
    pytest.param(
        "SELECT id FROM staff_staff WHERE handle = 'moderator-1' FOR UPDATE", id="the desk locks whom it gives a link or a passkey"
    ),
    pytest.param("UPDATE staff_enrolment SET used = now() WHERE id = -1", id="the desk uses a link up"),
    pytest.param("DELETE FROM staff_passkey WHERE id = -1", id="the desk forgets a passkey that was lost"),
]


@pytest.mark.parametrize("sentence", ALLOWED)
def test_the_desk_may(register_on_postgresql, sentence):
    with psycopg.connect(register_on_postgresql.databases["desk"]["ABJURE_DESK_DATABASE"]) as connection:
        connection.execute(sentence)
