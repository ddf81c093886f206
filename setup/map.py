"""The map of the house: the door-plate of every package and file, as a tree."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path


def plate(file: Path) -> str:
    """Return the first sentence of the file's docstring, or an empty string."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def lines(folder: Path, depth: int = 0) -> Iterator[str]:
    """Yield one line for the folder, then one for each file and folder in it."""
    yield _line(f"{folder.name}/", folder / "__init__.py", depth)
    for child in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
        if (child / "__init__.py").exists() and child.name != "migrations":
            yield from lines(child, depth + 1)
        elif child.suffix == ".py" and child.name != "__init__.py":
            yield _line(child.name, child, depth + 1)


def _line(name: str, file: Path, depth: int) -> str:
    return f"{'  ' * depth + name:<34}{plate(file)}".rstrip()


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(Path(sys.argv[1]))) + "\n")
