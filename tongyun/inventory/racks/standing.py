"""Which U of a rack is taken, what clashes, and what is free: figures only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Face = Literal["front", "rear"]
#: `item` stands there; `used` is taken by something that is not registered; `reserved` is kept for somebody; `blocked`
#: can hold nothing; `hidden` is taken by what the caller may not see.
Kind = Literal["item", "used", "reserved", "blocked", "hidden"]
#: `overlap`: two things in one U; `blocked`: a thing in a U that can hold none; `outside`: beyond the rack.
Fault = Literal["overlap", "blocked", "outside"]

FACES: tuple[Face, Face] = ("front", "rear")
#: What nothing else can be put on.
SOLID: frozenset[Kind] = frozenset(("item", "used", "blocked", "hidden"))
Run = tuple[int, int]


@dataclass(frozen=True)
class Mount:
    """What takes some U, counted from 1 at the bottom, on one face or on both."""

    key: str
    kind: Kind
    start: int
    height: int
    faces: tuple[Face, ...]

    @property
    def end(self) -> int:
        """The last U."""
        return self.start + self.height - 1


@dataclass(frozen=True)
class Clash:
    """What cannot be: between two things, or of one alone. `start` and `end` are the U where it shows."""

    fault: Fault
    start: int
    end: int
    faces: tuple[Face, ...]
    keys: tuple[str, ...]


def faces_of(face: object, full_depth: object) -> tuple[Face, ...]:
    """The faces that a thing takes. Unless it says that it is not as deep as the rack, it takes both; without a word
    it is mounted at the front."""
    if full_depth is not False:
        return FACES
    return ("rear",) if face == "rear" else ("front",)


def clash_between(one: Mount, other: Mount) -> Clash | None:
    """How two of them clash. What is reserved or noted as used gives way to the thing that is registered there."""
    kinds = {one.kind, other.kind}
    if not kinds <= {"item", "hidden", "blocked"} or kinds == {"blocked"} or kinds == {"hidden"}:
        return None
    faces = tuple(face for face in one.faces if face in other.faces)
    start, end = max(one.start, other.start), min(one.end, other.end)
    if not faces or start > end:
        return None
    return Clash("blocked" if "blocked" in kinds else "overlap", start, end, faces, (one.key, other.key))


def clashes(mounts: Sequence[Mount], units: int) -> list[Clash]:
    """Everything that cannot be in a rack of so many U, from the bottom."""
    found = [clash for one, other in combinations(mounts, 2) if (clash := clash_between(one, other))]
    found += [
        Clash("outside", each.start, each.end, each.faces, (each.key,))
        for each in mounts
        if each.kind == "item" and (each.start < 1 or each.end > units)
    ]
    return sorted(found, key=lambda clash: (clash.start, clash.keys))


def taken(mounts: Iterable[Mount], faces: Collection[Face], kinds: Collection[Kind] = SOLID) -> set[int]:
    """The U of which at least one of these faces is taken by things of these kinds."""
    return {
        u
        for each in mounts
        if each.kind in kinds and not set(faces).isdisjoint(each.faces)
        for u in range(each.start, each.end + 1)
    }


def free_runs(mounts: Sequence[Mount], units: int, faces: Collection[Face]) -> list[Run]:
    """The runs of U that are free on all of these faces and not reserved, from the bottom."""
    gone = taken(mounts, faces, {*SOLID, "reserved"})
    return runs(u for u in range(1, units + 1) if u not in gone)


def runs(numbers: Iterable[int]) -> list[Run]:
    """Ascending numbers as runs, from and to."""
    found: list[Run] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def veiled(mounts: Iterable[Mount], units: int) -> list[Mount]:
    """What the caller may not see, as nothing but U that are taken: neither how many things there are nor where one
    ends and the next begins."""
    things = list(mounts)
    front, rear = (
        {u for each in things if face in each.faces for u in range(max(each.start, 1), min(each.end, units) + 1)}
        for face in FACES
    )
    split: tuple[tuple[set[int], tuple[Face, ...]], ...] = (
        (front & rear, FACES),
        (front - rear, ("front",)),
        (rear - front, ("rear",)),
    )
    return [
        Mount(f"hidden-{faces[0]}-{first}", "hidden", first, last - first + 1, faces)
        for numbers, faces in split
        for first, last in runs(sorted(numbers))
    ]
