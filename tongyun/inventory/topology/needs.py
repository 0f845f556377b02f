"""How many of its supports an item needs: "all", "any", "majority", a number, or a share such as "50%"."""

from math import ceil

ALL, ANY, MAJORITY = "all", "any", "majority"
PATTERN = "^(all|any|majority|[1-9][0-9]{0,2}|[1-9][0-9]?%)$"


def needed(needs: str, total: int) -> int:
    """How many of `total` supports must stand; never more than there are, at least one."""
    if needs == ALL:
        wanted = total
    elif needs == ANY:
        wanted = 1
    elif needs == MAJORITY:
        wanted = total // 2 + 1
    elif needs.endswith("%"):
        wanted = ceil(total * int(needs[:-1]) / 100)
    else:
        wanted = int(needs)
    return max(1, min(wanted, total))


def effective(needs: str, group: str, own: str | None) -> str:
    """What counts for the supports of one group: the item's own word, then that of the kind of relation. To give
    supports a common group says that they stand in for each other, also where the kind needs all."""
    if own is not None:
        return own
    return ANY if group and needs == ALL else needs
