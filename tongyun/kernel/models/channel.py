"""Ways to reach people outside the platform, and the log of what went through them."""

from django.db import models

from ..contracts import new_id, utc_now
from .notification import Notification
from .people import User
from .sealed import SealedField


class Channel(models.Model):
    """One configured way: a mail server, an SMS gateway, a group robot.

    `secrets` is sealed JSON. `failures`, `opened_at`, `retry_at` and `wait_s` are the circuit breaker: while
    `opened_at` is set nothing is sent, except one message a time from `retry_at` on, to see whether it works again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20)
    enabled = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    secrets = SealedField(purpose="notify.channel", blank=True, default="")
    #: The names of what `secrets` holds.
    sealed = models.JSONField(default=list)
    #: Of a group's channel: what it hears. Persons choose for themselves.
    categories = models.JSONField(default=list)
    level = models.CharField(max_length=10, choices=Notification.Level.choices, default=Notification.Level.WARNING)
    per_minute = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    wait_s = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True, default="")
    last_success_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message on its way to one recipient through one channel: to a person, or (`recipient` is `*`) to a group.

    `batch` names what goes out as one message. It is written before the message is sent and never changes, so that a
    message repeated after a crash is the same message under the same key.
    """

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        SKIPPED = "skipped", "未发送"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    channel_name = models.CharField(max_length=100)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    recipient = models.CharField(max_length=36)
    notification = models.ForeignKey(Notification, null=True, on_delete=models.SET_NULL, related_name="+")
    dedupe = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=10)
    category = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    #: Why it waits: `quiet` hours, or `digest` after many in a short time.
    held = models.CharField(max_length=10, blank=True, default="")
    round = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=utc_now)
    batch = models.CharField(max_length=48, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True, default="")
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "recipient", "dedupe"], name="delivery_once")]
        indexes = [
            models.Index(fields=["channel", "state", "next_at"], name="delivery_by_state"),
            models.Index(fields=["channel", "recipient", "finished_at"], name="delivery_lately"),
            models.Index(fields=["batch"], name="delivery_by_batch"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]


class MessageTemplate(models.Model):
    """How messages of a category read, as a pack has it; `content` is the pack's file."""

    key = models.CharField(max_length=80, primary_key=True)
    pack = models.CharField(max_length=80)
    category = models.CharField(max_length=40, blank=True, default="")
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(default=utc_now)
