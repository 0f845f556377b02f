"""Rules of data quality as packs bring them."""

from django.db import models

from tongyun.kernel.contracts import utc_now


class QualityRule(models.Model):
    """What the records of items must be like. `definition` is the rule as its file says it, `rank` its place there."""

    key = models.CharField(max_length=80, primary_key=True)
    file = models.CharField(max_length=80)
    rank = models.PositiveIntegerField(default=0)
    definition = models.JSONField(default=dict)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.key
