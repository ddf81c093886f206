"""What each role's database user may do, as a table and as the SQL of it: `python -m abjure.server.grants SIDE DATABASE`.

The owner makes the tables (`abjure init` or `abjure migrate` in role all); the roles' users never change one. Who is not named may nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

Rights = Mapping[str, Mapping[str, str]]

READ, ADD = "SELECT", "INSERT"
KEEP, CHANGE, ERASE = "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, DELETE"
# A row that is locked while it is decided on needs UPDATE of some column; its name never changes.
LOCK = "SELECT, INSERT, UPDATE (digest)"
MIGRATIONS = {"django_migrations": READ}

DESK = {
    # The only tables with DELETE: what is erased is a key, who signs out, and a passkey that was lost.
    "certificates_examinationkey": ERASE,
    "declarations_openingkey": ERASE,
    "duplicates_tagkey": ERASE,
    "reception_rowkey": ERASE,
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "certificates_commission": KEEP,
    "certificates_examination": KEEP,
    "certificates_issued": "SELECT, UPDATE",
    "certificates_takenback": KEEP,
    "declarations_opening": LOCK,
    "duplicates_alike": KEEP,
    "duplicates_sketch": KEEP,
    "duplicates_tag": KEEP,
    "importing_approval": KEEP,
    "importing_carried": KEEP,
    "importing_importbatch": CHANGE,
    "importing_total": KEEP,
    "moderation_assignment": CHANGE,
    "moderation_case": KEEP,
    "moderation_decision": KEEP,
    "moderation_leftout": CHANGE,
    "moderation_note": KEEP,
    "moderation_proposal": "SELECT, INSERT, UPDATE (id)",
    "moderation_proposalreply": KEEP,
    "moderation_rulehit": KEEP,
    "moderation_ruleswitch": KEEP,
    "moderation_secondlook": KEEP,
    "moderation_settlement": KEEP,
    "moderation_sweep": "SELECT, INSERT, UPDATE (id)",
    "moderation_sweepreply": KEEP,
    "moderation_sweeptarget": KEEP,
    "reception_answer": CHANGE,
    "reception_mailbox": CHANGE,
    "reception_misfit": KEEP,
    "reception_submission": LOCK,
    # LOCK TABLE asks for UPDATE of the whole table; its trigger refuses every one.
    "staff_deed": CHANGE,
    "requests_conclusion": KEEP,
    "requests_holding": CHANGE,
    "requests_kept": ERASE,
    "requests_line": KEEP,
    "requests_vote": KEEP,
    "requests_wish": CHANGE,
    "staff_enrolment": CHANGE,
    # A passkey that was lost is forgotten; a person's row is locked meanwhile, and never changes.
    "staff_passkey": "SELECT, INSERT, UPDATE, DELETE",
    "staff_staff": "SELECT, UPDATE (id)",
}
GATE = dict.fromkeys(("gate_livebits", "gate_log", "gate_placement", "gate_withheld"), CHANGE)
OPEN = (
    *("register_checkpoint", "register_day", "register_entry"),
    *("verification_certificatekey", "verification_credential", "verification_revoked"),
)

GRANTS: Mapping[str, Rights] = {
    "door": {
        # Not even the door reads back what was handed in: only that it still lies there.
        "door": {"door_ticket": KEEP, "door_envelope": "SELECT (number), INSERT", "door_reply": READ}
        | dict.fromkeys(("door_spent", "door_opened"), ERASE)
        | MIGRATIONS,
        # Of a statement that was taken down at the desk, the desk leaves the ticket.
        "desk": {"door_ticket": KEEP, "door_envelope": "SELECT, DELETE", "door_reply": ADD},
    },
    "desk": {
        "desk": DESK | MIGRATIONS,
        "gate": {
            "declarations_opening": READ,
            "declarations_openingkey": READ,
            "certificates_commission": READ,
            "certificates_issued": KEEP,
        },
    },
    "gate": {"gate": GATE | MIGRATIONS},
    "public": {"gate": dict.fromkeys(OPEN, CHANGE) | MIGRATIONS, "public": dict.fromkeys(OPEN, READ)},
}


def user(role: str) -> str:
    """Return the database user of a role."""
    return f"abjure_{role}"


def statements(side: str, database: str, users: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the statements that leave a side's database to its roles' users, and to nobody else but its owner."""
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    for role, rights in GRANTS[side].items():
        name = (users or {}).get(role, user(role))
        yield f'GRANT CONNECT ON DATABASE "{database}" TO "{name}"'
        yield f'GRANT USAGE ON SCHEMA public TO "{name}"'
        for table, allowed in rights.items():
            yield f'REVOKE ALL ON "{table}" FROM "{name}"'
            yield f'GRANT {allowed} ON "{table}" TO "{name}"'


def main(arguments: list[str]) -> int:
    """Print the SQL of one side; 2 for wrong usage."""
    if len(arguments) != 2 or arguments[0] not in GRANTS:
        print(f"abjure: error: usage: python -m abjure.server.grants {'|'.join(GRANTS)} DATABASE", file=sys.stderr)
        return 2
    side, database = arguments
    print("".join(f"{statement};\n" for statement in statements(side, database)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
