"""Sealed assessments: what a contract took for a ticket when it closed. Rows are added, never changed."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .contract import Contract


class SealedAssessment(models.Model):
    """One version of a ticket's assessment: the evidence it was computed from, and the digest of both.

    Closing a ticket again after it was reopened adds a version; the highest one counts. `evidence` holds the facts in
    canonical form, so the same bytes can be computed again in front of an auditor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sealed")
    ticket = models.ForeignKey("process.Ticket", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    evidence = models.JSONField()
    evidence_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64)
    points = models.DecimalField(max_digits=14, decimal_places=4)
    sealed_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "version"], name="sealed_version_once"),
        ]
        indexes = [models.Index(fields=["contract", "opened_at"], name="sealed_of_contract")]


class AssessmentLine(models.Model):
    """One line of a sealed assessment: what was taken under which clause, why, and from which records."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(SealedAssessment, on_delete=models.PROTECT, related_name="lines")
    rank = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=14, decimal_places=4)
    at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500)
    records = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "clause", "kind"], name="assessment_line_once"),
        ]
