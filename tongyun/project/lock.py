"""One supervisor for a data folder."""

import fcntl
import os
from pathlib import Path
from typing import IO


class AlreadyRunningError(RuntimeError):
    """Somebody else holds the lock."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


def hold(path: Path) -> IO[str]:
    """Take the lock and keep it as long as the file is open; it ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        pid = file.read().strip()
        file.close()
        raise AlreadyRunningError(pid) from error
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file
