"""Network zones as address spaces: the dictionary that names them, and which may mean the same place."""

from tongyun.kernel.facade import dictionary

ZONES = "network_zone"


def kin_of(zone: str) -> frozenset[str] | None:
    """The zones in which something may be that is in this one: itself, those it lies in, those in it, and unknown.
    None means all: an item whose zone is unknown may be anywhere."""
    if not zone:
        return None
    view = dictionary(ZONES)
    if view is None:
        return frozenset({zone, ""})
    above = {entry.code for entry in view.path(zone)}
    below = {code for code in view.entries if any(entry.code == zone for entry in view.path(code))}
    return frozenset({zone, "", *above, *below})


def zone_titles() -> dict[str, tuple[str, str]]:
    """What zones are called, with the network they lie in."""
    view = dictionary(ZONES)
    if view is None:
        return {}
    found = {}
    for code in view.entries:
        line = [entry.words() for entry in view.path(code)]
        found[code] = (" / ".join(zh for zh, _ in line), " / ".join(en for _, en in line))
    return found
