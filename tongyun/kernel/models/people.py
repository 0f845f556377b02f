"""Organisations and the people in them."""

from django.contrib.auth.hashers import check_password, make_password
from django.db import models

from ..contracts import UserView, new_id, utc_now


class Organisation(models.Model):
    """A unit of the tree: managing authority, user department, provider or supervisor (CD-N)."""

    class Kind(models.TextChoices):
        """Role of the unit towards the platform."""

        AUTHORITY = "authority", "管理单位"
        DEPARTMENT = "department", "使用单位"
        PROVIDER = "provider", "服务商"
        SUPERVISOR = "supervisor", "监理单位"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.AUTHORITY)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.name


class User(models.Model):
    """A person who signs in. The password is kept only as a salted, slow hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    password = models.CharField(max_length=256)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="users")
    mail = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    locale = models.CharField(max_length=10, default="zh-CN")
    active = models.BooleanField(default=True)
    failed_logins = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return f"{self.name}({self.username})"

    def set_password(self, raw: str) -> None:
        """Replace the hash; the caller saves."""
        self.password = make_password(raw)

    def has_password(self, raw: str) -> bool:
        """Whether this is the password, in constant time."""
        return check_password(raw, self.password)

    def view(self) -> UserView:
        """The user as other rooms see one."""
        return UserView(self.id, self.username, self.name, self.organisation_id, self.active)
