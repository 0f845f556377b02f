"""Messages to people inside the platform, and how each person wants to be told."""

from django.db import models
from django.db.models import Q

from ..contracts import new_id, utc_now
from .people import User


class Notification(models.Model):
    """One message to one user. The same `dedupe` reaches a user once.

    `routed` turns true in the transaction that writes its deliveries through other channels. `muted` keeps it out of
    the user's list: they asked not to hear of this category (CD-M-11 to CD-M-15).
    """

    class Level(models.TextChoices):
        """How loud it is."""

        INFO = "info", "提示"
        WARNING = "warning", "警告"
        CRITICAL = "critical", "紧急"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    href = models.CharField(max_length=300, blank=True, default="")
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.INFO)
    category = models.CharField(max_length=40, blank=True, default="")
    facts = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=120)
    routed = models.BooleanField(default=False)
    muted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # In this order it also finds who was told of a matter at all.
        constraints = [models.UniqueConstraint(fields=["dedupe", "user"], name="notify_once")]
        indexes = [
            models.Index(fields=["user", "created_at"], name="notification_of_user"),
            models.Index(fields=["created_at"], name="notification_by_age"),
            models.Index(fields=["id"], condition=Q(routed=False), name="notification_unrouted"),
        ]


class NotificationPreference(models.Model):
    """How somebody wants to be told; the row without a user holds what counts for those who chose nothing.

    `key` is the user's id, or `default`: one row each, on every database.
    """

    key = models.CharField(max_length=36, primary_key=True)
    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="notification_preference")
    value = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=utc_now)
