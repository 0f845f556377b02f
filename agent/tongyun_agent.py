#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Tongyun agent: tells a Tongyun server what this machine has and does, and runs the scripts it is given.

One file, Python 3.8 or later, standard library only. It collects on Linux through /proc (x86-64, aarch64,
loongarch); on other systems it imports and says that collection is not available there.

Start it lean: ``python3 -I -S tongyun_agent.py --url https://… --token-file …``; ``--help`` lists every
setting.

Three threads, each with one duty: the main thread waits for signals; the reporter takes a sample every
interval, puts it in the spool on disk and sends the spool, oldest first; the worker polls for scripts and
runs each in a thread of its own. When a script has ended, the reporter says at once what listens now.
Every step is on disk before the next begins, so SIGTERM and ``kill -9`` may end the agent at any moment
and lose nothing:

    STATE/lock                 held while an agent runs on this folder
    STATE/spool/SEQ.z          a report that no server has acknowledged (zlib, JSON)
    STATE/work/ID/record.json  a script is to begin; beside it: script, begun (as which process), output,
                               sent (how much of the output is acknowledged)
    STATE/work/ID/result.json  it ended; the folder goes when the server has acknowledged the result
    STATE/journal              one line for each script that was ever finished: none is run a second time
"""

# Modules that few machines need (ssl, subprocess, ctypes), or that Windows lacks, load on first use:
# ruff: noqa: PLC0415
from __future__ import annotations

import codecs
import json
import os
import re
import select
import socket
import struct
import sys
import threading
import time
import zlib
from contextlib import suppress

VERSION = "0.1.0"
HOST_FACTS_EVERY_S = 600.0
LOOK_AGAIN_EVERY = 40  # cycles after which cached processes are read afresh (pid reuse, sockets nobody owned)
SPOOL_LIMIT = 5 * 1024 * 1024
GZIP_FROM = 4096
ANSWER_LIMIT = 8 * 1024 * 1024
OUTPUT_LIMIT = 1024 * 1024
OUTPUT_CUT = "\n[tongyun-agent: the output is longer than 1 MiB; the rest is not kept]\n"
OUTPUT_CHUNK = 256 * 1024
HEARTBEAT_S = 5.0  # a silent script posts empty output this often, so that a cancellation reaches it
SCRIPTS_AT_ONCE = 4
GRACE_S = 5.0  # between SIGTERM and SIGKILL
JOURNAL_LINES = 2000
RETRY_FIRST_S = 1.0
RETRY_MOST_S = 8.0  # while nobody listens: a refused connection costs a server nothing
RETRY_REFUSED_MOST_S = 30.0  # while the server answers, but with an error: it must not be kept busy with that
LISTEN_WITHIN_S = 1.0  # after a script's end, for what it started to listen; scripts that end together share a report
# The script's process writes down itself who it is before it becomes the script, so that a killed agent's successor
# can find it however early the agent was killed.
BEGIN = 'read -r it < /proc/$$/stat; echo "$it" > "$0"; exec "$@"'


def log(message: str) -> None:
    """Write one line to stderr; callers keep secrets out of it."""
    line = " ".join(message.split())
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{iso(time.time())} tongyun-agent: {line}\n")
        sys.stderr.flush()


def iso(seconds: float) -> str:
    """A moment (Unix seconds) as ISO 8601 in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Said:
    """Says a state once, when it changes, and not at every repetition."""

    def __init__(self, usual: str = "") -> None:
        self.state = usual

    def now(self, state: str, message: str) -> None:
        """Log the message unless the state is the one said last."""
        if state != self.state:
            self.state = state
            log(message)


# ---------------------------------------------------------------- files


def read_bytes(path: str) -> bytes:
    """A whole file; plain system calls, because /proc is read hundreds of times an interval."""
    fd = os.open(path, os.O_RDONLY)
    try:
        parts = [os.read(fd, 65536)]
        while parts[-1]:  # /proc ends a read between two records, so a short read is not the end
            parts.append(os.read(fd, 65536))
        return b"".join(parts)
    finally:
        os.close(fd)


def read_text(path: str, otherwise: str | None = None) -> str:
    """A whole file as text; with ``otherwise`` an unreadable file is no error."""
    try:
        return read_bytes(path).decode("utf-8", "replace")
    except OSError:
        if otherwise is None:
            raise
        return otherwise


def link_target(path: str) -> str:
    """Where a symbolic link points, as text that can be sent even when the name is not UTF-8."""
    return os.readlink(os.fsencode(path)).decode("utf-8", "replace")


def write_whole(path: str, data: bytes, mode: int = 0o600, sync: bool = False) -> None:
    """Replace a file in one step: after a crash it holds the old content or the new, never a part."""
    new = path + ".new"
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view) :]
            if sync:
                os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(new, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)  # a full disk must not fill with halves
        raise


def write_json(path: str, value: object) -> None:
    """Replace a JSON file in one step and bring it to the disk."""
    write_whole(path, json.dumps(value).encode(), sync=True)


def read_json(path: str) -> dict:
    """A JSON object from a file; empty when it is missing or broken."""
    try:
        value = json.loads(read_bytes(path))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def remove_folder(path: str) -> None:
    """Remove a flat folder; what is gone already is fine."""
    with suppress(OSError):
        for name in os.listdir(path):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)


# ---------------------------------------------------------------- metrics of the machine


class Samples:
    """The samples of one moment, in the form the server takes."""

    def __init__(self, at: float) -> None:
        self.rows: list[list] = []
        self.at_ms = int(at * 1000)

    def add(self, name: str, value: float, **labels: str) -> None:
        """Add one sample; the name says the unit."""
        self.rows.append([name, labels, self.at_ms, value])


CPU_MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
STAT_LINES = {
    "btime": "node_boot_time_seconds",
    "procs_running": "node_procs_running",
    "procs_blocked": "node_procs_blocked",
    "processes": "node_forks_total",
    "ctxt": "node_context_switches_total",
}
MEMORY_KEYS = ("MemTotal", "MemAvailable", "MemFree", "Buffers", "Cached", "SwapTotal", "SwapFree")
VMSTAT_KEYS = ("pgfault", "pgmajfault", "pgpgin", "pgpgout", "pswpin", "pswpout", "oom_kill")
TCP_KEYS = ("CurrEstab", "ActiveOpens", "PassiveOpens", "InSegs", "OutSegs", "RetransSegs")
SOCKSTAT_KEYS = {("TCP", "inuse"), ("TCP", "tw"), ("TCP", "orphan"), ("UDP", "inuse"), ("sockets", "used")}
NOT_DISKS = ("loop", "ram", "zram", "fd", "sr")
NOT_INTERFACES = ("veth", "cali", "cni", "lxc", "tap")
# Only file systems on this machine's own disks: a statvfs on a dead network mount would hang the agent.
DISK_FILE_SYSTEMS = {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs"}
DISK_FILE_SYSTEMS |= {"vfat", "exfat", "ntfs", "ntfs3", "ufs", "hfsplus"}
MOUNT_ESCAPE = re.compile(r"\\([0-7]{3})")  # space, tab, newline and backslash
PRESSURE = {
    ("cpu", "some"): "node_pressure_cpu_waiting_seconds_total",
    ("io", "some"): "node_pressure_io_waiting_seconds_total",
    ("io", "full"): "node_pressure_io_stalled_seconds_total",
    ("memory", "some"): "node_pressure_memory_waiting_seconds_total",
    ("memory", "full"): "node_pressure_memory_stalled_seconds_total",
}
NET_COLUMNS = (("bytes", 0), ("packets", 1), ("errs", 2), ("drop", 3))


def ticks_per_second() -> int:
    """The unit of CPU times in /proc."""
    return os.sysconf("SC_CLK_TCK")


def sample_cpu(out: Samples) -> None:
    """Times of each CPU, and the counters that stand beside them in /proc/stat."""
    hertz = ticks_per_second()
    for line in read_text("/proc/stat").splitlines():
        key, _, rest = line.partition(" ")
        if key in STAT_LINES:
            out.add(STAT_LINES[key], int(rest))
        elif key.startswith("cpu") and key != "cpu":
            for mode, ticks in zip(CPU_MODES, rest.split()):  # noqa: B905 - strict= is newer than 3.8
                out.add("node_cpu_seconds_total", int(ticks) / hertz, cpu=key[3:], mode=mode)


def sample_load(out: Samples) -> None:
    """Load averages."""
    one, five, fifteen = read_text("/proc/loadavg").split()[:3]
    out.add("node_load1", float(one))
    out.add("node_load5", float(five))
    out.add("node_load15", float(fifteen))


def sample_memory(out: Samples) -> None:
    """Memory and swap in bytes."""
    for line in read_text("/proc/meminfo").splitlines():
        key, _, rest = line.partition(":")
        if key in MEMORY_KEYS:
            out.add(f"node_memory_{key}_bytes", int(rest.split()[0]) * 1024)


def sample_vmstat(out: Samples) -> None:
    """Page faults and swapping."""
    for line in read_text("/proc/vmstat").splitlines():
        key, _, value = line.partition(" ")
        if key in VMSTAT_KEYS:
            out.add(f"node_vmstat_{key}", int(value))


def sample_disks(out: Samples) -> None:
    """Transfers of whole disks (no partitions, no loop devices)."""
    whole = set(os.listdir("/sys/block")) if os.path.isdir("/sys/block") else None
    for line in read_text("/proc/diskstats").splitlines():
        fields = line.split()
        device = fields[2]
        if device.startswith(NOT_DISKS) or (whole is not None and device.replace("/", "!") not in whole):
            continue
        reads, read_sectors = int(fields[3]), int(fields[5])
        writes, written_sectors = int(fields[7]), int(fields[9])
        out.add("node_disk_reads_completed_total", reads, device=device)
        out.add("node_disk_read_bytes_total", read_sectors * 512, device=device)
        out.add("node_disk_writes_completed_total", writes, device=device)
        out.add("node_disk_written_bytes_total", written_sectors * 512, device=device)
        out.add("node_disk_io_time_seconds_total", int(fields[12]) / 1000, device=device)


def sample_file_systems(out: Samples) -> None:
    """Room on the machine's own file systems; a device mounted twice counts where it is mounted first."""
    seen = set()
    for line in read_text("/proc/self/mounts").splitlines():
        device, mountpoint, fstype = line.split(" ", 3)[:3]
        mountpoint = MOUNT_ESCAPE.sub(lambda m: chr(int(m.group(1), 8)), mountpoint)
        of_a_container = fstype == "overlay" and mountpoint == "/"
        if device in seen or not (fstype in DISK_FILE_SYSTEMS or of_a_container):
            continue
        seen.add(device)
        try:
            room = os.statvfs(mountpoint)
        except OSError:
            continue
        where = {"mountpoint": mountpoint, "fstype": fstype, "device": device}
        out.add("node_filesystem_size_bytes", room.f_blocks * room.f_frsize, **where)
        out.add("node_filesystem_avail_bytes", room.f_bavail * room.f_frsize, **where)
        out.add("node_filesystem_free_bytes", room.f_bfree * room.f_frsize, **where)
        out.add("node_filesystem_files", room.f_files, **where)
        out.add("node_filesystem_files_free", room.f_ffree, **where)


def sample_network(out: Samples) -> None:
    """Traffic of each interface, without the far ends of containers."""
    for line in read_text("/proc/net/dev").splitlines()[2:]:
        device, _, rest = line.partition(":")
        device = device.strip()
        if device.startswith(NOT_INTERFACES):
            continue
        fields = rest.split()
        for what, column in NET_COLUMNS:
            out.add(f"node_network_receive_{what}_total", int(fields[column]), device=device)
            out.add(f"node_network_transmit_{what}_total", int(fields[column + 8]), device=device)


def sample_tcp(out: Samples) -> None:
    """TCP counters and sockets in use."""
    names: list[str] = []
    for line in read_text("/proc/net/snmp").splitlines():
        if not line.startswith("Tcp:"):
            continue
        if not names:
            names = line.split()
            continue
        for key, value in zip(names, line.split()):  # noqa: B905 - strict= is newer than 3.8
            if key in TCP_KEYS:
                out.add(f"node_netstat_Tcp_{key}", int(value))
    for line in read_text("/proc/net/sockstat").splitlines():
        kind, _, rest = line.partition(":")
        pairs = rest.split()
        for key, value in zip(pairs[::2], pairs[1::2]):  # noqa: B905 - strict= is newer than 3.8
            if (kind, key) in SOCKSTAT_KEYS:
                out.add(f"node_sockstat_{kind}_{key}", int(value))


def sample_file_handles(out: Samples) -> None:
    """Open files of the whole machine and their limit."""
    allocated, _, limit = read_text("/proc/sys/fs/file-nr").split()
    out.add("node_filefd_allocated", int(allocated))
    out.add("node_filefd_maximum", int(limit))


def sample_pressure(out: Samples) -> None:
    """Pressure stall times, where the kernel keeps them."""
    for resource in ("cpu", "io", "memory"):
        for line in read_text(f"/proc/pressure/{resource}", otherwise="").splitlines():
            name = PRESSURE.get((resource, line.partition(" ")[0]))
            if name:
                out.add(name, int(line.rpartition("=")[2]) / 1e6)


COLLECTORS = (
    sample_cpu,
    sample_load,
    sample_memory,
    sample_vmstat,
    sample_disks,
    sample_file_systems,
    sample_network,
    sample_tcp,
    sample_file_handles,
    sample_pressure,
)


# ---------------------------------------------------------------- processes and what they listen on


class Process:
    """What /proc/PID/stat says of a process; ``facts`` hold what is read once for a listening one."""

    __slots__ = ("cpu_ticks", "facts", "group", "name", "parent", "pid", "rss_pages", "started", "zombie")

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.facts: dict | None = None
        self.read()

    def read(self) -> None:
        """Read the figures again; OSError when the process is gone."""
        head, _, tail = read_bytes(f"/proc/{self.pid}/stat").rpartition(b")")
        fields = tail.split()
        if len(fields) < 22:
            raise ProcessLookupError(self.pid)
        self.name = head.partition(b"(")[2].decode("utf-8", "replace")
        self.zombie = fields[0] in (b"Z", b"X")
        self.parent = int(fields[1])
        self.group = int(fields[2])
        # With the times of children it has waited for, so that the sum over a service never falls.
        self.cpu_ticks = int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])
        self.started = int(fields[19])
        self.rss_pages = int(fields[21])


def find_process(pid: int) -> Process | None:
    """The process as it is now, or None."""
    try:
        return Process(pid)
    except OSError:
        return None


def find_process_again(stat: str) -> Process | None:
    """The process whose /proc/PID/stat this once was, if it still runs."""
    pid, _, rest = stat.partition(" ")
    fields = rest.rpartition(")")[2].split()
    process = find_process(int(pid)) if pid.isdigit() and len(fields) >= 20 else None
    return process if process and process.started == int(fields[19]) else None


def pids_now() -> set[int]:
    """The ids of all processes that this agent can see."""
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}


class Processes:
    """All processes by pid. Reads only those that are new, so a quiet machine costs one directory listing."""

    def __init__(self) -> None:
        self.table: dict[int, Process] = {}
        self.young: set[int] = set()
        self.cycle = 0

    def refresh(self) -> None:
        """Bring the table up to date."""
        now = pids_now()
        gone = self.table.keys() - now
        for pid in gone:
            del self.table[pid]
        new = now - self.table.keys()
        # A process seen between fork and exec still wears its parent's name: look at it a second time.
        again = self.young | {pid for pid, process in self.table.items() if process.parent in gone}
        self.cycle += 1
        if self.cycle % LOOK_AGAIN_EVERY == 0:
            again = now
        for pid in new | (again & now):
            self.look(pid)
        self.young = new & self.table.keys()

    def look(self, pid: int) -> Process | None:
        """Read one process; facts known of it are forgotten if it is another one or runs another program."""
        fresh = find_process(pid)
        if fresh is None:
            self.table.pop(pid, None)
            return None
        known = self.table.get(pid)
        if known is not None and (known.started, known.name) == (fresh.started, fresh.name):
            fresh.facts = known.facts
        self.table[pid] = fresh
        return fresh

    def children(self) -> dict[int, list[int]]:
        """Each parent's children."""
        tree: dict[int, list[int]] = {}
        for pid, process in self.table.items():
            tree.setdefault(process.parent, []).append(pid)
        return tree


def listening_lines(path: str) -> list[list[bytes]]:
    """The listening sockets of /proc/net/tcp or tcp6 as fields.

    The kernel lists all listening sockets before the connected ones, so reading stops at the first that
    does not listen: fifty thousand connections cost nothing.
    """
    found = []
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return found  # a kernel without IPv6; any other failure must not look like services that are gone
    try:
        rest = os.read(fd, 16384)
        rest = rest.partition(b"\n")[2]
        while True:
            *lines, rest = rest.split(b"\n")
            for line in lines:
                fields = line.split(None, 10)
                if len(fields) < 10 or fields[3] != b"0A":
                    return found
                found.append(fields)
            more = os.read(fd, 16384)
            if not more:
                return found
            rest += more
    finally:
        os.close(fd)


def decode_address(text: bytes) -> tuple[str, int]:
    """An address as /proc/net prints it: hexadecimal words in the machine's own byte order."""
    address, _, port = text.decode().partition(":")
    raw = bytes.fromhex(address)
    if sys.byteorder == "little":
        raw = b"".join(raw[i : i + 4][::-1] for i in range(0, len(raw), 4))
    family = socket.AF_INET if len(raw) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, raw), int(port, 16)


class Listeners:
    """Which process owns each listening TCP socket.

    Finding the owner means reading the links in /proc/PID/fd, so only unknown sockets are looked for: first
    in the processes that are new, then in all, and no longer than until each has an owner.
    """

    def __init__(self) -> None:
        self.ports: dict[int, dict] = {}  # inode -> {proto, address, port}
        self.owners: dict[int, int] = {}  # inode -> pid
        self.orphans: dict[int, int] = {}  # inode -> how often nobody was found
        self.searched: set[int] = set()
        self.cycle = 0

    def refresh(self, processes: Processes) -> None:
        """Bring sockets and owners up to date."""
        self.read_sockets()
        self.cycle += 1
        if self.cycle % LOOK_AGAIN_EVERY == 0:
            self.orphans.clear()
        table = processes.table
        self.owners = {inode: pid for inode, pid in self.owners.items() if inode in self.ports and pid in table}
        wanted = {inode for inode in self.ports if inode not in self.owners and self.orphans.get(inode, 0) < 2}
        if wanted:
            self.search(wanted, table)

    def read_sockets(self) -> None:
        """Read the listening sockets; an address is decoded once."""
        ports = {}
        for proto in ("tcp", "tcp6"):
            for fields in listening_lines(f"/proc/net/{proto}"):
                inode = int(fields[9])
                known = self.ports.get(inode)
                if known is None:
                    address, port = decode_address(fields[1])
                    known = {"proto": proto, "address": address, "port": port}
                ports[inode] = known
        self.ports = ports

    def search(self, wanted: set[int], table: dict[int, Process]) -> None:
        """Find the owners of the wanted sockets; nobody's are remembered as orphans."""
        candidates = [p for p in table.values() if p.parent != 2 and p.pid != 2]  # 2 is the kernel's threads
        # The oldest first, because children inherit; pid 1 last, because systemd keeps the sockets it hands
        # out.
        candidates.sort(key=lambda p: (p.pid == 1, p.pid in self.searched, p.started, p.pid))
        missing = set(wanted)
        for process in candidates:
            for inode in missing & sockets_of(process.pid):
                self.owners[inode] = self.first_holder(inode, process, table)
                self.orphans.pop(inode, None)
                missing.discard(inode)
            if not missing:
                break
        for inode in missing:
            self.orphans[inode] = self.orphans.get(inode, 0) + 1
        self.orphans = {inode: tries for inode, tries in self.orphans.items() if inode in self.ports}
        self.searched = set(table)

    def first_holder(self, inode: int, process: Process, table: dict[int, Process]) -> int:
        """The oldest ancestor that holds the same socket."""
        while True:
            parent = table.get(process.parent)
            if parent is None or parent.pid == 1 or inode not in sockets_of(parent.pid):
                return process.pid
            process = parent


def sockets_of(pid: int) -> set[int]:
    """The inodes of a process's sockets; empty when it is gone or another user's."""
    found = set()
    folder = f"/proc/{pid}/fd"
    with suppress(OSError):
        for name in os.listdir(folder):
            try:
                target = os.readlink(f"{folder}/{name}")
            except PermissionError:
                break  # the others are forbidden as well
            except FileNotFoundError:
                continue  # closed just now
            if target.startswith("socket:["):
                found.add(int(target[8:-1]))
    return found


def count_open_files(pid: int) -> int:
    """How many descriptors a process has open; 0 when it cannot be seen."""
    folder = f"/proc/{pid}/fd"
    try:
        return os.stat(folder).st_size or len(os.listdir(folder))  # since Linux 6.2 the size is the count
    except OSError:
        return 0


# ---------------------------------------------------------------- secrets in command lines

SECRET_WORDS = "pass|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|masterauth"
SECRET_WORD = rf"[\w.-]*(?:{SECRET_WORDS})[\w.-]*"
SECRET_OPTION = re.compile(rf"-+{SECRET_WORD}", re.IGNORECASE)
SECRET_VALUE = re.compile(rf"""({SECRET_WORD})(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;,"'}}]+)""", re.IGNORECASE)
SECRET_IN_URL = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
NAMES_A_PLACE = ("file", "path", "dir", "folder")
ARGUMENTS_KEPT = 64
ARGUMENT_LENGTH = 256
MASK = "***"


def mask_value(match: re.Match) -> str:
    """``password=x`` without the x; ``password-file=/x`` names a place and stays."""
    key, between = match.group(1), match.group(2)
    if key.lower().endswith(NAMES_A_PLACE):
        return match.group(0)
    return key + between + MASK


def mask_arguments(arguments: list[str]) -> list[str]:
    """A command line that may be shown: passwords masked, long arguments and long lists cut."""
    masked = []
    secret_follows = False
    for argument in arguments[:ARGUMENTS_KEPT]:
        argument = argument[: 2 * ARGUMENT_LENGTH]  # searching a class path of 100 kB would take long
        if secret_follows and not argument.startswith("-"):
            masked.append(MASK)
            secret_follows = False
            continue
        is_option = SECRET_OPTION.fullmatch(argument) is not None
        secret_follows = is_option and not argument.lower().endswith(NAMES_A_PLACE)
        shown = SECRET_VALUE.sub(mask_value, SECRET_IN_URL.sub(rf"\1{MASK}@", argument))
        masked.append(shown if len(shown) <= ARGUMENT_LENGTH else shown[:ARGUMENT_LENGTH] + "…")
    if len(arguments) > ARGUMENTS_KEPT:
        masked.append("…")
    return masked


# ---------------------------------------------------------------- services


class Services:
    """The processes that listen on TCP, each with its ports, once however many children it has."""

    def __init__(self) -> None:
        self.processes = Processes()
        self.listeners = Listeners()
        self.users: dict[int, str] = {}
        self.unowned = Said("0")

    def collect(self, out: Samples) -> list[dict]:
        """The services now, and their samples."""
        self.processes.refresh()
        self.listeners.refresh(self.processes)
        out.add("node_processes_total", len(self.processes.table))
        orphans = len(self.listeners.orphans)
        self.unowned.now(
            str(orphans),
            f"{orphans} listening sockets belong to processes that this user cannot inspect",
        )
        roots = self.roots()
        children = self.processes.children()
        found = []
        for pid, ports in sorted(roots.items()):
            process = self.processes.look(pid)
            service = self.describe(process, ports) if process else None
            if process and service:
                self.sample(out, process, service, roots.keys(), children)
                found.append(service)
        return found

    def roots(self) -> dict[int, list[dict]]:
        """Each owning process and its ports; those of one name that share a port (SO_REUSEPORT) are one."""
        table = self.processes.table
        by_port: dict[tuple, int] = {}
        roots: dict[int, list[dict]] = {}
        owners = self.listeners.owners
        for inode in sorted(owners, key=lambda i: (table[owners[i]].started, owners[i], i)):
            pid, port = owners[inode], self.listeners.ports[inode]
            key = (port["proto"], port["address"], port["port"], table[pid].name)
            first = by_port.setdefault(key, pid)
            if port not in roots.setdefault(first, []):
                roots[first].append(port)
        for ports in roots.values():
            ports.sort(key=lambda p: (p["port"], p["proto"], p["address"]))
        return roots

    def describe(self, process: Process, ports: list[dict]) -> dict | None:
        """What a service is; the facts are read once, because they stay for a process's life."""
        if process.facts is None:
            try:
                process.facts = self.facts(process)
            except OSError:
                return None  # it ended just now
        return dict(process.facts, ports=ports)

    def facts(self, process: Process) -> dict:
        """Read what does not change; OSError when the process is gone."""
        folder = f"/proc/{process.pid}"
        exe = cwd = None
        with suppress(OSError):  # a kernel thread has none, another user's is not shown
            exe = link_target(f"{folder}/exe")
            cwd = link_target(f"{folder}/cwd")
        if exe and exe.endswith(" (deleted)"):  # the package was upgraded under a running service
            exe = exe[:-10]
        arguments = [a for a in read_text(f"{folder}/cmdline").rstrip("\0").split("\0") if a]
        return {
            "process": full_name(process.name, exe, arguments),
            "exe": exe,
            "cmdline": mask_arguments(arguments),
            "cwd": cwd,
            "user": self.user(effective_user(read_text(f"{folder}/status"))),
            "pid": process.pid,
            "unit": systemd_unit(read_text(f"{folder}/cgroup", otherwise="")),
            "started_at": iso(boot_time() + process.started / ticks_per_second()),
        }

    def user(self, uid: int) -> str:
        """A user's name; asked once, because a directory service may be slow."""
        if uid not in self.users:
            import pwd

            try:
                self.users[uid] = pwd.getpwuid(uid).pw_name
            except KeyError:
                self.users[uid] = str(uid)
        return self.users[uid]

    def sample(self, out: Samples, root: Process, service: dict, roots: object, children: dict) -> None:
        """CPU, memory, descriptors and count of a service: the root and its descendants of the same name."""
        ticks, pages, files, members = root.cpu_ticks, root.rss_pages, count_open_files(root.pid), 1
        below = list(children.get(root.pid, ()))
        while below:
            pid = below.pop()
            member = self.processes.table.get(pid)
            if member is None or member.name != root.name or pid in roots:
                continue
            below.extend(children.get(pid, ()))
            member = self.processes.look(pid)
            if member is not None:
                ticks += member.cpu_ticks
                pages += member.rss_pages
                files += count_open_files(pid)
                members += 1
        labels = {"service": service["process"], "port": str(service["ports"][0]["port"])}
        out.add("service_cpu_seconds_total", ticks / ticks_per_second(), **labels)
        out.add("service_resident_memory_bytes", pages * os.sysconf("SC_PAGE_SIZE"), **labels)
        out.add("service_open_fds", files, **labels)
        out.add("service_processes", members, **labels)


def full_name(name: str, exe: str | None, arguments: list[str]) -> str:
    """A process's name; the kernel cuts it at 15 bytes, the program's path has the rest."""
    if len(name.encode()) >= 15:
        for path in (exe or "", arguments[0] if arguments else ""):
            base = path.rpartition("/")[2].partition(" ")[0]
            if base.startswith(name):
                return base
    return name


def effective_user(status: str) -> int:
    """The user a process acts as, in the text of /proc/PID/status; the folder's owner is root's after a setuid."""
    at = status.index("\nUid:") + 5
    return int(status[at : status.index("\n", at)].split()[1])


def systemd_unit(cgroups: str) -> str | None:
    """The innermost systemd service in the text of /proc/PID/cgroup."""
    for line in cgroups.splitlines():
        number, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers == "name=systemd" or number == "0":
            for part in reversed(path.split("/")):
                if part.endswith(".service") and not part.startswith("user@"):
                    return part
    return None


def boot_time() -> int:
    """When the kernel started, in Unix seconds."""
    text = read_text("/proc/stat")
    at = text.index("btime ") + 6
    return int(text[at : text.index("\n", at)])


# ---------------------------------------------------------------- facts of the host

ARM_MAKERS = {"0x41": "ARM", "0x48": "HiSilicon", "0x70": "Phytium", "0xc0": "Ampere"}
ARM_PARTS = {
    ("0x48", "0xd01"): "HiSilicon Kunpeng 920",
    ("0x48", "0xd02"): "HiSilicon Kunpeng 920 V200",
    ("0x70", "0x662"): "Phytium FT-2000+",
    ("0x70", "0x663"): "Phytium FT-2500",
    ("0x70", "0x862"): "Phytium S5000C",
}
HYPERVISORS = ("qemu", "kvm", "vmware", "xen", "virtualbox", "bochs", "openstack", "virtual machine", "bhyve")
NOT_FILLED_IN = ("none", "not specified", "to be filled by o.e.m.", "default string")
ROUTE_NETLINK = 0
GET_ADDRESSES = 22
DUMP_REQUEST = 0x301


class Host:
    """What this machine is. The parts that stay are read every ten minutes, the addresses every time."""

    def __init__(self, state_dir: str | None) -> None:
        self.machine_id = machine_id(state_dir)
        self.lasting: dict = {}
        self.read_at = 0.0
        self.told: dict = {}
        self.told_at = 0.0

    def news(self, now: float) -> dict | None:
        """The facts, when they changed or were last told ten minutes ago (``now`` is monotonic)."""
        if not self.lasting or now - self.read_at >= HOST_FACTS_EVERY_S:
            self.lasting, self.read_at = lasting_facts(), now
        facts = dict(self.lasting, machine_id=self.machine_id, hostname=socket.gethostname())
        facts["addresses"] = interface_addresses()
        if facts == self.told and now - self.told_at < HOST_FACTS_EVERY_S:
            return None
        self.told, self.told_at = facts, now
        return facts


def machine_id(state_dir: str | None) -> str:
    """The id of this installation of the operating system; made once where the system has none."""
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        found = read_text(path, otherwise="").strip()
        if len(found) >= 16:
            return found
    if state_dir is None:
        return "host-" + socket.gethostname()
    path = os.path.join(state_dir, "machine-id")
    if not read_text(path, otherwise="").strip():
        write_whole(path, os.urandom(16).hex().encode(), sync=True)
    return read_text(path).strip()


def lasting_facts() -> dict:
    """Operating system, processor, memory and maker."""
    system = os.uname()
    release = os_release()
    cpu, cores, hypervisor_flag = processor()
    maker, model = dmi("sys_vendor"), dmi("product_name") or device_tree("model")
    named = f"{maker} {model}".lower()
    guest = os.path.exists("/sys/hypervisor/type") or any(h in named for h in HYPERVISORS)
    memory = read_text("/proc/meminfo").split("MemTotal:", 1)[1].split()[0]
    return {
        "os": release.get("NAME") or system.sysname,
        "os_version": release.get("VERSION_ID") or release.get("VERSION") or "",
        "kernel": system.release,
        "arch": system.machine,
        "cpu_model": cpu,
        "cpu_cores": cores,
        "memory_bytes": int(memory) * 1024,
        "boot_at": iso(boot_time()),
        "macs": hardware_addresses(),
        "serial": dmi("product_serial") or device_tree("serial-number"),
        "vendor": maker,
        "model": model,
        "virtual": hypervisor_flag or guest,
    }


def os_release() -> dict[str, str]:
    """The fields of /etc/os-release."""
    fields = {}
    text = read_text("/etc/os-release", otherwise="") or read_text("/usr/lib/os-release", otherwise="")
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            fields[key.strip()] = value.strip().strip("\"'")
    return fields


def processor() -> tuple[str, int, bool]:
    """The processor's name, the number of logical cores, and whether it says that it is a guest's."""
    first: dict[str, str] = {}
    for line in read_text("/proc/cpuinfo").splitlines():
        key, colon, value = line.partition(":")
        if colon:
            first.setdefault(key.strip().lower(), value.strip())
    maker, part = first.get("cpu implementer", ""), first.get("cpu part", "")
    name = first.get("model name") or ARM_PARTS.get((maker, part)) or device_tree("model")
    if not name and maker:
        name = f"{ARM_MAKERS.get(maker, 'implementer ' + maker)} part {part}"
    return name or os.uname().machine, os.cpu_count() or 1, "hypervisor" in first.get("flags", "").split()


def dmi(field: str) -> str:
    """A field that the firmware gives; empty where there is none or only root may read it."""
    text = read_text(f"/sys/class/dmi/id/{field}", otherwise="").strip()
    return "" if text.lower() in NOT_FILLED_IN else text


def device_tree(field: str) -> str:
    """A field of the device tree (ARM boards)."""
    return read_text(f"/proc/device-tree/{field}", otherwise="").strip("\0 \n")


def hardware_addresses() -> list[str]:
    """MAC addresses of real network cards; where none is visible, of all interfaces that have one."""
    real, others = set(), set()
    with suppress(OSError):
        for name in os.listdir("/sys/class/net"):
            address = read_text(f"/sys/class/net/{name}/address", otherwise="").strip()
            if address.count(":") == 5 and address != "00:00:00:00:00:00":
                is_real = os.path.exists(f"/sys/class/net/{name}/device")
                (real if is_real else others).add(address)
    return sorted(real or others)


def interface_addresses() -> list[dict]:
    """The addresses of all interfaces but loopback and link-local ones, asked of the kernel (rtnetlink)."""
    found = []
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, ROUTE_NETLINK) as link:
            link.settimeout(2)
            link.sendto(struct.pack("=IHHIIBxxxI", 24, GET_ADDRESSES, DUMP_REQUEST, 1, 0, 0, 0), (0, 0))
            for body in netlink_messages(link):
                address = decode_interface_address(body)
                if address:
                    found.append(address)
    except OSError:
        return []  # a sandbox without netlink: the host is known by its machine id
    return sorted(found, key=lambda a: (a["interface"], a["family"], a["address"]))


def netlink_messages(link: socket.socket) -> list[bytes]:
    """The bodies of a dump's messages, up to the message that ends it."""
    bodies = []
    while True:
        data = link.recv(65536)
        at = 0
        while at + 16 <= len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            if kind in (2, 3) or length < 16:  # error, or done
                return bodies
            bodies.append(data[at + 16 : at + length])
            at += (length + 3) & ~3


def decode_interface_address(body: bytes) -> dict | None:
    """One RTM_NEWADDR message; None for loopback and link-local scope."""
    family, _, _, scope, index = struct.unpack_from("=BBBBI", body)
    if scope >= 253 or family not in (socket.AF_INET, socket.AF_INET6):
        return None
    values = {}
    at = 8
    while at + 4 <= len(body):
        length, kind = struct.unpack_from("=HH", body, at)
        if length < 4:
            break
        values[kind] = body[at + 4 : at + length]
        at += (length + 3) & ~3
    raw = values.get(2) or values.get(1)  # IFA_LOCAL is the own end of a point-to-point link
    if not raw:
        return None
    return {
        "interface": socket.if_indextoname(index),
        "address": socket.inet_ntop(family, raw),
        "family": "ipv4" if family == socket.AF_INET else "ipv6",
    }


# ---------------------------------------------------------------- talking to the server


class NoAnswer(Exception):  # noqa: N818 - it is a state of the network, not a fault of the program
    """The server could not be reached, or what came back was not HTTP."""


class Refused(NoAnswer):
    """The server is there and answered with an error."""


class Backoff:
    """How long to wait after failures in a row: from one second on, doubled each time up to a limit.

    Chance takes up to half of it away, so that the agents of a server that restarts do not come all at once.
    """

    def __init__(self) -> None:
        self.next = RETRY_FIRST_S

    def pause(self, most: float) -> float:
        """Seconds to wait now, at most ``most``."""
        whole = min(self.next, most)
        self.next = min(2 * whole, most)
        return whole * (1 - os.urandom(1)[0] / 512)

    def reset(self) -> None:
        """It went well: the next failure is a first one."""
        self.next = RETRY_FIRST_S


class Server:
    """The far end: one request, one connection.

    A small HTTP/1.1 client of its own, because ``http.client`` alone brings e-mail parsing and OpenSSL into
    memory, which is as much again as the whole agent.
    """

    def __init__(self, url: str, token_file: str, ca_file: str | None = None) -> None:
        self.secure, self.host, self.port, self.prefix = split_url(url)
        self.token_file = token_file
        self.ca_file = ca_file
        self.tls: object | None = None

    def send(self, method: str, path: str, body: bytes | None = None, timeout: float = 10.0) -> tuple[int, bytes]:
        """One request with a deadline in seconds for all of it; the status and the body, or NoAnswer."""
        deadline = time.monotonic() + timeout
        try:
            request = self.request(method, path, body)
            with self.connect(timeout) as connection:
                connection.sendall(request)
                return read_answer(Reader(connection, deadline))
        except (OSError, ValueError) as error:
            raise NoAnswer(str(error) or type(error).__name__) from error

    def request(self, method: str, path: str, body: bytes | None) -> bytes:
        """The request as it goes over the wire; the token is read each time: a new one needs no restart."""
        token = read_text(self.token_file).strip()
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("the token file does not hold one token")
        host = f"[{self.host}]" if ":" in self.host else self.host
        lines = [
            f"{method} {self.prefix}{path} HTTP/1.1",
            f"Host: {host}:{self.port}",
            f"Authorization: Bearer {token}",
            f"User-Agent: tongyun-agent/{VERSION}",
            "Accept: application/json",
            "Connection: close",
        ]
        if body is not None:
            lines.append("Content-Type: application/json")
            if len(body) > GZIP_FROM:
                body = gzip(body)
                lines.append("Content-Encoding: gzip")
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")

    def connect(self, timeout: float) -> socket.socket:
        """A connection, wrapped in TLS for https."""
        # As bytes: a host name as text would load the whole Unicode database to encode it.
        host = self.host.encode("ascii") if self.host.isascii() else self.host.encode("idna")
        connection = socket.create_connection((host, self.port), min(timeout, 10.0))  # type: ignore[arg-type]
        if not self.secure:
            return connection
        try:
            if self.tls is None:
                import ssl

                self.tls = ssl.create_default_context(cafile=self.ca_file)
            return self.tls.wrap_socket(connection, server_hostname=self.host)  # type: ignore[attr-defined]
        except BaseException:
            connection.close()
            raise


def split_url(url: str) -> tuple[bool, str, int, str]:
    """Whether https, host, port and path of the server's address; ValueError for anything else."""
    scheme, separator, rest = url.strip().partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        raise ValueError("the address of the server must begin with http:// or https://")
    secure = scheme.lower() == "https"
    place, slash, path = rest.partition("/")
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        port = port[1:]
    else:
        host, _, port = place.partition(":")
    if not host or "@" in place or (port and not port.isdigit()):
        raise ValueError("the address of the server must be http(s)://host[:port][/path]")
    return secure, host, int(port or (443 if secure else 80)), (slash + path).rstrip("/")


def gzip(data: bytes) -> bytes:
    """Compressed as Content-Encoding gzip wants it, without loading the gzip module."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)
    return squeeze.compress(data) + squeeze.flush()


class Reader:
    """Reads a connection by lines and lengths, within one deadline and one limit for the whole answer."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self.connection = connection
        self.deadline = deadline
        self.buffer = b""
        self.total = 0

    def more(self) -> bool:
        """Receive once; False at the end of the stream."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OSError("the server did not answer in time")
        self.connection.settimeout(left)
        data = self.connection.recv(65536)
        self.total += len(data)
        if self.total > ANSWER_LIMIT:
            raise ValueError("the server's answer is too long")
        self.buffer += data
        return bool(data)

    def line(self) -> bytes:
        """The next line without its end."""
        while b"\n" not in self.buffer:
            if len(self.buffer) > 65536 or not self.more():
                raise ValueError("the server's answer is not HTTP")
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def exactly(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        while len(self.buffer) < length:
            if not self.more():
                raise ValueError("the server's answer was cut off")
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        while self.more():
            pass
        return self.buffer


def read_answer(reader: Reader) -> tuple[int, bytes]:
    """Status and body of an HTTP/1.x answer; ValueError when it is none."""
    status, headers = 100, {}
    while status < 200:  # 1xx come before the answer
        protocol, _, rest = reader.line().partition(b" ")
        if not protocol.startswith(b"HTTP/1.") or not rest[:3].isdigit() or len(rest) < 3:
            raise ValueError("the server's answer is not HTTP")
        status, headers = int(rest[:3]), {}
        while True:
            line = reader.line()
            if not line:
                break
            key, _, value = line.partition(b":")
            headers[key.strip().lower()] = value.strip()
    if status in (204, 304):
        return status, b""
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        return status, read_chunks(reader)
    if b"content-length" in headers:
        length = int(headers[b"content-length"])
        if not 0 <= length <= ANSWER_LIMIT:
            raise ValueError("the server's answer is too long")
        return status, reader.exactly(length)
    return status, reader.rest()


def read_chunks(reader: Reader) -> bytes:
    """The body of a chunked answer."""
    parts = []
    while True:
        length = int(reader.line().partition(b";")[0], 16)
        if not 0 <= length <= ANSWER_LIMIT:
            raise ValueError("the server's answer is too long")
        if length == 0:
            return b"".join(parts)
        parts.append(reader.exactly(length))
        reader.line()


def parse_object(body: bytes) -> dict:
    """A JSON object; empty when the body is anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def reason(body: bytes) -> str:
    """What a refusal says, short enough for a line of the log."""
    problem = parse_object(body)
    text = str(problem.get("detail") or problem.get("title") or "")
    if not problem:
        text = body[:200].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)[:200] or "no reason given"


# ---------------------------------------------------------------- reports


class Spool:
    """Reports that no server has acknowledged, on disk, oldest first, bounded in bytes."""

    def __init__(self, folder: str, limit: int = SPOOL_LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self.overflow = Said()
        os.makedirs(folder, 0o700, exist_ok=True)
        self.sizes: dict[int, int] = {}
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            number, _, suffix = name.partition(".")
            if number.isdigit() and suffix == "z":
                self.sizes[int(number)] = os.stat(path).st_size
            else:
                os.unlink(path)  # half written when the agent died

    def path(self, seq: int) -> str:
        """Where a report lies."""
        return os.path.join(self.folder, f"{seq:012d}.z")

    def size(self) -> int:
        """All bytes held."""
        return sum(self.sizes.values())

    def add(self, seq: int, text: str) -> None:
        """Keep a report; the oldest go when the limit is reached. OSError when the disk takes no more."""
        data = zlib.compress(text.encode(), 1)
        write_whole(self.path(seq), data)
        self.sizes[seq] = len(data)
        while self.size() > self.limit and len(self.sizes) > 1:
            self.overflow.now("full", f"the spool is full ({self.limit} bytes): the oldest reports are dropped")
            self.remove(min(self.sizes))

    def oldest(self) -> int | None:
        """The number of the report to send next."""
        if self.sizes:
            return min(self.sizes)
        self.overflow.state = ""
        return None

    def read(self, seq: int) -> str | None:
        """A report's text; None when its file is broken."""
        try:
            return zlib.decompress(read_bytes(self.path(seq))).decode()
        except (OSError, ValueError, zlib.error):
            return None

    def remove(self, seq: int) -> None:
        """Forget a report."""
        self.sizes.pop(seq, None)
        with suppress(OSError):
            os.unlink(self.path(seq))


class Observer:
    """Makes reports: everything this machine says of itself at one moment."""

    def __init__(self, interval: float, state_dir: str | None) -> None:
        self.interval = interval
        self.host = Host(state_dir)
        self.services = Services()
        self.started_at = iso(time.time())
        self.troubles: dict[str, Said] = {}

    def report(self, seq: int, spool_bytes: int = 0) -> dict:
        """One report, without ``sent_at``, which is written when it is sent."""
        out = Samples(time.time())
        for collector in COLLECTORS:
            self.careful(collector.__name__, collector, out)
        services = self.careful("services", self.services.collect, out)
        self.sample_self(out, spool_bytes)
        report = self.envelope(seq, out, services)
        host = self.careful("host", self.host.news, time.monotonic())
        if host:
            report["host"] = host
        return report

    def presence(self, seq: int) -> dict:
        """A report out of turn: which services listen now, and nothing else.

        A counter's sample off the interval would bend the rates around it; the time is there to date the report.
        """
        out = Samples(time.time())
        services = self.careful("services", self.services.collect, Samples(0))
        out.add("node_time_seconds", time.time())
        return self.envelope(seq, out, services)

    def envelope(self, seq: int, out: Samples, services: object) -> dict:
        """What every report says. Services that could not be looked at are None, which says nothing about them."""
        return {
            "agent": {
                "version": VERSION,
                "id": self.host.machine_id,
                "interval_s": self.interval,
                "started_at": self.started_at,
            },
            "seq": seq,
            "samples": out.rows,
            "services": services,
        }

    def careful(self, name: str, collect: object, argument: object) -> object:
        """Run one collector; its failure is said once and costs none of the others."""
        said = self.troubles.setdefault(name, Said())
        try:
            found = collect(argument)  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 - an odd kernel's file must not silence the whole machine
            said.now(repr(error), f"cannot collect {name}: {error!r}")
            return None
        said.state = ""
        return found

    def sample_self(self, out: Samples, spool_bytes: int) -> None:
        """What the agent itself costs."""
        out.add("node_time_seconds", time.time())
        out.add("agent_cpu_seconds_total", time.process_time())
        pages = int(read_bytes("/proc/self/statm").split()[1])
        out.add("agent_resident_memory_bytes", pages * os.sysconf("SC_PAGE_SIZE"))
        out.add("agent_spool_bytes", spool_bytes)


class Reporter:
    """Every interval: observe, keep in the spool, send the spool. Owns the pace and the server's refusals."""

    def __init__(self, server: Server, observer: Observer, spool: Spool) -> None:
        self.server = server
        self.observer = observer
        self.spool = spool
        # Seconds grow faster than reports, so the numbers keep growing over restarts without being stored.
        self.seq = max([int(time.time()), *(seq + 1 for seq in spool.sizes)])
        self.wait_after_401 = 0.0
        self.silent_until = 0.0
        self.link = Said("up")
        self.disk = Said("ok")
        self.wanted = threading.Event()  # somebody waits to see what a script has changed

    def run(self) -> None:
        """Report for ever."""
        due = time.monotonic()
        while True:
            in_turn = time.monotonic() >= due
            try:
                if in_turn:
                    self.keep(self.observer.report(self.seq, self.spool.size()))
                    due = max(due + self.observer.interval, time.monotonic())
                else:
                    self.keep(self.observer.presence(self.seq))  # the turn of the others stays as it is
                self.send_all(until=due)
            except Exception as error:  # noqa: BLE001 - a bug in one cycle must not end the reports for good
                log(f"a report failed: {error!r}")
                due = max(due, time.monotonic() + 1)
            self.wait(due)

    def wait(self, due: float) -> None:
        """Until the next report is due, or one is wanted sooner."""
        if self.wanted.wait(max(0.0, due - time.monotonic())):
            self.wanted.clear()
            time.sleep(max(0.0, min(LISTEN_WITHIN_S, due - time.monotonic())))

    def keep(self, report: dict) -> None:
        """Take one report into the spool, or straight to the server when the disk takes none."""
        text = json.dumps(report, ensure_ascii=False, separators=(",", ":"))
        try:
            self.spool.add(self.seq, text)
            self.disk.now("ok", "the spool can be written again")
        except OSError as error:
            self.disk.now("broken", f"cannot write the spool: {error}")
            self.send(text)
        self.seq += 1

    def send_all(self, until: float) -> None:
        """Send the spool, oldest first, until the next sample is due or the server does not take it."""
        if time.monotonic() < self.silent_until:
            return
        while time.monotonic() < until:
            seq = self.spool.oldest()
            if seq is None:
                return
            text = self.spool.read(seq)
            if text is None:
                log(f"report {seq} in the spool is damaged and was dropped")
            elif not self.send(text):
                return
            self.spool.remove(seq)

    def send(self, text: str) -> bool:
        """Send one report; True when it is done with, taken or refused for good."""
        body = f'{{"sent_at":{time.time():.3f},{text[1:]}'.encode()
        try:
            status, answer = self.server.send("POST", "/api/v1/agent/report", body)
        except NoAnswer as error:
            self.link.now("down", f"the server does not answer ({error}); reports are kept")
            return False
        if 200 <= status < 300:
            self.taken(answer)
            return True
        if status in (400, 413, 422):
            self.link.now(f"{status}", f"the server refused a report ({status}), dropped: {reason(answer)}")
            return True
        if status == 401:
            self.wait_after_401 = min(300.0, max(30.0, self.wait_after_401 * 2))
            self.silent_until = time.monotonic() + self.wait_after_401
        self.link.now(f"{status}", f"the server answered {status}; reports are kept: {reason(answer)}")
        return False

    def taken(self, answer: bytes) -> None:
        """The server has the report and may ask for another pace, or for the facts about the host."""
        self.wait_after_401 = 0.0
        self.link.now("up", "the server takes reports again")
        receipt = parse_object(answer)
        if receipt.get("want_host") is True:
            self.observer.host.told = {}
        interval = receipt.get("interval_s")
        if isinstance(interval, (int, float)) and 1 <= interval <= 3600:
            self.observer.interval = interval


# ---------------------------------------------------------------- work


class Journal:
    """The work that was finished, with its results, so that none is done twice."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.results: dict[str, dict] = {}
        lines = read_text(path, otherwise="").splitlines()
        for line in lines[-JOURNAL_LINES:]:
            entry = parse_object(line.encode())
            if "id" in entry:
                self.results[entry["id"]] = entry.get("result") or {}
        self.lines = len(lines)

    def add(self, ident: str, result: dict) -> None:
        """Remember finished work, and forget the oldest when there is much."""
        with self.lock:
            self.results[ident] = result
            while len(self.results) > JOURNAL_LINES:
                del self.results[next(iter(self.results))]
            if self.lines >= 2 * JOURNAL_LINES:
                kept = "".join(journal_line(*entry) for entry in self.results.items())
                write_whole(self.path, kept.encode(), sync=True)
                self.lines = len(self.results)
            else:
                self.append(journal_line(ident, result).encode())
                self.lines += 1

    def append(self, line: bytes) -> None:
        """One more line on the disk; it does not join one that a full disk or a power cut has torn."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(fd).st_size
            torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
            os.write(fd, b"\n" * torn + line)
            os.fsync(fd)
        finally:
            os.close(fd)


def journal_line(ident: str, result: dict) -> str:
    """One finished work as a line."""
    return json.dumps({"id": ident, "result": result}) + "\n"


class Output:
    """A script's output: a file that the script appends to and that is sent piece by piece.

    A file and not a pipe, so that a daemon which the script leaves behind neither holds the end back nor
    dies of a closed pipe. Offsets count bytes of the UTF-8 text that is sent, ``position`` counts bytes of
    the file.
    """

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "output")
        self.sent_path = os.path.join(folder, "sent")
        known = read_json(self.sent_path)
        self.position = int(known.get("position", 0))
        self.offset = int(known.get("offset", 0))
        self.full = bool(known.get("full", False))
        self.end: int | None = None  # where the script's own output ends, once it has ended
        self.refused = False

    def bound(self) -> None:
        """Keep a talkative script from filling the disk; it appends, so it goes on at the new end."""
        with suppress(OSError):
            if os.stat(self.path).st_size > OUTPUT_LIMIT + 1:
                os.truncate(self.path, OUTPUT_LIMIT + 1)

    def size(self) -> int:
        """Bytes in the file now."""
        try:
            return os.stat(self.path).st_size
        except OSError:
            return 0

    def next(self) -> tuple[str, dict] | None:
        """The next piece and the state after it; None when there is nothing to send now."""
        end = self.size() if self.end is None else self.end
        if self.full or self.position >= end:
            return None
        with open(self.path, "rb") as file:
            file.seek(self.position)
            data = file.read(min(OUTPUT_CHUNK, end - self.position))
        final = self.end is not None and self.position + len(data) >= end
        text, used = codecs.utf_8_decode(data, "replace", final)
        if not used:
            return None  # half a character: the rest of it is on its way
        encoded = text.encode()
        room = OUTPUT_LIMIT - len(OUTPUT_CUT) - self.offset
        full = len(encoded) > room
        if full:
            text = encoded[:room].decode("utf-8", "ignore") + OUTPUT_CUT
        offset = self.offset + len(text.encode())
        return text, {"position": self.position + used, "offset": offset, "full": full}

    def acknowledged(self, state: dict) -> None:
        """The server has it all up to this state."""
        self.position, self.offset, self.full = state["position"], state["offset"], state["full"]
        with suppress(OSError):
            write_whole(self.sent_path, json.dumps(state).encode())


class Job:
    """One script, from the moment it is taken until the server has its result."""

    def __init__(self, worker: Worker, ident: str, token: str, item: dict) -> None:
        self.worker = worker
        self.ident = ident
        self.token = token
        self.item = item
        self.folder = os.path.join(worker.folder, ident)
        self.output = Output(self.folder)
        self.result: dict = {}
        self.started = time.time()
        self.group: int | None = None  # the running script's process group
        self.cancelled = False
        self.next_post = 0.0

    # -- running

    def run(self) -> None:
        """Run the script and deliver its result."""
        with self.worker.slots:
            exit_code, error = self.execute()
        self.finish(exit_code, error)
        self.worker.changed.set()
        self.deliver()

    def execute(self) -> tuple[int | None, str | None]:
        """Begin the script and wait for its end: exit code and error, one of which is None."""
        self.started = time.time()
        try:
            command, cwd, timeout = self.prepare()
        except (OSError, ValueError, TypeError) as error:
            return None, f"cannot prepare: {error}"
        import subprocess

        try:
            with open(self.output.path, "ab") as output, self.worker.starting:
                if self.worker.stopping:
                    threading.Event().wait()  # never begun; the agent's next start says so
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=self.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self.group = process.pid
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return None, f"cannot start: {error}"
        try:
            return self.reap(process, self.watch(process.pid, timeout))
        finally:
            self.group = None

    def prepare(self) -> tuple[list[str], str, float]:
        """Put script and record on disk; from here on the work counts as begun."""
        script, interpreter = self.item.get("script"), self.item.get("interpreter", "sh")
        if self.item.get("kind") != "script" or not isinstance(script, str):
            raise ValueError("this agent knows only work of the kind script, with a text in it")
        programs = {"sh": "/bin/sh", "python3": sys.executable}
        if interpreter not in programs:
            raise ValueError(f"no interpreter {interpreter!r}")
        timeout = float(self.item.get("timeout_s") or 600)
        if not timeout > 0:
            raise ValueError("timeout_s is not a positive number")
        cwd = self.item.get("cwd") or "/"
        if not isinstance(cwd, str):
            raise ValueError("cwd is not a text")
        self.environment()
        remove_folder(self.folder)
        os.makedirs(self.folder, 0o700)
        path = os.path.join(self.folder, "script")
        write_whole(path, script.encode(), mode=0o700)
        self.record()
        begin = ["/bin/sh", "-c", BEGIN, os.path.join(self.folder, "begun")]
        return [*begin, programs[interpreter], path], cwd, timeout

    def environment(self) -> dict[str, str]:
        """A small environment and what the work gives, and nothing of the agent's own."""
        given = self.item.get("env") or {}
        if not isinstance(given, dict):
            raise ValueError("env is not an object")
        basis = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": os.path.expanduser("~"),
            "LANG": "C.UTF-8",
        }
        basis.update({str(key): str(value) for key, value in given.items()})
        return basis

    def record(self) -> None:
        """Write down that the work was begun: a restarted agent answers for it."""
        begun = {"id": self.ident, "token": self.token, "started": self.started}
        write_json(os.path.join(self.folder, "record.json"), begun)

    def watch(self, pid: int, timeout: float) -> str | None:
        """Wait for the script's own end, streaming its output; the error when it had to be ended.

        The script is not reaped here: as long as it is a zombie, its number, which is its group's too, is not
        given to another process.
        """
        deadline = time.monotonic() + timeout
        pause = 0.01
        self.next_post = time.monotonic() + 1.0
        heartbeat = self.next_post + HEARTBEAT_S
        while not ended(pid):
            now = time.monotonic()
            if self.cancelled or now >= deadline:
                end_group(pid)
                return "cancelled" if self.cancelled else "timeout"
            self.output.bound()
            if now >= self.next_post:
                if self.post_output(min(5.0, deadline - now + 0.5), even_empty=now >= heartbeat):
                    heartbeat = time.monotonic() + HEARTBEAT_S
                self.next_post = max(self.next_post, time.monotonic() + 1.0)
            time.sleep(pause)
            pause = min(0.2, pause * 1.5)
        if self.worker.stopping:
            threading.Event().wait()  # the agent ended the script itself and is going; its next start says so
        if not self.item.get("detach_survivors", True):
            end_group(pid)
        return None

    def reap(self, process: object, error: str | None) -> tuple[int | None, str | None]:
        """The exit code, 128 and more for a signal as shells say it; None when the agent ended the script."""
        import subprocess

        try:
            code = process.wait(GRACE_S)  # type: ignore[attr-defined]
        except subprocess.TimeoutExpired:
            return None, error or "the script cannot be ended"
        if error:
            return None, error
        return (code if code >= 0 else 128 - code), None

    def finish(self, exit_code: int | None, error: str | None, finished: float | None = None) -> None:
        """Write the result down; from here on it is only delivered."""
        self.output.end = self.output.size()
        result = {
            "exit_code": exit_code,
            "error": error,
            "started_at": iso(self.started),
            "finished_at": iso(finished or time.time()),
            "output_end": self.output.end,
            "token": self.token,
        }
        self.result = result
        with suppress(OSError):  # without a disk the result can still be delivered from memory
            os.makedirs(self.folder, 0o700, exist_ok=True)
            write_json(os.path.join(self.folder, "result.json"), result)

    # -- delivering

    def post_output(self, timeout: float, even_empty: bool = False) -> bool:
        """Send one piece of output; True when the server took it."""
        if self.output.refused:
            return False
        piece = self.output.next()
        if piece is None and not even_empty:
            return False
        text, state = piece or ("", None)
        message = {"token": self.token, "offset": self.output.offset, "data": text}
        try:
            status, answer = self.post("output", message, timeout)
        except NoAnswer:
            self.next_post = time.monotonic() + 5.0
            return False
        if 200 <= status < 300:
            if state:
                self.output.acknowledged(state)
            self.cancelled = self.cancelled or parse_object(answer).get("cancel") is True
            return True
        if status in (400, 404, 409, 413, 422):
            log(f"the server refused output of work {self.ident} with {status}: {reason(answer)}")
            self.output.refused = True
        else:
            self.next_post = time.monotonic() + 5.0
        return False

    def deliver(self) -> None:
        """Bring the rest of the output and the result to the server, however long that takes."""
        backoff = Backoff()
        while not self.try_to_deliver():
            time.sleep(backoff.pause(RETRY_MOST_S))
        self.worker.done(self)

    def try_to_deliver(self) -> bool:
        """True when the result is acknowledged, or refused for good."""
        while not self.output.refused and self.output.next():
            if not self.post_output(10.0) and not self.output.refused:
                return False
        self.result["output_bytes"] = self.output.offset
        message = dict(without(self.result, "output_end"), token=self.token)
        try:
            status, answer = self.post("result", message, 10.0)
        except NoAnswer:
            return False
        if status in (400, 404, 413, 422):
            log(f"the server refused the result of work {self.ident} ({status}), dropped: {reason(answer)}")
        return 200 <= status < 300 or status in (400, 404, 409, 413, 422)

    def post(self, what: str, message: dict, timeout: float) -> tuple[int, bytes]:
        """One message about this work."""
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        return self.worker.server.send("POST", f"/api/v1/agent/work/{self.ident}/{what}", body, timeout)

    # -- after a restart

    def resume(self) -> None:
        """Go on where the agent before was killed: deliver its result, or say that it was restarted."""
        record = read_json(os.path.join(self.folder, "record.json"))
        self.started = float(record.get("started") or time.time())
        self.result = read_json(os.path.join(self.folder, "result.json"))
        if self.result:
            self.output.end = int(self.result.get("output_end") or 0)
        else:
            self.end_leftover()
            self.finish(None, "agent restarted")
        self.deliver()

    def end_leftover(self) -> None:
        """End a script whose agent died: it is reported failed and must not go on beside its repetition."""
        process = find_process_again(read_text(os.path.join(self.folder, "begun"), otherwise=""))
        if process and not process.zombie:
            log(f"work {self.ident} outlived the agent that began it and is ended")
            end_group(process.pid)


def ended(pid: int) -> bool:
    """Whether an own child has ended; it stays a zombie."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def group_lives(group: int) -> bool:
    """Whether a process group has a member that is not a zombie."""
    for pid in pids_now():
        process = find_process(pid)
        if process and process.group == group and not process.zombie:
            return True
    return False


def end_group(group: int, grace: float = GRACE_S) -> None:
    """SIGTERM to a process group, SIGKILL after the grace (seconds) to what is left of it."""
    signal_group(group, 15)
    deadline = time.monotonic() + grace
    while group_lives(group):
        if time.monotonic() >= deadline:
            signal_group(group, 9)
            return
        time.sleep(0.05)


def signal_group(group: int, number: int) -> None:
    """A signal to a group that may be gone."""
    with suppress(OSError):
        os.killpg(group, number)


class Worker:
    """Polls for work and sees that each is begun once and answered once."""

    def __init__(self, server: Server, state_dir: str, changed: threading.Event) -> None:
        self.server = server
        self.changed = changed  # set when a script has ended
        self.folder = os.path.join(state_dir, "work")
        os.makedirs(self.folder, 0o700, exist_ok=True)
        self.journal = Journal(os.path.join(state_dir, "journal"))
        self.slots = threading.BoundedSemaphore(SCRIPTS_AT_ONCE)
        self.jobs: dict[str, Job] = {}
        self.stopping = False
        self.starting = threading.Lock()  # a script runs with its group known, or the agent stops before it runs
        self.link = Said("up")

    def run(self) -> None:
        """Poll for ever."""
        self.recover()
        backoff = Backoff()
        while True:
            began = time.monotonic()
            try:
                fresh = self.poll()
            except NoAnswer as error:
                self.link.now("down", f"no work can be fetched: {error}")
                wait = backoff.pause(RETRY_REFUSED_MOST_S if isinstance(error, Refused) else RETRY_MOST_S)
            except Exception as error:  # noqa: BLE001 - a bug in one poll must not end the work for good
                log(f"a poll for work failed: {error!r}")
                wait = backoff.pause(RETRY_REFUSED_MOST_S)
            else:
                backoff.reset()
                # A server that answers at once with nothing new must not make the agent spin.
                hasty = not fresh and time.monotonic() - began < 1.0
                wait = 1.0 if hasty else 0.0
            time.sleep(wait)

    def recover(self) -> None:
        """Take up what a former agent left behind."""
        for ident in sorted(os.listdir(self.folder)):
            folder = os.path.join(self.folder, ident)
            record = read_json(os.path.join(folder, "record.json"))
            finished = read_json(os.path.join(folder, "result.json"))
            token = (finished or record).get("token")
            if ident in self.journal.results or not token:
                remove_folder(folder)  # acknowledged already, or never begun
                continue
            job = self.jobs[ident] = Job(self, ident, token, {})
            start_thread(job.resume, f"resume-{ident}")

    def poll(self) -> bool:
        """Ask once; True when new work was begun. NoAnswer when the server gives none."""
        with self.slots:
            pass  # ask for no more while every slot is busy
        status, body = self.server.send("GET", "/api/v1/agent/work?wait=25", timeout=40.0)
        if status == 204:
            self.link.now("up", "work can be fetched again")
            return False
        if status != 200:
            raise Refused(f"the server answered {status}: {reason(body)}")
        items = parse_object(body).get("work")
        if not isinstance(items, list):
            raise Refused("the server's answer holds no list of work")
        self.link.now("up", "work can be fetched again")
        begun = [self.take(item) for item in items]
        return any(begun)

    def take(self, item: object) -> bool:
        """Begin one work if it is new."""
        ident = item.get("id") if isinstance(item, dict) else None
        token = item.get("token") if isinstance(item, dict) else None
        if not is_plain_name(ident) or not isinstance(token, (str, int)):
            log("the server offered work without a proper id and token")
            return False
        if ident in self.jobs:
            self.jobs[ident].token = token  # offered again: answer with the new fencing token
            return False
        job = self.jobs[ident] = Job(self, ident, token, item)
        if ident in self.journal.results:
            # Done before; the server may have lost the result, so it is told again. The output is not kept.
            job.result = dict(self.journal.results[ident])
            job.output.offset = int(job.result.get("output_bytes") or 0)
            start_thread(job.deliver, f"repeat-{ident}")
            return False
        start_thread(job.run, f"work-{ident}")
        return True

    def done(self, job: Job) -> None:
        """The server knows the result: remember the work, remove its files."""
        with suppress(OSError):
            if job.ident not in self.journal.results:
                self.journal.add(job.ident, without(job.result, "output_end", "token"))
        remove_folder(job.folder)
        self.jobs.pop(job.ident, None)

    def end_scripts(self) -> None:
        """The agent stops: end the running scripts quickly; the next start reports them."""
        with self.starting:
            self.stopping = True
        groups = [job.group for job in list(self.jobs.values()) if job.group]
        for group in groups:
            signal_group(group, 15)
        deadline = time.monotonic() + 0.5
        while groups and time.monotonic() < deadline and any(group_lives(group) for group in groups):
            time.sleep(0.05)
        for group in groups:
            signal_group(group, 9)


def without(record: dict, *keys: str) -> dict:
    """A copy that lacks these keys."""
    return {key: value for key, value in record.items() if key not in keys}


def is_plain_name(ident: object) -> bool:
    """Whether an id may name a folder."""
    return isinstance(ident, str) and re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", ident) is not None


def start_thread(target: object, name: str) -> None:
    """A thread that does not hold the process back."""
    threading.Thread(target=target, name=name, daemon=True).start()  # type: ignore[arg-type]


# ---------------------------------------------------------------- starting and stopping

SETTINGS = (
    # name, environment variable, default, help
    ("url", "TONGYUN_URL", None, "address of the Tongyun server, http(s)://host[:port][/path]"),
    ("token-file", "TONGYUN_TOKEN_FILE", None, "file that holds this agent's token"),
    ("ca-file", "TONGYUN_CA_FILE", None, "certificates to trust for https (default: the system's)"),
    ("interval", "TONGYUN_INTERVAL", "15", "seconds between reports, until the server says otherwise"),
    ("state-dir", "TONGYUN_STATE_DIR", "/var/lib/tongyun-agent", "folder for the spool and the journal"),
    ("parent", None, None, "stop when this process, the agent's parent, ends"),
)


class Usage(Exception):  # noqa: N818 - the person's mistake, said to them
    """A wrong setting."""


def read_settings(arguments: list[str]) -> dict:
    """Settings from flags, then the environment, then defaults."""
    settings = {name: (env and os.environ.get(env)) or default for name, env, default, _ in SETTINGS}
    settings["once"] = False
    rest = list(arguments)
    while rest:
        flag = rest.pop(0)
        name, equals, value = flag[2:].partition("=")
        if flag == "--once":
            settings["once"] = True
        elif flag in ("-h", "--help"):
            settings["help"] = True
        elif flag.startswith("--") and name in {s[0] for s in SETTINGS}:
            if not equals and not rest:
                raise Usage(f"{flag} needs a value")
            settings[name] = value if equals else rest.pop(0)
        else:
            raise Usage(f"unknown argument {flag}; --help lists all")
    try:
        settings["interval"] = float(settings["interval"])
        settings["parent"] = int(settings["parent"]) if settings["parent"] else None
    except ValueError as error:
        raise Usage(f"not a number: {error}") from error
    if not 0.1 <= settings["interval"] <= 3600:
        raise Usage("--interval is between 0.1 and 3600 seconds")
    return settings


def usage() -> str:
    """The text of --help."""
    lines = ["tongyun_agent.py: reports this machine to a Tongyun server and runs its scripts", ""]
    for name, env, default, text in SETTINGS:
        more = ", ".join(filter(None, (env, f"default {default}" if default else "")))
        lines.append(f"  --{name:<12} {text}" + (f" ({more})" if more else ""))
    lines.append(f"  --{'once':<12} print one report to stdout and end")
    return "\n".join(lines)


def lock_state(state_dir: str) -> int:
    """Take the state folder for this agent alone, as long as it lives; Usage when another agent has it."""
    import fcntl

    fd = os.open(os.path.join(state_dir, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(fd, 20).decode("ascii", "replace").strip()
        os.close(fd)
        raise Usage(f"another agent (pid {holder}) runs on {state_dir}") from error
    os.ftruncate(fd, 0)
    os.write(fd, str(os.getpid()).encode())
    return fd


def die_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent ends; Usage when that is not the parent or no longer."""
    import ctypes

    set_death_signal = 1
    ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, 15, 0, 0, 0)
    if os.getppid() != parent:
        raise Usage(f"the parent process {parent} is gone")


def run_agent(settings: dict) -> int:
    """Run until a signal or the parent's end."""
    import signal

    for name in ("url", "token-file"):
        if not settings[name]:
            raise Usage(f"--{name} is needed")
    try:
        server = Server(settings["url"], settings["token-file"], settings["ca-file"])
    except ValueError as error:
        raise Usage(str(error)) from error
    woken, wake = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: os.write(wake, bytes([number])))
    if settings["parent"]:
        die_with(settings["parent"])
    state_dir = os.path.abspath(settings["state-dir"])
    try:
        os.makedirs(state_dir, 0o700, exist_ok=True)
        held = lock_state(state_dir)
        reporter = Reporter(server, Observer(settings["interval"], state_dir), Spool(os.path.join(state_dir, "spool")))
        worker = Worker(server, state_dir, reporter.wanted)
    except OSError as error:
        raise Usage(f"cannot use the state folder {state_dir}: {error}") from error
    log(f"version {VERSION} reports to {settings['url']} every {settings['interval']:g} s")
    start_thread(reporter.run, "reporter")
    start_thread(worker.run, "worker")
    wait_for_the_end(woken, settings["parent"])
    worker.end_scripts()
    log("stopped")
    os.close(held)
    os._exit(0)  # threads may sit in a long poll; everything that matters is on disk


def wait_for_the_end(woken: int, parent: int | None) -> None:
    """Return on a signal, or when the parent is gone although the kernel did not say so."""
    while not select.select([woken], [], [], 5.0 if parent else None)[0]:
        if os.getppid() != parent:
            log("the parent process is gone")
            return


def main(arguments: list[str]) -> int:
    """The command; the exit code (2: wrong settings, 3: not available on this system)."""
    try:
        settings = read_settings(arguments)
        if settings.get("help"):
            print(usage())
            return 0
        if not sys.platform.startswith("linux"):
            print(
                f"tongyun-agent: collection is not available on {sys.platform}; it needs Linux and its /proc",
                file=sys.stderr,
            )
            return 3
        if settings["once"]:
            report = Observer(settings["interval"], None).report(int(time.time()))
            text = json.dumps(dict(report, sent_at=time.time()), ensure_ascii=False)
            sys.stdout.buffer.write(text.encode() + b"\n")  # UTF-8 whatever the locale says
            return 0
        return run_agent(settings)
    except Usage as mistake:
        print(f"tongyun-agent: {mistake}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
