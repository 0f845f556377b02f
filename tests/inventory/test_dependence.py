"""Who falls, and what alone can take something down: redundancy without a database."""

from uuid import UUID, uuid5

import pytest

from tongyun.inventory.topology.dependence import Footing, fall, single_points
from tongyun.inventory.topology.needs import effective, needed

NAMESPACE = UUID(int=1)


def id_of(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def on(item: str, members: str, needs: str = "all") -> Footing:
    who = tuple(id_of(name) for name in members.split())
    return Footing(id_of(item), who, needed(needs, len(who)))


def names(ids: frozenset[UUID], of: str) -> set[str]:
    return {name for name in of.split() if id_of(name) in ids}


@pytest.mark.parametrize(
    ("needs", "total", "wanted"),
    [
        ("all", 3, 3),
        ("any", 3, 1),
        ("majority", 3, 2),
        ("majority", 4, 3),
        ("2", 3, 2),
        ("5", 3, 3),
        ("50%", 3, 2),
        ("34%", 3, 2),
        ("33%", 3, 1),
        ("all", 1, 1),
    ],
)
def test_how_many_must_stand(needs: str, total: int, wanted: int) -> None:
    assert needed(needs, total) == wanted


def test_the_items_own_word_counts_before_that_of_the_kind() -> None:
    assert effective("all", "", None) == "all"
    assert effective("all", "数据库", None) == "any"
    assert effective("majority", "数据库", None) == "majority"
    assert effective("any", "", "2") == "2"


ESTATE = [
    on("db1", "host1"),
    on("db2", "host2"),
    on("db3", "host3"),
    on("cluster", "db1 db2 db3", "2"),
    on("app", "cluster"),
    on("app", "cache"),
    on("system", "app"),
]
ALL = "db1 db2 db3 host1 host2 host3 cluster app cache system"


def test_two_of_three_stand_one_loss_and_not_two() -> None:
    one = fall([id_of("host1")], ESTATE)
    assert names(one.down, ALL) == {"host1", "db1"}
    assert names(one.degraded, ALL) == {"cluster"}
    two = fall([id_of("host1"), id_of("host2")], ESTATE)
    assert names(two.down, ALL) == {"host1", "host2", "db1", "db2", "cluster", "app", "system"}
    assert two.degraded == frozenset()


def test_what_is_redundant_is_no_single_point() -> None:
    assert names(single_points(id_of("system"), ESTATE), ALL) == {"app", "cluster", "cache"}


def test_what_two_supports_have_in_common_is_a_single_point() -> None:
    racks = [on("host1", "rackA"), on("host2", "rackA"), on("host3", "rackB"), *ESTATE]
    assert names(single_points(id_of("system"), racks), f"{ALL} rackA rackB") == {"app", "cluster", "cache", "rackA"}
    assert "system" in names(fall([id_of("rackA")], racks).down, ALL)
    assert "system" not in names(fall([id_of("rackB")], racks).down, ALL)


def test_circles_end() -> None:
    ring = [on("a", "b"), on("b", "c"), on("c", "a d"), on("d", "e f", "any")]
    assert names(fall([id_of("a")], ring).down, "a b c d e f") == {"a", "b", "c"}
    assert names(single_points(id_of("a"), ring), "a b c d e f") == {"b", "c", "d"}


def test_both_questions_agree_whatever_the_graph() -> None:
    """A single point of an item is exactly what takes it down when it falls alone."""
    seed = 7
    for _ in range(60):
        footings = []
        for item in range(14):
            for _ in range(2):
                seed = seed * 1_103_515_245 + 12_345 & 0x7FFFFFFF
                members = {str((seed >> shift) % 14) for shift in (3, 9, 15)} - {str(item)}
                needs = ("all", "any", "2")[seed >> 20 & 1 | (seed >> 22 & 1)]
                if members:
                    footings.append(on(str(item), " ".join(sorted(members)), needs))
        everybody = [str(number) for number in range(14)]
        for item in everybody[:4]:
            points = single_points(id_of(item), footings)
            alone = {one for one in everybody if one != item and id_of(item) in fall([id_of(one)], footings).down}
            assert names(points, " ".join(everybody)) == alone
