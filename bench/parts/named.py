"""How an item of a generated estate names another: apart, because a module that is run is not the imported one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """An attribute that names another item, by its number."""

    number: int
