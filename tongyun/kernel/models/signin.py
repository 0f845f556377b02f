"""What is remembered of signing in: earlier passwords, and failures by address."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class EarlierPassword(models.Model):
    """A hash that a user's password had; a new password must not be one of the last few."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=256)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [models.Index(fields=["user", "created_at"], name="earlier_password_of")]


class SignInFailure(models.Model):
    """One failed sign-in, by where it came from. Kept for minutes: the lasting record is the audit trail."""

    ip = models.CharField(max_length=64)
    at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [models.Index(fields=["ip", "at"], name="failure_by_address")]
