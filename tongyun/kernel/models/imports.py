"""Imports of tables: the file, what was found in each row, and what became of it."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class ImportRun(models.Model):
    """One uploaded table. Its content is dropped once it was read row by row, applied, refused or cancelled.

    A table of people goes in as a whole or not at all; of other kinds each row goes in or is refused for itself
    (services/imports/stepping.py, ADR 0028). `about` is what the rows are, where a kind has several (a type of items).
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "等待检查"
        CHECKING = "checking", "正在检查"
        REFUSED = "refused", "文件被拒绝"
        CHECKED = "checked", "已检查"
        APPLYING = "applying", "正在导入"
        APPLIED = "applied", "已导入"
        FAILED = "failed", "未导入"
        CANCELLED = "cancelled", "已取消"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80, blank=True, default="")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    #: Why a file was refused or not applied.
    problem = models.TextField(blank=True, default="")
    #: The headings of the file in their order, and what each of them fills.
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    #: What of a file that is no table has no row, in sentences.
    notes = models.JSONField(default=list, db_default=[])
    #: What was already worked through: the phase of the state, and the parts of the table in it.
    phase = models.CharField(max_length=20, blank=True, default="")
    step = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    creates = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    reviews = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="import_by_age"),
            models.Index(fields=["kind", "about", "created_at"], name="import_about"),
        ]


class ImportPart(models.Model):
    """Rows of a table as they were read, a few hundred at a time: [[number, [cells], {heading: what is wrong}], …]."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    rows = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="import_part_once")]


class ImportRow(models.Model):
    """What was found in one row. `number` is the row's number as a table program shows it; `subject` is the record that
    it is about, or will be, and `key` what it is recognised by, so that a file says nothing twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    cells = models.JSONField(default=dict)
    messages = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    subject = models.UUIDField(null=True)
    key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "key"], name="import_row_key")]

    @property
    def said(self) -> str:
        """What is wrong with the row, on one line."""
        return "；".join(f"{found['column']}：{found['message']}" for found in self.messages)
