"""The vectors of spec/, as the tests read them."""

import json
from pathlib import Path
from typing import Any

import pytest

SPEC = Path(__file__).parents[2] / "spec"


def load(name: str) -> dict[str, Any]:
    """Return the vectors of one page of the specification."""
    return json.loads((SPEC / "vectors" / f"{name}.json").read_text("utf-8"))


def cases(listed: list[dict[str, Any]]) -> list[Any]:
    """Return cases under the reason that each gives."""
    return [pytest.param(case, id=case["why"].replace(" ", "-")) for case in listed]
