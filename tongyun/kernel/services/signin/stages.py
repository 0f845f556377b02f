"""Which step a session still has to take: second factor, its enrolment, a new password, or none."""

from ...contracts.signin import SecondFactorPolicy
from ...models import Session, User
from ..policies import policy
from . import passwords
from .factors import has_second_factor
from .roles import role_keys_of


def stage_of(session: Session) -> str:
    """The first step that is missing."""
    user = session.user
    if not session.second_factor:
        if has_second_factor(user):
            return Session.Stage.SECOND_FACTOR
        if needs_second_factor(user):
            return Session.Stage.ENROL
    if session.method == "password" and passwords.must_change(user):
        return Session.Stage.PASSWORD
    return Session.Stage.READY


def needs_second_factor(user: User) -> bool:
    """Whether the policy demands two factors of this user."""
    rules = policy(SecondFactorPolicy)
    return rules.everyone or bool(rules.roles and role_keys_of(user.id) & frozenset(rules.roles))
