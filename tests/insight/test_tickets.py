"""The clause on real tickets: live while open, sealed when closed, sealed anew when closed again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import Api
from tongyun.insight import facade
from tongyun.insight.engine.canon import digest
from tongyun.insight.engine.rules import assess
from tongyun.insight.engine.terms import read_terms
from tongyun.insight.evidence import facts_of
from tongyun.insight.models import AssessmentLine, Contract, SealedAssessment
from tongyun.insight.services.sealing import seal
from tongyun.kernel.contracts import Conflict, Finding, Message, PackFile, new_id, utc_now
from tongyun.kernel.facade import acting_as, pack_kinds, system_actor
from tongyun.kernel.models import AuditRecord
from tongyun.kernel.services import work
from tongyun.kernel.services.audit import verify_all
from tongyun.process.facade import NewTicket, open_ticket, ticket_view
from tongyun.process.models import Ticket

from .conftest import CONTRACT

PACKS = Path(__file__).resolve().parents[2] / "packs"
SUFFIXES = {"forms": ".schema.json", "service_levels": ".yaml", "processes": ".bpmn"}
ANSWERS: dict[str, dict[str, Any]] = {
    "triage": {"level": 1},
    "handle": {"solution": "已重启"},
    "verify": {"passed": True},
    "close": {"rating": 5},
}

pytestmark = pytest.mark.django_db


def apply(kind: str, path: Path, text: str | None = None) -> None:
    text = text if text is not None else path.read_text(encoding="utf-8")
    content: Any = text
    if path.suffix == ".json":
        content = json.loads(text)
    elif path.suffix == ".yaml":
        content = yaml.safe_load(text)
    name = path.name.removesuffix(SUFFIXES.get(kind, ".yaml"))
    found = pack_kinds.get(kind)
    assert found is not None
    with transaction.atomic():
        found.apply(PackFile("test", kind, name, f"{kind}/{path.name}", content, text))


@pytest.fixture
def contract(db: None) -> Contract:
    for kind in SUFFIXES:
        for path in sorted((PACKS / "service-desk" / kind).iterdir()):
            apply(kind, path)
    apply("contracts", CONTRACT)
    return Contract.objects.get()


@pytest.fixture
def new_ticket(contract: Contract) -> Callable[..., Ticket]:
    def made(ago: timedelta = timedelta(0), level: int = 1) -> Ticket:
        with acting_as(system_actor("测试")):
            return open_ticket(NewTicket("incident", "redis 已停止", level, opened_at=utc_now() - ago))

    return made


def step(api: Api, ticket: Ticket, *keys: str) -> None:
    for key in keys:
        tasks = api.get(f"tickets/{ticket.id}").json()["tasks"]
        task = next(task for task in tasks if task["key"] == key)
        answer = api.post(f"tickets/{ticket.id}/tasks/{task['id']}/complete", {"data": ANSWERS[key]})
        assert answer.status_code == 200, answer.content


def work_off() -> None:
    while tasks := work.take():
        for task in tasks:
            assert work.run(task), task.error


def lines_of(api: Api, ticket: Ticket) -> dict[str, tuple[str, str]]:
    answer = api.get(f"assessments/tickets/{ticket.id}")
    assert answer.status_code == 200, answer.content
    (clause,) = answer.json()["clauses"]
    return {line["kind"]: (line["state"], line["points"]) for line in clause["lines"]}


def test_an_open_ticket_shows_what_is_at_risk_and_until_when(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    answer = api.get(f"assessments/tickets/{ticket.id}").json()
    assert answer["contract"]["key"] == "chengdu-2021-year1"
    assert (answer["points_deducted"], answer["points_at_risk"]) == ("2", "4")
    assert answer["money"] is None
    assert answer["sealed_version"] is None
    (clause,) = answer["clauses"]
    assert clause["id"] == "CD-A-I19"
    assert "一级故障出现一次扣 2 分" in clause["text"]
    due = {line["kind"]: datetime.fromisoformat(line["at"]) for line in clause["lines"]}
    assert due["response"] == ticket.opened_at + timedelta(minutes=12)
    assert due["solve"] == ticket.opened_at + timedelta(hours=1)
    assert clause["lines"][1]["records"][0]["href"] == f"/tickets/{ticket.id}"
    clocks = {clock["key"]: clock["due_at"] for clock in api.get(f"tickets/{ticket.id}").json()["clocks"]}
    assert {kind: datetime.fromisoformat(at) for kind, at in clocks.items()} == {
        kind: due[kind] for kind in ("response", "solve")
    }


def test_triage_in_time_makes_the_answer_safe(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket(timedelta(minutes=11))
    step(api, ticket, "triage")
    assert lines_of(api, ticket) == {
        "occurrence": ("deducted", "2"),
        "response": ("safe", "0"),
        "solve": ("at_risk", "2"),
    }


def test_a_change_of_level_changes_what_is_at_stake(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket(timedelta(minutes=20), level=3)
    assert lines_of(api, ticket) == {"response": ("at_risk", "0.05"), "solve": ("at_risk", "0.05")}
    step(api, ticket, "triage")
    assert lines_of(api, ticket)["response"] == ("deducted", "2")


def test_closing_seals_evidence_and_lines_once(api: Api, new_ticket: Callable[..., Ticket], contract: Contract) -> None:
    ticket = new_ticket(timedelta(hours=26))
    step(api, ticket, *ANSWERS)
    work_off()
    sealed = SealedAssessment.objects.get()
    assert (sealed.version, sealed.points, sealed.contract) == (1, Decimal(8), contract)
    rows = AssessmentLine.objects.order_by("rank").values_list("clause", "kind", "state", "points")
    assert list(rows) == [
        ("CD-A-I19", "occurrence", "deducted", Decimal(2)),
        ("CD-A-I19", "response", "deducted", Decimal(2)),
        ("CD-A-I19", "solve", "deducted", Decimal(4)),
    ]
    answer = api.get(f"assessments/tickets/{ticket.id}").json()
    assert (answer["sealed_version"], answer["points_deducted"], answer["points_at_risk"]) == (1, "8", "0")
    assert "2 × 2 天 = 4" in answer["clauses"][0]["lines"][2]["reason"]
    assert answer["clauses"][0]["lines"][1]["records"][-1]["kind"] == "ticket_event"


def test_hearing_of_it_again_changes_nothing(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    step(api, ticket, *ANSWERS)
    work_off()
    before = list(AssessmentLine.objects.values())
    handler = work.subscriptions.get("insight.seal")
    assert handler is not None
    with transaction.atomic():
        handler.run(Message(new_id(), "ticket.closed", {"ticket_id": str(ticket.id)}, utc_now()))
    assert list(AssessmentLine.objects.values()) == before
    assert SealedAssessment.objects.count() == 1
    assert AuditRecord.objects.filter(action="assessment.sealed").count() == 1
    assert verify_all() == []


def test_the_same_evidence_computes_the_same_bytes_later(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket(timedelta(hours=2))
    step(api, ticket, *ANSWERS)
    work_off()
    sealed = SealedAssessment.objects.select_related("contract").get()
    facts = facts_of(ticket_view(ticket.id))
    again = assess(read_terms(sealed.contract.content), facts, datetime(2031, 1, 1, tzinfo=UTC))
    assert (digest(facts), digest(again)) == (sealed.evidence_digest, sealed.result_digest)
    assert digest(sealed.evidence) == sealed.evidence_digest


def test_other_rules_make_a_new_version_and_keep_the_old(
    api: Api, new_ticket: Callable[..., Ticket], contract: Contract
) -> None:
    ticket = new_ticket(timedelta(hours=26))
    step(api, ticket, *ANSWERS)
    work_off()
    text = CONTRACT.read_text(encoding="utf-8")
    text = text.replace("    question: 天数是乘在", "    chosen: once_plus_days\n    question: 天数是乘在")
    apply("contracts", CONTRACT, text)
    assert Contract.objects.filter(active=True).values_list("version", flat=True).get() == 2
    assert facade.assessment_of(ticket.id).deducted == 8
    with transaction.atomic():
        again = seal(ticket.id)
    assert again is not None
    assert (again.version, again.points) == (2, Decimal(10))
    assert SealedAssessment.objects.get(version=1).points == 8
    assert facade.assessment_of(ticket.id).sealed_version == 2


def test_a_ticket_that_came_back_is_live_again(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    step(api, ticket, *ANSWERS)
    work_off()
    Ticket.objects.filter(id=ticket.id).update(state="open", resolved_at=None, closed_at=None)
    assert facade.assessment_of(ticket.id).sealed_version is None
    with transaction.atomic():
        assert seal(ticket.id) == SealedAssessment.objects.get()


def test_what_is_at_risk_comes_soonest_first_with_as_many_queries_for_ten_tickets(
    api: Api, new_ticket: Callable[..., Ticket]
) -> None:
    new_ticket(timedelta(minutes=3))
    new_ticket(timedelta(hours=2), level=3)
    answer = api.get("assessments/at-risk").json()
    moments = [row["at"] for row in answer["items"]]
    assert moments == sorted(moments)
    assert [row["kind"] for row in answer["items"]] == ["response", "solve", "solve"]
    assert (answer["total"], answer["points"]) == (3, "4.05")
    with CaptureQueriesContext(
        connection,
    ) as few:
        facade.threats()
    for _ in range(10):
        new_ticket(timedelta(hours=2))
    with CaptureQueriesContext(connection) as many:
        found = facade.threats()
    assert len(few) == len(many)
    late = [threat for threat in found if threat.lost]
    assert len(late) == 10
    assert {threat.points for threat in late} == {Decimal(2)}
    assert len(api.get("assessments/at-risk", limit=4).json()["items"]) == 4


def test_a_ticket_that_nobody_knows_and_a_kind_without_contract(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    unknown = api.get(f"assessments/tickets/{UUID(int=1)}")
    assert unknown.status_code == 404
    ticket = new_ticket()
    Contract.objects.update(active=False)
    answer = api.get(f"assessments/tickets/{ticket.id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_contract")
    assert api.get("assessments/at-risk").json() == {"items": [], "total": 0, "points": "0"}


def test_reading_needs_the_permission(nobody: Any, anonymous: Api, new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    assert Api(nobody).get(f"assessments/tickets/{ticket.id}").status_code == 403
    assert anonymous.get("assessments/at-risk").status_code == 401


def test_money_is_told_only_with_fee_and_first_day(api: Api, new_ticket: Callable[..., Ticket]) -> None:
    start = (utc_now() - timedelta(days=30)).date().isoformat()
    text = CONTRACT.read_text(encoding="utf-8")
    text = text.replace("annual_fee: null", 'annual_fee: "5950000"')
    apply("contracts", CONTRACT, text.replace("start: null", f'start: "{start}"'))
    for _ in range(6):
        ticket = new_ticket(timedelta(hours=26))
        step(api, ticket, *ANSWERS)
    work_off()
    money = api.get(f"assessments/tickets/{ticket.id}").json()["money"]
    # 6 × 8 = 48; 100 − 48 = 52 < 60, F = 0; g1 = 30 % of 5,950,000; g2 = 0; F of cycle 2 is not known yet
    assert (money["cycle"], money["score"], money["f"]) == (1, "52", "0")
    amounts = {part["id"]: part["amount"] for part in money["instalments"]}
    assert amounts == {"g1": "1785000.00", "g2": "0.00", "g3": None}


def test_applying_again_changes_nothing_and_retiring_keeps_history(contract: Contract) -> None:
    apply("contracts", CONTRACT)
    assert Contract.objects.count() == 1
    kind = pack_kinds.get("contracts")
    assert kind is not None
    with transaction.atomic():
        kind.retire("test", contract.key)
    assert not Contract.objects.get().active
    apply("contracts", CONTRACT)
    assert Contract.objects.get().active


def test_two_contracts_never_charge_the_same_kind_of_ticket(contract: Contract) -> None:
    text = CONTRACT.read_text(encoding="utf-8").replace("id: chengdu-2021-year1", "id: other")
    with pytest.raises(Conflict, match="不能扣两次"):
        apply("contracts", CONTRACT.with_name("other.yaml"), text)


def test_check_names_file_and_line() -> None:
    text = CONTRACT.read_text(encoding="utf-8").replace('percent: "40"', 'percent: "41"')
    kind = pack_kinds.get("contracts")
    assert kind is not None
    file = PackFile("p", "contracts", "wrong-name", "p/contracts/wrong-name.yaml", yaml.safe_load(text), text)
    found = kind.check(file)
    assert all(isinstance(finding, Finding) and finding.path == file.path for finding in found)
    assert [(finding.message[:11], finding.line) for finding in found] == [
        ("/payment/in", text.splitlines().index("  instalments:") + 1),
        ("/id：应与文件名一致", text.splitlines().index("id: chengdu-2021-year1") + 1),
    ]
