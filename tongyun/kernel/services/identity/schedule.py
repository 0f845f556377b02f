"""When a directory is next looked through."""

from ..work import cancel_later, run_every

SYNC_TASK = "kernel.identity_sync"


def schedule_sync(provider_id: str, minutes: int) -> None:
    """Synchronise every so many minutes from now on; 0: no more."""
    if minutes:
        run_every(SYNC_TASK, provider_id, minutes * 60.0, {"provider_id": provider_id})
    else:
        cancel_later(SYNC_TASK, provider_id)
