"""What the callers' side of the API registers at start."""

from ...contracts import Permission
from ...contracts.callers import ApiLimits, ApiLogPolicy
from ...contracts.notify import Purge
from ..permissions import declare
from ..policies import WRITE_SECURITY, register_policy
from ..retention import purges
from .idempotency import forget_answers
from .limits import forget_counts
from .log import forget_calls, forget_hours


def wire() -> None:
    """Declare permissions, policies, and what is removed in time."""
    declare(
        Permission("api-log:read", "查看接口调用日志", "Read the API call log", "shared", scoped=False),
        Permission("token:own", "签发自己的令牌", "Issue tokens of one's own", "shared"),
        Permission("token:manage", "管理全部令牌", "Manage all API tokens", "system", scoped=False),
    )
    register_policy("api-limits", ApiLimits, "接口限流", title_en="API rate limits", permission=WRITE_SECURITY)
    register_policy("api-log", ApiLogPolicy, "接口调用日志", title_en="API call log")
    for key, remove in (
        ("api_answers", forget_answers),
        ("api_counts", forget_counts),
        ("api_calls", forget_calls),
        ("api_hours", forget_hours),
    ):
        purges.register(Purge(key, remove))
