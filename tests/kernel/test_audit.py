"""The audit chain: kept with the change or not at all, and every tampering shows."""

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tongyun.kernel.contracts import Ref
from tongyun.kernel.models import AuditHead, AuditRecord
from tongyun.kernel.services.audit import audit, delta, sm3, verify
from tongyun.project.cli.main import main

pytestmark = pytest.mark.django_db

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-100, 100), st.text(max_size=5))


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            audit("item.updated", Ref("item", str(number), f"主机 {number}"), {"name": "旧"}, {"name": f"新 {number}"})


def test_a_fresh_chain_holds() -> None:
    write(5)
    assert verify() == []
    assert list(AuditRecord.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_outside_a_transaction_it_refuses() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        _outside(lambda: audit("x", Ref("item", "1")))


def test_a_rolled_back_change_leaves_no_row() -> None:
    write(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit("item.updated", Ref("item", "1"))
        raise ZeroDivisionError
    assert AuditRecord.objects.count() == 1
    assert verify() == []


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (lambda: AuditRecord.objects.filter(seq=3).update(actor_name="别人"), "内容被改动"),
        (lambda: AuditRecord.objects.filter(seq=3).update(delta={"name": ["旧", "假"]}), "内容被改动"),
        (lambda: AuditRecord.objects.filter(seq=3).delete(), "缺少记录"),
        (lambda: AuditRecord.objects.filter(seq=5).delete(), "末尾记录被删除或链头被改动"),
        (lambda: AuditHead.objects.update(seq=4), "末尾记录被删除或链头被改动"),
        (lambda: AuditHead.objects.update(digest="0" * 64), "末尾记录被删除或链头被改动"),
        (lambda: AuditHead.objects.all().delete(), "末尾记录被删除或链头被改动"),
        (lambda: AuditRecord.objects.all().delete(), "末尾记录被删除或链头被改动"),
        (lambda: _swap(2, 3), "内容被改动"),
    ],
)
def test_tampering_is_found(tamper, reason) -> None:
    write(5)
    tamper()
    assert reason in [link.reason for link in verify()]


def test_a_stream_whose_head_is_gone_is_still_looked_at(capsys) -> None:
    write(2)
    assert main(["audit", "verify"]) == 0
    AuditHead.objects.all().delete()
    assert main(["audit", "verify"]) == 1
    assert "链头" in capsys.readouterr().out


def test_what_is_written_during_the_walk_is_no_tampering() -> None:
    write(3)
    walked = False

    def interleave(execute, sql, *rest):
        nonlocal walked
        answer = execute(sql, *rest)
        if not walked and "kernel_auditrecord" in sql and sql.startswith(("SELECT", "DECLARE")):
            walked = True
            write(1)
        return answer

    with connection.execute_wrapper(interleave):
        assert verify() == []
    assert walked
    assert verify() == []


@pytest.mark.parametrize("value", [1e22, -0.0, 1e-7, 0.1, 5.0, 1.5e300])
def test_a_number_comes_back_with_the_digest_it_went_in(value: float) -> None:
    with transaction.atomic():
        audit("item.updated", Ref("item", "1"), {"size": None}, {"size": value})
    assert verify() == []
    assert AuditRecord.objects.get().delta["size"][1] == value


def test_sm3_is_the_standard_one() -> None:
    # GB/T 32905-2016, appendix A.1
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(
    before=st.dictionaries(st.text(max_size=3), VALUES, max_size=6),
    after=st.dictionaries(st.text(max_size=3), VALUES, max_size=6),
)
def test_a_delta_turns_before_into_after(before, after) -> None:
    changed = delta(before, after)
    rebuilt = {**before, **{key: new for key, (_, new) in changed.items()}}
    assert {k: v for k, v in rebuilt.items() if v is not None} == {k: v for k, v in after.items() if v is not None}
    assert all(old != new or (old is None) for old, new in changed.values())


def _swap(one: int, other: int) -> None:
    first, second = AuditRecord.objects.get(seq=one), AuditRecord.objects.get(seq=other)
    AuditRecord.objects.filter(id=first.id).update(seq=100)
    AuditRecord.objects.filter(id=second.id).update(seq=one)
    AuditRecord.objects.filter(id=first.id).update(seq=other)


def _outside(call) -> None:
    connection = transaction.get_connection()
    inside, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        call()
    finally:
        connection.in_atomic_block = inside
