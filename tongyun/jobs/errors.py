"""Errors of jobs that callers can act on."""

from tongyun.kernel.contracts import Conflict, NotFound


def no_job(key: str) -> NotFound:
    """No template of this key is in use."""
    return NotFound("no_job", f"没有可用的作业“{key[:80]}”。")


def no_run() -> NotFound:
    """No such run."""
    return NotFound("no_run", "没有这次作业执行。")


def stale_token() -> Conflict:
    """The work was given up or given to somebody else."""
    return Conflict("stale_token", "此任务已失效或已被取消，结果不再接收。")
