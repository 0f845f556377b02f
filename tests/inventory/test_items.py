"""People make and change items: schema, version, history, audit, outbox, all or nothing."""

from uuid import uuid4

import pytest

from tongyun.inventory import facade
from tongyun.inventory.contracts import ITEM_CHANGED
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange, ItemIdentity
from tongyun.inventory.services.recording import AUDIT_STREAM
from tongyun.kernel.contracts import Actor, Conflict, Forbidden, Invalid, NotFound, Stale
from tongyun.kernel.facade import acting_as
from tongyun.kernel.models import AuditRecord, OutboxMessage, User
from tongyun.kernel.services.audit import verify

pytestmark = pytest.mark.usefixtures("estate", "as_admin")


def paths(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {field.path for field in error.value.fields}


def test_a_new_item_leaves_history_audit_and_a_message() -> None:
    item = facade.create_item("host", " db01 ", {"hostname": "db01", "cpu_cores": 8, "owner": None})
    assert (item.name, item.version, item.source) == ("db01", 1, "person")
    assert item.attributes == {"hostname": "db01", "cpu_cores": 8}
    (change,) = ItemChange.objects.filter(item=item)
    assert change.kind == "created"
    assert change.delta["cpu_cores"] == [None, 8]
    assert change.delta["@name"] == [None, "db01"]
    assert AuditRecord.objects.filter(stream=AUDIT_STREAM, target_id=str(item.id), action="item.created").count() == 1
    assert verify(AUDIT_STREAM) == []
    message = OutboxMessage.objects.get(topic=ITEM_CHANGED)
    assert message.payload["item"] == str(item.id)
    assert message.payload["kind"] == "created"


def test_everything_wrong_is_told_at_once_and_nothing_is_written() -> None:
    hostile = {"__proto__": 1, "a/b~c": 2, "cpu_cores": 0, "notes": "x\x00", "warranty_until": "never"}
    with pytest.raises(Invalid) as error:
        facade.create_item("host", "  ", hostile)
    assert paths(error) == {
        "/name",
        "/attributes/__proto__",
        "/attributes/a~1b~0c",
        "/attributes/cpu_cores",
        "/attributes/notes",
        "/attributes/warranty_until",
    }
    assert not Item.objects.exists()
    assert not ItemChange.objects.exists()
    assert not OutboxMessage.objects.filter(topic=ITEM_CHANGED).exists()


@pytest.mark.parametrize("key", ["item", "no_such", ""])
def test_items_are_only_of_types_in_use(key: str) -> None:
    with pytest.raises(Invalid):
        facade.create_item(key, "x", {})


def test_values_up_to_64_kib_are_kept_and_larger_ones_refused() -> None:
    tags = ["运" * 60 + str(index) for index in range(3)]
    item = facade.create_item("host", "big", {"notes": "述" * 20_000, "tags": ["a", "b"]})
    assert Item.objects.get(id=item.id).attributes["notes"] == "述" * 20_000
    with pytest.raises(Invalid) as error:
        facade.create_item("host", "bigger", {"notes": "述" * 22_000})
    assert error.value.fields[0].message == "超过 64 KiB"
    with pytest.raises(Invalid):
        facade.create_item("host", "tags", {"tags": tags * 30})
    with pytest.raises(Invalid):
        facade.create_item("host", "surrogate", {"notes": "\ud800"})
    with pytest.raises(Invalid) as error:
        facade.create_item("host", "boundless", {"cpu_cores": 10**400})
    assert paths(error) == {"/attributes/cpu_cores"}


def test_a_change_needs_the_version_that_was_read() -> None:
    item = facade.create_item("host", "db01", {"owner": "王"})
    changed = facade.update_item(item.id, 1, Patch(attributes={"owner": "李"}))
    assert changed.version == 2
    with pytest.raises(Stale):
        facade.update_item(item.id, 1, Patch(attributes={"owner": "赵"}))
    assert Item.objects.get(id=item.id).attributes["owner"] == "李"
    newest = ItemChange.objects.filter(item=item).order_by("-version").first()
    assert newest is not None
    assert newest.delta == {"owner": ["王", "李"]}


def test_saving_without_a_difference_writes_no_history() -> None:
    item = facade.create_item("host", "db01", {"owner": "王"})
    assert facade.update_item(item.id, 1, Patch(attributes={"owner": "王"}, name="db01")).version == 1
    assert ItemChange.objects.filter(item=item).count() == 1


def test_replaying_the_deltas_gives_the_item_at_every_version() -> None:
    item = facade.create_item("host", "a", {"owner": "王", "cpu_cores": 2})
    facade.update_item(item.id, 1, Patch(attributes={"owner": None, "cpu_cores": 4}))
    facade.update_item(item.id, 2, Patch(name="b", lifecycle="retired"))
    state: dict[str, object] = {}
    states = []
    for change in ItemChange.objects.filter(item=item).order_by("version"):
        for name, (old, new) in change.delta.items():
            assert state.get(name) == old
            state[name] = new
        states.append(dict(state))
    assert [(each["@name"], each["owner"], each["cpu_cores"], each["@lifecycle"]) for each in states] == [
        ("a", "王", 2, "active"),
        ("a", None, 4, "active"),
        ("b", None, 4, "retired"),
    ]


def test_two_items_cannot_have_one_identity() -> None:
    facade.create_item("host", "a", {"serial": "CN-1"})
    other = facade.create_item("host", "b", {"serial": "CN-2"})
    with pytest.raises(Conflict) as error:
        facade.create_item("host", "c", {"serial": " cn-1 "})
    assert error.value.code == "identity_taken"
    with pytest.raises(Conflict):
        facade.update_item(other.id, 1, Patch(attributes={"serial": "CN-1"}))
    assert Item.objects.get(id=other.id).attributes["serial"] == "CN-2"
    assert Item.objects.count() == 2
    facade.update_item(other.id, 1, Patch(attributes={"serial": "CN-3"}))
    assert ItemIdentity.objects.filter(item=other).count() == 1


def test_a_change_of_type_loses_nothing_unless_told_to() -> None:
    item = facade.create_item("nginx", "portal", {"port": 80, "site_url": "http://portal"})
    with pytest.raises(Invalid) as error:
        facade.update_item(item.id, 1, Patch(type="redis"))
    assert paths(error) == {"/attributes/site_url"}
    moved = facade.update_item(item.id, 1, Patch(type="redis", drop=("site_url",)))
    assert (moved.type_id, moved.attributes) == ("redis", {"port": 80})
    newest = ItemChange.objects.filter(item=item).order_by("-version").first()
    assert newest is not None
    assert newest.delta == {"@type": ["nginx", "redis"], "site_url": ["http://portal", None]}


def test_permission_is_checked_and_missing_items_are_said_to_be(nobody: User) -> None:
    with pytest.raises(NotFound):
        facade.update_item(uuid4(), 1, Patch(name="x"))
    with acting_as(Actor("user", str(nobody.id), nobody.name)), pytest.raises(Forbidden):
        facade.create_item("host", "x", {})
