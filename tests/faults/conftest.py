"""A small register to break: founded anew for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import household
from tests.household import Household


@pytest.fixture(scope="module")
def register() -> Iterator[Household]:
    """A register of three withdrawals, with nothing started."""
    with household.new() as made:
        made.found("three-withdrawals")
        yield made
