"""What administrators set at run time; a policy without a row has its defaults."""

from django.db import models

from ..contracts import utc_now


class PolicySetting(models.Model):
    """The value of one policy. Its schema and defaults stand in the code that registers it."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=utc_now)
    changed_by = models.CharField(max_length=100, blank=True, default="")
