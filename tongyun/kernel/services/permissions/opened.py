"""Whether an account belongs to its person already. Before, whoever looks after accounts hands out the way in; after,
nobody may take it over (三权分立, GB/T 22239-2019 8.1.4.2 d)."""

from django.contrib.auth.hashers import is_password_usable

from ...models import AuditRecord, EarlierPassword, ExternalIdentity, User

#: What the audit trail says of a sign-in.
SIGNED_IN = "session.opened"


def is_opened(user: User) -> bool:
    """Whether somebody has a way in or ever had one: a password, an identity of another system, a sign-in."""
    return (
        is_password_usable(user.password)
        or EarlierPassword.objects.filter(user=user).exists()
        or ExternalIdentity.objects.filter(user=user).exists()
        or AuditRecord.objects.filter(target_kind="user", target_id=str(user.id), action=SIGNED_IN).exists()
    )
