"""What a city of Chengdu's size has (CD-X-08 … CD-X-18): 100,000 items, 500,000 relations, three years of history.

    python -m bench.estate [--items N] [--relations N]     into the database of TONGYUN_DATA or DATABASE_URL

Other benchmarks call `fill()`; the same numbers give the same estate on every machine. 40 rooms, 705 racks, 1,537
hosted devices, 16 + 485 building switches, 115 core and 480 access devices of the extranet, three clouds with 9,000
virtual machines, 1,324 business systems of 118 organisations, and terminals for the rest. The first ten systems are
large: each hangs on about 500 items. Rows go in as the platform would have written them, past its verbs: an item with
its marks, its changes and its edges with their times. Names, numbers and people are made up.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from bench.parts.named import Named

ITEMS, RELATIONS = 100_000, 500_000
SEED = 20261121
YEARS_S = 3 * 365 * 86_400
LARGE_SYSTEMS, LARGE_PARTS, LARGE_MACHINES = 10, 380, 80
ROOMS, RACKS, DEVICES, SYSTEMS, MACHINES = 40, 705, 1537, 1324, 9000
#: One item in so many was changed after it was made, one edge in so many was moved.
CHANGED_ONE_IN, MOVED_ONE_IN = 4, 20
BATCH = 5_000

#: Kinds of things that packs may not bring (yet): they are made with nothing but what every item has.
TITLES = {
    "region": ("区域", "Region"),
    "room": ("机房", "Room"),
    "rack": ("机柜", "Rack"),
    "ups": ("UPS 主机", "UPS"),
    "battery": ("蓄电池", "Battery"),
    "precision_air_conditioner": ("精密空调", "Precision air conditioner"),
    "distribution_cabinet": ("配电柜", "Distribution cabinet"),
    "power_connection": ("电源连接", "Power connection"),
    "server": ("服务器", "Server"),
    "switch": ("交换机", "Switch"),
    "router": ("路由器", "Router"),
    "cloud_platform": ("云平台", "Cloud platform"),
    "cluster": ("集群", "Cluster"),
    "hypervisor": ("虚拟化主机", "Hypervisor"),
    "virtual_machine": ("虚拟机", "Virtual machine"),
    "business_system": ("业务系统", "Business system"),
    "application_component": ("应用组件", "Application component"),
    "certificate": ("证书", "Certificate"),
    "interface": ("接口", "Interface"),
    "terminal": ("终端", "Terminal"),
}
#: The same for kinds of relation: title, reverse title, cardinality, impact.
KINDS = {
    "located_in": ("位于", "Located in", "安放", "Holds", "1-N", "to_source"),
    "part_of": ("组成", "Part of", "包含", "Contains", "1-N", "to_target"),
    "runs_on": ("运行于", "Runs on", "承载", "Runs", "1-N", "to_source"),
    "depends_on": ("依赖", "Depends on", "被依赖", "Needed by", "N-N", "to_source"),
    "uplinks_to": ("上联", "Uplinks to", "下联", "Downlink of", "N-N", "to_source"),
}
VENDORS = ("华为", "新华三", "浪潮", "中科曙光", "联想", "锐捷", "施耐德", "艾默生")
OWNERS = ("王伟", "李娜", "张敏", "刘洋", "陈静", "杨磊", "黄勇", "周涛", "徐明", "孙丽")
CLOUDS = ("曙光云", "新华三云", "浪潮云")
SUBJECTS = (
    "一网通办",
    "社保经办",
    "公积金",
    "医保结算",
    "不动产登记",
    "市场监管",
    "行政审批",
    "政务公开",
    "应急指挥",
    "交通信号",
)
FORMS = ("服务平台", "管理系统", "数据中心", "移动端", "监管平台", "门户网站")
#: What a business system is made of, in turn.
PARTS = (
    "application_component",
    "application_component",
    "nginx",
    "postgresql",
    "redis",
    "interface",
    "application_component",
    "certificate",
)


@dataclass
class Estate:
    """Items by number, and edges as (kind, source, target)."""

    types: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    edges: list[tuple[str, int, int]] = field(default_factory=list)
    systems: list[int] = field(default_factory=list)
    #: The first free U of each rack.
    tops: dict[int, int] = field(default_factory=dict)

    def add(self, type_key: str, name: str, unit: int = 0, **attributes: Any) -> int:
        """One more item; its number."""
        self.types.append(type_key)
        self.names.append(name)
        self.attributes.append(attributes)
        self.units.append(unit)
        return len(self.types) - 1

    def tie(self, kind: str, source: int, target: int) -> None:
        """One more edge."""
        self.edges.append((kind, source, target))


def estate(items: int = ITEMS, relations: int = RELATIONS, units: int = 118) -> Estate:
    """The whole of it, in memory. Smaller numbers give a smaller city of the same shape."""
    dice, made = Random(SEED), Estate()
    share = min(items / ITEMS, 1.0)

    def count(full: int, least: int = 1) -> int:
        return max(least, round(full * share))

    racks = _rooms(made, dice, count)
    switches = _network(made, dice, count, racks)
    hypervisors = _machines(made, dice, count, racks, switches)
    _systems(made, dice, items, count, hypervisors, units)
    _terminals(made, dice, items, relations, switches, units)
    return made


def _bought(dice: Random, **more: Any) -> dict[str, Any]:
    year = dice.randint(2015, 2026)
    return {
        "owner": dice.choice(OWNERS),
        "vendor": dice.choice(VENDORS),
        "supplier": dice.choice(VENDORS),
        "importance": dice.choice(("core", "important", "normal", "normal")),
        "purchased_on": f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "warranty_until": f"{year + dice.choice((3, 5))}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        **more,
    }


def _rooms(made: Estate, dice: Random, count: Any) -> list[int]:
    region = made.add("region", "成都市")
    rooms = [
        made.add(
            "room", f"{n // 4 + 1} 号楼 {n % 4 + 1:02} 机房", room_purpose="main", rated_power_kw=120, cooling_kw=140
        )
        for n in range(count(ROOMS))
    ]
    for room in rooms:
        made.tie("located_in", room, region)
    placed: dict[str, list[int]] = {}
    for kind, title, full in (
        ("precision_air_conditioner", "精密空调", 76),
        ("ups", "UPS", 24),
        ("distribution_cabinet", "配电柜", 142),
        ("battery", "蓄电池", 3995),
    ):
        for n in range(count(full)):
            room = rooms[n % len(rooms)]
            more: dict[str, Any] = {"room": Named(room)}
            if kind == "distribution_cabinet":
                more |= {"fed_by": Named(placed["ups"][n % len(placed["ups"])]), "feed": "AB"[n // len(rooms) % 2]}
            thing = made.add(kind, f"{title}-{n + 1:04}", **_bought(dice, code=f"{kind[:3].upper()}{n + 1:05}", **more))
            made.tie("located_in", thing, room)
            placed.setdefault(kind, []).append(thing)
    return _racks(made, count, rooms, placed["distribution_cabinet"])


def _racks(made: Estate, count: Any, rooms: Sequence[int], cabinets: Sequence[int]) -> list[int]:
    """Racks in rows of ten, each on two feeds; in one of twelve both come from one cabinet."""
    total, racks = count(RACKS, 4), []
    stood: dict[int, int] = {}
    for n in range(total):
        at = n * len(rooms) // total
        place = stood[at] = stood.get(at, -1) + 1
        of_room = cabinets[at :: len(rooms)] or cabinets[:1]
        pair = (of_room[0], of_room[0 if n % 12 == 5 else -1])
        feeds = [made.add("power_connection", f"{n + 1:04}-{letter}") for letter in "AB"]
        row, column = f"{place // 10 + 1:02}", f"{place % 10 + 1:02}"
        size = {"units": 42, "rated_power_kw": 6, "max_load_kg": 1000}
        rack = made.add(
            "rack",
            f"{n // 20 + 1:02}列-{n % 20 + 1:02}柜",
            **{"room": Named(rooms[at]), "row": row, "position": column, **size},
            **{"feed_a": Named(feeds[0]), "feed_b": Named(feeds[1])},
        )
        for letter, feed, cabinet in zip("AB", feeds, pair, strict=True):
            circuit = {"circuit": f"{n + 1:04}{letter}", "feed": letter, "rated_power_kw": 6}
            made.attributes[feed] = {"cabinet": Named(cabinet), "rack": Named(rack), **circuit}
        made.tie("located_in", rack, rooms[at])
        racks.append(rack)
    return racks


def _mount(made: Estate, racks: Sequence[int], place: int, thing: int, height: int, watts: int) -> None:
    """Put a thing on top of what is in its rack already, with some air; a full rack takes it without a U."""
    rack = racks[place % len(racks)]
    start = made.tops.get(rack, 1)
    told: dict[str, Any] = {"rack": Named(rack), "room": made.attributes[rack]["room"], "height_u": height}
    if start + height - 1 <= made.attributes[rack]["units"]:
        told |= {"u_start": start, "face": "front", "full_depth": height > 1}
        made.tops[rack] = start + height + place % 3
    made.attributes[thing] |= told | {"rated_power_w": watts, "weight_kg": 9 * height, "power_supplies": 2}
    made.tie("located_in", thing, rack)


def _network(made: Estate, dice: Random, count: Any, racks: Sequence[int]) -> list[int]:
    """Core and access switches; gives the access switches."""
    core = [made.add("switch", f"核心交换机-{n + 1:02}", **_bought(dice)) for n in range(count(16, 2))]
    backbone = [made.add("router", f"外网核心-{n + 1:03}", **_bought(dice)) for n in range(count(115, 2))]
    access = [made.add("switch", f"接入交换机-{n + 1:03}", **_bought(dice)) for n in range(count(485, 2))]
    edge = [made.add("router", f"外网接入-{n + 1:03}", **_bought(dice)) for n in range(count(480, 2))]
    for devices, above in ((access, core), (edge, backbone), (core, backbone)):
        for place, device in enumerate(devices):
            tall = 4 if devices is core else 1
            _mount(made, racks, place, device, tall, 300 * tall)
            made.tie("uplinks_to", device, above[place % len(above)])
            made.tie("uplinks_to", device, above[(place + 1) % len(above)])
    return [*access, *edge]


def _machines(made: Estate, dice: Random, count: Any, racks: Sequence[int], switches: Sequence[int]) -> list[int]:
    """Clouds of clusters of hypervisors on servers in racks; gives the hypervisors, neighbours in one cluster."""
    clouds = [made.add("cloud_platform", name) for name in CLOUDS]
    clusters = [made.add("cluster", f"计算集群-{n + 1:02}") for n in range(count(60, 3))]
    for place, cluster in enumerate(clusters):
        made.tie("part_of", cluster, clouds[place % len(clouds)])
    hypervisors = []
    for n in range(count(DEVICES, 12)):
        serial = f"CN{SEED % 10_000}{n:08}"
        server = made.add("server", f"服务器-{n + 1:04}", **_bought(dice, serial=serial, code=f"SRV{n + 1:05}"))
        tall = (2, 2, 4, 1)[n % 4]
        _mount(made, racks, n, server, tall, 350 * tall)
        made.tie("uplinks_to", server, switches[n % len(switches)])
        if n % 5 < 3 or n < 12:
            hypervisor = made.add("hypervisor", f"esx-{n + 1:04}", hostname=f"esx-{n + 1:04}")
            made.tie("runs_on", hypervisor, server)
            made.tie(
                "part_of",
                hypervisor,
                clusters[len(hypervisors) * len(clusters) // count(DEVICES * 3 // 5, 12) % len(clusters)],
            )
            hypervisors.append(hypervisor)
    return hypervisors


def _systems(made: Estate, dice: Random, items: int, count: Any, hypervisors: Sequence[int], units: int) -> None:
    """Business systems with their parts, which run on virtual machines; what is left is for terminals."""
    systems = count(SYSTEMS, 2)
    large = min(LARGE_SYSTEMS, systems // 4)
    # A town of less than 10,000 items has no system of 500.
    size = min(1.0, items / 10_000)
    own = max(2, round((items * 0.55 - len(made.types)) / systems) - 8)
    machines = max(1, count(MACHINES) // systems)
    for n in range(systems):
        unit = n % units
        name = f"{SUBJECTS[n % len(SUBJECTS)]}{FORMS[n // len(SUBJECTS) % len(FORMS)]}"
        system = made.add("business_system", f"{name}-{n + 1:04}", unit, owner=dice.choice(OWNERS), importance="core")
        made.systems.append(system)
        home = dice.randrange(len(hypervisors))
        virtual = []
        for m in range(round(LARGE_MACHINES * size) if n < large else machines):
            machine = made.add(
                "virtual_machine", f"vm-{n + 1:04}-{m + 1:02}", unit, hostname=f"vm-{n + 1:04}-{m + 1:02}"
            )
            made.tie("runs_on", machine, hypervisors[(home + m % 12) % len(hypervisors)])
            virtual.append(machine)
        _parts(made, dice, system, n, unit, virtual, round(LARGE_PARTS * size) if n < large else own)


def _parts(made: Estate, dice: Random, system: int, n: int, unit: int, virtual: Sequence[int], many: int) -> None:
    parts: list[int] = []
    for m in range(many):
        kind = PARTS[m % len(PARTS)]
        part = made.add(kind, f"{kind}-{n + 1:04}-{m + 1:03}", unit, owner=dice.choice(OWNERS), port=1024 + m)
        made.tie("part_of", part, system)
        if kind not in ("certificate", "interface"):
            made.tie("runs_on", part, virtual[m % len(virtual)])
        for other in {dice.choice(parts) for _ in range(min(3, len(parts)))}:
            made.tie("depends_on", part, other)
        parts.append(part)


def _terminals(made: Estate, dice: Random, items: int, relations: int, switches: Sequence[int], units: int) -> None:
    """The rest of the items: each hangs on a switch and uses as many systems as edges are left."""
    first, left = len(made.types), items - len(made.types)
    for n in range(left):
        terminal = made.add("terminal", f"终端-{n + 1:05}", n % units, owner=dice.choice(OWNERS))
        made.tie("uplinks_to", terminal, switches[n % len(switches)])
    owed = max(0, relations - len(made.edges))
    for place, terminal in enumerate(range(first, first + max(left, 0))):
        uses = owed * (place + 1) // left - owed * place // left
        for system in dice.sample(made.systems, min(uses, len(made.systems))):
            made.tie("depends_on", terminal, system)


def fill(items: int = ITEMS, relations: int = RELATIONS, *, history: bool = True) -> list[Any]:
    """Write the estate; Django must be set up and the tables must be there. Gives the ids of the business systems.

    The ten large systems come first. With `history` one item in four was changed since, and one edge in twenty moved.
    """
    from bench.parts import estate_rows  # noqa: PLC0415 - only once Django is set up

    units = estate_rows.organisations()
    made = estate(items, relations, len(units))
    return estate_rows.write(made, units, history=history)


def chunks(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Rows in lists of at most `size`."""
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part


def when(place: int, of: int, now: datetime) -> datetime:
    """When the item of this number was made: the first three years ago, the last a month ago."""
    return now - timedelta(seconds=int(YEARS_S - (YEARS_S - 30 * 86_400) * place / max(of, 1)))


def main() -> int:
    """Fill the database that the environment names."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=ITEMS)
    options.add_argument("--relations", type=int, default=RELATIONS)
    asked = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongyun.project.settings")
    import django  # noqa: PLC0415 - reads the environment set above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tongyun.packs.facade import apply_all  # noqa: PLC0415

    began = time.perf_counter()
    call_command("migrate", interactive=False, verbosity=0)
    apply_all()
    systems = fill(asked.items, asked.relations)
    took = round(time.perf_counter() - began, 1)
    print(
        "RESULT " + json.dumps({"items": asked.items, "relations": asked.relations, "systems": len(systems), "s": took})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
