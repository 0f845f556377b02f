"""Which item is it, and whose word counts (lesson 2)."""

from datetime import timedelta

import pytest

from tests.inventory.conftest import host, seen
from tongyun.inventory import facade
from tongyun.inventory.contracts import Observation
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange, ReviewCase
from tongyun.inventory.services.observation import observe
from tongyun.kernel.contracts import Conflict, utc_now
from tongyun.kernel.models import OutboxMessage

pytestmark = pytest.mark.usefixtures("estate")


def outcome(observation: Observation) -> str:
    return observe([observation])[0].outcome


def test_zero_makes_one_updates() -> None:
    first = facade.observe_host(host())
    again = facade.observe_host(host(os="openEuler"))
    assert first.id == again.id
    assert again.attributes["os"] == "openEuler"
    assert Item.objects.count() == 1
    assert [change.kind for change in ItemChange.objects.order_by("version")] == ["created", "updated"]


def test_a_later_rule_recognises_what_an_earlier_one_does_not() -> None:
    first = facade.observe_host(host())
    reinstalled = facade.observe_host(host(machine_id="new"))
    assert reinstalled.id == first.id
    assert facade.observe_host(host(machine_id="new", serial=None)).id == first.id


def test_placeholders_recognise_nobody() -> None:
    one = facade.observe_host(host(machine_id="a", serial="To Be Filled By O.E.M.", macs=()))
    two = facade.observe_host(host(machine_id="b", serial="To be filled by O.E.M.", macs=()))
    assert one.id != two.id


def test_nothing_to_recognise_by_goes_to_review() -> None:
    assert outcome(seen("nameless")) == "rejected"
    assert not Item.objects.exists()
    assert ReviewCase.objects.get().reason == "invalid"


def test_many_matches_go_to_review_and_never_to_the_first() -> None:
    observe([seen("twin", machine_id="a", macs=["52:54:00:00:00:01"])])
    observe([seen("twin", machine_id="b", macs=["52:54:00:00:00:02"])])
    both = seen("twin", macs=["52:54:00:00:00:01", "52:54:00:00:00:02"], os="Kylin")
    for _ in range(3):
        answer = observe([both])[0]
        assert (answer.outcome, answer.item) == ("review", None)
    case = ReviewCase.objects.get()
    assert case.reason == "ambiguous"
    assert sorted(case.candidates) == sorted(str(item.id) for item in Item.objects.all())
    assert not Item.objects.filter(attributes__has_key="os").exists()


def test_a_value_that_belongs_to_another_item_is_not_taken_over() -> None:
    one = facade.observe_host(host(machine_id="a", serial="CN-1", macs=()))
    two = facade.observe_host(host(machine_id="b", serial="CN-2", macs=()))
    answer = facade.observe_host(host(machine_id="b", serial="CN-1", macs=(), os="UOS"))
    assert answer.id == two.id
    assert (answer.attributes["serial"], answer.attributes["os"]) == ("CN-2", "UOS")
    view = facade.item_view(one.id)
    assert view is not None
    assert view.attributes["serial"] == "CN-1"
    assert ReviewCase.objects.get().reason == "contradiction"


def test_people_win_until_they_let_go(as_admin: object) -> None:
    view = facade.observe_host(host())
    facade.update_item(view.id, 1, Patch(attributes={"os": "麒麟 V10"}, name="门户前置机"))
    seen_again = facade.observe_host(host(os="Kylin", memory_bytes=16 << 30))
    assert (seen_again.name, seen_again.attributes["os"]) == ("门户前置机", "麒麟 V10")
    assert seen_again.attributes["memory_bytes"] == 16 << 30
    version = Item.objects.get(id=view.id).version
    facade.update_item(view.id, version, Patch(attributes={"os": None}))
    assert facade.observe_host(host(os="Kylin")).attributes["os"] == "Kylin"


def test_nothing_is_written_when_nothing_changed(django_assert_max_num_queries: object) -> None:
    facade.observe_host(host())
    before = Item.objects.get()
    with django_assert_max_num_queries(4) as asked:  # type: ignore[operator]
        facade.observe_host(host())
    assert not [query for query in asked.captured_queries if not query["sql"].startswith("SELECT")]
    after = Item.objects.get()
    assert (after.version, after.updated_at, after.last_seen_at) == (
        before.version,
        before.updated_at,
        before.last_seen_at,
    )
    assert ItemChange.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="item.changed").count() == 1


def test_last_seen_moves_at_most_once_a_minute() -> None:
    facade.observe_host(host())
    long_ago = utc_now() - timedelta(minutes=2)
    Item.objects.update(last_seen_at=long_ago)
    facade.observe_host(host())
    item = Item.objects.get()
    assert item.last_seen_at is not None
    assert item.last_seen_at > long_ago
    assert item.version == 1


def test_volatile_facts_are_kept_without_history() -> None:
    facade.observe_host(host(boot_at=utc_now() - timedelta(days=1)))
    started = utc_now().replace(microsecond=0)
    view = facade.observe_host(host(boot_at=started))
    assert view.attributes["boot_at"] == started.isoformat()
    item = Item.objects.get()
    assert (item.version, "boot_at" in item.attributes) == (1, False)


def test_values_that_break_the_schema_go_to_review_and_the_rest_goes_in() -> None:
    answer = observe([seen("web", machine_id="a", cpu_cores="many", nonsense=1, os="Kylin\x00")])[0]
    assert answer.outcome == "created"
    assert answer.item is not None
    assert answer.item.attributes == {"hostname": "web", "machine_id": "a", "os": "Kylin�"}
    case = ReviewCase.objects.get()
    assert "/attributes/cpu_cores" in case.detail
    assert "/attributes/nonsense" in case.detail


def test_one_bad_row_does_not_stop_the_batch() -> None:
    batch = [
        seen("a", machine_id="a"),
        Observation("no_such", "b", {}),
        seen(""),
        seen("c", machine_id="c"),
        seen("a", machine_id="a"),
    ]
    assert [answer.outcome for answer in observe(batch)] == ["created", "rejected", "rejected", "created", "unchanged"]


def test_a_host_that_fits_several_items_is_refused_with_a_reason() -> None:
    observe(
        [
            seen("twin", machine_id="a", macs=["52:54:00:00:00:01"]),
            seen("twin", machine_id="b", macs=["52:54:00:00:00:02"]),
        ]
    )
    with pytest.raises(Conflict) as error:
        facade.observe_host(
            host(machine_id="", serial="", hostname="twin", macs=("52:54:00:00:00:01", "52:54:00:00:00:02"))
        )
    assert error.value.code == "identity_review"
