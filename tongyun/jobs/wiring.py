"""What jobs registers at start."""

from tongyun.kernel.contracts import LiveTopic, PackKind, Permission
from tongyun.kernel.facade import declare, live_topics, pack_kinds
from tongyun.telemetry.contracts import agent_work

from . import tasks
from .services import template_files
from .services.agent_work import Desk
from .services.lifecycle import RUNS


def wire() -> None:
    """Declare permissions; register the handler, the pack kind and the answer to the agents' port."""
    declare(
        Permission("job:read", "查看作业", "See jobs and their runs"),
        Permission("job:run", "执行作业", "Run jobs"),
    )
    live_topics.register(LiveTopic(RUNS, "job:read"))
    tasks.wire()
    agent_work.register(Desk())
    pack_kinds.register(
        PackKind(
            "jobs",
            (".yaml",),
            template_files.SCHEMA,
            template_files.check,
            template_files.apply,
            template_files.retire,
            rank=45,
        )
    )
