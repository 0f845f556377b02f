"""Roles group permissions; grants give a role to somebody within a scope."""

from django.db import models
from django.db.models import Q

from ..contracts import new_id, utc_now
from .organisation import Organisation
from .people import Group, Post, User


class Role(models.Model):
    """A named set of permissions of one realm (CD-B-04). `["*"]` is every permission of the realm, also later ones.

    `hidden` names fields that the role's holders do not see: {"item": ["attributes.serial"]}. A `built_in` role belongs
    to the platform: its permissions cannot be changed and it cannot be removed.
    """

    class Realm(models.TextChoices):
        """Whose rights the role holds; those of different administrators never meet in one person (三权分立)."""

        BUSINESS = "business", "业务"
        SYSTEM = "system", "系统管理"
        SECURITY = "security", "安全管理"
        AUDIT = "audit", "审计管理"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, blank=True, default="")
    description = models.CharField(max_length=500, blank=True, default="")
    realm = models.CharField(max_length=10, choices=Realm.choices, default=Realm.BUSINESS)
    permissions = models.JSONField(default=list)
    hidden = models.JSONField(default=dict)
    built_in = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """Somebody holds a role within a scope: (user | group | post) × role × scope (CD-B-03).

    `own` and `below` are seen from the holder: from the user's organisation, or, for a post, from the one where the
    appointment is. `named` lists organisations, exactly those.
    """

    class Scope(models.TextChoices):
        """How far the role's rights reach; each takes the ones before it in, but for `named`."""

        OWN = "own", "本人"
        ORGANISATION = "organisation", "本组织"
        BELOW = "below", "本组织及下级"
        NAMED = "named", "指定组织"
        ALL = "all", "全部"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="grants")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="grants")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.ALL)
    organisations = models.ManyToManyField(Organisation, related_name="+", blank=True)
    version = models.PositiveIntegerField(default=1)
    granted_by = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "scope"], name="grant_to_user_once"),
            models.UniqueConstraint(fields=["group", "role", "scope"], name="grant_to_group_once"),
            models.UniqueConstraint(fields=["post", "role", "scope"], name="grant_to_post_once"),
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, group=None, post=None)
                    | Q(user=None, group__isnull=False, post=None)
                    | Q(user=None, group=None, post__isnull=False)
                ),
                name="grant_to_one_holder",
            ),
        ]
