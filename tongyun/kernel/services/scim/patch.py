"""Partial changes (RFC 7644, 3.5.2): operations applied to the resource as it was shown."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from .errors import ScimError
from .filters import Compare, Condition, holds, parse

MAX_OPERATIONS = 1000
_PATH = re.compile(r"(?P<name>[A-Za-z$][\w$\-]*)(?:\[(?P<filter>.*)\])?(?:\.(?P<sub>[A-Za-z$][\w$\-]*))?", re.DOTALL)

Resource = dict[str, Any]


def patched(
    resource: Mapping[str, Any], operations: Sequence[Mapping[str, Any]], lists: frozenset[str], urns: tuple[str, ...]
) -> Resource:
    """The resource after all operations; nothing of it is changed when one fails. Raises ScimError.

    `lists` names the attributes that hold several values; `urns` the extensions, which are objects of their own.
    """
    if not operations or len(operations) > MAX_OPERATIONS:
        raise ScimError("invalidSyntax", f"Operations 须有 1 至 {MAX_OPERATIONS} 项。")
    found = deepcopy(dict(resource))
    for operation in operations:
        verb = str(operation.get("op", "")).lower()
        if verb not in ("add", "replace", "remove"):
            raise ScimError("invalidSyntax", f"没有操作“{verb[:20]}”。")
        path, value = operation.get("path"), operation.get("value")
        if verb != "remove" and "value" not in operation:
            raise ScimError("invalidValue", f"{verb} 缺少 value。")
        if path is None or path == "":
            _whole(found, verb, value, lists, urns)
        elif isinstance(path, str):
            _at(found, verb, path, value, lists, urns)
        else:
            raise ScimError("invalidPath", "path 应为文字。")
    return found


def _whole(found: Resource, verb: str, value: Any, lists: frozenset[str], urns: tuple[str, ...]) -> None:
    if verb == "remove":
        raise ScimError("noTarget", "remove 须说明 path。")
    if not isinstance(value, dict):
        raise ScimError("invalidValue", "没有 path 时 value 应为对象。")
    for path, own in value.items():
        if path == "schemas":
            continue
        if path in urns:
            for name, inner in own.items() if isinstance(own, dict) else ():
                _at(found, verb, f"{path}:{name}", inner, lists, urns)
        else:
            _at(found, verb, path, own, lists, urns)


def _at(found: Resource, verb: str, path: str, value: Any, lists: frozenset[str], urns: tuple[str, ...]) -> None:
    place = found
    for urn in urns:
        if path.lower() == urn.lower():
            return _set(found, urn, verb, value, several=False)
        if path.lower().startswith(f"{urn.lower()}:"):
            place, path = found.setdefault(urn, {}), path[len(urn) + 1 :]
    match = _PATH.fullmatch(path)
    if match is None:
        raise ScimError("invalidPath", f"path “{path[:80]}”无法读取。")
    name = _name(place, match["name"])
    several = match["name"].lower() in lists
    if match["filter"] is not None:
        return _entries(place, name, parse(match["filter"]), match["sub"], verb, value)
    if match["sub"] is None:
        return _set(place, name, verb, value, several=several)
    if several:
        for entry in place.get(name, []):
            _set(entry, _name(entry, match["sub"]), verb, value, several=False)
        return None
    inner = place.setdefault(name, {})
    if not isinstance(inner, dict):
        raise ScimError("invalidPath", f"{name} 没有下级属性。")
    return _set(inner, _name(inner, match["sub"]), verb, value, several=False)


def _set(place: Resource, name: str, verb: str, value: Any, *, several: bool) -> None:
    if verb == "remove" and several and value:
        # Some clients name whom to remove in the value instead of in a filter.
        gone = {entry.get("value") for entry in _list(value) if isinstance(entry, dict)}
        place[name] = [entry for entry in place.get(name, []) if entry.get("value") not in gone]
    elif verb == "remove":
        place.pop(name, None)
    elif several and verb == "add":
        held = place.setdefault(name, [])
        held.extend(entry for entry in _list(value) if entry not in held)
    elif several:
        place[name] = _list(value)
    elif isinstance(value, dict) and isinstance(place.get(name), dict):
        place[name] = {**place[name], **value}
    else:
        place[name] = value


def _entries(place: Resource, name: str, condition: Condition, sub: str | None, verb: str, value: Any) -> None:
    held = place.setdefault(name, [])
    if not isinstance(held, list):
        raise ScimError("invalidPath", f"{name} 不是列表。")
    meant = [entry for entry in held if isinstance(entry, dict) and holds(condition, entry)]
    if not meant and verb == "remove":
        return
    if not meant:
        meant = [_described(condition)] if verb == "add" else []
        held.extend(meant)
    if not meant:
        raise ScimError("noTarget", f"{name} 中没有符合条件的值。")
    for entry in meant:
        if sub is not None:
            _set(entry, _name(entry, sub), verb, value, several=False)
        elif verb == "remove":
            held.remove(entry)
        elif isinstance(value, dict):
            entry.update(value)
        else:
            raise ScimError("invalidValue", f"{name} 的值应为对象。")


def _described(condition: Condition) -> Resource:
    """The entry that a filter describes, to be added where there is none."""
    if isinstance(condition, Compare) and condition.operator == "eq":
        return {condition.path: condition.value}
    raise ScimError("noTarget", "没有符合条件的值。")


def _name(place: Mapping[str, Any], name: str) -> str:
    """The name as it stands in the resource; attribute names are alike without regard to case."""
    return next((own for own in place if own.lower() == name.lower()), name)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
