"""Rules, as packs bring them, and what is known about running them."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class Severity(models.TextChoices):
    """How bad it is, worst first."""

    CRITICAL = "critical", "紧急"
    MAJOR = "major", "重要"
    MINOR = "minor", "次要"
    INFO = "info", "提示"


class NoData(models.TextChoices):
    """What a rule concludes when the left side of its comparison has no sample any more."""

    HOLD = "hold", "保持原状态"
    ALERT = "alert", "视为异常"
    RESOLVE = "resolve", "视为恢复"


class Rule(models.Model):
    """One condition on telemetry, written in PromQL. Durations are seconds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=80)
    file = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    expr = models.TextField()
    for_s = models.FloatField(default=0)
    keep_firing_s = models.FloatField(default=0)
    interval_s = models.FloatField(default=5)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    contract_level = models.PositiveSmallIntegerField(default=3)
    opens_incident = models.BooleanField(default=False)
    summary = models.CharField(max_length=500)
    remedies = models.JSONField(default=list)
    no_data = models.CharField(max_length=10, choices=NoData.choices, default=NoData.HOLD)
    enabled = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key"], name="rule_once")]
        indexes = [models.Index(fields=["pack", "file", "enabled"], name="rule_group")]

    def __str__(self) -> str:
        return f"{self.pack}/{self.key}"


class RuleState(models.Model):
    """What evaluation remembers of a rule from one turn to the next, apart from its alerts.

    `seen` holds the label sets that had data, for rules that alert when data vanishes. `changed_at` is the
    instant of the newest observation that changed anything: an older one, from a worker that stalled, is dropped.
    """

    rule = models.OneToOneField(Rule, primary_key=True, on_delete=models.CASCADE, related_name="runtime")
    seen = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    failing_since = models.DateTimeField(null=True)
