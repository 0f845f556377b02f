"""What happened to an item, in order: replaying the deltas from its creation gives the item as of any moment."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .items import Item


class ItemChange(models.Model):
    """One recorded change. `delta` is {name: [old, new]}; `version` is the item's version after it.

    A change of a relation is recorded once, with the source; `other` is the item at the far end, which shows it too.
    """

    class Kind(models.TextChoices):
        """What changed."""

        CREATED = "created", "新建"
        UPDATED = "updated", "更新"
        LIFECYCLE = "lifecycle", "生命周期"
        RELATION = "relation", "关联关系"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    other = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    delta = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="item_change_once")]
        indexes = [models.Index(fields=["item", "at"], name="item_change_at")]
