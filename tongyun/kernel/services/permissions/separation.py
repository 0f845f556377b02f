"""Three administrators, none of whom holds another's rights (三权分立, GB/T 22239-2019 8.1.5).

A system administrator runs the platform, a security administrator decides who may do what, an audit administrator
watches both. One person holds the rights of one of them; security and audit administrators do no ordinary business
beside it. There is no switch: the rule is applied whenever grants are read, so rows that break it, however they came
about, give nothing.
"""

from collections.abc import Collection

from ...models import Role

BUSINESS = str(Role.Realm.BUSINESS)
ADMINISTRATORS = frozenset({str(Role.Realm.SYSTEM), str(Role.Realm.SECURITY), str(Role.Realm.AUDIT)})
#: Those who do nothing else.
APART = frozenset({str(Role.Realm.SECURITY), str(Role.Realm.AUDIT)})
#: Who hands out roles of a realm: the security administrator those of daily business, each administrator its own.
STEWARD = {BUSINESS: str(Role.Realm.SECURITY)} | {realm: realm for realm in ADMINISTRATORS}

TOO_MANY = "持有者兼有多种管理员角色，违反三权分立，管理类授权一律不生效。"
MIXED = "安全管理员、审计管理员不得兼任业务角色，业务授权不生效。"
NOT_IN_PERSON = "管理类角色只能直接授予个人，经用户组或岗位得到的不生效。"


def seat_of(realms: Collection[str]) -> str | None:
    """Which administrator somebody with roles of these realms is; None for nobody, or for one who is several."""
    held = ADMINISTRATORS & set(realms)
    return next(iter(held)) if len(held) == 1 else None


def refusal(realms: Collection[str]) -> str:
    """Why one person may not hold roles of all these realms; empty when that is fine."""
    held = set(realms)
    if len(held & ADMINISTRATORS) > 1:
        return "系统管理员、安全管理员、审计管理员三者互斥，同一人只能担任其中之一。"
    if held & APART and BUSINESS in held:
        return "安全管理员、审计管理员不得兼任业务角色。"
    return ""


def without_effect(realm: str, realms: Collection[str], *, in_person: bool) -> str:
    """Why a grant of one realm gives nothing to a holder of all these; empty when it does.

    Never both: where two administrators meet neither has effect, and beside one who stands apart no business has.
    """
    held = set(realms)
    if realm in ADMINISTRATORS:
        if not in_person:
            return NOT_IN_PERSON
        return TOO_MANY if len(held & ADMINISTRATORS) > 1 else ""
    return MIXED if held & APART else ""
