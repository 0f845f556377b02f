"""Views of lists that people keep: what is found, in which order, and which columns are shown."""

from django.db import models

from ..contracts import new_id, utc_now
from .organisation import Organisation
from .people import User


class ListView(models.Model):
    """One kept view of one list. It belongs to who kept it; shared, it is read by an organisation and all below it.

    It holds words of a query and names of columns, never rows: whoever opens it sees what they may see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)
    changed_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="list_view_once")]
        indexes = [models.Index(fields=["list", "organisation"], name="list_view_shared")]

    def __str__(self) -> str:
        return self.name
