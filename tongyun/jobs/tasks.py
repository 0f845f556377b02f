"""Durable work of jobs."""

from tongyun.kernel.facade import register_handler

from .services import lifecycle


def wire() -> None:
    """Register the handlers."""
    # Not transactional: it opens its own transaction and locks the run before its timer, as everybody else does.
    register_handler(lifecycle.LEASE_TASK, lifecycle.check_leases, transactional=False)
