"""The kernel's fence around the store: Landlock, which lets this process touch its data folder and little else.

A statement that finds a way past the engine's grants and past `guard` still cannot open a file of the machine. Kernels
without Landlock (before 5.13, or built without it) start the store without this third fence. It must be raised before
the engine starts its threads, because a thread keeps the rights it was born with.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# The numbers are the same on x86-64, aarch64 and loongarch64.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION: Final = 1
RULE_PATH_BENEATH: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE = 1 << 13, 1 << 14
FILE_RIGHTS: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READ: Final = READ_FILE | READ_DIR

READABLE: Final = [
    "/proc/self",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/cpuinfo",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/sys",
    "/proc/mounts",
    "/proc/cgroups",
    "/sys/fs/cgroup",
    "/sys/devices/system",
    "/sys/kernel/mm",
    "/sys/block",
    "/sys/dev/block",
    "/usr/share/zoneinfo",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/host.conf",
    "/etc/resolv.conf",
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/dev/random",
]
LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")


def confine(writable: Iterable[Path]) -> bool:
    """Leave this process the given folders, its own program and some facts of the machine; False without Landlock."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), CREATE_RULESET_VERSION)
    if version < 1:
        return False
    handled = _rights_known_to(version)
    attributes = ctypes.create_string_buffer(struct.pack("=Q", handled), 8)
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    try:
        for folder in writable:
            _allow(libc, ruleset, folder, handled & ~EXECUTE)
        for name in READABLE:
            _allow(libc, ruleset, Path(name), READ)
        for folder in (*map(Path, LIBRARIES), *_program()):
            _allow(libc, ruleset, folder, READ | EXECUTE)
        _allow(libc, ruleset, Path("/dev/null"), READ | WRITE_FILE)
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _rights_known_to(version: int) -> int:
    rights = (1 << 13) - 1
    if version >= 2:
        rights |= REFER
    if version >= 3:
        rights |= TRUNCATE
    return rights


def _program() -> Iterable[Path]:
    """Python, its libraries and our own package."""
    libraries = (Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages"))
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2], *libraries}
    # A prefix such as /usr is much more than a program; its libraries are allowed by name.
    return (
        folder.resolve() for folder in folders if folder.resolve() not in (Path("/"), Path("/usr"), Path("/usr/local"))
    )


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no rule
    try:
        if not path.is_dir():
            rights &= FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        libc.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
