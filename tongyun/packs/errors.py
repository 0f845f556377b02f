"""What the pack engine refuses."""

from tongyun.kernel.contracts import NotFound


def no_such_pack(pack_id: str) -> NotFound:
    """Neither on disk nor known to the installation."""
    return NotFound("no_such_pack", f"没有内容包“{pack_id[:80]}”。")
