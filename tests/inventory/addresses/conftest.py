"""A plan to allot in."""

from typing import Any
from uuid import UUID

import pytest

from tests.inventory.conftest import apply_packs
from tongyun.inventory import facade
from tongyun.inventory.address_plan.figures import forget_figures
from tongyun.inventory.contracts import Observation

ZONE = "extranet-public"


@pytest.fixture
def plan(db: None) -> None:
    """The types of networks and of what has addresses."""
    apply_network_packs()


def apply_network_packs() -> None:
    apply_packs("hosts", "facilities", "equipment", "networks")
    forget_figures()


def prefix(text: str, zone: str | None = ZONE, **more: Any) -> UUID:
    attributes = {"prefix": text, **({"network_zone": zone} if zone else {}), **more}
    return facade.create_item("subnet", text, attributes).id


def host(name: str, *addresses: str, zone: str | None = ZONE) -> UUID:
    """A machine that reported these addresses; a person said in which zone it stands."""
    seen = Observation("host", name, {"hostname": name, "machine_id": name, "addresses": list(addresses)})
    (answer,) = facade.observe([seen])
    assert answer.item is not None
    if zone is not None:
        item = answer.item
        facade.update_item(item.id, 1, facade.Patch({"network_zone": zone}))
    return answer.item.id


def reports(name: str, *addresses: str) -> str:
    """What becomes of a later report of the machine."""
    seen = Observation("host", name, {"hostname": name, "machine_id": name, "addresses": list(addresses)})
    return facade.observe([seen])[0].outcome
