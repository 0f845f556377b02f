"""Sessions, tokens and set-up links. Secrets are stored as SHA-256 digests of 256-bit random values."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class Session(models.Model):
    """A signed-in browser. Until its stage is `ready` it may do nothing but take the missing steps."""

    class Stage(models.TextChoices):
        """What is still missing."""

        READY = "ready", "已登录"
        SECOND_FACTOR = "second-factor", "待验证第二因素"
        ENROL = "enrol", "待登记第二因素"
        PASSWORD = "password", "待更换密码"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    ip = models.CharField(max_length=64, blank=True, default="")
    user_agent = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)
    seen_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.READY)
    #: How the first factor was given: `password`, or the key of an identity provider.
    method = models.CharField(max_length=40, default="password")
    #: The second factor that was given: `totp`, `webauthn`, `recovery`, or `provider`.
    second_factor = models.CharField(max_length=20, blank=True, default="")
    #: When the person last proved to be there.
    proved_at = models.DateTimeField(null=True, blank=True)
    #: What a passkey was asked to sign, once.
    challenge = models.CharField(max_length=200, blank=True, default="")
    challenged_at = models.DateTimeField(null=True, blank=True)


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
    #: The permissions the bearer is narrowed to; null gives all that the user holds.
    scopes = models.JSONField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_ip = models.CharField(max_length=64, blank=True, default="")


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
