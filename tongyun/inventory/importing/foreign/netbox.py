"""Objects of NetBox, as rows: of a dump (`manage.py dumpdata`) or of answers of its REST API put into one list."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tongyun.kernel.contracts.tables import ReadFile, TableLimits

from .netbox_table import COLUMNS, FOLDED, KINDS, OWN_APPS, OWN_MODELS, REFERENCES, ROLES, SILENT, UNPLACED, Field, Kind
from .reading import parsed, refused
from .sheet import Column, Gathering, System, called, reference

#: The kind of object that an address of REST is about: …/api/dcim/devices/12/.
ADDRESS = re.compile(r"/api/(?P<path>[a-z-]+/[a-z-]+|plugins/[a-z0-9/-]+)/(?P<id>\d+)/?$")
#: So many levels of references are followed.
FAR = 4


@dataclass(frozen=True)
class Thing:
    """An object: its kind, its number, and its fields."""

    kind: str
    id: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """What it is called where others refer to it."""
        told = (_text(self.fields.get(key)) for key in ("name", "model", "prefix", "address", "display"))
        return next((text for text in told if text), f"#{self.id}")


def read(content: bytes, limits: TableLimits) -> ReadFile:
    """The objects of a dump. Raises Invalid for another file, or one without any that has a place here."""
    estate = Estate(parsed(content))
    if not estate.things:
        raise refused("not_netbox", "文件不是 NetBox 的数据：须为 dumpdata 的结果，或 REST 接口返回的对象列表。")
    gathering = Gathering([Column(*column) for column in COLUMNS], ORDER, limits)
    rows = 0
    for kind in KINDS:
        for thing in estate.of(kind.key):
            rows += _gather(estate, gathering, kind, thing)
    if not rows:
        raise refused(
            "nothing_to_import", "文件中没有可导入的对象：需要站点、位置、机柜、设备、集群、虚拟机、VLAN 或网段。"
        )
    _leave_others(estate, gathering)
    return gathering.finished()


class Estate:
    """All objects of a file by kind and number, and what of them belongs together."""

    def __init__(self, whole: Any) -> None:
        self.things: dict[tuple[str, str], Thing] = {}
        self.strange = 0
        self._content_types: dict[str, str] = {}
        for part in _parts(whole):
            self._take(part)
        self.addresses = self._by_interface()
        self.interfaces = self._by_owner()

    def of(self, kind: str) -> list[Thing]:
        """The objects of a kind, in the order of the file."""
        return [thing for thing in self.things.values() if thing.kind == kind]

    def kinds(self) -> Counter[str]:
        """How many objects there are of each kind."""
        return Counter(thing.kind for thing in self.things.values())

    def at(self, thing: Thing, path: str) -> Any:
        """What stands at the end of a path; the object itself where the last step leads to one."""
        found: Any = thing
        for step in path.split(".")[:FAR]:
            if not isinstance(found, Thing):
                return None
            found = self._step(found, step)
        return found

    def _take(self, part: Any) -> None:
        if not isinstance(part, dict):
            self.strange += 1
            return
        model, fields = part.get("model"), part.get("fields")
        if isinstance(model, str) and isinstance(fields, dict):
            number = _text(part.get("pk"))
            thing = Thing(model.lower(), number or f"-{len(self.things)}", fields)
            if thing.kind == "contenttypes.contenttype":
                self._content_types[number] = f"{_text(fields.get('app_label'))}.{_text(fields.get('model'))}"
        else:
            address = ADDRESS.search(_text(part.get("url")))
            if address is None:
                self.strange += 1
                return
            thing = Thing(_kind_at(address["path"]), address["id"], part)
        self.things.setdefault((thing.kind, thing.id), thing)

    def _step(self, thing: Thing, step: str) -> Any:
        value = thing.fields.get(step)
        kind = REFERENCES.get(f"{thing.kind}.{step}") or REFERENCES.get(step)
        if kind is None or value in (None, ""):
            return value
        if isinstance(value, dict):
            number = _text(value.get("id"))
            return self.things.get((kind, number)) or Thing(kind, number, value)
        number = _text(value)
        return self.things.get((kind, number)) or Thing(kind, number, {})

    def _by_interface(self) -> dict[tuple[str, str], list[str]]:
        """The addresses of each interface, without their masks."""
        found: dict[tuple[str, str], list[str]] = {}
        for thing in self.of("ipam.ipaddress"):
            owner = self._owner(thing)
            if owner is not None and (address := _address(thing.fields.get("address"))):
                found.setdefault(owner, []).append(address)
        return found

    def _owner(self, thing: Thing) -> tuple[str, str] | None:
        """The interface that has an address. Dumps name the kind by two words or by a number of their own."""
        told, number = thing.fields.get("assigned_object_type"), _text(thing.fields.get("assigned_object_id"))
        if isinstance(told, list):
            told = ".".join(_text(each) for each in told)
        kind = _text(told)
        kind = self._content_types.get(kind, kind)
        return (kind, number) if "." in kind and number else None

    def used_addresses(self) -> set[str]:
        """The numbers of the addresses that interfaces have, or devices are managed at."""
        found = {thing.id for thing in self.of("ipam.ipaddress") if self._owner(thing) is not None}
        managed = (self.at(thing, "oob_ip") for thing in self.of("dcim.device"))
        return found | {at.id for at in managed if isinstance(at, Thing) and (at.kind, at.id) in self.things}

    def _by_owner(self) -> dict[tuple[str, str], list[Thing]]:
        found: dict[tuple[str, str], list[Thing]] = {}
        for kind, field in (("dcim.interface", "device"), ("virtualization.vminterface", "virtual_machine")):
            for thing in self.of(kind):
                owner = self.at(thing, field)
                if isinstance(owner, Thing):
                    found.setdefault((owner.kind, owner.id), []).append(thing)
        return found


def _gather(estate: Estate, gathering: Gathering, kind: Kind, thing: Thing) -> int:
    """Add the row of an object, or say why there is none; how many were added."""
    extra = _made(estate, kind, thing)
    if kind.type == "network_card" and not extra["mac"] and not extra["addresses"]:
        gathering.leave(f"没有 MAC 地址和 IP 地址的{kind.title}")
        return 0
    if kind.type == "network_card" and not _has_row(estate, thing):
        gathering.leave(f"所在设备不导入的{kind.title}")
        return 0
    type_key = kind.type or type_of(estate, thing)
    if not type_key:
        role = _role(estate, thing) or "（空）"
        gathering.leave(f"无法从角色“{role[:40]}”判断模型的设备")
        return 0
    cells = {field.heading: _cell(estate, thing, field, extra) for field in kind.fields}
    if not cells["名称"]:
        cells["名称"] = f"{cells.get('型号', '') or kind.title} #{thing.id}"
    if type_key in UNDER_SYSTEM_VERSION:
        cells["系统版本"] = cells.pop("操作系统", "")
        cells.pop("网卡地址", None)
    gathering.add(type_key, called(kind.key, thing.id), cells)
    known = _KNOWN[kind.key]
    for name, value in thing.fields.items():
        if name not in known and not name.startswith("_") and value not in (None, "", [], {}, False, 0):
            gathering.leave(f"字段 {name[:60]}（{kind.title}）")
    return 1


def type_of(estate: Estate, thing: Thing) -> str:
    """Of which type a device is: by its role, else by its model; "" where neither tells."""
    for text in (_role(estate, thing), _text(estate.at(thing, "device_type.model"))):
        found = _type_said(text)
        if found:
            return found
    return ""


@lru_cache(4096)
def _type_said(text: str) -> str:
    return next((key for key, pattern in _PATTERNS if pattern.search(text)), "")


def _role(estate: Estate, thing: Thing) -> str:
    return _text(estate.at(thing, "role.name")) or _text(estate.at(thing, "device_role.name"))


def _has_row(estate: Estate, interface: Thing) -> bool:
    owner = estate.at(interface, "device") or estate.at(interface, "virtual_machine")
    if not isinstance(owner, Thing):
        return False
    return owner.kind != "dcim.device" or (owner.kind, owner.id) not in estate.things or bool(type_of(estate, owner))


def _made(estate: Estate, kind: Kind, thing: Thing) -> dict[str, str]:
    """Values that no one field says."""
    if kind.type == "network_card":
        owner = estate.at(thing, "device") or estate.at(thing, "virtual_machine")
        name = owner.name if isinstance(owner, Thing) else ""
        own = estate.addresses.get((thing.kind, thing.id), [])
        return {"full_name": f"{name} {thing.name}".strip(), "mac": _mac(estate, thing), "addresses": "\n".join(own)}
    if kind.key == "ipam.iprange":
        ends = [_address(thing.fields.get(name)) for name in ("start_address", "end_address")]
        return {"full_name": " - ".join(ends)}
    cards = estate.interfaces.get((thing.kind, thing.id), [])
    primary = [_address(_value(estate.at(thing, f"{name}.address"))) for name in ("primary_ip4", "primary_ip6")]
    addresses = [*primary, *(each for card in cards for each in estate.addresses.get((card.kind, card.id), []))]
    macs = [mac for card in cards if (mac := _mac(estate, card))]
    network = kind.key == "dcim.device" and type_of(estate, thing) != "server"
    return {
        "addresses": "\n".join(dict.fromkeys(each for each in addresses if each)),
        "macs": "\n".join(dict.fromkeys(macs)),
        "management": next((each for each in primary if each), "") if network else "",
    }


def _mac(estate: Estate, thing: Thing) -> str:
    """The MAC address of an interface, which since 4.2 is an object of its own."""
    return _text(thing.fields.get("mac_address")) or _text(estate.at(thing, "primary_mac_address.mac_address"))


def _cell(estate: Estate, thing: Thing, field: Field, extra: dict[str, str]) -> str:
    for path in field.paths:
        found = extra[path] if path in extra else estate.at(thing, path)
        text = READINGS[field.reading](found)
        if text:
            return text
    return ""


def _leave_others(estate: Estate, gathering: Gathering) -> None:
    """Say what of the file has no row: kinds without a place, addresses that nothing has."""
    placed = {kind.key for kind in KINDS} | FOLDED.keys()
    for kind, count in estate.kinds().items():
        if kind in placed:
            continue
        own = kind.partition(".")[0] in OWN_APPS or kind in OWN_MODELS
        what = "NetBox 自身的数据（账号、会话、变更记录等）" if own else UNPLACED.get(kind, kind)[:60]
        gathering.leave(f"{what}", count)
    gathering.leave("没有设备使用的 IP 地址", len(estate.of("ipam.ipaddress")) - len(estate.used_addresses()))
    gathering.leave("无法识别的内容", estate.strange)


def _parts(whole: Any) -> Iterator[Any]:
    """The objects: of a list, of one answer of REST, or of a list of such answers."""
    for part in whole if isinstance(whole, list) else [whole]:
        results = part.get("results") if isinstance(part, dict) else None
        yield from results if isinstance(results, list) else part if isinstance(part, list) else [part]


def _kind_at(path: str) -> str:
    """The name of a kind from its address; one that is not known here is told by its address."""
    return _KINDS_AT.get(path, path.replace("/", "."))


def _value(found: Any) -> Any:
    """The value of a choice, which REST tells with its label."""
    return found.get("value") if isinstance(found, dict) and "value" in found else found


def _text(found: Any) -> str:
    value = _value(found)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _address(found: Any) -> str:
    return _text(found).partition("/")[0]


def _names(found: Any) -> str:
    """The names of a list of records; dumps keep tags elsewhere."""
    each = [part.get("name") if isinstance(part, dict) else part for part in found] if isinstance(found, list) else []
    return "\n".join(text for part in each if (text := _text(part)))


def _filled(found: Any) -> str:
    """What of a record says anything, for people to read."""
    if not isinstance(found, dict):
        return ""
    told = {key: value for key, value in found.items() if value not in (None, "", [], {})}
    return json.dumps(told, ensure_ascii=False) if told else ""


def _whole(found: Any) -> str:
    """A number without the places that decimals are dumped with; what is no whole number stays, to be told."""
    text = _text(found)
    return text.rstrip("0").removesuffix(".") if re.fullmatch(r"\d+\.\d+", text) else text


def _times(factor: int) -> Callable[[Any], str]:
    def scaled(found: Any) -> str:
        text = _whole(found)
        if not text.isdecimal() or len(text) > 15:
            return text
        return str(int(text) * factor) if int(text) else ""

    return scaled


def _reference(found: Any) -> str:
    return reference(found.name, found.kind, found.id) if isinstance(found, Thing) and found.id else ""


READINGS: dict[str, Callable[[Any], str]] = {
    "text": _text,
    "choice": _text,
    "lines": _text,
    "names": _names,
    "record": _filled,
    "whole": _whole,
    "address": _address,
    "mebibytes": _times(1 << 20),
    "disk": _times(10**9),
    "kilobits": _times(1000),
    "reference": _reference,
}
#: Types that call what runs on them a version of their system.
UNDER_SYSTEM_VERSION = frozenset({"firewall", "load_balancer", "san_switch", "router", "switch"})
ORDER = (
    "building", "room", "rack", "cluster", "ups", "nas", "tape_library", "storage_device", "firewall", "load_balancer",
    "san_switch", "router", "switch", "server", "virtual_machine", "network_card", "vlan", "subnet", "ip_pool",
)  # fmt: skip
_PATTERNS = [(key, re.compile(pattern, re.IGNORECASE)) for key, pattern in ROLES]
#: The fields of each kind of which nothing need be said.
_KNOWN = {
    kind.key: {path.partition(".")[0] for field in kind.fields for path in field.paths} | SILENT for kind in KINDS
}
_KINDS_AT = {kind.path: kind.key for kind in KINDS} | {path: kind for kind, path in FOLDED.items()}
NETBOX = System("netbox", "NetBox 数据", "NetBox data", ORDER, tuple(Column(*column) for column in COLUMNS), read)
