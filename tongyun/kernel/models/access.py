"""Roles, grants, sessions and tokens. Secrets are stored as SHA-256 digests of 256-bit random values."""

from django.db import models

from ..contracts import new_id, utc_now
from .organisation import Organisation
from .people import User


class Role(models.Model):
    """A named set of permissions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=100)
    permissions = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """A user holds a role, for everything or for one organisation and those below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="grants")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role", "organisation"], name="grant_once")]


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
    """The one-time link by which the first administrator is made. No default password exists anywhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
