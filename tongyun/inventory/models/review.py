"""Observations that a person has to look at."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class ReviewCase(models.Model):
    """An observation that fits several items, contradicts one, or breaks its schema; never settled by taking the first.

    `digest` is over the question, so that a source that repeats itself every 15 s makes one case, not thousands.
    """

    class Reason(models.TextChoices):
        """Why a machine may not decide."""

        AMBIGUOUS = "ambiguous", "符合多个配置项"
        CONTRADICTION = "contradiction", "标识互相矛盾"
        INVALID = "invalid", "不符合模型"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=14, choices=Reason.choices)
    detail = models.TextField()
    type_key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    observation = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    source = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=utc_now)
    seen_at = models.DateTimeField(default=utc_now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["closed_at", "created_at"], name="review_open")]
