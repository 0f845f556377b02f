"""Messages to people inside the platform."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class Notification(models.Model):
    """One message to one user. The same `dedupe` reaches a user once."""

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
    dedupe = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=utc_now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # In this order it also finds who was told of a matter at all.
        constraints = [models.UniqueConstraint(fields=["dedupe", "user"], name="notify_once")]
        indexes = [models.Index(fields=["user", "created_at"], name="notification_of_user")]
