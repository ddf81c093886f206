"""What the architecture tests read: the files that are ours, their syntax trees, and the places of the house."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "abjure"

# Every package of the house. A new one is a decision: say in one sentence who needs it, place it in the import contracts, then here.
PLACES = frozenset({
    "core", "core.tlog",
    "audit",
    "witness",
    "door", "door.envelopes",
    "desk", "desk.staff", "desk.reception", "desk.declarations", "desk.duplicates", "desk.moderation", "desk.certificates", "desk.importing", "desk.requests", "desk.scribe",
    "gate", "gate.signer", "gate.issuing",
    "public", "public.register", "public.statistics", "public.verification",
    "server", "server.templatetags",
    "server.formats", "server.formats.en", "server.formats.de", "server.formats.fa", "server.formats.ru", "server.formats.vi", "server.formats.zh_Hans", "server.formats.zh_Hant",
})  # fmt: skip
NAMES_OF_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "lib"})


def modules() -> list[Path]:
    """Return the Python files of the package that people wrote."""
    return sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)


def packages() -> Iterator[str]:
    """Yield the dotted name of every folder of the package that holds Python files, relative to it."""
    for folder in sorted({file.parent for file in modules()} - {PACKAGE}):
        yield ".".join(folder.relative_to(PACKAGE).parts)


def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def tracked() -> list[Path]:
    """Return the files that git knows and that are still there."""
    # A checkout may belong to somebody else than who tests it; git must be told that this is no trap.
    answer = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    return [file for name in answer.stdout.decode().split("\0") if name and (file := ROOT / name).is_file()]


def name(file: Path) -> str:
    """Return how a test calls this file."""
    return str(file.relative_to(ROOT))
