"""Relations between items. The database holds their cardinality (lesson 1)."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .items import Item


class RelationType(models.Model):
    """A kind of edge from a source to a target: runs_on, belongs_to, part_of, depends_on, uplinks_to.

    `1-N` lets a source have one target and a target many sources (a service runs on one host); `1-1` limits both ends;
    `N-N` neither. `impact` says which end suffers when the other one fails, and `needs` how many of its far ends the
    suffering end must have left ("all", "any", "majority", a number, or a share such as "50%"). `schema` describes the
    attributes of an edge, `derive` the rules by which edges follow from items (CD-O-11, CD-O-12, CD-O-13).
    """

    class Cardinality(models.TextChoices):
        """How many edges an end may have."""

        ONE_TO_ONE = "1-1", "一对一"
        ONE_TO_MANY = "1-N", "一对多"
        MANY_TO_MANY = "N-N", "多对多"

    class Impact(models.TextChoices):
        """Where a failure travels."""

        TO_SOURCE = "to_source", "目标影响源"
        TO_TARGET = "to_target", "源影响目标"
        BOTH = "both", "相互影响"
        NONE = "none", "无影响"

    key = models.CharField(max_length=80, primary_key=True)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60)
    reverse_title = models.CharField(max_length=60)
    reverse_title_en = models.CharField(max_length=60)
    description = models.CharField(max_length=200, default="")
    description_en = models.CharField(max_length=200, default="")
    cardinality = models.CharField(max_length=3, choices=Cardinality.choices)
    impact = models.CharField(max_length=10, choices=Impact.choices)
    needs = models.CharField(max_length=10, default="all")
    acyclic = models.BooleanField(default=False)
    source_types = models.JSONField(default=list)
    target_types = models.JSONField(default=list)
    schema = models.JSONField(default=dict)
    derive = models.JSONField(default=list)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return f"{self.title}({self.key})"


class Relation(models.Model):
    """One edge, and who knows of it.

    Edges of one kind and one suffering end that bear the same `redundancy_group` stand in for each other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="relations")
    source = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="relations_out")
    target = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="relations_in")
    source_of_knowledge = models.CharField(max_length=40)
    description = models.CharField(max_length=200, default="", db_default="")
    attributes = models.JSONField(default=dict, db_default={})
    redundancy_group = models.CharField(max_length=60, default="", db_default="")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "source", "target"], name="relation_once")]
        indexes = [models.Index(fields=["target", "type"], name="relation_target")]


class RelationSlot(models.Model):
    """The one place that a limited end of a relation has. A second edge there breaks the unique key, whoever writes it
    and however concurrently; a full unique index behaves alike on every database, a partial one does not."""

    class Side(models.TextChoices):
        """Which end is limited."""

        SOURCE = "source", "源"
        TARGET = "target", "目标"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "side", "item"], name="relation_slot_once")]


class Redundancy(models.Model):
    """How many one item needs of what it hangs on by one kind of relation, where that differs from what the kind says:
    this cluster lives while two of its three members do. An empty `group` means the edges without one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="+")
    redundancy_group = models.CharField(max_length=60, default="")
    needs = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "type", "redundancy_group"], name="redundancy_once")]
