"""The organisation tree: units, who stands below whom, and what each unit was at any moment."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.timezone import localdate

from ..contracts import OrganisationView, new_id, utc_now


class Organisation(models.Model):
    """A unit of the tree: managing authority, user department, provider or supervisor (CD-B-01).

    A unit that ends is retired, never removed: what points at it keeps its name. `valid_from` and `valid_to` are dates
    in China and half-open: on the day of `valid_to` the unit is no more. No `valid_from` means: since always.
    """

    class Kind(models.TextChoices):
        """Role of the unit towards the platform."""

        AUTHORITY = "authority", "管理单位"
        DEPARTMENT = "department", "使用单位"
        PROVIDER = "provider", "服务商"
        SUPERVISOR = "supervisor", "监理单位"

    class Division(models.TextChoices):
        """Level of the administrative division the unit belongs to; none for companies."""

        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "区县"
        TOWNSHIP = "township", "乡镇"
        NONE = "", "无"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.AUTHORITY)
    division_level = models.CharField(max_length=10, choices=Division.choices, blank=True, default=Division.NONE)
    #: 行政区划代码 (GB/T 2260, six digits; nine for a township).
    division_code = models.CharField(max_length=12, blank=True, default="")
    #: 统一社会信用代码.
    uscc = models.CharField(max_length=18, blank=True, default="")
    #: 职能职责.
    duties = models.TextField(blank=True, default="")
    #: People to call: a list of {"name", "role", "phone", "mail"}.
    contacts = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    #: Place among its siblings; equal places are ordered by code.
    position = models.IntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [models.Index(fields=["name"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new unit also takes its place in the tree. Moving one is the verb `move_organisation`."""
        with transaction.atomic():
            new = self._state.adding
            super().save(*args, **kwargs)
            if new:
                above = OrganisationLink.objects.filter(below_id=self.parent_id).values_list("above_id", "distance")
                OrganisationLink.objects.bulk_create(
                    [
                        OrganisationLink(above_id=self.id, below_id=self.id, distance=0),
                        *(OrganisationLink(above_id=id_, below_id=self.id, distance=far + 1) for id_, far in above),
                    ]
                )

    def active(self, day: date | None = None) -> bool:
        """Whether the unit exists on a day; today when none is given."""
        day = day or localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def view(self) -> OrganisationView:
        """The unit as other rooms see one."""
        return OrganisationView(
            self.id, self.code, self.name, self.kind, self.division_level, self.parent_id, self.active()
        )


class OrganisationLink(models.Model):
    """One row for each pair of a unit and one above it, itself included at distance 0: "below" is one query."""

    above = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links_down")
    below = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links_up")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "below"], name="organisation_link_once")]
        indexes = [models.Index(fields=["below", "distance"], name="organisation_above")]


class OrganisationVersion(models.Model):
    """What a unit was during `[since, until)`: the tree can be read as of any moment. Rows are added, never changed,
    but for the end of the last one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="versions")
    since = models.DateTimeField(default=utc_now)
    until = models.DateTimeField(null=True, blank=True)
    #: What made it: created, renamed, moved, edited, merged, absorbed, retired, reinstated, imported.
    change = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True, default="")
    actor_name = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200)
    #: Every field of the unit as it was.
    state = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "since"], name="organisation_history"),
            models.Index(fields=["since", "until"], name="organisation_as_of"),
        ]
