"""A child must not outlive its supervisor, even when that is killed."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int | None) -> None:
    """Ask the kernel to send SIGTERM when the parent ends (Linux); leave at once if it has ended already."""
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("上级进程已退出")


def leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches the whole group; the supervisor alone decides the order of stopping."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
