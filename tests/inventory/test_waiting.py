"""Writers that meet hold what they need in one order and come through both: nobody waits in a circle (PostgreSQL).

The order: packs, types, kinds of relation, items by id, cases. A person who is the one to lose is told 503.
"""

from collections.abc import Callable
from functools import partial
from threading import Thread
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.conftest import Api
from tests.inventory.conftest import seen, somebody_waits
from tests.inventory.test_derivation import file, late
from tests.inventory.test_types import attribute, put
from tongyun.inventory import facade
from tongyun.inventory.content import RELATIONS
from tongyun.inventory.contracts import Observation
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange, ItemType, Relation, ReviewCase
from tongyun.inventory.services.observation import observe
from tongyun.inventory.services.relations import relate
from tongyun.inventory.services.reverting import revert_change
from tongyun.inventory.services.review.deciding import assign_case
from tongyun.kernel.contracts import Actor
from tongyun.kernel.facade import acting_as
from tongyun.kernel.models import User
from tongyun.packs.models import Overlay
from tongyun.packs.services.editing import Wish, edit_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("estate")]

Act = Callable[[], object]


def meet(first: Act, second: Act, person: User, *tables: str) -> list[str]:
    """Let the second begin when the first holds a row of these tables, and go on with the first when the second waits
    or is done: who came through. Where there is one writer at a time, the second comes after."""
    came_through: list[str] = []

    def other() -> None:
        try:
            with acting_as(Actor("user", str(person.id), person.name)):
                second()
            came_through.append("second")
        finally:
            connection.close()

    thread = Thread(target=other)

    def when_a_row_is_held(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not thread.ident and "FOR NO KEY UPDATE" in sql and any(f'FROM "{table}"' in sql for table in tables):
            thread.start()
            while thread.is_alive() and not somebody_waits():
                sleep(0.01)
        return answer

    with connection.execute_wrapper(when_a_row_is_held):
        first()
        came_through.append("first")
    assert bool(thread.ident) == (connection.vendor != "sqlite"), "the first holds nothing"
    if not thread.ident:
        thread.start()
    thread.join()
    return came_through


def test_whoever_moves_edges_holds_their_kind_before_the_item(as_admin: User) -> None:
    RELATIONS.apply(file())
    put("cabinet", {"place": attribute()}, parent="host")
    east, _, north = (new("host", name).id for name in ("东", "西", "北"))
    two = [new("host", name, hostname="都像", macs=[f"52:54:00:00:00:0{at}"]) for at, name in enumerate(("甲", "乙"))]
    fitting_both = [mac for item in two for mac in item.attributes["macs"]]

    def change(item: Item) -> None:
        facade.update_item(item.id, item.version, Patch(attributes={"location": "东"}))

    def revert(item: Item) -> None:
        newest = ItemChange.objects.filter(item=item, kind=ItemChange.Kind.UPDATED).latest("version")
        revert_change(newest.id, reason="误操作", dry_run=False)

    def see(item: Item) -> None:
        relations = (("sits_in", east),)
        told = observe([Observation("host", item.name, {"serial": item.attributes["serial"]}, relations)])
        assert [each.outcome for each in told] == ["updated"]

    def decide(item: Item) -> None:
        told = observe([seen("都像", macs=fitting_both, location="东")])
        assert [each.outcome for each in told] == ["review"], told
        assign_case(ReviewCase.objects.get(closed_at=None).id, item.id)

    def migrate(item: Item) -> None:
        with transaction.atomic():
            put("cabinet", {}, parent="host", migrate=[{"rename": "place", "to": "location"}])

    def sweep(item: Item) -> None:
        Item.objects.filter(id=item.id).update(attributes={"location": "东"})
        late()

    moved = new("host", "二", location="东")
    facade.update_item(moved.id, Item.objects.get(id=moved.id).version, Patch(attributes={"location": "西"}))
    verbs: dict[Callable[[Item], None], Item] = {
        change: new("host", "一"),
        revert: moved,
        see: new("host", "三", serial="SN-3"),
        decide: two[0],
        migrate: new("cabinet", "六", place="东"),
        sweep: new("host", "七"),
    }
    ended = {}
    for verb, item in verbs.items():
        draw = partial(relate, "sits_in", item.id, north, replace=True)
        came = meet(partial(verb, item), draw, as_admin, "inventory_item", "inventory_relationtype")
        ended[verb.__name__] = (sorted(came), stands(item.id))
    assert ended == dict.fromkeys((verb.__name__ for verb in verbs), (["first", "second"], ["北"]))


def test_a_type_of_a_pack_is_changed_beside_its_pack(api: Api, as_admin: User) -> None:
    told = api.get("item-types/host/definition").json()
    told["definition"]["schema"]["properties"]["cabinet_key"] = attribute(**{"x-group": "custom"})

    def change() -> None:
        answer = api.send("PUT", "item-types/host", {"version": told["version"], "definition": told["definition"]})
        assert answer.status_code == 200, answer.json()

    def edit() -> None:
        edit_file("hosts", "types", "host", [Wish("/schema/properties/location/maxLength", 50)], None)

    came = meet(change, edit, as_admin, "inventory_itemtype", "packs_appliedpack")
    assert sorted(came) == ["first", "second"]
    assert [each["path"] for each in Overlay.objects.get().edits] == ["/schema/properties/location/maxLength"]
    assert ItemType.objects.get(key="host").version == told["version"] + 2


def new(type_key: str, name: str, **attributes: Any) -> Item:
    return facade.create_item(type_key, name, attributes)


def stands(item: UUID) -> list[str]:
    return list(Relation.objects.filter(source=item, type="sits_in").values_list("target__name", flat=True))
