"""Overlap from its finest counts: how many people are on exactly these lists."""

from collections.abc import Mapping
from itertools import combinations

Group = tuple[int, ...]
Exact = Mapping[Group, int]
ALL_AMONG = 8  # with more organizations there are too many groups to ask about each


def completed(organizations: Group, exact: Exact) -> dict[Group, int]:
    """``exact`` with a zero for each group that has nobody (among many organizations: for each list alone).

    What is asked must not depend on who is on which list: an answer about a group would say that it has people.
    """
    largest = len(organizations) if len(organizations) <= ALL_AMONG else 1
    every = (group for size in range(1, largest + 1) for group in combinations(sorted(organizations), size))
    return {**dict.fromkeys(every, 0), **exact}


def list_sizes(exact: Exact) -> dict[int, int]:
    """People on each organization's list."""
    sizes: dict[int, int] = {}
    for group, people in exact.items():
        for organization in group:
            sizes[organization] = sizes.get(organization, 0) + people
    return sizes


def pair_sizes(exact: Exact) -> dict[tuple[int, int], int]:
    """People on both lists, for every pair of organizations that has a list, 0 included."""
    sizes = dict.fromkeys(combinations(sorted(list_sizes(exact)), 2), 0)
    for group, people in exact.items():
        for first, second in combinations(sorted(group), 2):
            sizes[first, second] += people
    return sizes


def shared_size(exact: Exact) -> int:
    """People on two or more lists."""
    return sum(people for group, people in exact.items() if len(group) > 1)
