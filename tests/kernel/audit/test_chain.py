"""The audit chain: kept with the change or not at all, and every tampering shows, also one by raw SQL."""

import pytest
from django.db import DataError, connection, transaction

from tests.kernel.audit.chain import STREAM, write
from tongyun.kernel.contracts import Actor, Ref
from tongyun.kernel.models import AuditCheck, AuditHead, AuditRecord
from tongyun.kernel.services.audit import audit, streams, verify, walking
from tongyun.kernel.services.audit import verifying as verifying_module
from tongyun.kernel.services.audit.anchors import anchor_all
from tongyun.kernel.services.audit.checking import advance, start_check
from tongyun.kernel.services.audit.standalone import sm3, sm3_in_python
from tongyun.kernel.services.context import acting_as
from tongyun.project.cli.main import main

pytestmark = pytest.mark.django_db

COLUMNS = "form, stream, actor_kind, actor_id, actor_name, ip, request_id, action, target_kind, target_id, target_label"


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def reasons(stream: str = STREAM) -> list[str]:
    return [link.reason for link in verify(stream)]


def insert_a_copy(source: int, seq: int) -> None:
    """What an attacker would insert: a row with honest columns, at another place."""
    row = AuditRecord.objects.get(stream=STREAM, seq=source)
    AuditRecord.objects.create(**{**row.fields(), "at": row.at, "seq": seq})


def swap(one: int, other: int) -> None:
    for old, new in ((one, 100), (other, one), (100, other)):
        sql("UPDATE kernel_auditrecord SET seq = %s WHERE stream = %s AND seq = %s", new, STREAM, old)


def test_a_fresh_chain_holds() -> None:
    write(5)
    assert verify(STREAM) == []
    assert list(AuditRecord.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_outside_a_transaction_it_refuses() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        _outside(lambda: audit("x", Ref("item", "1")))


def test_a_rolled_back_change_leaves_no_row() -> None:
    write(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit("item.updated", Ref("item", "1"), stream=STREAM)
        raise ZeroDivisionError
    assert AuditRecord.objects.count() == 1
    assert verify(STREAM) == []


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (lambda: sql("UPDATE kernel_auditrecord SET actor_name = '别人' WHERE seq = 3"), "内容被改动"),
        (lambda: sql("UPDATE kernel_auditrecord SET delta = '{}' WHERE seq = 3"), "内容被改动"),
        (lambda: sql("UPDATE kernel_auditrecord SET form = 1 WHERE seq = 3"), "内容被改动"),
        (lambda: sql("UPDATE kernel_auditrecord SET at = (SELECT max(at) FROM kernel_auditrecord)"), "内容被改动"),
        (
            lambda: sql("UPDATE kernel_auditrecord SET actor_id = %s, actor_name = '' WHERE seq = 3", "a\x1fb"),
            "内容被改动",
        ),
        (lambda: sql("UPDATE kernel_auditrecord SET digest = %s WHERE seq = 3", "0" * 64), "与上一条记录不衔接"),
        (lambda: sql("DELETE FROM kernel_auditrecord WHERE seq = 3"), "缺少记录"),
        (lambda: sql("DELETE FROM kernel_auditrecord WHERE seq = 1"), "缺少记录"),
        (lambda: sql("DELETE FROM kernel_auditrecord WHERE seq = 5"), "缺少记录"),
        (lambda: insert_a_copy(5, 6), "链头之后多出记录"),
        (lambda: insert_a_copy(1, 0), "链首之前多出记录"),
        (lambda: swap(2, 3), "内容被改动"),
        (lambda: sql("UPDATE kernel_audithead SET seq = 4"), "末尾记录被删除或链头被改动"),
        (lambda: sql("UPDATE kernel_audithead SET digest = %s", "0" * 64), "末尾记录被删除或链头被改动"),
        (lambda: sql("DELETE FROM kernel_audithead"), "末尾记录被删除或链头被改动"),
        (lambda: sql("DELETE FROM kernel_auditrecord"), "末尾记录被删除或链头被改动"),
    ],
)
def test_tampering_is_found(tamper, reason) -> None:
    write(5)
    tamper()
    assert reason in reasons()


def test_nothing_hides_behind_a_nul() -> None:
    write(3)
    change = "UPDATE kernel_auditrecord SET actor_name = %s WHERE seq = 2"
    name = AuditRecord.objects.get(seq=2).actor_name
    if connection.vendor == "postgresql":
        with pytest.raises((DataError, ValueError)), transaction.atomic():
            sql(change, f"{name}\x00别人")
        return
    sql(change, f"{name}\x00别人")
    assert reasons() == ["内容被改动"]


def test_what_is_no_text_is_told_as_a_change() -> None:
    write(3)
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            sql("UPDATE kernel_auditrecord SET actor_name = convert_from(decode('ff', 'hex'), 'UTF8') WHERE seq = 2")
        return
    sql("UPDATE kernel_auditrecord SET actor_name = CAST(x'ff' AS TEXT) WHERE seq = 2")
    assert reasons() == ["内容被改动"]


def test_a_range_boundary_hides_nothing(monkeypatch) -> None:
    monkeypatch.setattr(verifying_module, "RANGE", 3)
    monkeypatch.setattr(walking, "BLOCK", 2)
    write(10)
    assert verify(STREAM) == []
    # The links behind the boundary are made anew, so that they hold among themselves.
    rows = list(AuditRecord.objects.filter(seq__gte=4).order_by("seq"))
    previous = "0" * 64
    for row in rows:
        row.previous = previous
        row.digest = previous = verifying_digest(row)
        row.save()
    AuditHead.objects.update(digest=previous)
    assert reasons() == ["与上一条记录不衔接"]


def test_many_findings_do_not_fill_the_memory(monkeypatch) -> None:
    monkeypatch.setattr(walking, "MAX_FINDINGS", 3)
    monkeypatch.setattr(verifying_module, "MAX_FINDINGS", 3)
    write(20)
    AuditRecord.objects.update(actor_name="别人")
    assert len(verify(STREAM)) == 3


@pytest.mark.django_db(transaction=True)
def test_several_processes_find_the_same(monkeypatch) -> None:
    monkeypatch.setattr(verifying_module, "RANGE", 4)
    write(21)
    assert verify(STREAM, workers=2) == []
    sql("UPDATE kernel_auditrecord SET actor_name = '别人' WHERE seq = 7")
    sql("DELETE FROM kernel_auditrecord WHERE seq = 13")
    found = verify(STREAM, workers=2)
    assert found == verify(STREAM)
    assert [(link.seq, link.reason) for link in found] == [
        (7, "内容被改动"),
        (13, "缺少记录"),
    ]


def test_the_tail_removed_with_its_head_contradicts_the_anchor() -> None:
    write(5)
    anchor_all()
    sql("DELETE FROM kernel_auditrecord WHERE seq > 3")
    sql(
        "UPDATE kernel_audithead SET seq = 3, digest ="
        " (SELECT digest FROM kernel_auditrecord WHERE stream = %s AND seq = 3) WHERE stream = %s",
        STREAM,
        STREAM,
    )
    assert reasons() == ["与签名锚点不符"]
    sql("DELETE FROM kernel_auditanchor")
    assert reasons() == ["与签名锚点不符"], "the file beside the database remembers"


def test_a_whole_stream_removed_without_a_trace_in_the_database_is_missed() -> None:
    write(3)
    anchor_all()
    for table in ("auditrecord", "audithead", "auditanchor"):
        sql(f"DELETE FROM kernel_{table}")
    assert streams() == [STREAM]
    assert reasons() != []


def test_a_forged_anchor_is_no_anchor() -> None:
    write(3)
    anchor_all()
    sql("UPDATE kernel_auditanchor SET digest = %s", "0" * 64)
    assert "锚点签名无效" in reasons()


def test_a_stream_whose_head_is_gone_is_still_looked_at(capsys) -> None:
    write(2)
    assert main(["audit", "verify"]) == 0
    AuditHead.objects.filter(stream=STREAM).delete()
    assert main(["audit", "verify"]) == 1
    assert "链头" in capsys.readouterr().out


def test_what_is_written_during_the_walk_is_no_tampering() -> None:
    write(3)
    walked = False

    def interleave(execute, statement, *rest):
        nonlocal walked
        answer = execute(statement, *rest)
        if not walked and "BETWEEN" in statement:
            walked = True
            write(1)
        return answer

    with connection.execute_wrapper(interleave):
        assert verify(STREAM) == []
    assert walked
    assert verify(STREAM) == []


def test_an_interrupted_walk_goes_on_where_it_was(monkeypatch) -> None:
    monkeypatch.setattr(verifying_module, "RANGE", 2)
    write(7)
    row = start_check(whole=True)
    assert advance(row, seconds=-1) is False
    assert AuditCheck.objects.get().checked == 2
    # What was looked at before is not looked at again …
    sql("UPDATE kernel_auditrecord SET actor_name = '别人' WHERE seq = 1")
    again = AuditCheck.objects.get()
    assert advance(again) is True
    assert again.state == "intact"
    # … but a walk from the beginning finds it.
    assert main(["audit", "verify"]) == 1


def test_a_position_that_was_moved_is_refused(monkeypatch, capsys) -> None:
    monkeypatch.setattr(verifying_module, "RANGE", 2)
    write(7)
    row = start_check(whole=True)
    advance(row, seconds=-1)
    AuditCheck.objects.update(position=row.position.replace(f'"{STREAM}": [0, 2', f'"{STREAM}": [0, 6'))
    assert main(["audit", "verify", "--resume"]) == 2
    assert "签名" in capsys.readouterr().err


def test_a_walk_since_the_anchor_looks_at_what_is_new() -> None:
    write(4)
    anchor_all()
    write(2)
    row = start_check(whole=False)
    advance(row)
    assert (row.state, row.checked) == ("intact", 2)


def test_links_of_the_first_form_still_hold() -> None:
    write(2)
    last = AuditRecord.objects.get(seq=2)
    old = AuditRecord(
        stream=STREAM,
        seq=3,
        at=last.at,
        actor_kind="user",
        actor_id="1",
        actor_name="张三",
        action="item.updated",
        target_kind="item",
        target_id="1",
        delta='{"name": ["\\u65e7", "新"]}',
        previous=last.digest,
        form=1,
    )
    old.digest = verifying_digest(old)
    old.save()
    AuditHead.objects.update(seq=3, digest=old.digest)
    assert verify(STREAM) == []
    assert old.changes == {"name": {"type": "text", "old": "旧", "new": "新"}}
    sql("UPDATE kernel_auditrecord SET target_id = '2' WHERE seq = 3")
    assert reasons() == ["内容被改动"]


@pytest.mark.parametrize("value", [1e22, -0.0, 1e-7, 0.1, 5.0, 1.5e300, "a\x1fb", "行\n二", "\u2028"])
def test_a_value_comes_back_with_the_digest_it_went_in(value: object) -> None:
    with transaction.atomic():
        audit("item.updated", Ref("item", "1", str(value)), {"size": None}, {"size": value}, stream=STREAM)
    assert verify(STREAM) == []
    assert AuditRecord.objects.get().changes["size"]["new"] == value


@pytest.mark.parametrize(
    ("action", "kind", "stream"),
    [
        ("session.opened", "user", "security"),
        ("grant.made", "user", "security"),
        ("list.exported", "user", "access"),
        ("personal.revealed", "user", "access"),
        ("ticket.complete", "user", "operations"),
        ("incident.opened", "system", "system"),
    ],
)
def test_facts_go_into_the_stream_they_belong_to(action: str, kind: str, stream: str) -> None:
    with acting_as(Actor(kind, "1", "甲")), transaction.atomic():  # type: ignore[arg-type]
        audit(action, Ref("x", "1"))
    assert AuditRecord.objects.get().stream == stream


def test_sm3_is_the_standard_one() -> None:
    # GB/T 32905-2016, appendix A.1 and A.2
    for digest in (sm3, sm3_in_python):
        assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert digest(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def verifying_digest(row: AuditRecord) -> str:
    return walking.digest_of(row.fields())


def _outside(call) -> None:
    connection = transaction.get_connection()
    inside, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        call()
    finally:
        connection.in_atomic_block = inside
