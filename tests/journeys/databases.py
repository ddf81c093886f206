"""Four databases on a cluster, and a database user for each role with the grants of the house."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from abjure.server import grants, sides
from tests.cluster import Cluster
from tests.household import ROLES, Household


@contextmanager
def granted(cluster: Cluster, register: Household) -> Iterator[None]:
    """Found a register as the owner of its databases; afterwards each role has a user of its own and its own addresses alone."""
    name = f"t{secrets.token_hex(4)}"
    users = {role: f"{name}_{role}" for role in ROLES}
    for user in users.values():
        cluster.execute(f'CREATE ROLE "{user}" LOGIN')
    register.databases = {"all": cluster.make_register(name)}
    try:
        register.found("three-withdrawals")
        for side in sides.ROOMS:
            for statement in grants.statements(side, f"{name}_{side}", users):
                cluster.execute(statement, f"{name}_{side}")
        register.databases |= {
            role: {f"ABJURE_{side.upper()}_DATABASE": cluster.url(f"{name}_{side}", users[role]) for side in sides.REACHES[role]}
            for role in ROLES
        }
        yield
    finally:
        register.stop_all()
        cluster.drop_register(name)
        for user in users.values():
            cluster.execute(f'DROP ROLE "{user}"')
