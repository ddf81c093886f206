"""Fetch the files of a manifest (fonts, the tests' axe): packages of the npm registry, taken only when their bytes have the pinned hash."""

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

TRIES = 3


def main(manifest: Path, fonts: Path) -> None:
    """Lay every file of the manifest flat into the folder, those already there left alone."""
    fonts.mkdir(parents=True, exist_ok=True)
    for package in tomllib.loads(manifest.read_text(encoding="utf-8"))["package"]:
        if not all((fonts / Path(file).name).exists() for file in package["files"]):
            _lay_out(package, fonts)


def _lay_out(package: dict[str, object], fonts: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = _fetch(f"{package['name']}@{package['version']}", Path(folder))
        check_integrity(archive, str(package["integrity"]))
        unpack(archive, list(package["files"]), fonts)  # type: ignore[call-overload]  # TOML's values are objects


def _fetch(name: str, folder: Path) -> Path:
    """Return the package's archive, fetched by the npm client into the folder."""
    environment = os.environ | {"PATH": f"{Path('build/node').absolute()}{os.pathsep}{os.environ['PATH']}"}
    # The client is told to use no configuration of a checkout, so it runs inside the empty folder.
    command = ["npm", "pack", "--silent", "--ignore-scripts", name]
    for _ in range(TRIES):
        answer = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return next(folder.glob("*.tgz"))
    raise SystemExit(f"abjure: error: npm could not fetch {name}\n{answer.stderr.strip()}")


def check_integrity(archive: Path, integrity: str) -> None:
    """Check the archive's bytes against a hash in the form of subresource integrity; exit when they differ."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        raise SystemExit(f"abjure: error: {archive.name} is not the package that was pinned ({found})")


def unpack(archive: Path, names: list[str], fonts: Path) -> None:
    """Write the named members flat into the folder, each whole or not at all."""
    with tarfile.open(archive) as tar:
        for name in names:
            member = tar.extractfile(f"package/{name}")
            if member is None:
                raise SystemExit(f"abjure: error: {archive.name} has no file {name}")
            unfinished = fonts / f".{Path(name).name}"
            unfinished.write_bytes(member.read())
            unfinished.replace(fonts / Path(name).name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
