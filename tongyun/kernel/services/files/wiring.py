"""What files register at start."""

from django.conf import settings

from ...contracts import HealthCheck, Invalid, Permission
from ...contracts.files import FilePolicy
from ...contracts.notify import Purge
from ..permissions import declare
from ..policies import register_policy
from ..registries import health_checks
from ..retention import purges
from ..schedules import register_schedule
from . import care, clamd, looking, places


def wire() -> None:
    """Declare the permission, the policy, the task, what is removed in time, and whether the scanner answers."""
    declare(Permission(looking.MANAGE, "管理文件存储", "Manage stored files", "system", scoped=False))
    register_policy(
        "files",
        FilePolicy,
        "文件与附件",
        title_en="Files",
        help_zh="允许上传什么，保留多久。",
        help_en="What may be uploaded, and how long it is kept.",
        check=_fits_here,
    )
    looking.wire()
    for key, remove in (
        ("files_loose", care.forget_loose),
        ("files_removed", care.forget_removed),
        ("files_quarantined", care.forget_quarantined),
    ):
        purges.register(Purge(key, remove))
    register_schedule(
        "kernel.file-care", "文件存储清理", "40 3 * * *", _sweep, title_en="Care of stored files", transactional=False
    )
    health_checks.register(HealthCheck("files", places.health))
    if clamd.configured():
        health_checks.register(HealthCheck("virus-scan", clamd.health))


def _fits_here(rules: FilePolicy) -> None:
    most = settings.TONGYUN.max_upload_bytes >> 20
    if rules.max_mib > most:
        raise Invalid("file_limit", f"单个文件上限不能超过部署设置 TONGYUN_MAX_UPLOAD_MIB（{most} MiB）。")


def _sweep() -> None:
    care.sweep()
