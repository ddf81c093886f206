"""The rank test against figures worked out by hand."""

import pytest

from tests.faults.ranks import mann_whitney


@pytest.mark.parametrize(("first", "second", "likelihood"), [
    ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.0090),
    ([1, 3, 5, 7, 9], [2, 4, 6, 8, 10], 0.6015),
    ([1, 1, 2, 2], [1, 1, 2, 2], 1.0),
])  # fmt: skip
def test_the_likelihood_is_that_of_the_tables(first, second, likelihood):
    assert mann_whitney(first, second) == pytest.approx(likelihood, abs=0.0005)
