"""Imports of organisations and people: the file, what was found in each row, and what became of it."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import User


class PeopleImport(models.Model):
    """One uploaded table. Its content is dropped once it was applied, refused or cancelled."""

    class Kind(models.TextChoices):
        """What the rows are."""

        ORGANISATIONS = "organisations", "组织机构"
        USERS = "users", "用户"

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
    kind = models.CharField(max_length=20, choices=Kind.choices)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    #: Why a file was refused or not applied.
    problem = models.TextField(blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    creates = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="people_import_by_age")]


class PeopleImportRow(models.Model):
    """What the dry run found in one row. `number` is the row's number as a table program shows it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    cells = models.JSONField(default=dict)
    messages = models.JSONField(default=list)
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="people_import_row_once")]

    @property
    def said(self) -> str:
        """What is wrong with the row, on one line."""
        return "；".join(f"{found['column']}：{found['message']}" for found in self.messages)
