"""What stands in a rack, what feeds it, where something fits, and putting it there."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Api, make_user
from tests.inventory.conftest import apply_packs
from tongyun.inventory import facade
from tongyun.inventory.contracts import Troubles, item_health
from tongyun.inventory.models import Item
from tongyun.inventory.racks.standing import FACES, Kind, Mount, clashes, faces_of, free_runs, veiled
from tongyun.kernel.contracts import Actor
from tongyun.kernel.models import Organisation, User
from tongyun.kernel.services import context
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

Names = dict[str, UUID]


class Ill:
    """Health as events would tell it."""

    def __init__(self) -> None:
        self.critical: set[UUID] = set()

    def troubles(self, ids: Sequence[UUID] | None = None) -> Troubles:
        return Troubles({key: ("critical", "没有响应") for key in self.critical if ids is None or key in ids})


@pytest.fixture
def health() -> Iterator[Ill]:
    before = item_health._implementation
    answer = Ill()
    item_health.register(answer)
    yield answer
    item_health._implementation = before


@pytest.fixture
def hall(db: None, admin: User) -> Names:
    """A room with four racks: one with two feeds from one cabinet, one with two from two, one without any."""
    apply_packs("hosts", "facilities", "equipment", "topology")
    made: Names = {}

    def make(kind: str, name: str, **attributes: Any) -> None:
        told = {key: str(made[value[1:]]) if str(value).startswith("=") else value for key, value in attributes.items()}
        made[name] = facade.create_item(kind, name, told).id

    with context.acting_as(Actor("user", str(admin.id), admin.name)):
        make("room", "A3 机房", rack_positions=40, rated_power_kw=200)
        make("ups", "UPS-1", room="=A3 机房", output_kw=100, load_kw=35)
        make("ups", "UPS-2", room="=A3 机房")
        make("distribution_cabinet", "列头柜 A", room="=A3 机房", fed_by="=UPS-1")
        make("distribution_cabinet", "列头柜 B", room="=A3 机房", fed_by="=UPS-2")
        make("rack", "01-09", room="=A3 机房", row="01", position="9", units=42, rated_power_kw=3, max_load_kg=800)
        make("rack", "01-10", room="=A3 机房", row="01", position="10", units=20, rated_power_kw=6)
        make("rack", "02-09", room="=A3 机房", row="02", position="9")
        make("power_connection", "A-1", cabinet="=列头柜 A", circuit="1", feed="A", rack="=01-09", rated_power_kw=1)
        make("power_connection", "A-2", cabinet="=列头柜 A", circuit="2", feed="B", rack="=01-09", rated_power_kw=4)
        make("power_connection", "A-3", cabinet="=列头柜 A", circuit="3", feed="A")
        make("power_connection", "B-3", cabinet="=列头柜 B", circuit="3", feed="B")
        for name, letter in (("A-3", "feed_a"), ("B-3", "feed_b")):
            rack = Item.objects.get(id=made["01-10"])
            facade.update_item(rack.id, rack.version, facade.Patch({letter: str(made[name])}))
        server = {"rack": "=01-09", "rated_power_w": 800, "weight_kg": 30, "power_supplies": 2}
        make("server", "web", u_start=10, height_u=2, face="front", **server)
        make("server", "loose", **{**server, "rack": "=01-09"})
        make("switch", "front switch", rack="=01-09", u_start=20, height_u=1, face="front", full_depth=False)
        make("switch", "rear switch", rack="=01-09", u_start=20, height_u=1, face="rear", full_depth=False)
        make("rack_unit", "kept", rack="=01-09", u_start=30, u_count=3, use_state="reserved", reserved_for="市医保局")
        make("rack_unit", "lapsed", rack="=01-09", u_start=40, u_count=1, reserved_until="2020-01-31")
        make("rack_unit", "broken", rack="=01-09", u_start=1, u_count=1, use_state="blocked")
    return made


def elevation(api: Any, rack: UUID) -> dict[str, Any]:
    answer = api.get(f"racks/{rack}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def put(api: Any, item: UUID, rack: UUID | None, u: int | None = None, **more: Any) -> tuple[int, str]:
    body = {"rack": rack and str(rack), "u_start": u, "version": Item.objects.get(id=item).version, **more}
    answer = api.post(f"items/{item}/place", body)
    told = answer.json()
    return answer.status_code, told.get("detail", "")


def test_a_rack_as_an_elevation(api: Api, hall: Names, health: Ill) -> None:
    health.critical = {hall["web"], hall["UPS-1"]}
    shown = elevation(api, hall["01-09"])
    name = {each["key"]: each["item"]["name"] for each in shown["mounts"]}
    assert [
        (name[each["key"]], each["kind"], each["start"], each["end"], each["faces"]) for each in shown["mounts"]
    ] == [
        ("lapsed", "reserved", 40, 40, ["front", "rear"]),
        ("kept", "reserved", 30, 32, ["front", "rear"]),
        *sorted(
            [
                ("front switch", "item", 20, 20, ["front"]),
                ("rear switch", "item", 20, 20, ["rear"]),
            ],
            key=lambda each: str(hall[str(each[0])]),
        ),
        ("web", "item", 10, 11, ["front", "rear"]),
        ("broken", "blocked", 1, 1, ["front", "rear"]),
    ]
    assert [each["expired"] for each in shown["mounts"]][:2] == [True, False]
    cells = {(cell["u"], cell["face"]): [name[key] for key in cell["keys"]] for cell in shown["units"]}
    assert len(cells) == 84
    assert (cells[20, "front"], cells[20, "rear"], cells[10, "rear"], cells[12, "front"]) == (
        ["front switch"],
        ["rear switch"],
        ["web"],
        [],
    )
    assert shown["free"] == [
        {"start": 2, "end": 9},
        {"start": 12, "end": 19},
        {"start": 21, "end": 29},
        {"start": 33, "end": 42},
    ]
    assert [each["name"] for each in shown["loose"]] == ["loose"]
    assert (shown["clashes"], shown["used_units"], shown["veils"]) == ([], 3, False)
    assert shown["load"] == {
        "rated_w": 3000,
        "used_w": 1600,
        "reserved_w": 0,
        "silent": 2,
        "most_kg": 800,
        "used_kg": 60,
        "weightless": 2,
    }
    (web,) = (each for each in shown["mounts"] if each["item"]["name"] == "web")
    assert (web["item"]["health"], web["assumed"], web["power_supplies"]) == ("critical", ["full_depth"], 2)
    # The switches have no trouble and hang on nothing here; of the feeds the UPS above is in trouble.
    assert [[node["name"] for node in feed["line"]] for feed in shown["supply"]["feeds"]] == [
        ["A-1", "列头柜 A", "UPS-1"],
        ["A-2", "列头柜 A", "UPS-1"],
    ]
    assert [(feed["letter"], feed["rated_w"], feed["overload"]) for feed in shown["supply"]["feeds"]] == [
        ("A", 1000, True),
        ("B", 4000, False),
    ]
    assert shown["supply"]["feeds"][0]["line"][-1]["load_rate"] == 35
    assert [each["name"] for each in shown["supply"]["shared"]] == ["列头柜 A", "UPS-1"]
    assert shown["rack"]["room"]["name"] == "A3 机房"
    two = elevation(api, hall["01-10"])["supply"]
    assert (two["single"], two["shared"], len(two["feeds"])) == (False, [], 2)
    assert api.get(f"racks/{hall['web']}").status_code == 404
    assert api.get(f"racks/{hall['A3 机房']}").status_code == 404


def test_what_is_only_drawn_as_a_relation_counts_too(api: Api, hall: Names, admin: User) -> None:
    with context.acting_as(Actor("user", str(admin.id), admin.name)):
        nas = facade.create_item("nas", "nas", {"u_start": 5, "height_u": 4}).id
        moved = facade.create_item("nas", "moved", {"rack": str(hall["01-10"]), "u_start": 5, "height_u": 4}).id
        for item in (nas, moved):
            facade.relate("located_in", item, hall["02-09"])
        for end in ("UPS-1", "UPS-2"):
            facade.relate("powered_by", hall["02-09"], hall[end])
        facade.relate("powered_by", hall["UPS-1"], hall["列头柜 B"])
        facade.relate("powered_by", hall["UPS-2"], hall["列头柜 B"])
    shown = elevation(api, hall["02-09"])
    assert [(each["item"]["name"], each["start"], each["end"]) for each in shown["mounts"]] == [("nas", 5, 8)]
    assert (shown["rack"]["units"], shown["rack"]["units_known"]) == (42, False)
    # Both come from the cabinet, which in turn hangs on one of them: a circle in the data ends, and is a single point.
    assert shown["supply"]["single"]
    assert {each["name"] for each in shown["supply"]["shared"]} >= {"列头柜 B", "UPS-2"}


def test_what_clashes_is_refused_to_people_and_shown_of_machines(api: Api, hall: Names, admin: User) -> None:
    rack, loose = hall["01-09"], hall["loose"]
    assert put(api, loose, rack, 9, height_u=2) == (409, "10–11U 已安装“web”。")
    assert put(api, loose, rack, 42, height_u=2) == (422, "超出机柜范围：该机柜共 42U。")
    assert put(api, loose, rack, 1)[1] == "1U 不可用。"
    assert put(api, loose, rack, 31)[1] == "30–32U 已预留给“市医保局”。"
    assert put(api, loose, rack)[0] == 422
    assert put(api, hall["UPS-1"], rack, 5)[0] == 422
    assert put(api, loose, hall["web"], 5)[0] == 404
    assert put(api, loose, rack, 20, full_depth=False)[0] == 409
    assert api.post(f"items/{loose}/place", {"rack": str(rack), "u_start": 5, "version": 9}).status_code == 412
    assert put(api, loose, rack, 31, reserved_too=True)[0] == 200
    assert put(api, loose, rack, 31)[0] == 409
    # A step up and over itself; a rear place behind the shallow switch stays taken by the other.
    assert put(api, hall["web"], rack, 11)[0] == 200
    assert put(api, hall["rear switch"], rack, 21, face="rear")[0] == 200
    assert put(api, hall["web"], rack, 40, height_u=3)[0] == 200
    assert put(api, hall["loose"], hall["01-10"], 20, height_u=1)[0] == 200
    item = Item.objects.get(id=loose)
    assert (item.attributes["rack"], item.attributes["room"]) == (str(hall["01-10"]), str(hall["A3 机房"]))
    assert put(api, hall["web"], None)[0] == 200
    assert {"rack", "u_start", "face"}.isdisjoint(Item.objects.get(id=hall["web"]).attributes)
    with context.acting_as(Actor("user", str(admin.id), admin.name)):
        for name, start, height in (("wrong", 19, 2), ("high", 41, 4), ("low", 1, 1)):
            facade.create_item("switch", name, {"rack": str(rack), "u_start": start, "height_u": height})
    shown = elevation(api, rack)
    name_of = {each["key"]: each["item"]["name"] for each in shown["mounts"]}
    assert [
        (each["fault"], each["start"], each["end"], each["faces"], {name_of[key] for key in each["keys"]})
        for each in shown["clashes"]
    ] == [
        ("blocked", 1, 1, ["front", "rear"], {"low", "broken"}),
        ("overlap", 20, 20, ["front"], {"wrong", "front switch"}),
        ("outside", 41, 44, ["front", "rear"], {"high"}),
    ]


def test_a_room_and_where_something_fits_in_it(api: Api, hall: Names, health: Ill) -> None:
    health.critical = {hall["web"], hall["UPS-2"]}
    plan = api.get(f"rooms/{hall['A3 机房']}").json()
    assert (plan["rows"], plan["positions"]) == (["01", "02"], ["9", "10"])
    cells = {each["name"]: each for each in plan["racks"]}
    assert list(cells) == ["01-09", "01-10", "02-09"]
    first = cells["01-09"]
    assert (first["used_units"], first["reserved_units"], first["longest_free"], first["things"], first["loose"]) == (
        *(3, 3, 10),
        *(7, 1),
    )
    assert (first["feeds"], first["single"], first["worst"], first["ill"]) == (["A", "B"], True, "critical", 1)
    assert (cells["01-10"]["single"], cells["01-10"]["worst"]) == (False, "unknown")
    assert [(each["type"], each["total"], each["worst"], len(each["ill"])) for each in plan["equipment"]] == [
        ("ups", 2, "critical", 1),
        ("distribution_cabinet", 2, "unknown", 0),
    ]
    assert (plan["totals"]["racks"], plan["totals"]["units"], plan["totals"]["single"]) == (3, 104, 1)
    (room,) = api.get("rooms").json()
    assert (room["name"], room["racks"], room["used_units"], room["ill"]) == ("A3 机房", 3, 3, 1)

    def places(**asked: Any) -> tuple[list[str], dict[str, int]]:
        answer = api.get(f"rooms/{hall['A3 机房']}/places", **asked)
        assert answer.status_code == 200, answer.content
        return [each["name"] for each in answer.json()["offers"]], answer.json()["refused"]

    assert places(units=4, feeds=2) == (["01-10", "01-09"], {"feeds": 1})
    assert places(units=4, feeds=2, power_w=2000) == (["01-10"], {"feeds": 1, "power": 1})
    assert places(units=21) == (["02-09"], {"space": 2})
    assert places(units=1, weight_kg=741) == (["01-10", "02-09"], {"weight": 1})
    (found,) = api.get(f"rooms/{hall['A3 机房']}/places", units=12, feeds=2).json()["offers"]
    assert (found["runs"], found["left_w"], found["shared"]) == ([{"start": 1, "end": 20}], 6000, False)
    assert api.get(f"rooms/{hall['01-09']}/places").status_code == 404
    assert api.get(f"rooms/{hall['A3 机房']}/places", units=0).status_code == 422


def test_what_is_out_of_sight_takes_its_units_and_says_no_more(
    api: Api, hall: Names, organisation: Organisation
) -> None:
    mine = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    Item.objects.update(organisation=mine)
    hidden = [hall[name] for name in ("web", "列头柜 A", "UPS-1", "kept")]
    Item.objects.filter(id__in=hidden).update(organisation=organisation)
    role = ensure_roles()[OPERATIONS]
    clerk = Api(make_user("clerk", "科员", mine, [role], "below"))
    shown = elevation(clerk, hall["01-09"])
    veiled_ones = [each for each in shown["mounts"] if each["kind"] == "hidden"]
    assert [(each["start"], each["end"], each["item"], each["rated_power_w"]) for each in veiled_ones] == [
        (30, 32, None, None),
        (10, 11, None, None),
    ]
    assert (shown["veils"], shown["load"]["used_w"]) == (True, 800)
    assert [[node["name"] for node in feed["line"]] for feed in shown["supply"]["feeds"]] == [["A-1"], ["A-2"]]
    assert (shown["supply"]["single"], shown["supply"]["shared"]) == (True, [])
    assert put(clerk, hall["loose"], hall["01-09"], 10) == (409, "10U 已被占用（不在您的数据范围内）。")
    plan = clerk.get(f"rooms/{hall['A3 机房']}")
    for answer in (plan, clerk.get(f"racks/{hall['01-09']}"), clerk.get("rooms")):
        for name in hidden:
            assert str(name) not in answer.content.decode()
        assert "市医保局" not in answer.content.decode()
    (offer,) = clerk.get(f"rooms/{hall['A3 机房']}/places", units=10, feeds=2, power_w=100).json()["offers"][1:]
    assert (offer["name"], offer["left_w"], offer["runs"]) == ("01-09", None, [{"start": 33, "end": 42}])
    role.hidden = {"item": ["attributes.rated_power_w"]}
    role.save()
    assert elevation(clerk, hall["01-09"])["load"]["used_w"] == 0
    role.hidden = {"item": ["attributes.u_start"]}
    role.save()
    for path in (f"racks/{hall['01-09']}", f"rooms/{hall['A3 机房']}", "rooms"):
        assert clerk.get(path).status_code == 403, path
    Item.objects.filter(id=hall["01-09"]).update(organisation=organisation)
    role.hidden = {}
    role.save()
    assert clerk.get(f"racks/{hall['01-09']}").status_code == 404
    assert "01-09" not in clerk.get(f"rooms/{hall['A3 机房']}").content.decode()


def test_a_room_costs_as_many_queries_as_a_rack(api: Api, hall: Names, django_assert_max_num_queries: Any) -> None:
    api.get("rooms")
    with django_assert_max_num_queries(26):
        api.get(f"rooms/{hall['A3 机房']}")
    with django_assert_max_num_queries(26):
        api.get(f"racks/{hall['01-09']}")


def mount(key: str, start: int, height: int = 1, kind: Kind = "item", face: str = "front", deep: bool = True) -> Mount:
    return Mount(key, kind, start, height, faces_of(face, deep))


def test_depth_decides_whether_two_share_a_unit() -> None:
    shallow = [mount("a", 5, face="front", deep=False), mount("b", 5, face="rear", deep=False)]
    assert clashes(shallow, 42) == []
    (found,) = clashes([shallow[0], mount("c", 4, 2, face="rear")], 42)
    assert (found.fault, found.start, found.end, found.faces) == ("overlap", 5, 5, ("front",))
    assert clashes([mount("a", 5, kind="used"), mount("b", 5)], 42) == []
    assert free_runs([shallow[0]], 6, ("rear",)) == [(1, 6)]
    assert free_runs([shallow[0]], 6, FACES) == [(1, 4), (6, 6)]


def test_hidden_things_side_by_side_are_one() -> None:
    things = [mount("a", 3, 2), mount("b", 5, 1), mount("c", 9, 1, deep=False), mount("d", 41, 5)]
    assert {(each.start, each.end, each.faces) for each in veiled(things, 42)} == {
        (3, 5, FACES),
        (41, 42, FACES),
        (9, 9, ("front",)),
    }
