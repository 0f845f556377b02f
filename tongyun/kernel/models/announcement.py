"""Announcements: boards with an audience, what is published on them, and who has read it."""

from django.db import models
from django.db.models import Q

from ..contracts import new_id, utc_now
from .organisation import Organisation
from .people import User
from .roles import Role


class Board(models.Model):
    """A board (栏目). It is read by everyone, or by those of some units (with all below) and by holders of some roles.

    What goes on a `reviewed` board is looked at by a second person first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, blank=True, default="")
    description = models.CharField(max_length=500, blank=True, default="")
    position = models.IntegerField(default=0)
    everyone = models.BooleanField(default=True)
    organisations = models.ManyToManyField(Organisation, related_name="+", blank=True)
    roles = models.ManyToManyField(Role, related_name="+", blank=True)
    reviewed = models.BooleanField(default=True)
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.title


class Announcement(models.Model):
    """One announcement on its way: draft, in review, scheduled, published, and withdrawn or expired in the end.

    `organisation` is the author's: data scope of those who look after announcements goes by it. `editor` touched the
    text last; neither author nor editor may approve it. `round` counts publications, so that a repeated one is told
    and read again. `body` is HTML that was cleaned before it was stored.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "待审核"
        SCHEDULED = "scheduled", "待发布"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"
        EXPIRED = "expired", "已到期"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="announcements")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    pinned = models.BooleanField(default=False)
    must_read = models.BooleanField(default=False)
    publish_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=100, blank=True, default="")
    editor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer_name = models.CharField(max_length=100, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    #: Why it was sent back or withdrawn.
    remark = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [
            models.Index(
                fields=["board", "published_at"], condition=Q(state="published"), name="announcement_on_board"
            ),
            models.Index(fields=["updated_at"], name="announcement_by_change"),
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementReceipt(models.Model):
    """A person has read an announcement; for one that must be read, has said so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="announcement_read_once")]
