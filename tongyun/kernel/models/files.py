"""Files: what is known of each. Their content lies in a folder or a bucket (see services/files/places.py)."""

from django.db import models

from ..contracts import new_id, utc_now
from ..contracts.files import FileRef
from .people import User


class StoredFile(models.Model):
    """One file. `place` is where its content lies, made of date and id; a name that people gave is never part of it."""

    class State(models.TextChoices):
        """Whether it can be read."""

        WAITING = "waiting", "查毒中"
        READY = "ready", "可用"
        QUARANTINED = "quarantined", "已隔离"
        REMOVED = "removed", "已删除"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    extension = models.CharField(max_length=12)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    place = models.CharField(max_length=100)
    has_thumbnail = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READY)
    #: By what and when it was looked at for viruses, and what was found; empty while no scanner is connected.
    scanner = models.CharField(max_length=100, blank=True, default="")
    scanned_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True, default="")
    #: The record it hangs on, and the field of a form there; empty until a form is submitted.
    target_kind = models.CharField(max_length=40, blank=True, default="")
    target_id = models.UUIDField(null=True, blank=True)
    target_label = models.CharField(max_length=200, blank=True, default="")
    field = models.CharField(max_length=200, blank=True, default="")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    owner_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField(default=utc_now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id", "uploaded_at"], name="file_of_record"),
            models.Index(fields=["state", "uploaded_at"], name="file_by_state"),
            models.Index(fields=["uploaded_at"], name="file_by_age"),
            models.Index(fields=["sha256"], name="file_by_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    def view(self) -> FileRef:
        """The file as other rooms see it."""
        return FileRef(self.id, self.name, self.media_type, self.size, self.sha256, self.sm3, self.state)
