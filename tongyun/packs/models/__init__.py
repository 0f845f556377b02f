"""Tables of the pack engine: what is in use, and which file brought it."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class AppliedPack(models.Model):
    """A pack as this installation knows it. `version` and `digest` are of the last good one, also after a refusal."""

    class State(models.TextChoices):
        """What the last attempt came to."""

        OK = "ok", "在用"
        REFUSED = "refused", "被拒绝"
        RETIRED = "retired", "已停用"

    id = models.CharField(max_length=80, primary_key=True)
    version = models.CharField(max_length=40, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    #: As pack.yaml writes them, with their version ranges.
    needs = models.JSONField(default=list)
    provides = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.id} {self.version}"


class AppliedFile(models.Model):
    """One file of a pack whose content is in use."""

    key = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.ForeignKey(AppliedPack, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=80)
    id = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    #: What was shipped when it was applied, so that an upgrade can be shown value by value; null for what is no data.
    content = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "kind", "id"], name="applied_file_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


class Overlay(models.Model):
    """What this site has changed of one shipped file; kept through upgrades (ADR 0020).

    `origin` is "" for what was changed on the page, or `<pack>/<file>` of a pack of this site that brings the edits.
    `edits` is a list of {path, value?, shipped?}: what is left out is absent.
    """

    key = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    file = models.CharField(max_length=200)
    origin = models.CharField(max_length=300, blank=True, default="")
    edits = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=utc_now)
    changed_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "kind", "file", "origin"], name="overlay_once")]

    def __str__(self) -> str:
        return f"{self.pack}/{self.kind}/{self.file}"
