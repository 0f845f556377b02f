"""Second factors: an authenticator app, passkeys, and recovery codes for the day both are lost."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User
from .sealed import SealedField

#: What the secret of an authenticator is sealed for.
TOTP_PURPOSE = "user.totp"


class Authenticator(models.Model):
    """The secret that a user's authenticator app shares with us (RFC 6238). It counts once a code confirmed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    secret = SealedField(purpose=TOTP_PURPOSE)
    created_at = models.DateTimeField(default=utc_now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    #: The time step of the last code that was taken: no code works twice.
    last_step = models.BigIntegerField(default=0)


class Passkey(models.Model):
    """A WebAuthn credential. Only the public key is here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list)
    created_at = models.DateTimeField(default=utc_now)
    used_at = models.DateTimeField(null=True, blank=True)


class RecoveryCode(models.Model):
    """A code that stands in for a lost factor once. Random of 80 bits, so its plain digest tells nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)
