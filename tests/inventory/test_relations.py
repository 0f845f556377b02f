"""Relations: the database holds the cardinality, also against concurrent writers (lesson 1)."""

import threading
from collections.abc import Callable
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from tests.inventory.conftest import apply_hosts_pack, host
from tongyun.inventory import facade
from tongyun.inventory.models import Item, ItemChange, Relation, RelationSlot
from tongyun.kernel.contracts import Conflict, Invalid, NotFound, Problem


def new(kind: str, name: str) -> UUID:
    return facade.create_item(kind, name, {}).id


@pytest.mark.usefixtures("estate")
class TestOneWriter:
    def test_a_service_runs_on_one_host_and_moves_in_one_step(self) -> None:
        service, one, two = new("nginx", "n"), new("host", "a"), new("host", "b")
        first = facade.relate("runs_on", service, one)
        assert facade.relate("runs_on", service, one).id == first.id
        with pytest.raises(Conflict) as error:
            facade.relate("runs_on", service, two)
        assert error.value.code == "relation_taken"
        facade.relate("runs_on", service, two, replace=True)
        assert [view.name for view in facade.related(service, "runs_on")] == ["b"]
        assert facade.related(one, "runs_on", "in") == []
        deltas = [change.delta["@runs_on"] for change in ItemChange.objects.filter(kind="relation").order_by("version")]
        assert [(old and old["name"], fresh and fresh["name"]) for old, fresh in deltas] == [
            (None, "a"),
            ("a", None),
            (None, "b"),
        ]

    def test_many_services_may_run_on_one_host(self) -> None:
        one = new("host", "a")
        for name in ("x", "y", "z"):
            facade.relate("runs_on", new("redis", name), one)
        assert [view.name for view in facade.related(one, "runs_on", "in")] == ["x", "y", "z"]

    def test_the_database_refuses_what_the_code_would_not_do(self) -> None:
        service, one, two = new("nginx", "n"), new("host", "a"), new("host", "b")
        relation = facade.relate("runs_on", service, one)
        with pytest.raises(IntegrityError), transaction.atomic():
            RelationSlot.objects.create(type_id="runs_on", side="source", item_id=service, relation=relation)
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.create(type_id="runs_on", source_id=service, target_id=one, source_of_knowledge="x")
        assert two

    def test_nothing_is_part_of_itself_however_long_the_way(self) -> None:
        items = [new("host", str(number)) for number in range(4)]
        for part, whole in pairwise(items):
            facade.relate("part_of", part, whole)
        for whole in items:
            with pytest.raises(Invalid) as error:
                facade.relate("part_of", items[-1], whole)
            assert error.value.code == "relation_refused"
        with pytest.raises(Invalid):
            facade.relate("depends_on", items[0], items[0])
        facade.relate("depends_on", items[0], items[1])
        facade.relate("depends_on", items[1], items[0])

    def test_ends_must_be_of_the_right_type_and_in_use(self) -> None:
        service, one = new("nginx", "n"), new("host", "a")
        with pytest.raises(Invalid):
            facade.relate("runs_on", one, service)
        with pytest.raises(Invalid):
            facade.relate("no_such", service, one)
        facade.update_item(one, 1, facade.Patch(lifecycle="retired"))
        with pytest.raises(Invalid):
            facade.relate("runs_on", service, one)

    def test_an_edge_is_removed_once(self) -> None:
        service, one = new("nginx", "n"), new("host", "a")
        relation = facade.relate("runs_on", service, one)
        facade.unrelate(relation.id)
        with pytest.raises(NotFound):
            facade.unrelate(relation.id)
        assert not RelationSlot.objects.exists()

    def test_identity_follows_the_relation(self) -> None:
        one, two = new("host", "a"), new("host", "b")
        attributes = {"exe": "/usr/sbin/nginx", "port": 80, "ports": [80]}
        facade.create_item("nginx", "x", attributes, relations=[facade.Tie("runs_on", one)])
        other = facade.create_item("nginx", "y", attributes, relations=[facade.Tie("runs_on", two)])
        with pytest.raises(Conflict) as error:
            facade.relate("runs_on", other.id, one, replace=True)
        assert error.value.code == "identity_taken"
        assert [view.name for view in facade.related(other.id, "runs_on")] == ["b"]


WRITERS = 8
ROUNDS = 6


@pytest.mark.django_db(transaction=True)
class TestManyWriters:
    def run(
        self, work: Callable[[int, int], None], writers: int = WRITERS, rounds: int = ROUNDS
    ) -> list[BaseException]:
        barrier = threading.Barrier(writers)
        unexpected: list[BaseException] = []

        def writer(number: int) -> None:
            barrier.wait()
            try:
                for turn in range(rounds):
                    try:
                        work(number, turn)
                    except Problem:
                        continue
            except BaseException as error:  # noqa: BLE001 - reported by the test
                unexpected.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=writer, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return unexpected

    def test_a_source_never_has_two_targets(self) -> None:
        apply_hosts_pack()
        services = [new("nginx", f"s{number}") for number in range(3)]
        hosts = [new("host", f"h{number}") for number in range(WRITERS)]

        def work(number: int, turn: int) -> None:
            facade.relate("runs_on", services[turn % 3], hosts[number], replace=turn % 2 == 0)

        assert self.run(work) == []
        doubled = Relation.objects.values("source").annotate(edges=Count("id")).filter(edges__gt=1)
        assert list(doubled) == []
        assert Relation.objects.count() == len(services)
        assert RelationSlot.objects.count() == len(services)
        for item in Item.objects.filter(id__in=services):
            versions = list(ItemChange.objects.filter(item=item).order_by("version").values_list("version", flat=True))
            assert versions == list(range(1, item.version + 1))

    def test_no_circle_closes_under_concurrent_writers(self) -> None:
        apply_hosts_pack()
        parts = [new("host", f"p{number}") for number in range(WRITERS)]

        def work(number: int, turn: int) -> None:
            facade.relate("part_of", parts[number], parts[(number + 1 + turn) % WRITERS], replace=True)

        assert self.run(work) == []
        up = dict(Relation.objects.filter(type_id="part_of").values_list("source_id", "target_id"))
        for start in parts:
            seen = [start]
            while seen[-1] in up:
                seen.append(up[seen[-1]])
                assert len(set(seen)) == len(seen), "a circle"

    def test_one_thing_seen_by_many_at_once_becomes_one_item(self) -> None:
        apply_hosts_pack()
        found: list[UUID] = []

        def work(number: int, turn: int) -> None:
            found.append(facade.observe_host(host(machine_id=f"m{turn}", serial=f"m{turn}", macs=())).id)

        assert self.run(work) == []
        assert Item.objects.count() == ROUNDS
        assert len(set(found)) == ROUNDS

    def test_no_write_is_lost(self) -> None:
        apply_hosts_pack()
        item = new("host", "shared")
        done: list[int] = []

        def work(number: int, turn: int) -> None:
            version = Item.objects.get(id=item).version
            facade.update_item(item, version, facade.Patch(attributes={"cpu_cores": number * ROUNDS + turn + 1}))
            done.append(number)

        assert self.run(work) == []
        assert Item.objects.get(id=item).version == 1 + len(done)
        assert ItemChange.objects.filter(item_id=item).count() == 1 + len(done)

    def test_fifty_movers_leave_one_edge_and_lose_no_move(self) -> None:
        """Cardinality under pressure: every writer gets through, each move stands or is in the history, none is half
        done."""
        apply_hosts_pack()
        service = new("nginx", "moved")
        hosts = [new("host", f"h{number}") for number in range(50)]
        moved: list[int] = []

        def work(number: int, turn: int) -> None:
            facade.relate("runs_on", service, hosts[number], replace=True)
            moved.append(number)

        assert self.run(work, writers=50, rounds=1) == []
        assert len(moved) == 50
        assert Relation.objects.filter(source_id=service).count() == 1
        ends = [
            change.delta["@runs_on"]
            for change in ItemChange.objects.filter(item_id=service, kind="relation").order_by("version")
        ]
        drawn = [fresh["name"] for _, fresh in ends if fresh]
        assert sorted(drawn) == sorted(f"h{number}" for number in moved)
        gone = [old["name"] for old, _ in ends if old]
        assert gone == drawn[:-1]
        assert [view.name for view in facade.related(service, "runs_on")] == drawn[-1:]
