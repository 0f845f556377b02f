"""What listens on a host becomes its services; what is gone stays known."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.inventory.conftest import host, listening
from tongyun.inventory import facade
from tongyun.inventory.contracts import ObservedService, ServiceFacts
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange
from tongyun.kernel.contracts import NotFound, utc_now

pytestmark = pytest.mark.usefixtures("estate")


@pytest.fixture
def machine(estate: None) -> UUID:
    return facade.observe_host(host()).id


def named(services: list[ObservedService]) -> dict[str, tuple[str, bool, bool]]:
    return {entry.item.name: (entry.item.type, entry.present, entry.watched) for entry in services}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (listening("nginx", 443, 80), ("nginx:80@web01", "nginx", True)),
        (listening("postgres", 5432), ("postgresql:5432@web01", "postgresql", True)),
        (listening("redis-server", 6379), ("redis:6379@web01", "redis", True)),
        (listening("mariadbd", 3306), ("mariadb:3306@web01", "mariadb", True)),
        (listening("sshd", 22), ("sshd:22@web01", "sshd", True)),
        (listening("python3.11", 8000, cmdline=("python3", "app.py")), ("python3.11:8000@web01", "service", False)),
        (listening("node", 3000), ("node:3000@web01", "service", False)),
        (listening("chronyd", 323), ("chronyd:323@web01", "service", False)),
        (
            listening("python3", 8000, cmdline=("/srv/.venv/bin/python", "-m", "tongyun", "web", "--data", "/srv/d")),
            ("统运:8000@web01", "platform_service", False),
        ),
        (
            listening("python3", 8123, cmdline=("/srv/.venv/bin/python", "/srv/.venv/bin/tongyun", "store")),
            ("统运:8123@web01", "platform_service", False),
        ),
    ],
)
def test_signatures_decide_the_type(machine: UUID, facts: ServiceFacts, expected: tuple[str, str, bool]) -> None:
    (entry,) = facade.observe_services(machine, [facts])
    assert (entry.item.name, entry.item.type, entry.watched) == expected
    assert (entry.process, entry.port) == (facts.process, min(port for _, _, port in facts.ports))
    assert [view.id for view in facade.related(entry.item.id, "runs_on")] == [machine]


def test_a_service_that_is_gone_is_told_absent_until_it_is_retired(machine: UUID, as_admin: object) -> None:
    facade.observe_services(machine, [listening("nginx", 80), listening("redis-server", 6379)])
    left = named(facade.observe_services(machine, [listening("redis-server", 6379)]))
    assert left == {"nginx:80@web01": ("nginx", False, True), "redis:6379@web01": ("redis", True, True)}
    nginx = Item.objects.get(type_id="nginx")
    facade.update_item(nginx.id, nginx.version, Patch(lifecycle="retired"))
    assert set(named(facade.observe_services(machine, []))) == {"redis:6379@web01"}


def test_an_unchanged_host_costs_a_bounded_number_of_reads(
    machine: UUID, django_assert_max_num_queries: object
) -> None:
    services = [listening(f"svc{number}", 1000 + number) for number in range(40)]
    facade.observe_services(machine, services)
    with django_assert_max_num_queries(9) as asked:  # type: ignore[operator]
        facade.observe_services(machine, services)
    assert not [query for query in asked.captured_queries if not query["sql"].startswith("SELECT")]


def test_a_restart_changes_the_process_id_and_no_history(machine: UUID) -> None:
    facade.observe_services(machine, [listening("nginx", 80, pid=100, started_at=utc_now() - timedelta(hours=1))])
    before = ItemChange.objects.count()
    (entry,) = facade.observe_services(machine, [listening("nginx", 80, pid=200, started_at=utc_now())])
    assert entry.item.attributes["pid"] == 200
    assert ItemChange.objects.count() == before


def test_another_port_of_the_same_program_is_the_same_service(machine: UUID) -> None:
    (first,) = facade.observe_services(machine, [listening("nginx", 443)])
    (second,) = facade.observe_services(machine, [listening("nginx", 80, 443)])
    assert second.item.id == first.item.id
    assert (second.port, second.item.attributes["ports"]) == (80, [80, 443])


def test_two_instances_of_one_program_are_two_services(machine: UUID) -> None:
    both = facade.observe_services(machine, [listening("postgres", 5432), listening("postgres", 5433)])
    assert len({entry.item.id for entry in both}) == 2


def test_two_hosts_have_services_of_their_own(machine: UUID) -> None:
    other = facade.observe_host(host(machine_id="other", serial="CN-2", hostname="web02", macs=())).id
    facade.observe_services(machine, [listening("nginx", 80)])
    assert set(named(facade.observe_services(other, [listening("nginx", 80)]))) == {"nginx:80@web02"}


def test_a_person_decides_what_is_watched_and_how_it_is_restarted(machine: UUID, as_admin: object) -> None:
    (entry,) = facade.observe_services(machine, [listening("nginx", 80)])
    version = Item.objects.get(id=entry.item.id).version
    facade.update_item(
        entry.item.id, version, Patch(attributes={"watched": False, "restart_command": "systemctl restart nginx"})
    )
    (again,) = facade.observe_services(machine, [listening("nginx", 80)])
    assert not again.watched
    assert again.item.attributes["restart_command"] == "systemctl restart nginx"


def test_a_closer_look_makes_the_type_more_exact_but_never_against_a_person(machine: UUID, as_admin: object) -> None:
    facade.observe_services(machine, [listening("mystery", 8080, exe="/opt/x")])
    (known,) = facade.observe_services(machine, [listening("nginx", 8080, exe="/opt/x")])
    assert known.item.type == "nginx"
    version = Item.objects.get(id=known.item.id).version
    facade.update_item(known.item.id, version, Patch(type="web_server"))
    (decided,) = facade.observe_services(machine, [listening("nginx", 8080, exe="/opt/x")])
    assert decided.item.type == "web_server"


def test_a_young_process_of_an_unknown_kind_is_not_recorded_but_a_known_one_is_seen(machine: UUID) -> None:
    young = listening("throwaway", 39999, started_at=utc_now())
    assert facade.observe_services(machine, [young]) == []
    old = listening("throwaway", 39999, started_at=utc_now() - timedelta(minutes=5))
    facade.observe_services(machine, [old])
    (entry,) = facade.observe_services(machine, [young])
    assert entry.present


def test_secrets_of_a_command_line_are_not_kept(machine: UUID) -> None:
    arguments = ("app", "--password=hunter2", "--api-key", "abc", "token:xyz", "--port", "80")
    (entry,) = facade.observe_services(machine, [listening("app", 80, cmdline=arguments)])
    assert entry.item.attributes["cmdline"] == "app --password=*** --api-key *** token:*** --port 80"


def test_an_upgraded_program_is_still_the_same(machine: UUID) -> None:
    facade.observe_services(machine, [listening("sshd", 22)])
    (entry,) = facade.observe_services(machine, [listening("sshd", 22, exe="/usr/sbin/sshd (deleted)")])
    assert entry.present
    assert Item.objects.filter(type_id="sshd").count() == 1


def test_services_need_a_host(estate: None) -> None:
    with pytest.raises(NotFound):
        facade.observe_services(uuid4(), [])
