"""Series on a real store, read by people of different organisations: nobody sees, counts or infers those of others."""

import time
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.telemetry.test_reports import HOST, report
from tongyun.inventory.models import Item
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.django_db

LOADS = {"north": 1.0, "south": 2.0, "secret": 40.0}


@pytest.fixture
def hosts(hosts_pack: None, store: Any, organisation: Organisation) -> dict[str, Item]:
    """One host in each of three units; `south` lies below `north`, `secret` beside them."""
    north = Organisation.objects.create(code="north", name="北区", parent=organisation)
    units = {
        "north": north,
        "south": Organisation.objects.create(code="south", name="南街", parent=north),
        "secret": Organisation.objects.create(code="secret", name="机密局", parent=organisation),
    }
    found = {}
    for name, unit in units.items():
        agent, now = Api(token=issue_token("agent", name)), int(time.time() * 1000)
        samples = [["node_load1", {}, now, LOADS[name]], [f"only_on_{name}", {"of": name}, now, 1]]
        sent = agent.post(
            "agent/report",
            report(samples=samples, services=[], host={**HOST, "machine_id": name, "hostname": name})
            | {"agent": {"version": "0.1.0", "id": name, "interval_s": 15}},
        )
        assert sent.status_code == 200, sent.content
        found[name] = Item.objects.get(name=name)
        Item.objects.filter(id=found[name].id).update(organisation=unit)
    return found


def caller(unit: str, scope: str) -> Api:
    role = ensure_roles()[OPERATIONS]
    user = make_user(f"{unit}-{scope}", "值班员", Organisation.objects.get(code=unit), [role], scope)
    return Api(user)


def values(api: Api, expression: str) -> list[float]:
    answer = api.get("prometheus/api/v1/query", query=expression)
    assert answer.status_code == 200, answer.content
    return sorted(float(series["value"][1]) for series in answer.json()["data"]["result"])


@pytest.mark.parametrize(
    ("unit", "scope", "seen"),
    [
        ("root", "all", ["north", "secret", "south"]),
        ("north", "below", ["north", "south"]),
        ("north", "organisation", ["north"]),
        ("secret", "organisation", ["secret"]),
        ("secret", "own", []),
    ],
)
def test_each_sees_the_series_of_the_own_scope(hosts: dict[str, Item], unit: str, scope: str, seen: list[str]) -> None:
    api = caller(unit, scope)
    loads = sorted(LOADS[name] for name in seen)
    assert values(api, "node_load1") == loads
    assert values(api, "sum(node_load1)") == ([sum(loads)] if loads else [])
    assert values(api, "count(node_load1 or vector(7))") == [len(loads) + 1.0]
    now = time.time()
    ranged = api.get("prometheus/api/v1/query_range", query="node_load1", start=now - 60, end=now + 1, step=15)
    assert len(ranged.json()["data"]["result"]) == len(seen)
    listed = api.get("prometheus/api/v1/series", **{"match[]": '{__name__=~".+"}'}).json()["data"]
    assert {each["ci"] for each in listed} == {str(hosts[name].id) for name in seen}
    names = api.get("prometheus/api/v1/label/__name__/values").json()["data"]
    assert {name for name in names if name.startswith("only_on_")} == {f"only_on_{name}" for name in seen}
    assert api.get("prometheus/api/v1/label/of/values").json()["data"] == sorted(seen)
    assert set(api.get("prometheus/api/v1/label/ci/values").json()["data"]) == {str(hosts[name].id) for name in seen}


@pytest.mark.parametrize(
    "expression",
    [
        'node_load1{{ci="{secret}"}}',
        'node_load1{{ci=~".*"}}',
        'node_load1{{ci!=""}}',
        'node_load1{{ci!~"{north}"}}',
        "max_over_time(node_load1[5m])",
        "max_over_time(node_load1[5m:15s])",
        "node_load1 offset 1s",
        'label_replace(node_load1, "copy", "$1", "ci", "(.*)")',
        "topk(9, node_load1)",
        "only_on_secret",
        "absent(absent(only_on_secret))",
        '{{__name__="only_on_secret"}} or node_load1',
        "quantile(1, node_load1)",
        "node_load1 unless on () vector(0)",
        "sum by (ci) (node_load1) > 30",
    ],
)
def test_no_expression_reaches_beyond(hosts: dict[str, Item], expression: str) -> None:
    api = caller("north", "below")
    text = expression.format(**{name: item.id for name, item in hosts.items()})
    answer = api.get("prometheus/api/v1/query", query=text)
    assert answer.status_code == 200, answer.content
    told = answer.content.decode()
    for secret in (str(hosts["secret"].id), "only_on_secret", '"40"'):
        assert secret not in told


def test_who_is_moved_sees_something_else_at_once(hosts: dict[str, Item]) -> None:
    api = caller("north", "organisation")
    assert values(api, "node_load1") == [LOADS["north"]]
    Item.objects.filter(id=hosts["secret"].id).update(organisation=Organisation.objects.get(code="north"))
    assert values(api, "node_load1") == [LOADS["north"], LOADS["secret"]]
