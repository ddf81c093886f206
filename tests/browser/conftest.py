"""The browser's modules, run by node where set-up has laid one out; asked a line at a time."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NODE = ROOT / "build" / "node" / "node"
PACKAGES = ROOT / "build" / "browser" / "node_modules"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Ask a module of the browser for something and return what it answers."""
    if not NODE.is_file() or not PACKAGES.is_dir():
        pytest.skip("no browser modules: make setup")
    bundle = tmp_path_factory.mktemp("browser") / "asked.mjs"
    command = [
        NODE,
        PACKAGES / "esbuild/bin/esbuild",
        HERE / "asked.js",
        "--bundle",
        "--platform=node",
        "--format=esm",
        f"--outfile={bundle}",
    ]
    subprocess.run(command, env=os.environ | {"NODE_PATH": str(PACKAGES)}, check=True, capture_output=True)
    with subprocess.Popen([NODE, bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(name: str, **facts: Any) -> Any:
            process.stdin.write(json.dumps({"ask": name, **facts}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
