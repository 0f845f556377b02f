"""The hosts pack in use, and short ways to say what was seen."""

from typing import Any

import pytest
from django.db import connection

from tests.packs_in_use import put_in_use
from tongyun.inventory.contracts import HostFacts, Observation, ServiceFacts
from tongyun.packs.services.discovery import OWN, survey


@pytest.fixture
def estate(db: None) -> None:
    """Types, relations and signatures of the hosts pack."""
    apply_hosts_pack()


def apply_hosts_pack() -> None:
    apply_packs("hosts")


def apply_packs(*names: str) -> None:
    put_in_use([survey(OWN / name) for name in names])


def host(**changes: Any) -> HostFacts:
    facts: dict[str, Any] = {
        "machine_id": "3f2a",
        "hostname": "web01",
        "os": "Kylin",
        "serial": "CN-771",
        "macs": ("52:54:00:AA:00:01",),
        "addresses": ("10.1.0.5",),
        "memory_bytes": 8 << 30,
        "cpu_cores": 4,
    }
    return HostFacts(**{**facts, **changes})


def listening(process: str, *ports: int, **changes: Any) -> ServiceFacts:
    facts: dict[str, Any] = {
        "process": process,
        "exe": f"/usr/sbin/{process}",
        "cmdline": (process,),
        "ports": tuple(("tcp", "0.0.0.0", port) for port in ports),
        "pid": 100,
    }
    return ServiceFacts(**{**facts, **changes})


def seen(name: str, **attributes: Any) -> Observation:
    return Observation("host", name, {"hostname": name, **attributes})


def somebody_waits() -> bool:
    """Whether anybody waits for a row that another transaction holds (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
