"""A PostgreSQL cluster of the tests' own: on a free loopback port, under an unprivileged user, gone when the tests end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SIDES = ("door", "desk", "gate", "public")
SUPERUSER = "abjure"
# A test's rows need not survive the machine; `durable` clusters are for measuring what it costs when they must.
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A running cluster; every role of it is let in without a password."""

    port: int

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """Return the address of a database of this cluster, as `ABJURE_…_DATABASE` takes it."""
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Carry one SQL statement out as superuser."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make_register(self, name: str) -> dict[str, str]:
        """Make four empty databases and return their addresses, ready for the environment of a role."""
        for side in SIDES:
            self.execute(f'CREATE DATABASE "{name}_{side}"')
        return {f"ABJURE_{side.upper()}_DATABASE": self.url(f"{name}_{side}") for side in SIDES}

    def drop_register(self, name: str) -> None:
        """Drop the four databases, whoever is still connected."""
        for side in SIDES:
            self.execute(f'DROP DATABASE IF EXISTS "{name}_{side}" WITH (FORCE)')


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server installed, if there is one."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return folders[-1] if folders else Path(found).parent if found else None


def free_port() -> int:
    """Return a loopback port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _owner() -> pwd.struct_passwd | None:
    """Return whom the server runs under when we are root, since it refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """Yield a new cluster and take it away afterwards; FileNotFoundError where no server is installed."""
    if (bin_ := binaries()) is None:
        raise FileNotFoundError("no PostgreSQL server")
    owner = _owner()
    under = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    folder = Path(tempfile.mkdtemp(prefix="abjure-cluster-"))
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", free_port()
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "port": str(port), "max_connections": "60"}
    options = [f"-c{name}={value}" for name, value in (settings | ({} if durable else VOLATILE)).items()]

    def run(program: str, *arguments: str) -> None:
        with (folder / "output").open("ab") as output:
            subprocess.run(
                [bin_ / program, *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **under
            )

    try:
        run("initdb", f"--pgdata={data}", f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "start", "-w", f"--pgdata={data}", f"--log={folder / 'log'}", "-o", " ".join(options))
        try:
            yield Cluster(port)
        finally:
            run("pg_ctl", "stop", "-w", "--mode=immediate", f"--pgdata={data}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
