"""What can go wrong in process, as clients see it. Codes are stable."""

from tongyun.kernel.contracts import Conflict, FieldError, Forbidden, Invalid, NotFound

from .engine.machine import MoveRefusedError


class LogIsAppendOnlyError(RuntimeError):
    """Somebody tried to change or remove a line of a ticket's log: a mistake of ours, never of a user."""

    def __init__(self) -> None:
        super().__init__("a ticket's log is append-only; write a new event instead")


def no_ticket() -> NotFound:
    """No such ticket."""
    return NotFound("no_ticket", "没有这张工单。")


def no_task() -> NotFound:
    """No such to-do on this ticket."""
    return NotFound("no_task", "这张工单没有这项待办。")


def no_process(kind: str) -> Conflict:
    """Nothing was deployed for this kind of ticket."""
    return Conflict("no_process", f"没有为“{kind}”部署流程，请先启用相应的内容包。")


def unknown_level(level: int) -> Invalid:
    """A level that the service levels do not have."""
    return Invalid("unknown_level", f"没有级别 {level}。", [FieldError("/level", "没有这个级别")])


def already_done(title: str, by: str) -> Conflict:
    """Somebody else completed the to-do first."""
    who = f"，由 {by} 完成" if by else ""
    return Conflict("task_done", f"“{title}”已经不在待办中{who}；请刷新后再看。")


def claimed_by(name: str) -> Conflict:
    """Somebody else has claimed the to-do."""
    return Conflict("task_claimed", f"此待办已由 {name} 签收。")


def not_a_candidate() -> Forbidden:
    """The to-do is meant for others."""
    return Forbidden("not_a_candidate", "此待办没有分派给您或您所在的组。")


def ticket_closed() -> Conflict:
    """The ticket takes no more work."""
    return Conflict("ticket_closed", "工单已经关闭。")


def move_refused(error: MoveRefusedError) -> Conflict:
    """The engine found the move unsound or too late."""
    return Conflict(f"move_{error.code}", _MOVES.get(error.code, "流程不允许这一步操作。"))


_MOVES = {
    "gone": "此待办已经不在流程中，请刷新后再看。",
    "unknown": "流程中没有这一步人工任务。",
    "not_passed": "流程还没有经过这一步，不能退回到那里。",
    "parallel": "并行分支尚未汇合，不能退回到这一步。",
    "finished": "流程已经结束。",
    "too_long": "流程循环次数过多，请关闭后另行登记。",
    "endless": "流程在没有人工参与的情况下循环，已停止。",
}
