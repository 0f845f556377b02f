"""What happened, in order: enough to tell the registry as of any moment, and to take a change back.

Rows of this file are never deleted and never change their words: the managers refuse it (ADR 0025). What ends a period
of an edge writes its end, once.
"""

from datetime import UTC, datetime
from typing import Any, NoReturn

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .items import Item
from .relations import RelationType

#: The end of what has not ended: a moment instead of a null, so that one range of an index answers.
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


class HistoryRows(models.QuerySet[Any]):
    """Rows that stay: without them no past moment could be told any more."""

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError(f"{self.model.__name__} is history and is never deleted")

    def update(self, **values: Any) -> NoReturn:
        """Refused."""
        raise TypeError(f"{self.model.__name__} is history and is never changed")


class HistoryRow(models.Model):
    """A row that is written once."""

    objects = HistoryRows.as_manager()

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError(f"{type(self).__name__} is history and is never deleted")


class ChangeBatch(HistoryRow):
    """Changes that belong together and are taken back together: one request, one import, one revert."""

    class Kind(models.TextChoices):
        """What made them."""

        EDIT = "edit", "人工修改"
        OBSERVATION = "observation", "自动采集"
        LIFECYCLE = "lifecycle", "失联判定"
        IMPORT = "import", "批量导入"
        REVERT = "revert", "撤销变更"
        TYPES = "types", "模型变更"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.EDIT)
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=utc_now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    reverts = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reverted_by")

    class Meta:
        indexes = [models.Index(fields=["at"], name="change_batch_at")]


class ItemChange(HistoryRow):
    """One recorded change. `delta` is {name: [old, new]}; `version` is the item's version after it.

    `decided` is the same for what a person decided: `manual` (whose names no machine overwrites) and
    `manual_lifecycle`. `name`, `type_key`, `lifecycle` and `organisation_id` are the item's own after the change, so
    that a graph of any moment needs no replay. All changes of one moment share `at`, to the millisecond. A change of a
    relation is recorded once, with the source; `other` is the item at the far end, which shows it too.
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
    batch = models.ForeignKey(ChangeBatch, null=True, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=utc_now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    delta = models.JSONField(default=dict)
    decided = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200, default="")
    type_key = models.CharField(max_length=80, default="")
    lifecycle = models.CharField(max_length=12, default="")
    organisation_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="item_change_once")]
        indexes = [
            models.Index(fields=["item", "at", "version"], name="item_change_moment"),
            models.Index(fields=["at"], name="item_change_when"),
        ]


class RelationSpan(models.Model):
    """An edge while it says the same: from when it was drawn, or described anew, until it is so again or removed;
    `ended_at` is FOREVER while it stands.

    Half open: it is there from `began_at` on, and no longer at `ended_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict)
    source_of_knowledge = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=FOREVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "source", "target", "ended_at"], name="relation_span_once")
        ]
        indexes = [
            models.Index(fields=["source", "type", "ended_at"], name="relation_span_source"),
            models.Index(fields=["target", "type", "ended_at"], name="relation_span_target"),
        ]
