"""Pairs that are alike as groups: five with one phone are one family, not ten pairs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exhibition.domain.likeness import NEARLY, Party, Reason, alike

#: Of more with one key not every pair is looked at, only each with the first: a hotline or a desk
#: that everybody gives would cost a hundred thousand comparisons.
MOST_PAIRS_OF = 60

Pair = tuple[int, int]


@dataclass(frozen=True)
class Group:
    """Registrations that hang together by being alike, in the order they came."""

    ids: tuple[int, ...]
    #: All reasons that join any two of them, the strongest first.
    reasons: tuple[Reason, ...]


def pair(one: int, other: int) -> Pair:
    """The two ids, the smaller first."""
    return (one, other) if one < other else (other, one)


def groups(
    blocks: Iterable[tuple[Reason, Sequence[int]]],
    parties: Mapping[int, Party],
    apart: Collection[Pair],
) -> list[Group]:
    """The groups among ids that share keys, the one with the newest registration first.

    ``blocks`` are ids with one key of a reason; ``apart`` are the pairs that staff said are not the
    same, which join nobody any more. ``parties`` are asked for where a key alone proves nothing.
    """
    leader: dict[int, int] = {}
    found: dict[int, set[Reason]] = {}
    for reason, ids in blocks:
        for one, other in _pairs(ids):
            ours, theirs = _leader(leader, one), _leader(leader, other)
            if ours == theirs and reason in found.get(ours, ()):
                continue
            if (one, other) in apart:
                continue
            if reason in NEARLY and not alike(reason, parties[one], parties[other]):
                continue
            first, last = pair(ours, theirs)
            leader[last] = first
            found.setdefault(first, set()).update(found.pop(last, ()) if last != first else ())
            found[first].add(reason)
    return _gathered(leader, found)


def _pairs(ids: Sequence[int]) -> Iterator[Pair]:
    ordered = sorted(set(ids))
    if len(ordered) <= MOST_PAIRS_OF:
        yield from combinations(ordered, 2)
    else:
        yield from ((ordered[0], other) for other in ordered[1:])


def _leader(leader: dict[int, int], one: int) -> int:
    above = leader.setdefault(one, one)
    while above != leader[above]:
        leader[above] = above = leader[leader[above]]
    return above


def _gathered(leader: dict[int, int], found: Mapping[int, set[Reason]]) -> list[Group]:
    members: dict[int, list[int]] = {}
    for one in sorted(leader):
        members.setdefault(_leader(leader, one), []).append(one)
    made = [
        Group(tuple(ids), tuple(reason for reason in Reason if reason in found[first]))
        for first, ids in members.items()
        if first in found
    ]
    return sorted(made, key=lambda group: group.ids[-1], reverse=True)
