"""What signing in registers at start."""

from ...contracts.signin import LoginPolicy, NetworkPolicy, PasswordPolicy, SecondFactorPolicy, SessionPolicy
from ..policies import WRITE_SECURITY, register_policy
from . import attempts
from .networks import check_networks


def wire() -> None:
    """Register the policies and the sweep."""
    register_policy(
        "password",
        PasswordPolicy,
        "密码规则",
        title_en="Password rules",
        permission=WRITE_SECURITY,
        help_zh="对新设置的密码生效；有效期对所有密码生效。",
        help_en="For passwords chosen from now on; the age counts for all.",
    )
    register_policy(
        "login",
        LoginPolicy,
        "登录失败处理",
        title_en="Failed sign-ins",
        permission=WRITE_SECURITY,
    )
    register_policy(
        "session",
        SessionPolicy,
        "会话",
        title_en="Sessions",
        permission=WRITE_SECURITY,
    )
    register_policy(
        "second-factor",
        SecondFactorPolicy,
        "双因素认证",
        title_en="Two factors",
        permission=WRITE_SECURITY,
        help_zh="被要求而尚未登记的用户，下次登录时先登记动态口令或通行密钥。",
        help_en="Who is asked and has none enrols an authenticator or a passkey at the next sign-in.",
    )
    register_policy(
        "network",
        NetworkPolicy,
        "访问网段",
        title_en="Networks",
        permission=WRITE_SECURITY,
        check=check_networks,
        help_zh="不在范围内的地址不能登录，已登录的请求也被拒绝。"
        "若误设而无法登录，在服务器上执行 tongyun policy reset network。",
        help_en="Others cannot sign in, and their requests are refused. The way back: tongyun policy reset network.",
    )
    attempts.wire()
