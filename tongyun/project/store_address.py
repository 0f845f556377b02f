"""Where the store of this installation listens. Chosen once and kept, so that a restarted store is found again."""

from urllib.parse import quote

from tongyun.project.environment import Environment
from tongyun.project.files import write_private
from tongyun.project.ports import any_free, refusal
from tongyun.project.secrets import secret


def record(env: Environment) -> int:
    """The store's port, written down for the other processes and commands."""
    path = env.run / "store.port"
    if env.store_port:
        port = env.store_port
    elif path.exists() and not refusal("127.0.0.1", int(path.read_text())):
        port = int(path.read_text())
    else:
        port = any_free()
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
