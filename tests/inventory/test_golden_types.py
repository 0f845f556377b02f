"""Every type of the packs by a thing of its kind, as an operator would register it (packs/*/expected/items.yaml)."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.packs_in_use import put_in_use
from tongyun.inventory import facade
from tongyun.inventory.catalogue import catalogue
from tongyun.inventory.content.types import GROUPS
from tongyun.inventory.models import Item
from tongyun.inventory.queries import items_views
from tongyun.kernel.contracts import Invalid
from tongyun.packs.services.discovery import OWN

pytestmark = pytest.mark.usefixtures("all_packs", "as_admin")

#: Packs of types in an order in which nothing is named before it is there.
PACKS = ("facilities", "equipment", "cloud", "business", "software", "networks")


@pytest.fixture
def all_packs(db: None) -> None:
    put_in_use()


def samples() -> Iterator[dict[str, Any]]:
    for pack in PACKS:
        yield from yaml.load((OWN / pack / "expected/items.yaml").read_text("utf-8"), Plain)


class Plain(yaml.SafeLoader):
    """Days stay text, as in pack files."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def resolved(value: Any, made: dict[str, Item]) -> Any:
    return str(made[value[1:]].id) if isinstance(value, str) and value.startswith("=") else value


def test_every_type_takes_a_thing_of_its_kind() -> None:
    made: dict[str, Item] = {}
    for sample in samples():
        attributes = {name: resolved(value, made) for name, value in sample["attributes"].items()}
        try:
            made[sample["as"]] = facade.create_item(sample["type"], sample["as"], attributes)
        except Invalid as refused:
            pytest.fail(f"{sample['as']}: {refused.fields}")
    views = items_views(item.id for item in made.values())
    assert {view.type for view in views.values()} >= concrete_types()


def concrete_types() -> set[str]:
    return {view.key for view in catalogue().types.values() if view.pack in PACKS and not view.abstract}


def test_chengdus_kinds_are_all_there() -> None:
    """CD-O-05, CD-X-08 and what issue 4 names beside them."""
    named = (
        "region room rack rack_unit ups precision_air_conditioner distribution_cabinet battery sensor camera door "
        "power_connection server switch router firewall security_device load_balancer storage_device san_switch nas "
        "tape_library cluster hypervisor virtual_machine container_cluster container operating_system middleware "
        "database web_server network_card subnet vlan volume business_system application application_component "
        "interface certificate domain network_line ip_pool software_licence contract_reference"
    )
    assert set(named.split()) <= {view.key for view in catalogue().types.values() if not view.abstract}


def test_every_type_is_whole() -> None:
    """Five groups, a family, an icon and columns; references to types that exist; and an attribute that a subtype
    declares again takes the same kind of value."""
    types = catalogue()
    for view in types.types.values():
        properties = view.schema["properties"]
        if view.key != "item":
            assert {part["x-group"] for part in properties.values()} == set(GROUPS), view.key
            assert all((view.icon, view.list_columns, view.family != "other")), view.key
        for name, keys in view.references.items():
            assert all(types.get(key) for key in keys), f"{view.key}.{name}"
        above = types.get(view.parent) if view.parent else None
        for name, part in (above.schema["properties"] if above else {}).items():
            assert properties[name].get("type") == part.get("type"), f"{view.key}.{name}"
