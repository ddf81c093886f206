"""A copy of what a running register needs, where every user may enter: interpreter, pinned dependencies, our own code."""

from __future__ import annotations

import re
import shutil
import stat
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tests.household import ROOT

PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)
LEFT_OUT = shutil.ignore_patterns("site-packages", "test", "tests", "idlelib", "tkinter", "ensurepip", "config-*", "__pycache__")


@dataclass(frozen=True)
class Runtime:
    """How a process of another user runs our code."""

    python: str
    environment: dict[str, str]


def copy(folder: Path) -> Runtime:
    """Copy code and dependencies into a folder, and the interpreter where others may not enter its own."""
    packages, code = folder / "packages", folder / "code"
    for name in PINNED.findall((ROOT / "requirements" / "run.txt").read_text()):
        _copy_distribution(name, packages)
    shutil.copytree(ROOT / "abjure", code / "abjure", ignore=shutil.ignore_patterns("__pycache__"))
    path = {"PYTHONPATH": f"{code}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"}
    python = Path(sys._base_executable).resolve()
    if _may_be_entered(python) and _may_be_entered(Path(sysconfig.get_path("stdlib"))):
        return Runtime(str(python), path)
    return _copy_interpreter(python, folder / "python", path)


def _copy_distribution(name: str, target: Path) -> None:
    distribution = metadata.distribution(name)
    for file in distribution.files or ():
        if ".." in file.parts or file.suffix == ".pyc":
            continue
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(distribution.locate_file(file), target / file)


def _copy_interpreter(python: Path, prefix: Path, environment: dict[str, str]) -> Runtime:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copytree(sysconfig.get_path("stdlib"), prefix / "lib" / version, ignore=LEFT_OUT)
    for library in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
        shutil.copy(library, prefix / "lib" / library.name)
    (prefix / "bin").mkdir()
    shutil.copy(python, prefix / "bin" / version)
    home = {"PYTHONHOME": str(prefix), "LD_LIBRARY_PATH": str(prefix / "lib")}
    return Runtime(str(prefix / "bin" / version), environment | home)


def _may_be_entered(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))
