"""The rank test of Mann and Whitney, as statistics books have it: how likely two samples are so unlike if they come from the same source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import erfc, sqrt


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided probability by the normal approximation, corrected for ties."""
    rank = _ranks([*first, *second])
    m, n, both = len(first), len(second), len(first) + len(second)
    u = sum(rank[value] for value in first) - m * (m + 1) / 2
    ties = sum(count**3 - count for count in Counter([*first, *second]).values())
    spread = sqrt(m * n / 12 * (both + 1 - ties / (both * (both - 1))))
    return erfc(abs(u - m * n / 2) / spread / sqrt(2))


def _ranks(values: Sequence[float]) -> dict[float, float]:
    """Return the rank of each value, that of equal ones being their mean."""
    counts, ranks, before = Counter(values), {}, 0
    for value in sorted(counts):
        ranks[value] = before + (counts[value] + 1) / 2
        before += counts[value]
    return ranks
