"""What released counts have spent, pair by pair."""

from collections.abc import Iterable, Sequence
from itertools import combinations

Charge = tuple[Sequence[int], float]


def most_spent(charges: Iterable[Charge], organizations: Iterable[int]) -> float:
    """The most that any pair among ``organizations`` has spent (epsilon adds up); 0 for fewer than two."""
    pairs = dict.fromkeys(combinations(sorted(set(organizations)), 2), 0.0)
    for members, epsilon in charges:
        for pair in combinations(sorted(set(members)), 2):
            if pair in pairs:
                pairs[pair] += epsilon
    return max(pairs.values(), default=0.0)
