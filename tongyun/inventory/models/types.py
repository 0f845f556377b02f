"""Item types: what kinds of things there are, and how each came to be what it is."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class ItemType(models.Model):
    """A kind of thing (配置模型), described by a JSON Schema of its own attributes; the rest is inherited (CD-O-02).

    `identity` is the ordered list of rules, each a list of attribute names; `@runs_on` in a rule means the item at the
    other end of that relation. An empty list inherits the parent's rules. `unique` are rules of what only one item may
    have; those of the ancestors hold, too. `migrate` says what becomes of the items when the type changes. `version`
    counts what was ever in use.
    """

    class Family(models.TextChoices):
        """The large groups of the catalogue (CD-O-15: physical, software, business)."""

        FACILITY = "facility", "机房与动环"
        HARDWARE = "hardware", "硬件设备"
        COMPUTE = "compute", "计算与云"
        STORAGE = "storage", "存储与灾备"
        NETWORK = "network", "网络与安全"
        SOFTWARE = "software", "软件与服务"
        BUSINESS = "business", "业务与合同"
        OTHER = "other", "其他"

    key = models.CharField(max_length=80, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    icon = models.CharField(max_length=60, blank=True, default="")
    family = models.CharField(max_length=20, blank=True, default="", choices=Family.choices)
    abstract = models.BooleanField(default=False)
    schema = models.JSONField(default=dict)
    identity = models.JSONField(default=list)
    list_columns = models.JSONField(default=list)
    unique = models.JSONField(default=list)
    migrate = models.JSONField(default=list)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return f"{self.title}({self.key})"


class ItemTypeVersion(models.Model):
    """What a type was from a moment on; written once, with the change, and never removed.

    `definition` is the whole type as its file says it; `delta` is {place: [old, new]} against the version before, by
    JSON Pointer.
    """

    class Kind(models.TextChoices):
        """What happened to the type."""

        CREATED = "created", "新建"
        CHANGED = "changed", "修改"
        RETIRED = "retired", "停用"
        RESTORED = "restored", "恢复"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=utc_now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    definition = models.JSONField(default=dict)
    delta = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "version"], name="item_type_version_once")]
