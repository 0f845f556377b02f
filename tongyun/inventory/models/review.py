"""Observations that a person has to look at."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .items import Item


class ReviewCase(models.Model):
    """An observation that fits several items, contradicts one, or breaks its schema; never settled by taking the first.

    `digest` is over the question, so that a source that repeats itself every 15 s makes one case, not thousands.
    `observation` is what was seen; only when it is kept `whole` can a decision be carried out. `content` is a digest of
    its values, and `answered` are the contents that a person gave an answer to: no machine asks about those again.
    `organisation` is that of everything the case is about; without one only those see it who see everything.
    """

    class Reason(models.TextChoices):
        """Why a machine may not decide."""

        AMBIGUOUS = "ambiguous", "符合多个配置项"
        CONTRADICTION = "contradiction", "标识互相矛盾"
        INVALID = "invalid", "不符合模型"

    class Outcome(models.TextChoices):
        """What a person decided."""

        ASSIGNED = "assigned", "归入配置项"
        REGISTERED = "registered", "登记为新配置项"
        DISMISSED = "dismissed", "忽略"
        CLOSED = "closed", "关闭"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=14, choices=Reason.choices)
    detail = models.TextField()
    type_key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    observation = models.JSONField(default=dict)
    whole = models.BooleanField(default=False, db_default=False)
    content = models.CharField(max_length=64, blank=True, default="", db_default="")
    candidates = models.JSONField(default=list)
    source = models.CharField(max_length=40)
    organisation = models.ForeignKey("kernel.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=utc_now)
    seen_at = models.DateTimeField(default=utc_now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=100, blank=True, default="")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="", db_default="")
    note = models.CharField(max_length=300, blank=True, default="", db_default="")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    answered = models.JSONField(default=list, db_default=[])
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        indexes = [models.Index(fields=["closed_at", "created_at"], name="review_open")]
