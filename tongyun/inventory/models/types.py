"""Item types: what kinds of things there are."""

from django.db import models

from tongyun.kernel.contracts import utc_now


class ItemType(models.Model):
    """A kind of thing (配置模型), described by a JSON Schema of its own attributes; the rest is inherited (CD-2 CMDB).

    `identity` is the ordered list of rules, each a list of attribute names; `@runs_on` in a rule means the item at the
    other end of that relation. An empty list inherits the parent's rules.
    """

    key = models.CharField(max_length=80, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    icon = models.CharField(max_length=60, blank=True, default="")
    abstract = models.BooleanField(default=False)
    schema = models.JSONField(default=dict)
    identity = models.JSONField(default=list)
    list_columns = models.JSONField(default=list)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return f"{self.title}({self.key})"
