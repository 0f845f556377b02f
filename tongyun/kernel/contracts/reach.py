"""How far a right reaches: to everything, to some organisations, to one's own records, or nowhere."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True)
class Reach:
    """The records a right is good for. Every reach that is not empty takes one's own records in."""

    everything: bool = False
    organisations: frozenset[UUID] = frozenset()
    own: bool = False

    def __or__(self, other: "Reach") -> "Reach":
        """What two grants reach together: never less than either."""
        return Reach(
            self.everything or other.everything, self.organisations | other.organisations, self.own or other.own
        )

    def __bool__(self) -> bool:
        return self.everything or self.own or bool(self.organisations)

    def __le__(self, other: Self) -> bool:
        """Whether the other reaches all that this one does."""
        if other.everything:
            return True
        return not self.everything and self.organisations <= other.organisations and self.own <= other.own

    def covers(self, organisation: UUID | None, *, mine: bool = False) -> bool:
        """Whether a record of this organisation, which is or is not one's own, lies within."""
        return (
            self.everything or (self.own and mine) or (organisation is not None and organisation in self.organisations)
        )


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True, own=True)
