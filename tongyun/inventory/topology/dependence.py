"""Who falls when something fails, and what alone can make something fall: pure, over the supports of each item.

A `Footing` is what one item hangs on by one kind of relation (and one group of it): it falls when fewer than `needed`
of the members stand. Circles are allowed; both answers are least fixpoints.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Footing:
    """What `item` hangs on: `needed` of `members` must stand."""

    item: UUID
    members: tuple[UUID, ...]
    needed: int

    @property
    def redundant(self) -> bool:
        """Whether it can lose a member and still stand."""
        return self.needed < len(self.members)


@dataclass(frozen=True)
class Fallen:
    """What falls (`down`), and what stands with less than it had (`degraded`)."""

    down: frozenset[UUID]
    degraded: frozenset[UUID]


def fall(starts: Iterable[UUID], footings: Sequence[Footing]) -> Fallen:
    """What falls when these do; the starts are down themselves."""
    resting = _resting(footings)
    lost = [0] * len(footings)
    down = set(starts)
    due = deque(down)
    while due:
        for at in resting.get(due.popleft(), ()):
            lost[at] += 1
            footing = footings[at]
            if footing.item not in down and len(footing.members) - lost[at] < footing.needed:
                down.add(footing.item)
                due.append(footing.item)
    touched = {footing.item for footing, count in zip(footings, lost, strict=True) if count}
    return Fallen(frozenset(down), frozenset(touched - down))


def single_points(item: UUID, footings: Sequence[Footing]) -> frozenset[UUID]:
    """What alone takes `item` down: also what two supports that stand in for each other have in common.

    Of each item the set of its single points is kept as the bits of one number, so that joining two is one operation.
    """
    numbers = {name: at for at, name in enumerate(dict.fromkeys(_named(footings, item)))}
    points = {name: 1 << at for name, at in numbers.items()}
    resting = _resting(footings)
    due, waiting = deque(range(len(footings))), set(range(len(footings)))
    while due:
        at = due.popleft()
        waiting.discard(at)
        footing = footings[at]
        found = points[footing.item] | _enough(footing, points)
        if found == points[footing.item]:
            continue
        points[footing.item] = found
        for above in resting.get(footing.item, ()):
            if above not in waiting:
                waiting.add(above)
                due.append(above)
    return frozenset(name for name, at in numbers.items() if name != item and points[item] >> at & 1)


def _enough(footing: Footing, points: dict[UUID, int]) -> int:
    """The single points that take so many of the members down that too few are left."""
    too_many = len(footing.members) - footing.needed + 1
    taking = [0] * (too_many + 1)  # taking[k]: what takes at least k of the members seen so far
    for member in footing.members:
        for count in range(too_many, 1, -1):
            taking[count] |= taking[count - 1] & points[member]
        taking[1] |= points[member]
    return taking[too_many]


def _resting(footings: Sequence[Footing]) -> dict[UUID, list[int]]:
    """By member: which footings it is part of."""
    found: dict[UUID, list[int]] = {}
    for at, footing in enumerate(footings):
        for member in footing.members:
            found.setdefault(member, []).append(at)
    return found


def _named(footings: Collection[Footing], item: UUID) -> Iterable[UUID]:
    yield item
    for footing in footings:
        yield footing.item
        yield from footing.members
