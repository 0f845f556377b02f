"""What packs deploy: processes, forms and service levels, each in numbered versions that are never changed."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class Versioned(models.Model):
    """A deployed file. A new content makes a new version; whatever runs stays with the version it started with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    pack = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class ProcessDefinition(Versioned):
    """A BPMN process. Its key is also the kind of the tickets that it carries."""

    bpmn = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="process_version_once")]


class FormDefinition(Versioned):
    """A form: a JSON Schema 2020-12 of an object; its properties are the fields that the form owns."""

    schema = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="form_version_once")]


class SlaPolicy(Versioned):
    """Service levels of a kind of ticket; ``rules`` as in :mod:`tongyun.process.service_levels`."""

    kind = models.CharField(max_length=80)
    calendar = models.CharField(max_length=80)
    rules = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="sla_version_once")]
        indexes = [models.Index(fields=["kind", "retired"], name="sla_by_kind")]
