"""What the API remembers of its callers: answers it may have to repeat, counts, and the log of calls."""

from django.db import models

from ..contracts import new_id, utc_now
from .sealed import SealedField

ANSWER_PURPOSE = "api-answer"


class KeptAnswer(models.Model):
    """The answer to a request that carried an `Idempotency-Key`, committed with what the request changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True, default="")
    #: An answer may hold a secret that is shown once, such as a token.
    body = SealedField(purpose=ANSWER_PURPOSE, blank=True, default="")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="answer_once")]


class CallCount(models.Model):
    """How often one web process let a busy caller in during one minute, for the other processes to add up."""

    id = models.BigAutoField(primary_key=True)
    window = models.BigIntegerField()
    caller = models.CharField(max_length=80)
    process = models.CharField(max_length=64)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "caller", "process"], name="call_count_once")]


class ApiCall(models.Model):
    """One call in the log: all of other systems, changes, failures and slow ones; of the rest a sample."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    ms = models.PositiveIntegerField()
    bytes_in = models.PositiveBigIntegerField(default=0)
    bytes_out = models.PositiveBigIntegerField(default=0)
    actor_kind = models.CharField(max_length=10, blank=True, default="")
    actor_id = models.CharField(max_length=40, blank=True, default="")
    actor_name = models.CharField(max_length=100, blank=True, default="")
    token = models.CharField(max_length=40, blank=True, default="")
    ip = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="api_call_at"),
            models.Index(fields=["route", "at"], name="api_call_route"),
            models.Index(fields=["actor_id", "at"], name="api_call_actor"),
        ]


class ApiHour(models.Model):
    """All calls of one route in one hour, summed up: complete, whatever the log samples."""

    id = models.BigAutoField(primary_key=True)
    hour = models.DateTimeField()
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200)
    calls = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    ms = models.PositiveBigIntegerField(default=0)
    ms_max = models.PositiveBigIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)
    bytes_out = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "method", "route"], name="api_hour_once")]
