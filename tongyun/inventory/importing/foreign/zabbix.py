"""Hosts out of a configuration export of Zabbix (5.0 to 7.0; XML, JSON or YAML), as rows."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from tongyun.kernel.contracts.tables import ReadFile, TableLimits

from .reading import parsed, refused
from .sheet import Column, Gathering, System, called
from .zabbix_table import ELSEWHERE, FIELDS, LEFT_OUT, ONE_ADDRESS, SILENT, TYPES

ROOT = "zabbix_export"
#: Kinds of interface by what exports call them: words since 4.4, numbers before; agents are not named at all.
INTERFACES = {"": "agent", "ZABBIX": "agent", "1": "agent", "SNMP": "snmp", "2": "snmp", "IPMI": "ipmi", "3": "ipmi"}
#: What Zabbix calls what JSON and YAML list, where it is one element in XML.
ONE_OF = {"media_types": "media_type", "discovery_rules": "discovery_rule", "host_groups": "host_group"}
STATUS = {"": "启用", "0": "启用", "ENABLED": "启用", "1": "停用", "DISABLED": "停用"}
#: Zabbix writes this for a day that nobody entered.
NO_DAY = "0000-00-00"
Facts = dict[str, list[str]]


def read(content: bytes, limits: TableLimits) -> ReadFile:
    """The hosts of an export. Raises Invalid for another file, a damaged one, or one without hosts."""
    whole = parsed(content)
    export = _record(_first(whole.get(ROOT))) if isinstance(whole, dict) else {}
    if not export:
        raise refused("not_zabbix", "文件不是 Zabbix 的配置导出（没有 zabbix_export）。")
    hosts = [_record(host) for host in _listed(export, "hosts")]
    if not hosts:
        raise refused("no_hosts", "导出文件中没有主机：请在 Zabbix 的“数据采集 → 主机”中勾选主机后导出。")
    gathering = Gathering(COLUMNS, ORDER, limits)
    for host in hosts:
        facts = dict(facts_of(host))
        name = facts["host"][0] if facts.get("host") else ""
        if not name:
            gathering.leave("没有主机名的主机")
            continue
        type_key = _type(facts)
        if type_key in ONE_ADDRESS:
            facts["management"] = []
        gathering.add(type_key, called("host", name), _cells(facts))
        for what, count in _left_out(host, facts):
            gathering.leave(what, count)
    for key, what in ELSEWHERE.items():
        gathering.leave(f"{what}", len(_listed(export, key)))
    return gathering.finished()


def facts_of(host: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What an export tells of a host, under one name each, whatever the format and version."""
    name = _text(host.get("host"))
    yield "host", _some(name)
    yield "name", _some(_text(host.get("name")) or name)
    yield "description", _some(_text(host.get("description")))
    yield "status", [STATUS.get(_text(host.get("status")), _text(host.get("status")))]
    proxy = _record(_first(host.get("proxy"))) or _record(_first(host.get("proxy_group")))
    yield "proxy", _some(_text(proxy.get("name")))
    for key in ("groups", "templates"):
        yield key, [each for part in _listed(host, key) if (each := _text(_record(part).get("name")))]
    tags = [(_text(_record(tag).get("tag")), _text(_record(tag).get("value"))) for tag in _listed(host, "tags")]
    yield "tags", [f"{tag}:{value}" if value else tag for tag, value in tags if tag]
    yield from _ways(host).items()
    inventory = _record(_first(host.get("inventory")))
    for key, value in inventory.items():
        text = _text(value)
        if text and text != NO_DAY:
            yield f"inventory.{key}", [text]


def _ways(host: dict[str, Any]) -> Facts:
    """The addresses of a host by kind of interface. That of IPMI is where it is managed; where there is none, that of
    SNMP is, unless an agent answers too."""
    found: Facts = {"agent": [], "snmp": [], "ipmi": [], "jmx": [], "dns": []}
    for each in _listed(host, "interfaces"):
        way = _record(each)
        address, name = _text(way.get("ip")), _text(way.get("dns"))
        kind = INTERFACES.get(_text(way.get("type")), "jmx")
        if address and _is_own(address) and address not in found[kind]:
            found[kind].append(address)
        if name and name not in found["dns"]:
            found["dns"].append(name)
    out_of_band = found["ipmi"] or ([] if found["agent"] else found["snmp"])
    return {**found, "management": out_of_band[:1]}


def _is_own(text: str) -> bool:
    """Whether an address tells one host from another; Zabbix also takes macros and watches itself at 127.0.0.1."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


def _type(facts: Facts) -> str:
    return _type_of(tuple(tuple(facts.get(name, ())) for name in _LOOKED_AT))


@lru_cache(4096)
def _type_of(told: tuple[tuple[str, ...], ...]) -> str:
    """The first type that fits; most hosts are told by the same templates and groups as many others."""
    facts = dict(zip(_LOOKED_AT, told, strict=True))
    return next(key for key, names, pattern in _PATTERNS if any(_says(facts[name], pattern) for name in names))


def _says(texts: tuple[str, ...], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for text in texts)


def _cells(facts: Facts) -> dict[str, str]:
    return {
        heading: "\n".join(dict.fromkeys(text for name in names for text in facts.get(name, ())))
        for heading, _, names in FIELDS
    }


def _left_out(host: dict[str, Any], facts: Facts) -> Iterator[tuple[str, int]]:
    """What of a host has no place in its row: by name, with how many."""
    for key, what in LEFT_OUT.items():
        if key != "interfaces.details" and (found := host.get(key)) not in (None, "", [], [""], {}):
            yield f"{what}", len(_listed(host, key)) if isinstance(_first(found), dict) else 1
    ways = [_record(each) for each in _listed(host, "interfaces")]
    yield (
        f"{LEFT_OUT['interfaces.details']}",
        sum(way.get("details") not in (None, "", [""], {}) for way in ways),
    )
    macros = [way for way in ways if (text := _text(way.get("ip"))) and not _is_own(text) and not _is_loopback(text)]
    yield "接口地址不是 IP 地址（如宏）", len(macros)
    for name in facts:
        if name.startswith("inventory.") and name not in _PLACED:
            yield f"资产字段 {name.removeprefix('inventory.')[:60]}", 1
    for key in host.keys() - _TOLD - LEFT_OUT.keys() - SILENT:
        yield f"字段 {str(key)[:60]}", 1


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _listed(record: dict[str, Any], key: str) -> list[Any]:
    """What a key lists: a list in JSON and YAML, in XML the elements of one name inside one element."""
    found = record.get(key)
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict):
        inner = found[0].get(ONE_OF.get(key, key.removesuffix("s")))
        return inner if isinstance(inner, list) and len(found[0]) == 1 else found
    return [each for each in found if each != ""] if isinstance(found, list) else []


def _first(found: Any) -> Any:
    return found[0] if isinstance(found, list) and found else found


def _record(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: Any) -> str:
    one = _first(found)
    return str(one).strip() if isinstance(one, str | int | float) and not isinstance(one, bool) else ""


def _some(text: str) -> list[str]:
    return [text] if text else []


COLUMNS = tuple(Column(heading, target) for heading, target, _ in FIELDS)
ORDER = tuple(dict.fromkeys(key for key, *_ in TYPES))
_PATTERNS = [(key, names, re.compile(pattern, re.IGNORECASE)) for key, names, pattern in TYPES]
_LOOKED_AT = tuple(dict.fromkeys(name for _, names, _ in TYPES for name in names))
_PLACED = {name for _, _, names in FIELDS for name in names}
_TOLD = {
    "host",
    "name",
    "description",
    "status",
    "proxy",
    "proxy_group",
    "groups",
    "templates",
    "tags",
    "interfaces",
} | {"inventory"}
ZABBIX = System("zabbix", "Zabbix 主机", "Zabbix hosts", ORDER, COLUMNS, read)
