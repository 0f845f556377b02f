"""The tables of processes and tickets.

Locks nothing: new tables.

One migration for all there were before the first release: an installation that has them all has this one.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("process", "0001_initial"),
        ("process", "0002_candidates_title"),
        ("process", "0003_remedy_title_en"),
        ("process", "0004_ticket_orders"),
        ("process", "0005_inbox_order"),
    ]

    dependencies = [
        ("events", "0001_initial"),
        ("inventory", "0001_squashed_0010_statistics"),
        ("kernel", "0001_squashed_0026_imports_of_any_kind"),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="ProcessDefinition",
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
                        ("key", models.CharField(max_length=80)),
                        ("version", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("bpmn", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "version"), name="process_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormDefinition",
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
                        ("key", models.CharField(max_length=80)),
                        ("version", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("schema", models.JSONField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("key", "version"), name="form_version_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SlaPolicy",
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
                        ("key", models.CharField(max_length=80)),
                        ("version", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("kind", models.CharField(max_length=80)),
                        ("calendar", models.CharField(max_length=80)),
                        ("rules", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["kind", "retired"], name="sla_by_kind")],
                        "constraints": [models.UniqueConstraint(fields=("key", "version"), name="sla_version_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ProcessInstance",
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
                            "definition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instances",
                                to="process.processdefinition",
                            ),
                        ),
                        ("state", models.BinaryField()),
                        ("state_format", models.PositiveSmallIntegerField()),
                        ("finished", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Ticket",
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
                        ("number", models.CharField(max_length=40, unique=True)),
                        ("kind", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=500)),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "处理中"), ("resolved", "已解决"), ("closed", "已关闭")],
                                default="open",
                                max_length=10,
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
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "incident",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="events.incident",
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="process.slapolicy",
                            ),
                        ),
                        (
                            "instance",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ticket",
                                to="process.processinstance",
                            ),
                        ),
                        ("step", models.CharField(blank=True, default="", max_length=200)),
                        ("opened_at", models.DateTimeField()),
                        ("recovered_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        ("data", models.JSONField(default=dict)),
                        ("log_length", models.PositiveIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["kind", "state", "opened_at"], name="ticket_by_kind"),
                            models.Index(fields=["state", "opened_at"], name="ticket_by_state"),
                            models.Index(fields=["opened_at", "id"], name="ticket_by_time"),
                            models.Index(fields=["level", "id"], name="ticket_by_level"),
                            models.Index(fields=["organisation", "state", "opened_at"], name="ticket_of_unit"),
                            models.Index(fields=["item", "opened_at"], name="ticket_of_item"),
                            models.Index(fields=["assignee", "state"], name="ticket_of_person"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketEvent",
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
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="process.ticket"
                            ),
                        ),
                        ("seq", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        ("kind", models.CharField(max_length=40)),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_name", models.CharField(max_length=100)),
                        ("text", models.TextField(blank=True, default="")),
                        ("data", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("ticket", "seq"), name="ticket_log_once")],
                    },
                ),
                migrations.CreateModel(
                    name="TicketRemedy",
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
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remedies",
                                to="process.ticket",
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, default="", max_length=200)),
                        ("job", models.CharField(max_length=120)),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        ("params", models.JSONField(default=dict)),
                        ("auto", models.BooleanField(default=False)),
                        ("run_id", models.UUIDField(null=True)),
                        ("run_state", models.CharField(blank=True, default="", max_length=20)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["run_id"], name="remedy_of_run")],
                        "constraints": [models.UniqueConstraint(fields=("ticket", "key"), name="remedy_once")],
                    },
                ),
                migrations.CreateModel(
                    name="WorkItem",
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
                            "instance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to="process.processinstance",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to="process.ticket",
                            ),
                        ),
                        ("task_id", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=200)),
                        (
                            "form",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to="process.formdefinition",
                            ),
                        ),
                        ("candidates", models.CharField(blank=True, default="", max_length=80)),
                        ("candidates_title", models.CharField(blank=True, default="", max_length=200)),
                        ("candidates_title_en", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "assignee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "待办"), ("done", "已办"), ("cancelled", "已取消")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField(null=True)),
                        (
                            "urgent_at",
                            models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        ("data", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.user",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["assignee", "state", "urgent_at"], name="inbox_of_person"),
                            models.Index(fields=["candidates", "state", "urgent_at"], name="inbox_of_group"),
                            models.Index(fields=["ticket", "state"], name="work_of_ticket"),
                            models.Index(fields=["state", "urgent_at", "id"], name="inbox_by_time"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("instance", "task_id"), name="work_item_once")],
                    },
                ),
            ],
        ),
    ]
