"""Many items at once are written as one by one: the same rows, refused each for itself, in as many queries."""

from collections.abc import Callable, Iterator
from threading import Thread
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api, make_user
from tests.inventory.conftest import somebody_waits
from tests.inventory.test_importing import applied, checked, counts, said
from tests.inventory.test_types import put
from tongyun.inventory.catalogue import CHECKER, catalogue
from tongyun.inventory.content import RELATIONS
from tongyun.inventory.models import (
    HeldAddress,
    Item,
    ItemChange,
    ItemIdentity,
    ItemUnique,
    ItemValue,
    Relation,
    RelationSpan,
)
from tongyun.inventory.plain_checks import plain_check
from tongyun.inventory.services.items import Draft, amend, amend_all, create_item, insert, insert_all, state_of
from tongyun.inventory.services.occasions import Cause, occasion
from tongyun.inventory.services.relations import Tie, relate
from tongyun.kernel.contracts import Actor, PackFile, Problem
from tongyun.kernel.facade import FormValidator, acting_as
from tongyun.kernel.models import AuditRecord, Organisation, OutboxMessage, SearchDocument, User
from tongyun.kernel.services import work
from tongyun.kernel.services.imports import stepping
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate", "as_admin")

SLOT = {
    "code": {"type": "string", "x-title": {"zh-CN": "编码", "en-US": "Code"}, "x-index": True},
    "location": {"type": "string", "x-title": {"zh-CN": "位置", "en-US": "Location"}},
    "twin": {"type": "string", "x-item": ["host"], "x-title": {"zh-CN": "对应", "en-US": "Twin"}},
}
SITS_IN = {
    **{"key": "sits_in", "title": "位于", "title_en": "Sits in", "reverse_title": "容纳", "reverse_title_en": "Holds"},
    **{"cardinality": "1-N", "impact": "to_source", "acyclic": True},
    "derive": [{"source": "slot", "attribute": "location", "target": "item", "by": "@name"}],
}
TABLES = (HeldAddress, Item, ItemIdentity, ItemUnique, ItemValue, ItemChange, Relation, RelationSpan)
#: What two tellings of the same differ in anyway.
OWN = {"id", "created_at", "updated_at", "first_seen_at", "last_seen_at", "batch_id", "at", "began_at", "relation_id"}

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "serial": TEXT,
        "hostname": st.sampled_from(["web", "WEB ", "库"]),
        "addresses": st.lists(st.sampled_from(["10.0.0.1", "10.0.0.2", "fe80::1"]), max_size=2, unique=True),
        "cpu_cores": st.integers(1, 64),
        "phone": st.sampled_from(["13800001234", "028-86612345"]),
        "description": TEXT,
        "machine_id": TEXT,
    },
)
HOSTS = st.lists(st.tuples(TEXT.map(lambda text: f"机 {text}"), ATTRIBUTES), max_size=5)


@pytest.fixture(autouse=True)
def slot(estate: None) -> None:
    put("slot", SLOT, parent="item", unique=[{"by": ["code"]}])
    content = PackFile(
        pack="test", kind="relations", id="sits_in", path="relations/sits_in.yaml", content=SITS_IN, text=""
    )
    RELATIONS.apply(content)


class _UndoneError(Exception):
    """Ends what is to leave nothing behind."""


def left_by(act: Callable[[], object]) -> Any:
    """All that a verb writes, with names in place of ids; nothing of it stays. What it refuses, if it does."""
    told: Any = None
    try:
        with transaction.atomic():
            act()
            told = sorted(_rows())
            raise _UndoneError
    except _UndoneError:
        return told
    except Problem as problem:
        return problem.code


def _rows() -> Iterator[str]:
    names = {item.id: item.name for item in Item.objects.all()}
    texts = {str(item_id): name for item_id, name in names.items()}

    def plain(value: Any) -> str:
        said = names[value] if isinstance(value, UUID) and value in names else str(value)
        for item_id, name in texts.items():
            said = said.replace(item_id, name)
        return said

    for model in TABLES:
        for row in model._default_manager.values():
            yield f"{model.__name__} " + str({key: plain(value) for key, value in row.items() if key not in OWN})
    for link in AuditRecord.objects.filter(stream="inventory"):
        yield plain(("link", link.action, link.target_id, link.target_label, link.delta, link.actor_name))
    for message in OutboxMessage.objects.filter(topic="item.changed"):
        yield plain(("message", message.payload))
    for found in SearchDocument.objects.filter(kind="item"):
        yield plain(("document", found.object_id, found.title, found.subtitle, found.href))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTS, HOSTS)
def test_items_made_and_changed_together_are_as_one_by_one(
    made: list[tuple[str, dict[str, Any]]], changes: list[tuple[str, dict[str, Any]]]
) -> None:
    types = catalogue()
    view = types.types["host"]

    def drafts() -> list[Draft]:
        return [
            Draft(view, name, dict(values), {"uptime": 1}, manual=tuple(values), source="agent")
            for name, values in made
            if all(str(values.get(key, "x")).strip() for key in ("serial", "machine_id"))
        ]

    def after(item: Item, place: int) -> Any:
        state = state_of(item)
        name, values = changes[place % len(changes)] if changes else (item.name, {})
        return type(state)(state.type, name, {**values}, None, state.lifecycle, False, ("@name",))

    def together() -> None:
        with occasion(Cause.EDIT):
            items = insert_all(types, drafts())
            amend_all(types, [(item, after(item, n)) for n, item in enumerate(items)])

    def one_by_one() -> None:
        with occasion(Cause.EDIT):
            items = [insert(types, draft) for draft in drafts()]
            for n, item in enumerate(items):
                amend(types, item, after(item, n))

    expected = left_by(one_by_one)
    if expected != "identity_taken":  # together, one may take what another lets go
        assert left_by(together) == expected


def test_a_table_writes_what_the_form_writes(api: Api) -> None:
    core = create_item("host", "核心交换", {"serial": "SW-1"})
    hosts = {f"web{n:02}": {"hostname": f"WEB{n:02}", "serial": f"SN-{n}", "cpu_cores": n + 1} for n in range(20)}
    run = checked(
        api,
        [
            ["名称", "主机名", "序列号", "处理器核数", "上联"],
            *[[name, *row.values(), "核心交换"] for name, row in hosts.items()],
        ],
    )
    imported = left_by(lambda: applied(api, run))
    ties = [Tie("uplinks_to", core.id, replace=False)]
    typed = left_by(lambda: [create_item("host", name, row, relations=ties) for name, row in hosts.items()])
    assert imported == typed
    assert len(imported) > 20 * 12


def test_as_many_queries_for_many_rows_as_for_few(api: Api) -> None:
    def asked(count: int) -> int:
        run = checked(
            api,
            [["名称", "主机名", "序列号"], *[[f"{count} {n}", f"{count}h{n}", f"{count}S{n}"] for n in range(count)]],
        )
        with CaptureQueriesContext(connection) as queries:
            applied(api, run)
        assert Item.objects.filter(name__startswith=f"{count} ").count() == count
        return len(queries)

    asked(12)  # what is read once and kept
    assert asked(13) == asked(60)


def test_what_is_there_once_refuses_only_its_own_rows(api: Api) -> None:
    create_item("slot", "旧", {"code": "A0"})
    rows = [[f"位{n}", f"A{n}"] for n in range(9)]
    run = applied(api, checked(api, [["名称", "编码"], *rows, ["又一个", "a5"], ["最后", "B1"]], type_key="slot"))
    assert counts(run) == (9, 0, 0, 0, 2)
    assert said(api, run) == {2: "整行：编码不能重复：已用于“旧”。", 11: "整行：编码不能重复：已用于“位5”。"}
    assert set(Item.objects.values_list("name", flat=True)) == {"旧", *(f"位{n}" for n in range(1, 9)), "最后"}
    assert ItemChange.objects.count() == Item.objects.count() == ItemUnique.objects.count()


def test_long_names_that_begin_alike_are_two(api: Api) -> None:
    run = checked(api, [["名称", "编码"], ["柜" * 80 + "一", "A1"], ["柜" * 80 + "二", "A2"]], type_key="slot")
    assert counts(run) == (2, 0, 0, 0, 0), said(api, run)


@pytest.mark.django_db(transaction=True)
def test_imports_that_recognise_by_name_take_turns(api: Api) -> None:
    if connection.vendor == "sqlite":
        return  # one writer at a time there
    lines = [["名称", "编码"], ["一号", "A1"], ["二号", "A2"]]
    lines_again = [["名称", "位置"], ["一号", "东"], ["二号", "西"]]
    runs = [checked(api, each, type_key="slot") for each in (lines, lines_again)]
    for run in runs:
        assert counts(run) == (2, 0, 0, 0, 0)
        api.post(f"item-imports/{run['id']}/apply")
    first, second = (task for task in work.take() if task.handler == stepping.STEP_TASK)

    def other() -> None:
        try:
            work.run(second)
        finally:
            connection.close()

    thread = Thread(target=other)

    def while_the_other_is_at_it(execute: Any, sql: str, *rest: Any) -> Any:
        if not thread.ident and sql.startswith('INSERT INTO "inventory_item" '):
            thread.start()
            while thread.is_alive() and not somebody_waits():
                sleep(0.01)
        return execute(sql, *rest)

    with connection.execute_wrapper(while_the_other_is_at_it):
        assert work.run(first)
    thread.join()
    assert sorted(Item.objects.filter(type="slot").values_list("name", flat=True)) == ["一号", "二号"]
    ended = sorted(counts(api.get(f"item-imports/{run['id']}").json()) for run in runs)
    assert ended == [(0, 2, 0, 0, 0), (2, 0, 0, 0, 0)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("heading", "stands"), [("位于", "机房一"), ("位置", "机房二")])
def test_an_import_beside_a_person_who_draws_edges_waits_in_no_circle(
    api: Api, admin: User, heading: str, stands: str
) -> None:
    """Whether the table draws the edge or the edge follows from an attribute; what a person drew stays then."""
    if connection.vendor == "sqlite":
        return  # one writer at a time there
    rooms = [create_item("host", name, {"serial": name}) for name in ("机房一", "机房二")]
    item = create_item("slot", "位1", {"code": "A1"})
    run = checked(api, [["名称", "标识", heading], ["位1", str(item.id), "机房一"]], type_key="slot")
    came_through: list[UUID] = []

    def draw() -> None:
        try:
            with acting_as(Actor("user", str(admin.id), admin.name)):
                came_through.append(relate("sits_in", item.id, rooms[1].id).id)
        finally:
            connection.close()

    thread = Thread(target=draw)

    def before_a_kind_is_held(execute: Any, sql: str, *rest: Any) -> Any:
        if not thread.ident and sql.endswith("FOR NO KEY UPDATE") and '"inventory_relationtype"' in sql:
            thread.start()
            while thread.is_alive() and not somebody_waits():
                sleep(0.01)
        return execute(sql, *rest)

    with connection.execute_wrapper(before_a_kind_is_held):
        run = applied(api, run)
    thread.join()
    assert came_through
    assert (counts(run), said(api, run)) == ((0, 1, 0, 0, 0), {})
    assert Relation.objects.get(source=item).target.name == stands


def test_a_namesake_out_of_sight_is_another(api: Api, organisation: Organisation) -> None:
    far = Organisation.objects.create(code="far", name="远处")
    hidden = create_item("slot", "一号", {"code": "A1"}, far.id)
    clerk = Api(make_user("clerk", "小李", organisation, [ensure_roles()[OPERATIONS]], "organisation"))
    run = checked(clerk, [["名称", "编码", "所属单位"], ["一号", "B1", "root"]], type_key="slot")
    assert counts(run) == (1, 0, 0, 0, 0), said(clerk, run)
    assert counts(applied(clerk, run)) == (1, 0, 0, 0, 0)
    assert Item.objects.get(id=hidden.id).attributes == {"code": "A1"}


def test_an_id_out_of_sight_is_none(api: Api, organisation: Organisation) -> None:
    far = Organisation.objects.create(code="far", name="远处")
    hidden = create_item("host", "一号", {"serial": "FAR-1"}, far.id)
    clerk = Api(make_user("clerk", "小李", organisation, [ensure_roles()[OPERATIONS]], "organisation"))
    create_item("host", "b", {"serial": "SN-1"}, organisation.id)
    rows = [["a", str(item_id), "SN-1"] for item_id in (hidden.id, "3f2a3f2a-0000-7000-8000-000000000000")]
    for row in rows:
        told = said(clerk, checked(clerk, [["名称", "标识", "序列号"], row]))
        assert told == {2: "整行：没有这个标识的配置项，或不在您的数据范围内"}


def test_of_known_items_that_want_the_same_the_first_has_it(api: Api) -> None:
    slots = [create_item("slot", f"位{n}", {"code": f"A{n}"}) for n in range(5)]
    rows = [[slot.name, str(slot.id), "B1" if n in (1, 3) else f"C{n}"] for n, slot in enumerate(slots)]
    run = applied(api, checked(api, [["名称", "标识", "编码"], *rows], type_key="slot"))
    assert (run["state"], counts(run)) == ("applied", (0, 4, 0, 0, 1))
    assert said(api, run) == {5: "整行：编码不能重复：已用于“位1”。"}
    codes = [Item.objects.get(id=slot.id).attributes["code"] for slot in slots]
    assert codes == ["C0", "B1", "C2", "A3", "C4"]


def test_a_row_whose_relation_is_refused_is_found_among_those_that_go_in(api: Api) -> None:
    create_item("host", "机房一", {"serial": "R-1"})
    rows = [[f"位{n}", f"A{n}", "位7" if n == 7 else "机房一"] for n in range(12)]
    run = applied(api, checked(api, [["名称", "编码", "位置"], *rows], type_key="slot"))
    assert counts(run) == (11, 0, 0, 0, 1)
    assert said(api, run) == {9: "整行：“位7”不能与自身建立“位于”关系。"}
    assert Relation.objects.filter(type="sits_in").count() == 11
    assert ItemChange.objects.filter(kind="created", batch_id=run["id"]).count() == 11
    assert not SearchDocument.objects.filter(title="位7").exists()
    assert AuditRecord.objects.filter(action="item.created", target_label__startswith="位").count() == 11


def test_a_row_names_only_items_that_are_there(api: Api) -> None:
    twin = create_item("host", "web", {"serial": "R-1"})
    rows = [["a", "A1", str(twin.id)], ["b", "B1", "3f2a3f2a-0000-7000-8000-000000000000"]]
    run = checked(api, [["名称", "编码", "对应"], *rows], type_key="slot")
    assert counts(run) == (1, 0, 0, 0, 1)
    assert said(api, run) == {3: "对应：没有这个配置项，或您无权查看"}


VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(-3, 70_000), st.floats(allow_nan=False), TEXT),
    st.sampled_from(["core", "prod", "2026-11-21", "10.0.0.1", "a", "a" * 300]),
    st.lists(st.one_of(TEXT, st.integers(), st.sampled_from(["10.0.0.1", "a"])), max_size=3),
)
SCHEMAS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["string", "integer", "boolean", "number", "array", ["string", "null"]])},
        optional={
            "maxLength": st.integers(0, 5),
            "minLength": st.integers(0, 3),
            "enum": st.lists(st.one_of(TEXT, st.integers(0, 3)), min_size=1, max_size=3),
            "pattern": st.sampled_from(["^a", "1$"]),
            "format": st.sampled_from(["date", "ipv4", "date-time"]),
            "minimum": st.integers(-3, 3),
            "maximum": st.integers(0, 9),
            "exclusiveMinimum": st.integers(0, 9),
            "items": st.sampled_from([{"type": "string"}, {"type": "string", "maxLength": 1}, {"type": "integer"}, {}]),
            "uniqueItems": st.booleans(),
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(0, 2),
            "x-dictionary": st.just("none"),
        },
    ),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCHEMAS, VALUES)
def test_what_a_plain_question_takes_the_validator_takes(schema: dict[str, Any], value: Any) -> None:
    check = plain_check(schema, CHECKER)
    if check is not None and check(value):
        assert FormValidator(schema, format_checker=CHECKER).is_valid(value)


def test_most_attributes_are_asked_for_plainly() -> None:
    types = catalogue()
    host = types.types["host"].schema["properties"]
    assert len(types.plain_checks("host")) > len(host) * 0.7
