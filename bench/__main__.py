"""Run the benchmarks that the command line names, or all but the ten minutes of `peak`: `python -m bench [door|pages|front|peak|gate|recount|certificates|weights]`."""

from __future__ import annotations

import importlib
import sys

from bench.figures import heading, show

ALL = ("weights", "pages", "front", "door", "gate", "recount", "certificates")


def main(names: list[str]) -> None:
    """Measure, and print a line a figure."""
    print(heading())
    for name in names or ALL:
        for figure in importlib.import_module(f"bench.{name}").measure():
            print(show(figure), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
