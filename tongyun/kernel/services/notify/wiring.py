"""What notifying registers at start."""

from ...contracts import PackKind, Permission
from ...contracts.notify import NotificationPolicy
from ..permissions import declare
from ..policies import register_policy
from ..registries import pack_kinds
from . import categories, message_files, telling
from .preferences import MANAGE


def wire() -> None:
    """Declare permissions, categories, the policy, the webhook's handler and the pack kind."""
    declare(Permission(MANAGE, "管理通知渠道", "Look after notification channels", "system", scoped=False))
    categories.wire()
    telling.wire()
    register_policy("notification", NotificationPolicy, "通知发送", title_en="Sending of notifications")
    pack_kinds.register(
        PackKind(
            "messages",
            (".yaml",),
            message_files.SCHEMA,
            message_files.check,
            message_files.apply,
            message_files.retire,
            rank=20,
        )
    )
