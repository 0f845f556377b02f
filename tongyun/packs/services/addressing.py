"""Places in a file's content by stable ids: `/rules/service-gone/remedies/restart/auto` (ADR 0020).

A list whose entries all have a `key` (or an `id`) of their own is walked by it, so that a place survives entries that
come, go or change their order. Any other list is one value.
"""

import copy
from collections.abc import Iterator
from typing import Any, Final

from ..contracts import ABSENT

NAMES: Final = ("key", "id")


def name_of_entries(content: Any) -> str | None:
    """By what the entries of a list are told apart, or None when it is one value."""
    if not isinstance(content, list) or not content:
        return None
    for name in NAMES:
        found = [entry.get(name) for entry in content if isinstance(entry, dict)]
        if len(found) == len(content) and all(isinstance(value, str) for value in found):
            return name if len(set(found)) == len(found) else None
    return None


def children(content: Any) -> Iterator[tuple[str, Any]]:
    """What stands directly below, by name; nothing below a value."""
    if isinstance(content, dict):
        yield from content.items()
        return
    name = name_of_entries(content)
    if name is not None:
        yield from ((entry[name], entry) for entry in content)


def is_branch(content: Any) -> bool:
    """Whether it is walked into instead of being one value."""
    return (isinstance(content, dict) and bool(content)) or name_of_entries(content) is not None


def value_at(content: Any, path: str) -> Any:
    """What stands at a place, or ABSENT."""
    for part in parts_of(path):
        content = dict(children(content)).get(part, ABSENT)
    return content


def put(content: Any, path: str, value: Any) -> bool:
    """Put a value (ABSENT: take it away) at a place, changing `content`; False when what is around it is not there."""
    *above, last = parts_of(path)
    for part in above:
        content = dict(children(content)).get(part, ABSENT)
    if isinstance(content, dict):
        if value is ABSENT:
            content.pop(last, None)
        else:
            content[last] = copy.deepcopy(value)
        return True
    name = name_of_entries(content)
    if name is None:
        return False
    at = next((index for index, entry in enumerate(content) if entry[name] == last), None)
    if value is ABSENT:
        if at is not None:
            del content[at]
    elif at is None:
        content.append(copy.deepcopy(value))
    else:
        content[at] = copy.deepcopy(value)
    return True


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every place where two contents differ: (path, old or ABSENT, new or ABSENT), the outermost place only."""
    if same(old, new):
        return
    if not (is_branch(old) and is_branch(new) and isinstance(old, dict) is isinstance(new, dict)):
        yield path or "/", old, new
        return
    before, after = dict(children(old)), dict(children(new))
    for name in [*before, *(name for name in after if name not in before)]:
        yield from differences(before.get(name, ABSENT), after.get(name, ABSENT), f"{path}/{escaped(name)}")


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is not true."""
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def parts_of(path: str) -> list[str]:
    """The names on the way to a place."""
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def escaped(name: str) -> str:
    """A name as it stands in a path (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
