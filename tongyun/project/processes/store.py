"""`tongyun store`."""

from tongyun.project import environment
from tongyun.project.processes.parent import leave_interrupts_to_parent
from tongyun.project.secrets import secret
from tongyun.project.store_address import record
from tongyun.telemetry.store.server import serve


def run(parent: int | None) -> int:
    """Serve chDB on loopback until told to stop."""
    if parent is not None:
        leave_interrupts_to_parent()
    env = environment.read()
    password = secret(env.secrets, "store.password")
    port = record(env)
    return serve(env.data / "store", host="127.0.0.1", port=port, password=password, parent_pid=parent)
