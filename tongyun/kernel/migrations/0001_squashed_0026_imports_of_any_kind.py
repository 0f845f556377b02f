"""The tables of the kernel, and the index of the search box.

Locks nothing: new tables.

One migration for all there were before the first release: an installation that has them all has this one.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
import tongyun.kernel.models.sealed
from tongyun.kernel.database.creating import CreateTables

SQLITE = """
CREATE VIRTUAL TABLE kernel_search_words USING fts5(
    title, text, scope, tokenize = 'unicode61 remove_diacritics 0', detail = column
)
"""
POSTGRES = (
    "ALTER TABLE kernel_searchdocument ADD COLUMN words tsvector",
    "CREATE INDEX kernel_search_words ON kernel_searchdocument USING gin (words)",
)


def make(apps, editor):
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else (SQLITE,):
        editor.execute(statement)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE kernel_search_words")


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("kernel", "0001_initial"),
        ("kernel", "0002_notification_by_dedupe"),
        ("kernel", "0003_people"),
        ("kernel", "0004_organisations_take_their_places"),
        ("kernel", "0005_policies"),
        ("kernel", "0006_people_history"),
        ("kernel", "0007_people_begin_their_history"),
        ("kernel", "0008_notify"),
        ("kernel", "0009_identity_providers"),
        ("kernel", "0010_roles_and_scopes"),
        ("kernel", "0011_three_administrators"),
        ("kernel", "0012_one_holder_a_grant"),
        ("kernel", "0013_people_import"),
        ("kernel", "0014_signing_in"),
        ("kernel", "0015_audit_chains"),
        ("kernel", "0016_callers"),
        ("kernel", "0017_calendars_and_schedules"),
        ("kernel", "0018_notify_indexes"),
        ("kernel", "0019_search"),
        ("kernel", "0020_dictionaries"),
        ("kernel", "0021_files"),
        ("kernel", "0022_list_views"),
        ("kernel", "0023_announcements"),
        ("kernel", "0024_scim_said"),
        ("kernel", "0025_purpose_of_links"),
        ("kernel", "0026_imports_of_any_kind"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("code", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("short_name", models.CharField(blank=True, default="", max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("authority", "管理单位"),
                                    ("department", "使用单位"),
                                    ("provider", "服务商"),
                                    ("supervisor", "监理单位"),
                                ],
                                default="authority",
                                max_length=20,
                            ),
                        ),
                        (
                            "division_level",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("province", "省"),
                                    ("city", "市"),
                                    ("county", "区县"),
                                    ("township", "乡镇"),
                                    ("", "无"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("division_code", models.CharField(blank=True, default="", max_length=12)),
                        ("uscc", models.CharField(blank=True, default="", max_length=18)),
                        ("duties", models.TextField(blank=True, default="")),
                        ("contacts", models.JSONField(blank=True, default=list)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="kernel.organisation",
                            ),
                        ),
                        ("position", models.IntegerField(default=0)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="kernel.organisation",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["name"], name="organisation_by_name")],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "above",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_down",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "below",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_up",
                                to="kernel.organisation",
                            ),
                        ),
                        ("distance", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["below", "distance"], name="organisation_above")],
                        "constraints": [
                            models.UniqueConstraint(fields=("above", "below"), name="organisation_link_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationVersion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="kernel.organisation",
                            ),
                        ),
                        ("since", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("change", models.CharField(max_length=20)),
                        ("reason", models.CharField(blank=True, default="", max_length=300)),
                        ("actor_name", models.CharField(blank=True, default="", max_length=100)),
                        ("name", models.CharField(max_length=200)),
                        ("state", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "since"], name="organisation_history"),
                            models.Index(fields=["since", "until"], name="organisation_as_of"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("username", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("password", models.CharField(max_length=256)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="kernel.organisation",
                            ),
                        ),
                        ("employee_no", models.CharField(blank=True, default="", max_length=40)),
                        ("mail", models.CharField(blank=True, default="", max_length=200)),
                        ("phone", models.CharField(blank=True, default="", max_length=32)),
                        ("landline", models.CharField(blank=True, default="", max_length=32)),
                        ("locale", models.CharField(default="zh-CN", max_length=10)),
                        ("active", models.BooleanField(default=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("password_changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("must_change_password", models.BooleanField(default=False)),
                        ("failed_logins", models.PositiveIntegerField(default=0)),
                        ("locked_until", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["name"], name="user_by_name"),
                            models.Index(fields=["phone"], name="user_by_phone"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Group",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("code", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("description", models.TextField(blank=True, default="")),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="kernel.group",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="kernel.user",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("group", "user"), name="membership_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("code", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("description", models.TextField(blank=True, default="")),
                        ("position", models.IntegerField(default=0)),
                        ("active", models.BooleanField(default=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appointments",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="kernel.post",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="kernel.organisation",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "post"], name="appointment_of_unit")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("user", "post", "organisation"),
                                name="appointment_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="appointment_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Substitution",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "absent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="kernel.user"
                            ),
                        ),
                        (
                            "substitute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="substitutions",
                                to="kernel.user",
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("leave", "休假"),
                                    ("sick", "病假"),
                                    ("travel", "出差"),
                                    ("training", "培训"),
                                    ("other", "其他"),
                                ],
                                default="leave",
                                max_length=20,
                            ),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=300)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["absent", "ends_at"], name="substitution_of"),
                            models.Index(fields=["substitute", "ends_at"], name="substitution_by"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="substitution_in_order"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("absent", models.F("substitute")), _negated=True),
                                name="substitution_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserVersion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="kernel.user"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("since", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("change", models.CharField(max_length=20)),
                        ("reason", models.CharField(blank=True, default="", max_length=300)),
                        ("actor_name", models.CharField(blank=True, default="", max_length=100)),
                        ("state", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user", "since"], name="user_history"),
                            models.Index(fields=["organisation", "since"], name="people_of_unit_as_of"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("first", "首次设密"), ("reset", "重置密码")], default="first", max_length=8
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="kernel.user"
                            ),
                        ),
                        ("ip", models.CharField(blank=True, default="", max_length=64)),
                        ("user_agent", models.CharField(blank=True, default="", max_length=300)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("seen_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("expires_at", models.DateTimeField()),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("ready", "已登录"),
                                    ("second-factor", "待验证第二因素"),
                                    ("enrol", "待登记第二因素"),
                                    ("password", "待更换密码"),
                                ],
                                default="ready",
                                max_length=20,
                            ),
                        ),
                        ("method", models.CharField(default="password", max_length=40)),
                        ("second_factor", models.CharField(blank=True, default="", max_length=20)),
                        ("proved_at", models.DateTimeField(blank=True, null=True)),
                        ("challenge", models.CharField(blank=True, default="", max_length=200)),
                        ("challenged_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.CharField(choices=[("agent", "代理"), ("user", "接口")], max_length=10)),
                        ("name", models.CharField(max_length=100)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="kernel.user",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("scopes", models.JSONField(blank=True, null=True)),
                        ("last_used_at", models.DateTimeField(blank=True, null=True)),
                        ("last_used_ip", models.CharField(blank=True, default="", max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="SetupLink",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "seat",
                            models.CharField(
                                choices=[("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计管理员")],
                                default="system",
                                max_length=10,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Role",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        ("title", models.CharField(max_length=100)),
                        ("title_en", models.CharField(blank=True, default="", max_length=100)),
                        ("description", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "realm",
                            models.CharField(
                                choices=[
                                    ("business", "业务"),
                                    ("system", "系统管理"),
                                    ("security", "安全管理"),
                                    ("audit", "审计管理"),
                                ],
                                default="business",
                                max_length=10,
                            ),
                        ),
                        ("permissions", models.JSONField(default=list)),
                        ("hidden", models.JSONField(default=dict)),
                        ("built_in", models.BooleanField(default=False)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to="kernel.group",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to="kernel.post",
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="kernel.role"
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("own", "本人"),
                                    ("organisation", "本组织"),
                                    ("below", "本组织及下级"),
                                    ("named", "指定组织"),
                                    ("all", "全部"),
                                ],
                                default="all",
                                max_length=12,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("granted_by", models.CharField(blank=True, default="", max_length=100)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        (
                            "organisations",
                            models.ManyToManyField(blank=True, related_name="+", to="kernel.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "role", "scope"), name="grant_to_user_once"),
                            models.UniqueConstraint(fields=("group", "role", "scope"), name="grant_to_group_once"),
                            models.UniqueConstraint(fields=("post", "role", "scope"), name="grant_to_post_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("group", None), ("post", None), ("user__isnull", False)),
                                    models.Q(("group__isnull", False), ("post", None), ("user", None)),
                                    models.Q(("group", None), ("post__isnull", False), ("user", None)),
                                    _connector="OR",
                                ),
                                name="grant_to_one_holder",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Board",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        ("title", models.CharField(max_length=100)),
                        ("title_en", models.CharField(blank=True, default="", max_length=100)),
                        ("description", models.CharField(blank=True, default="", max_length=500)),
                        ("position", models.IntegerField(default=0)),
                        ("everyone", models.BooleanField(default=True)),
                        ("reviewed", models.BooleanField(default=True)),
                        ("retired", models.BooleanField(default=False)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        (
                            "organisations",
                            models.ManyToManyField(blank=True, related_name="+", to="kernel.organisation"),
                        ),
                        ("roles", models.ManyToManyField(blank=True, related_name="+", to="kernel.role")),
                    ],
                ),
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "board",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="announcements",
                                to="kernel.board",
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("body", models.TextField(blank=True, default="")),
                        ("summary", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草稿"),
                                    ("in_review", "待审核"),
                                    ("scheduled", "待发布"),
                                    ("published", "已发布"),
                                    ("withdrawn", "已撤下"),
                                    ("expired", "已到期"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("pinned", models.BooleanField(default=False)),
                        ("must_read", models.BooleanField(default=False)),
                        ("publish_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("round", models.PositiveIntegerField(default=0)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        ("author_name", models.CharField(blank=True, default="", max_length=100)),
                        (
                            "editor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        ("reviewer_name", models.CharField(blank=True, default="", max_length=100)),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("remark", models.CharField(blank=True, default="", max_length=500)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "published")),
                                fields=["board", "published_at"],
                                name="announcement_on_board",
                            ),
                            models.Index(fields=["updated_at"], name="announcement_by_change"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnouncementReceipt",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "announcement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="receipts",
                                to="kernel.announcement",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.user"
                            ),
                        ),
                        ("read_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("announcement", "user"), name="announcement_read_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditHead",
                    fields=[
                        ("stream", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("seq", models.BigIntegerField(default=0)),
                        ("digest", models.CharField(default="", max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditRecord",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("form", models.PositiveSmallIntegerField(default=1)),
                        ("stream", models.CharField(max_length=40)),
                        ("seq", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_name", models.CharField(max_length=100)),
                        ("ip", models.CharField(blank=True, default="", max_length=64)),
                        ("request_id", models.CharField(blank=True, default="", max_length=64)),
                        ("action", models.CharField(max_length=80)),
                        ("target_kind", models.CharField(max_length=40)),
                        ("target_id", models.CharField(max_length=64)),
                        ("target_label", models.CharField(blank=True, default="", max_length=200)),
                        ("delta", models.TextField(default="{}")),
                        ("previous", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["target_kind", "target_id", "at"], name="audit_target"),
                            models.Index(fields=["at"], name="audit_at"),
                            models.Index(fields=["actor_id", "at"], name="audit_actor"),
                            models.Index(fields=["action", "at"], name="audit_action"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("stream", "seq"), name="audit_link_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AuditAnchor",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("stream", models.CharField(max_length=40)),
                        ("seq", models.BigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("key", models.CharField(max_length=16)),
                        ("signature", models.CharField(max_length=128)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("stream", "seq"), name="audit_anchor_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AuditArchive",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("stream", models.CharField(max_length=40)),
                        ("first_seq", models.BigIntegerField()),
                        ("last_seq", models.BigIntegerField()),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("last_digest", models.CharField(max_length=64)),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("folder", models.CharField(max_length=200)),
                        ("manifest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("key", models.CharField(max_length=16)),
                        ("signature", models.CharField(max_length=128)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("stream", "first_seq"), name="audit_archive_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditCheck",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "校验中"),
                                    ("intact", "完整"),
                                    ("broken", "发现问题"),
                                    ("failed", "未完成"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("whole", models.BooleanField(default=True)),
                        ("checked", models.BigIntegerField(default=0)),
                        ("total", models.BigIntegerField(default=0)),
                        ("findings", models.JSONField(default=list)),
                        ("position", models.TextField(default="{}")),
                        ("key", models.CharField(blank=True, default="", max_length=16)),
                        ("signature", models.CharField(blank=True, default="", max_length=128)),
                        ("by", models.CharField(blank=True, default="", max_length=100)),
                        ("started_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("finished_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="KeptAnswer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("caller", models.CharField(max_length=64)),
                        ("key", models.CharField(max_length=200)),
                        ("request", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(default=0)),
                        ("content_type", models.CharField(blank=True, default="", max_length=100)),
                        (
                            "body",
                            tongyun.kernel.models.sealed.SealedField(blank=True, default="", purpose="api-answer"),
                        ),
                        ("expires_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("caller", "key"), name="answer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="CallCount",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("window", models.BigIntegerField()),
                        ("caller", models.CharField(max_length=80)),
                        ("process", models.CharField(max_length=64)),
                        ("calls", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("window", "caller", "process"), name="call_count_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiCall",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("method", models.CharField(max_length=8)),
                        ("route", models.CharField(max_length=200)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("ms", models.PositiveIntegerField()),
                        ("bytes_in", models.PositiveBigIntegerField(default=0)),
                        ("bytes_out", models.PositiveBigIntegerField(default=0)),
                        ("actor_kind", models.CharField(blank=True, default="", max_length=10)),
                        ("actor_id", models.CharField(blank=True, default="", max_length=40)),
                        ("actor_name", models.CharField(blank=True, default="", max_length=100)),
                        ("token", models.CharField(blank=True, default="", max_length=40)),
                        ("ip", models.CharField(blank=True, default="", max_length=64)),
                        ("request_id", models.CharField(blank=True, default="", max_length=32)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["at"], name="api_call_at"),
                            models.Index(fields=["route", "at"], name="api_call_route"),
                            models.Index(fields=["actor_id", "at"], name="api_call_actor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiHour",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("hour", models.DateTimeField()),
                        ("method", models.CharField(max_length=8)),
                        ("route", models.CharField(max_length=200)),
                        ("calls", models.PositiveBigIntegerField(default=0)),
                        ("refused", models.PositiveBigIntegerField(default=0)),
                        ("failed", models.PositiveBigIntegerField(default=0)),
                        ("ms", models.PositiveBigIntegerField(default=0)),
                        ("ms_max", models.PositiveBigIntegerField(default=0)),
                        ("bytes_in", models.PositiveBigIntegerField(default=0)),
                        ("bytes_out", models.PositiveBigIntegerField(default=0)),
                        ("last_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("hour", "method", "route"), name="api_hour_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to="kernel.user",
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("body", models.TextField(blank=True, default="")),
                        ("href", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "level",
                            models.CharField(
                                choices=[("info", "提示"), ("warning", "警告"), ("critical", "紧急")],
                                default="info",
                                max_length=10,
                            ),
                        ),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        ("facts", models.JSONField(default=dict)),
                        ("dedupe", models.CharField(max_length=120)),
                        ("routed", models.BooleanField(default=False)),
                        ("muted", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user", "created_at"], name="notification_of_user"),
                            models.Index(fields=["created_at"], name="notification_by_age"),
                            models.Index(
                                condition=models.Q(("routed", False)), fields=["id"], name="notification_unrouted"
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("dedupe", "user"), name="notify_once")],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationPreference",
                    fields=[
                        ("key", models.CharField(max_length=36, primary_key=True, serialize=False)),
                        (
                            "user",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_preference",
                                to="kernel.user",
                            ),
                        ),
                        ("value", models.JSONField(default=dict)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Channel",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=100, unique=True)),
                        ("kind", models.CharField(max_length=20)),
                        ("enabled", models.BooleanField(default=True)),
                        ("settings", models.JSONField(default=dict)),
                        (
                            "secrets",
                            tongyun.kernel.models.sealed.SealedField(blank=True, default="", purpose="notify.channel"),
                        ),
                        ("sealed", models.JSONField(default=list)),
                        ("categories", models.JSONField(default=list)),
                        (
                            "level",
                            models.CharField(
                                choices=[("info", "提示"), ("warning", "警告"), ("critical", "紧急")],
                                default="warning",
                                max_length=10,
                            ),
                        ),
                        ("per_minute", models.PositiveIntegerField(default=0)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("retry_at", models.DateTimeField(blank=True, null=True)),
                        ("wait_s", models.PositiveIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, default="", max_length=300)),
                        ("last_success_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="deliveries",
                                to="kernel.channel",
                            ),
                        ),
                        ("channel_name", models.CharField(max_length=100)),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        ("recipient", models.CharField(max_length=36)),
                        (
                            "notification",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.notification",
                            ),
                        ),
                        ("dedupe", models.CharField(max_length=120)),
                        ("title", models.CharField(max_length=200)),
                        ("level", models.CharField(max_length=10)),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待发送"),
                                    ("sending", "发送中"),
                                    ("sent", "已发送"),
                                    ("failed", "发送失败"),
                                    ("skipped", "未发送"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("held", models.CharField(blank=True, default="", max_length=10)),
                        ("round", models.PositiveIntegerField(default=0)),
                        ("tries", models.PositiveIntegerField(default=0)),
                        ("next_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("batch", models.CharField(blank=True, default="", max_length=48)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("lease_token", models.CharField(blank=True, default="", max_length=36)),
                        ("error", models.CharField(blank=True, default="", max_length=300)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["channel", "state", "next_at"], name="delivery_by_state"),
                            models.Index(fields=["channel", "recipient", "finished_at"], name="delivery_lately"),
                            models.Index(fields=["batch"], name="delivery_by_batch"),
                            models.Index(fields=["created_at"], name="delivery_by_age"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("channel", "recipient", "dedupe"), name="delivery_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MessageTemplate",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("pack", models.CharField(max_length=80)),
                        ("category", models.CharField(blank=True, default="", max_length=40)),
                        ("content", models.JSONField(default=dict)),
                        ("digest", models.CharField(max_length=64)),
                        ("enabled", models.BooleanField(default=True)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Dictionary",
                    fields=[
                        ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=100)),
                        ("title_en", models.CharField(blank=True, default="", max_length=100)),
                        ("description", models.CharField(blank=True, default="", max_length=500)),
                        ("pack", models.CharField(blank=True, default="", max_length=100)),
                        ("digest", models.CharField(blank=True, default="", max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="DictionaryEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "dictionary",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="kernel.dictionary",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="kernel.dictionaryentry",
                            ),
                        ),
                        ("position", models.IntegerField(default=0)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("enabled", models.BooleanField(default=True)),
                        ("note", models.CharField(blank=True, default="", max_length=500)),
                        ("shipped", models.JSONField(blank=True, null=True)),
                        ("edited", models.JSONField(blank=True, default=list)),
                        ("place", models.CharField(blank=True, default="", max_length=120)),
                        ("depth", models.PositiveSmallIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["dictionary", "place"], name="dictionary_in_order")],
                        "constraints": [
                            models.UniqueConstraint(fields=("dictionary", "code"), name="dictionary_entry_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Authenticator",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="authenticator",
                                to="kernel.user",
                            ),
                        ),
                        ("secret", tongyun.kernel.models.sealed.SealedField(purpose="user.totp")),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("last_step", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Passkey",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to="kernel.user"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("credential_id", models.CharField(max_length=1400, unique=True)),
                        ("public_key", models.TextField()),
                        ("sign_count", models.BigIntegerField(default=0)),
                        ("transports", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recovery_codes",
                                to="kernel.user",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("extension", models.CharField(max_length=12)),
                        ("media_type", models.CharField(max_length=100)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("sm3", models.CharField(max_length=64)),
                        ("place", models.CharField(max_length=100)),
                        ("has_thumbnail", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "查毒中"),
                                    ("ready", "可用"),
                                    ("quarantined", "已隔离"),
                                    ("removed", "已删除"),
                                ],
                                default="ready",
                                max_length=12,
                            ),
                        ),
                        ("scanner", models.CharField(blank=True, default="", max_length=100)),
                        ("scanned_at", models.DateTimeField(blank=True, null=True)),
                        ("finding", models.CharField(blank=True, default="", max_length=200)),
                        ("target_kind", models.CharField(blank=True, default="", max_length=40)),
                        ("target_id", models.UUIDField(blank=True, null=True)),
                        ("target_label", models.CharField(blank=True, default="", max_length=200)),
                        ("field", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        ("owner_name", models.CharField(max_length=100)),
                        ("uploaded_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_by", models.CharField(blank=True, default="", max_length=100)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["target_kind", "target_id", "uploaded_at"], name="file_of_record"),
                            models.Index(fields=["state", "uploaded_at"], name="file_by_state"),
                            models.Index(fields=["uploaded_at"], name="file_by_age"),
                            models.Index(fields=["sha256"], name="file_by_digest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityProvider",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.CharField(max_length=40, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("oidc", "OpenID Connect"),
                                    ("saml", "SAML 2.0"),
                                    ("cas", "CAS 3.0"),
                                    ("ldap", "LDAP"),
                                    ("scim", "SCIM 2.0"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=60)),
                        ("title_en", models.CharField(blank=True, default="", max_length=60)),
                        ("enabled", models.BooleanField(default=False)),
                        ("provisions", models.BooleanField(default=False)),
                        ("position", models.IntegerField(default=0)),
                        ("settings", models.JSONField(default=dict)),
                        (
                            "secrets",
                            tongyun.kernel.models.sealed.SealedField(
                                blank=True, default="", purpose="kernel.identity_provider"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("synced_at", models.DateTimeField(blank=True, null=True)),
                        ("sync_report", models.JSONField(blank=True, default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="ExternalIdentity",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identities",
                                to="kernel.identityprovider",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="kernel.user"
                            ),
                        ),
                        ("subject", models.CharField(max_length=255)),
                        ("username", models.CharField(blank=True, default="", max_length=255)),
                        ("provisioned", models.BooleanField(default=False)),
                        ("said", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("last_sign_in_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("provider", "subject"), name="identity_subject_once"),
                            models.UniqueConstraint(fields=("provider", "user"), name="identity_user_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExternalGroup",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="groups",
                                to="kernel.identityprovider",
                            ),
                        ),
                        (
                            "group",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="external", to="kernel.group"
                            ),
                        ),
                        ("external_id", models.CharField(blank=True, default="", max_length=255)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="SignInAttempt",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attempts",
                                to="kernel.identityprovider",
                            ),
                        ),
                        ("state_digest", models.CharField(max_length=64, unique=True)),
                        ("browser_digest", models.CharField(max_length=64)),
                        ("sealed", tongyun.kernel.models.sealed.SealedField(purpose="kernel.sign_in_attempt")),
                        ("next", models.CharField(default="/", max_length=500)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("expires_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["expires_at"], name="attempt_expiry")],
                    },
                ),
                migrations.CreateModel(
                    name="UsedAssertion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kernel.identityprovider",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("expires_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["expires_at"], name="assertion_expiry")],
                        "constraints": [models.UniqueConstraint(fields=("provider", "digest"), name="assertion_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("about", models.CharField(blank=True, default="", max_length=80)),
                        ("file_name", models.CharField(max_length=200)),
                        ("digest", models.CharField(max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "等待检查"),
                                    ("checking", "正在检查"),
                                    ("refused", "文件被拒绝"),
                                    ("checked", "已检查"),
                                    ("applying", "正在导入"),
                                    ("applied", "已导入"),
                                    ("failed", "未导入"),
                                    ("cancelled", "已取消"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("problem", models.TextField(blank=True, default="")),
                        ("headings", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=dict)),
                        ("phase", models.CharField(blank=True, default="", max_length=20)),
                        ("step", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("creates", models.PositiveIntegerField(default=0)),
                        ("updates", models.PositiveIntegerField(default=0)),
                        ("unchanged", models.PositiveIntegerField(default=0)),
                        ("reviews", models.PositiveIntegerField(default=0)),
                        ("errors", models.PositiveIntegerField(default=0)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        ("actor_name", models.CharField(blank=True, default="", max_length=100)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["created_at"], name="import_by_age"),
                            models.Index(fields=["kind", "about", "created_at"], name="import_about"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportPart",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="kernel.importrun"
                            ),
                        ),
                        ("place", models.PositiveIntegerField()),
                        ("rows", models.JSONField(default=list)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("run", "place"), name="import_part_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="kernel.importrun"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("verdict", models.CharField(max_length=12)),
                        ("cells", models.JSONField(default=dict)),
                        ("messages", models.JSONField(default=list)),
                        ("changes", models.JSONField(default=dict)),
                        ("subject", models.UUIDField(null=True)),
                        ("key", models.CharField(blank=True, default="", max_length=64)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["run", "key"], name="import_row_key")],
                        "constraints": [models.UniqueConstraint(fields=("run", "number"), name="import_row_once")],
                    },
                ),
                migrations.CreateModel(
                    name="LiveEvent",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("topic", models.CharField(blank=True, default="", max_length=40)),
                        ("users", models.JSONField(default=list)),
                        ("kind", models.CharField(max_length=40)),
                        ("payload", models.JSONField(default=dict)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="live_by_age")],
                    },
                ),
                migrations.CreateModel(
                    name="PolicySetting",
                    fields=[
                        ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("value", models.JSONField(default=dict)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("changed_by", models.CharField(blank=True, default="", max_length=100)),
                    ],
                ),
                migrations.CreateModel(
                    name="SearchDocument",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=30)),
                        ("object_id", models.UUIDField()),
                        ("title", models.CharField(max_length=500)),
                        ("subtitle", models.CharField(blank=True, default="", max_length=300)),
                        ("href", models.CharField(max_length=200)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Sequence",
                    fields=[
                        ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("value", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="EarlierPassword",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="earlier_passwords",
                                to="kernel.user",
                            ),
                        ),
                        ("password", models.CharField(max_length=256)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "created_at"], name="earlier_password_of")],
                    },
                ),
                migrations.CreateModel(
                    name="SignInFailure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ip", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["ip", "at"], name="failure_by_address")],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarVersion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("version", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=100)),
                        ("title_en", models.CharField(blank=True, default="", max_length=100)),
                        ("rules", models.JSONField(default=dict)),
                        ("actor_name", models.CharField(blank=True, default="", max_length=100)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "version"), name="calendar_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Schedule",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("when", models.CharField(max_length=120)),
                        ("calendar", models.CharField(blank=True, default="", max_length=40)),
                        ("shift", models.CharField(blank=True, default="", max_length=10)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.CharField(blank=True, default="", max_length=300)),
                        ("paused_by", models.CharField(blank=True, default="", max_length=100)),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("retired", models.BooleanField(default=False)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="ScheduleRun",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "schedule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="kernel.schedule"
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "等待执行"),
                                    ("running", "执行中"),
                                    ("done", "成功"),
                                    ("failed", "失败"),
                                    ("skipped", "已跳过"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("by", models.CharField(blank=True, default="", max_length=100)),
                        ("error", models.TextField(blank=True, default="")),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("schedule", "due_at"), name="schedule_turn_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListView",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("list", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=60)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.user"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("content", models.JSONField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["list", "organisation"], name="list_view_shared")],
                        "constraints": [
                            models.UniqueConstraint(fields=("owner", "list", "name"), name="list_view_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("topic", models.CharField(max_length=80)),
                        ("payload", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["topic", "created_at"], name="outbox_topic")],
                    },
                ),
                migrations.CreateModel(
                    name="ScheduledTask",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("handler", models.CharField(max_length=80)),
                        ("key", models.CharField(max_length=120)),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="kernel.outboxmessage",
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("every_s", models.FloatField(blank=True, null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("lease_token", models.CharField(blank=True, default="", max_length=36)),
                        ("dead", models.BooleanField(default=False)),
                        ("error", models.TextField(blank=True, default="")),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["dead", "due_at"], name="task_due")],
                        "constraints": [models.UniqueConstraint(fields=("handler", "key"), name="task_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ProcessBeat",
                    fields=[
                        ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("pid", models.IntegerField()),
                        ("started_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
            ],
        ),
        migrations.RunPython(make, drop),
    ]
