"""Give tasks that failed too often another chance, once their cause is removed."""

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.services.work import revive  # noqa: E402 - after Django is set up


def retry() -> int:
    """Revive all dead tasks; says how many."""
    print(f"{revive()} 个后台任务已重新启用")
    return 0
