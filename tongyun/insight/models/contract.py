"""Contracts: every version of the terms that was ever in force, kept for recomputation."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from ..contracts import ContractView


class Contract(models.Model):
    """One version of a contract's terms. `digest` is SHA-256 of the content in canonical form.

    At most one version of a key is active. Older versions stay: what was sealed under them must be recomputable.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    pack = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="contract_version_once"),
            models.UniqueConstraint(fields=["key", "digest"], name="contract_content_once"),
        ]
        indexes = [models.Index(fields=["active", "key"], name="contract_active")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    def view(self) -> ContractView:
        """The contract as a label needs it."""
        return ContractView(self.id, self.key, self.title, self.version, self.digest)
