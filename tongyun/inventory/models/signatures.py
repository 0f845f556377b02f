"""How a listening process is recognised."""

from django.db import models

from tongyun.kernel.contracts import utc_now


class Signature(models.Model):
    """What a pack says about one kind of service: patterns, the item type, its name, whether it is watched.

    Signatures are tried by `rank`, lowest first; the first that fits decides.
    """

    key = models.CharField(max_length=80, primary_key=True)
    rank = models.PositiveIntegerField(default=100)
    definition = models.JSONField(default=dict)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.key
