"""The audit trail: append-only, chained by SM3 (GB/T 32905), one chain a stream."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import models

from ..contracts import new_id, utc_now


class AuditHead(models.Model):
    """The last link of a stream. Locked by each writer, so links never fork."""

    stream = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class AuditRecord(models.Model):
    """One link: who did what to which record, from where, with what difference.

    `delta` is canonical JSON as text: a database must not write its digits anew, and checking need not parse it.
    `form` says how the digest is made; see services/audit/standalone.py.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.PositiveSmallIntegerField(default=1)
    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    ip = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    action = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=200, blank=True, default="")
    delta = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_link_once")]
        indexes = [
            models.Index(fields=["target_kind", "target_id", "at"], name="audit_target"),
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """The typed difference; of a link of the first form too."""
        read: dict[str, Any] = json.loads(self.delta)
        if self.form > 1:
            return read
        return {name: {"type": "text", "old": old, "new": new} for name, (old, new) in read.items()}

    def fields(self) -> dict[str, Any]:
        """The link as it is hashed and exported."""
        return {
            "form": self.form,
            "stream": self.stream,
            "seq": self.seq,
            "at": hashed_moment(self.at),
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "ip": self.ip,
            "request_id": self.request_id,
            "action": self.action,
            "target_kind": self.target_kind,
            "target_id": self.target_id,
            "target_label": self.target_label,
            "delta": self.delta,
            "previous": self.previous,
            "digest": self.digest,
        }


def hashed_moment(at: datetime) -> str:
    """The moment of a link or an anchor as it is hashed, signed and exported."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")


class AuditAnchor(models.Model):
    """Where a stream ended at a moment, signed by a key that is not in the database, and kept in a file too.

    Whoever removes the tail of a stream together with its head contradicts the anchors.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=utc_now)
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_anchor_once")]


class AuditArchive(models.Model):
    """Links that were moved to a folder; the chain goes on behind them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream = models.CharField(max_length=40)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    last_digest = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    folder = models.CharField(max_length=200)
    #: SHA-256 of the folder's manifest, which holds those of its files.
    manifest = models.CharField(max_length=64)
    at = models.DateTimeField(default=utc_now)
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "first_seq"], name="audit_archive_once")]


class AuditCheck(models.Model):
    """A walk along the chains: how far it is, and what it found."""

    class State(models.TextChoices):
        """How it stands."""

        RUNNING = "running", "校验中"
        INTACT = "intact", "完整"
        BROKEN = "broken", "发现问题"
        FAILED = "failed", "未完成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    #: From the beginning of each stream, or only what came since the last signed anchor.
    whole = models.BooleanField(default=True)
    checked = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    findings = models.JSONField(default=list)
    #: How far each stream is, signed like an anchor: whoever can only write the database cannot move it.
    position = models.TextField(default="{}")
    key = models.CharField(max_length=16, blank=True, default="")
    signature = models.CharField(max_length=128, blank=True, default="")
    by = models.CharField(max_length=100, blank=True, default="")
    started_at = models.DateTimeField(default=utc_now)
    finished_at = models.DateTimeField(null=True)
