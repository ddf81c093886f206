"""Where a charter's files are read: the rules about them are in core/charter.py."""

from pathlib import Path

from abjure.core.charter import Charter, parse
from abjure.core.errors import Invalid


def load(folder: Path) -> Charter:
    """Return the charter in a folder; raise Invalid("charter.…") for anything that is not strictly one."""
    return parse({path.name: _text(path) for path in sorted(folder.glob("*.toml"))})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("charter.not-utf8", file=path.name) from error
