"""The log's keys, made for the log of one origin: Ed25519, which every reader knows, beside ML-DSA-44, which lasts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abjure.core import keyfile
from abjure.core.errors import Refused
from abjure.core.tlog import merkle, note
from abjure.core.tlog.cosignature import MLDSA44Cosigner
from abjure.core.tlog.note import Signer
from abjure.core.tlog.policy import NONE, Policy
from abjure.gate import durable

STATE = "state.json"
SEED = 32


def make_keys(folder: Path, origin: str) -> list[str]:
    """Write new keys and the memory of an empty log into the signer's folder, once; return the vkeys, sorted, as in `log/vkey`."""
    note.check_name(origin)
    if (folder / keyfile.NAME).exists():
        raise Refused("signer.has-keys", path=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {"origin": origin.encode(), "ed25519": secrets.token_bytes(SEED), "mldsa44": secrets.token_bytes(SEED)}
    durable.replace(folder / STATE, format_state(0, merkle.EMPTY), 0o600)
    durable.replace(folder / keyfile.NAME, keyfile.format_keys(values).encode(), 0o600)
    return sorted(signer.key.format() for signer in read_keys(folder))


def read_keys(folder: Path) -> list[Signer]:
    """Return who signs, the oldest generation of keys first."""
    values = _read(folder)
    origin = values["origin"].decode()
    return [
        signer
        for number in _generations(values)
        for signer in (
            note.Ed25519Signer(origin, Ed25519PrivateKey.from_private_bytes(values[_name("ed25519", number)])),
            MLDSA44Cosigner(origin, MLDSA44PrivateKey.from_seed_bytes(values[_name("mldsa44", number)])),
        )
    ]


def add_keys(folder: Path) -> None:
    """Add a generation of keys, by which the signer signs beside the ones it has."""
    values = _read(folder)
    newest = _generations(values)[-1] + 1
    _write(folder, values | {_name(kind, newest): secrets.token_bytes(SEED) for kind in ("ed25519", "mldsa44")})


def retire_keys(folder: Path) -> None:
    """Forget all keys but the newest."""
    values = _read(folder)
    newest = _generations(values)[-1]
    _write(folder, {name: values[name] for name in ("origin", _name("ed25519", newest), _name("mldsa44", newest))})


def _read(folder: Path) -> dict[str, bytes]:
    return keyfile.parse((folder / keyfile.NAME).read_text())


def _write(folder: Path, values: dict[str, bytes]) -> None:
    durable.replace_kept(folder / keyfile.NAME, keyfile.format_keys(values).encode())


def _generations(values: Mapping[str, bytes]) -> list[int]:
    return sorted(int(name.partition(".")[2] or 1) for name in values if name.startswith("ed25519"))


def _name(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}.{number}"


def format_vkeys(vkeys: list[str]) -> str:
    """Return the text of `log/vkey`: one key a line."""
    return "".join(f"{vkey}\n" for vkey in vkeys)


def format_policy(vkeys: list[str]) -> str:
    """Return the text of `log/policy` while the log has no witness."""
    return Policy(logs={note.parse_key(vkey): None for vkey in vkeys}, quorum=NONE).format().decode("latin-1")


def format_state(size: int, root: bytes) -> bytes:
    """Return the signer's memory: what it signed last."""
    return json.dumps({"size": size, "root": root.hex()}).encode() + b"\n"


def parse_state(data: bytes) -> tuple[int, bytes]:
    """Return size and root of what was signed last."""
    state = json.loads(data)
    return state["size"], bytes.fromhex(state["root"])
