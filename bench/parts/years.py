"""Years of tickets as the platform would have them: most are closed, some open, each with its log and its work."""

import time

from django.db import transaction

from tongyun.kernel.contracts import Actor
from tongyun.kernel.models import Organisation, User
from tongyun.kernel.services import context
from tongyun.process.models import Ticket, TicketEvent, WorkItem
from tongyun.process.services.opening import NewTicket, open_ticket

from . import multiplying as many

YEARS_S = 3 * 365 * 86_400
TITLES = [
    "门户网站无法访问",
    "数据库连接超时",
    "密码错误无法登录",
    "磁盘空间不足",
    "视频会议中断",
    "证书即将到期",
    "打印机故障",
    "系统响应缓慢",
]
#: Of so many tickets one is open.
OPEN_ONE_IN = 50
INSTANCE, TICKET, EVENT, WORK = 1, 2, 3, 4


def fill(tickets: int) -> None:
    """Multiply one real ticket; organisations and people must be there."""
    with transaction.atomic(), context.acting_as(Actor("system", "system", "统运")):
        first = open_ticket(NewTicket("incident", "门户网站无法访问", 3, "用户反映无法打开首页"))
    opened = TicketEvent.objects.get(ticket=first, seq=1)
    work = WorkItem.objects.get(ticket=first)
    many.numbers(tickets)
    many.ranked("bench_units", Organisation)
    many.ranked("bench_people", User)
    _tickets(first, tickets)
    _logs(opened, tickets)
    _work(work, tickets)
    many.settle()


def _opened_at(tickets: int, later: int = 0) -> str:
    """The newest now, the oldest three years ago; seconds since 1970."""
    return f"({int(time.time()) - 60 + later} - ({tickets} - n.i) * {max(YEARS_S // tickets, 1)})"


def _is_open() -> str:
    return f"n.i %% {OPEN_ONE_IN} = 0"


def _tickets(first: Ticket, tickets: int) -> None:
    closed = f"NOT ({_is_open()})"
    at = many.moment(_opened_at(tickets))
    many.multiply(first.instance, {"id": many.key(INSTANCE, "n.i"), "created_at": at, "updated_at": at})
    common = {
        "id": many.key(TICKET, "n.i"),
        "number": f"'GD-B' || {many.padded('n.i', 8)}",
        "title": f"({many.one_of(TITLES, 'n.i')}) || ' ' || n.i",
        "level": "1 + n.i %% 3",
        "organisation_id": many.pick("bench_units", "n.i %% 118"),
        "instance_id": many.key(INSTANCE, "n.i"),
        "opened_at": at,
    }
    many.multiply(first, common, _is_open())
    over = many.moment(_opened_at(tickets, 4 * 3600))
    ended = {
        "state": "'closed'",
        "step": "''",
        "assignee_id": many.pick("bench_people", "n.i %% 3300"),
        "resolved_at": many.moment(_opened_at(tickets, 3 * 3600)),
        "closed_at": over,
        "rating": "4 + n.i %% 2",
        "log_length": "4",
    }
    many.multiply(first, {**common, **ended}, closed)


def _logs(opened: TicketEvent, tickets: int) -> None:
    lines = (
        (1, 0, "opened", "{}"),
        (2, 600, "step.completed", '{"step": "triage"}'),
        (3, 3 * 3600, "resolved", "{}"),
        (4, 4 * 3600, "closed", "{}"),
    )
    for seq, later, kind, data in lines:
        columns = {
            "id": many.key(EVENT, f"n.i * 4 + {seq - 1}"),
            "ticket_id": many.key(TICKET, "n.i"),
            "seq": str(seq),
            "at": many.moment(_opened_at(tickets, later)),
            "kind": f"'{kind}'",
            "data": f"'{data}'",
        }
        many.multiply(opened, columns, "TRUE" if seq == 1 else f"NOT ({_is_open()})")


def _work(work: WorkItem, tickets: int) -> None:
    common = {
        "id": many.key(WORK, "n.i"),
        "ticket_id": many.key(TICKET, "n.i"),
        "instance_id": many.key(INSTANCE, "n.i"),
        "created_at": many.moment(_opened_at(tickets)),
    }
    many.multiply(work, common, _is_open())
    person = many.pick("bench_people", "n.i %% 3300")
    done = {
        "state": "'done'",
        "assignee_id": person,
        "done_by_id": person,
        "done_at": many.moment(_opened_at(tickets, 3 * 3600)),
    }
    many.multiply(work, {**common, **done}, f"NOT ({_is_open()})")
