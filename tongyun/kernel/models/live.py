"""Hints to open pages that something changed."""

from django.db import models

from ..contracts import utc_now


class LiveEvent(models.Model):
    """One hint, kept for minutes. `users` are those it is for; with a `topic` it is for all who may hear of that."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=40, blank=True, default="")
    users = models.JSONField(default=list)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="live_by_age")]
