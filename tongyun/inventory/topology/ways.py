"""Along which kinds of relation a failure travels, and from which of their ends they are walked."""

from dataclasses import dataclass
from typing import Literal

from ..models import RelationType

#: `affected`: who suffers when the item fails; `causes`: what it hangs on.
Failing = Literal["affected", "causes"]
#: The same, or `around`: everything that the item is tied to.
Travel = Literal["affected", "causes", "around"]


@dataclass(frozen=True)
class Kinds:
    """The kinds of relation, and along which of them a failure travels, by which end suffers."""

    by_key: dict[str, RelationType]
    to_source: tuple[str, ...]
    to_target: tuple[str, ...]

    def sides(self, travel: Travel) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The kinds walked from an item at their target, and those from an item at their source."""
        if travel == "around":
            return tuple(self.by_key), tuple(self.by_key)
        return (self.to_source, self.to_target) if travel == "affected" else (self.to_target, self.to_source)


def kinds_of_impact() -> Kinds:
    """The kinds of relation, read anew: there are tens of them."""
    rows = {kind.key: kind for kind in RelationType.objects.order_by("key")}
    both = RelationType.Impact.BOTH
    return Kinds(
        rows,
        tuple(key for key, kind in rows.items() if kind.impact in (RelationType.Impact.TO_SOURCE, both)),
        tuple(key for key, kind in rows.items() if kind.impact in (RelationType.Impact.TO_TARGET, both)),
    )
