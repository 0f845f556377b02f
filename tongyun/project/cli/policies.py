"""Settings from the server's console: the way back when one of them locked everybody out."""

import argparse
import json
import sys

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.contracts import Problem  # noqa: E402 - after Django is set up
from tongyun.kernel.services.context import acting_as, system_actor  # noqa: E402
from tongyun.kernel.services.policies import change_policy, policy_views  # noqa: E402


def policy(options: argparse.Namespace) -> int:
    """List all settings, or put one back to its defaults."""
    if options.action == "list":
        for view in policy_views():
            changed = f"{view.changed_by} 于 {view.changed_at:%Y-%m-%d %H:%M}Z 修改" if view.changed_at else "默认值"
            print(f"{view.registered.key}  {view.registered.title}  {changed}")
            print(f"    {json.dumps(dict(view.value), ensure_ascii=False)}")
        return 0
    try:
        with acting_as(system_actor("命令行")):
            view = change_policy(options.key, {})
    except Problem as problem:
        print(problem.detail, file=sys.stderr)
        return 1
    print(f"“{view.registered.title}”已恢复默认值，5 秒内生效")
    return 0
