"""Items and what they are recognised by."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from ..contracts import ItemView
from .types import ItemType


class Item(models.Model):
    """One thing in the registry (配置项).

    `attributes` are versioned and have a history; `volatile` ones (a process id, the boot time) are only the latest
    word of the source. `manual` names what a person decided (`@name`, `@type` for those columns), which no machine
    overwrites. `version` counts recorded changes and is what optimistic locking compares.
    """

    class Lifecycle(models.TextChoices):
        """Whether the thing is there, as far as its source can say."""

        ACTIVE = "active", "在用"
        SUSPECTED = "suspected", "疑似失联"
        LOST = "lost", "失联"
        RETIRED = "retired", "已退役"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=200)
    attributes = models.JSONField(default=dict)
    volatile = models.JSONField(default=dict)
    manual_attributes = models.JSONField(default=list)
    lifecycle = models.CharField(max_length=12, choices=Lifecycle.choices, default=Lifecycle.ACTIVE)
    manual_lifecycle = models.BooleanField(default=False)
    organisation = models.ForeignKey("kernel.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    first_seen_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            # Statistics are answered by it alone, without the items.
            models.Index(
                fields=["type", "lifecycle", "organisation", "last_seen_at", "created_at"], name="item_counted"
            ),
            models.Index(fields=["name"], name="item_name"),
            models.Index(fields=["source", "lifecycle", "last_seen_at"], name="item_unseen"),
            models.Index(fields=["updated_at"], name="item_updated"),
            models.Index(fields=["created_at"], name="item_created"),
        ]

    def __str__(self) -> str:
        return self.name

    def view(self) -> ItemView:
        """The item as other rooms see one."""
        return ItemView(
            self.id,
            self.type_id,
            self.name,
            {**self.attributes, **self.volatile},
            str(self.lifecycle),
            self.organisation_id,
            self.last_seen_at,
        )


class ItemIdentity(models.Model):
    """One value an item is recognised by. The unique digest makes the database refuse a second item with it, and finds
    the item by key instead of by a scan (lesson 2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type_key = models.CharField(max_length=80)
    rule = models.CharField(max_length=200)
    value_digest = models.CharField(max_length=64, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="identities")
