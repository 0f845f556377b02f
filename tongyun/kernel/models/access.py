"""Sessions, tokens and set-up links. Secrets are stored as SHA-256 digests of 256-bit random values."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class Session(models.Model):
    """A signed-in browser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    ip = models.CharField(max_length=64, blank=True, default="")
    user_agent = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)
    seen_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()


class ApiToken(models.Model):
    """A bearer token: of an agent, or of a program that acts for a user."""

    class Kind(models.TextChoices):
        """What the bearer is."""

        AGENT = "agent", "代理"
        USER = "user", "接口"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class SetupLink(models.Model):
    """The one-time link by which somebody takes the seat of an administrator. No default password exists anywhere."""

    class Seat(models.TextChoices):
        """Which of the three administrators (三员) the link makes."""

        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.CharField(max_length=10, choices=Seat.choices, default=Seat.SYSTEM)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
