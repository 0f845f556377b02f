"""Make the index of the search box anew."""

import time

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.services import searching  # noqa: E402 - after Django is set up


def rebuild_search() -> int:
    """Index all records that can be found; says how many and how long it took."""
    started = time.monotonic()
    count = searching.rebuild()
    print(f"检索索引已重建：{count} 条，{time.monotonic() - started:.1f} 秒")
    return 0
