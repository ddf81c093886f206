"""Fill in a template of this folder: `python deploy/render.py FILE name=value …` prints it; every {{name}} must be given."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PLACE = re.compile(r"\{\{([a-z_]+)\}\}")


def names(text: str) -> set[str]:
    """Return the names that a template asks for."""
    return set(PLACE.findall(text))


def render(text: str, values: dict[str, str]) -> str:
    """Return the text with every place filled in; ValueError for a name that is missing or that nobody asks for."""
    wanted = names(text)
    if missing := sorted(wanted - values.keys()):
        raise ValueError(f"not given: {', '.join(missing)}")
    if unknown := sorted(values.keys() - wanted):
        raise ValueError(f"not asked for: {', '.join(unknown)}")
    return PLACE.sub(lambda place: values[place[1]], text)


def main(arguments: list[str]) -> int:
    """Print one template; 2 for wrong usage."""
    try:
        path, *given = arguments
        values = dict(pair.split("=", 1) for pair in given)
        sys.stdout.write(render(Path(path).read_text(encoding="utf-8"), values))
    except (ValueError, OSError) as error:
        print(f"abjure: error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
