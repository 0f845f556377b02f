"""Who allots, gives back and plans at the same time: the second waits for the first, and is answered in words."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests.inventory.addresses.conftest import ZONE, apply_network_packs, prefix
from tongyun.inventory import facade
from tongyun.inventory.catalogue import catalogue
from tongyun.inventory.models import AddressBlock, AddressUse
from tongyun.inventory.services.addresses.allotting import Wish, allot, release
from tongyun.inventory.services.addresses.keeping import hold_zones
from tongyun.inventory.services.items import Draft, insert_all
from tongyun.kernel.contracts import Conflict

pytestmark = pytest.mark.django_db(transaction=True)

#: So long the first one keeps its transaction open when the second has begun.
OPEN_S = 0.5
OTHER = "internet-office"


def beside(first: Callable[[], object], *others: Callable[[], object]) -> list[BaseException]:
    """Begin the others while the transaction of the first is open; what they raised."""
    done, raised = threading.Event(), []

    def acting(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - judged by the test
            raised.append(error)
        finally:
            done.set()
            connection.close()

    def opened() -> None:
        with transaction.atomic():
            first()
            done.set()
            threading.Event().wait(OPEN_S)

    threads = [threading.Thread(target=acting, args=(act,)) for act in (opened, *others)]
    threads[0].start()
    done.wait()
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_prefix_is_not_retired_under_whoever_allots_in_it() -> None:
    apply_network_packs()
    lan = prefix("10.0.0.0/24")
    (refused,) = beside(
        lambda: allot(lan, Wish()), lambda: facade.update_item(lan, 1, facade.Patch(lifecycle="retired"))
    )
    assert isinstance(refused, Conflict), refused
    assert refused.code == "prefix_in_use"
    assert AddressUse.objects.get().block_id == lan


def test_an_address_is_given_back_while_a_prefix_is_put_around_it() -> None:
    apply_network_packs()
    (use,) = allot(prefix("10.0.0.0/24"), Wish(address="10.0.0.5"))
    assert beside(lambda: prefix("10.0.0.0/28"), lambda: release(use.id)) == []
    assert not AddressUse.objects.exists()


def test_those_who_plan_several_zones_at_once_do_not_wait_for_one_another() -> None:
    apply_network_packs()
    types = catalogue()

    def draft(number: int, zone: str) -> Draft:
        text = f"10.{number}.0.0/16"
        return Draft(types.types["subnet"], text, {"prefix": text, **({"network_zone": zone} if zone else {})})

    def planned(*zones: str, begin: int) -> Callable[[], object]:
        return transaction.atomic(lambda: insert_all(types, [draft(begin + at, zone) for at, zone in enumerate(zones)]))

    both = planned(ZONE, "", OTHER, begin=10), planned(OTHER, "", ZONE, begin=20)
    assert beside(lambda: hold_zones([""]), *both) == []
    assert AddressBlock.objects.count() == 6
