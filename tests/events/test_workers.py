"""Several workers evaluate the same group at the same moment, each on its own connection: everything happens once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.events.conftest import HOST_SILENT, SERVICE_GONE, Estate, apply_rules, at, group, measured, service_up, told
from tongyun.events.models import Alert, Incident
from tongyun.events.services import evaluation
from tongyun.kernel.services.audit import verify_all

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


@pytest.fixture
def broken(store: Any, estate: Estate) -> Estate:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    service_up(0, 0, estate.web)
    service_up(0, 0, estate.database)
    measured("agent_up", 0, 0, estate.host, agent="a")
    return estate


def test_everything_happens_once(broken: Estate) -> None:
    together = Barrier(WORKERS)

    def turn(number: int) -> None:
        try:
            rules = group()
            together.wait(30)
            evaluation.evaluate(rules, at(number / 1000))
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(turn, range(WORKERS)))
    assert Alert.objects.count() == 3
    assert len(told("alert.fired")) == 3
    assert Incident.objects.count() == len(told("incident.opened")) == 1
    assert Incident.objects.get().item_id == broken.host.id
    assert verify_all() == []
