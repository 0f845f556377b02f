"""The people of the platform: users, the groups they form, the posts they hold and who stands in for them."""

from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import F, Q

from ..contracts import UserView, new_id, utc_now
from .organisation import Organisation


class User(models.Model):
    """A person under the real name (CD-B-02). The password is kept only as a salted, slow hash.

    `valid_to` ends the account of somebody who is here for a time, such as a contractor's engineer: from that day (in
    China) on it may not sign in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    password = models.CharField(max_length=256)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="users")
    employee_no = models.CharField(max_length=40, blank=True, default="")
    mail = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    landline = models.CharField(max_length=32, blank=True, default="")
    locale = models.CharField(max_length=10, default="zh-CN")
    active = models.BooleanField(default=True)
    valid_to = models.DateField(null=True, blank=True)
    password_changed_at = models.DateTimeField(default=utc_now)
    must_change_password = models.BooleanField(default=False)
    failed_logins = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="user_by_name"),
            models.Index(fields=["phone"], name="user_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.username})"

    def set_password(self, raw: str | None, hasher: str = "default") -> None:
        """Replace the hash; the caller saves. None: no password opens the account."""
        self.password = make_password(raw, hasher=hasher)

    def has_password(self, raw: str) -> bool:
        """Whether this is the password, in constant time."""
        return check_password(raw, self.password)

    def view(self) -> UserView:
        """The user as other rooms see one."""
        return UserView(self.id, self.username, self.name, self.organisation_id, self.active)


class Group(models.Model):
    """People who are addressed together: grants, candidates of a step, receivers of news."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True, default="")
    #: The unit that looks after the group; none for one of the whole platform.
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user is in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]


class Post(models.Model):
    """A post that organisations fill with people: 部门负责人, 接件人员, 预审人员 …"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True, default="")
    position = models.IntegerField(default=0)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A user holds a post in an organisation during `[since, until)` (dates in China). A user may hold several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post", "organisation"], condition=Q(until=None), name="appointment_once"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="appointment_in_order"),
        ]
        indexes = [models.Index(fields=["organisation", "post"], name="appointment_of_unit")]

    @staticmethod
    def holding_on(day: date) -> Q:
        """The condition of those that hold on a day."""
        return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


class Substitution(models.Model):
    """Somebody stands in for a person who is away during `[starts_at, ends_at)`."""

    class Reason(models.TextChoices):
        """Why the person is away."""

        LEAVE = "leave", "休假"
        SICK = "sick", "病假"
        TRAVEL = "travel", "出差"
        TRAINING = "training", "培训"
        OTHER = "other", "其他"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    absent = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.CASCADE, related_name="substitutions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=Reason.choices, default=Reason.LEAVE)
    note = models.CharField(max_length=300, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="substitution_in_order"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_by_another"),
        ]
        indexes = [
            models.Index(fields=["absent", "ends_at"], name="substitution_of"),
            models.Index(fields=["substitute", "ends_at"], name="substitution_by"),
        ]


class UserVersion(models.Model):
    """What was known of a person during `[since, until)`: who belonged where can be read as of any moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="versions")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=utc_now)
    until = models.DateTimeField(null=True, blank=True)
    #: What made it: created, edited, moved, deactivated, activated, imported.
    change = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True, default="")
    actor_name = models.CharField(max_length=100, blank=True, default="")
    state = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["user", "since"], name="user_history"),
            models.Index(fields=["organisation", "since"], name="people_of_unit_as_of"),
        ]


class Invitation(models.Model):
    """A one-time link by which a person chooses a password. Only its digest is kept."""

    class Purpose(models.TextChoices):
        """What it does: only a reset reaches an account that is somebody's already."""

        FIRST = "first", "首次设密"
        RESET = "reset", "重置密码"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.FIRST)
    created_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
