"""Where the store of this installation listens. Chosen once and kept, so that a restarted store is found again."""

import socket
from urllib.parse import quote

from tongyun.project.environment import Environment
from tongyun.project.files import write_private
from tongyun.project.secrets import secret


def record(env: Environment) -> int:
    """The store's port, written down for the other processes and commands."""
    path = env.run / "store.port"
    if env.store_port:
        port = env.store_port
    elif path.exists() and _free(int(path.read_text())):
        port = int(path.read_text())
    else:
        port = _any_free()
    write_private(path, str(port))
    return port


def url(env: Environment) -> str:
    """The address with credentials: the configured cluster, else the local store; empty when there is none."""
    if env.clickhouse_url:
        return env.clickhouse_url
    path = env.run / "store.port"
    if not path.exists():
        return ""
    password = quote(secret(env.secrets, "store.password"), safe="")
    return f"http://default:{password}@127.0.0.1:{path.read_text().strip()}/"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
