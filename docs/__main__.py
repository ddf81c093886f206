"""Write the reference again from the code: `python -m docs`; with `--check`, only say whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from docs import reference

FOLDER = Path(__file__).parent / "reference"


def main(arguments: list[str]) -> int:
    """Write every page that differs; return 1 with `--check` if one does."""
    stale = [name for name, text in reference.pages().items() if _read(FOLDER / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} is not what the code says: make docs", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(reference.pages()[name])
        print(f"docs/reference/{name}")
    return 0


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
