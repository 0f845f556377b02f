"""Which address and port outside leads to which inside."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .addresses import KEY
from .items import Item


class PortMapping(models.Model):
    """One translation: a public address, or one port of it, that leads to an internal one.

    Port 0 is every port, `any` every protocol. What is outside leads to one place: the unique key holds that for the
    same words, the verb for those that include one another. `item` is the device that translates. The organisation is
    that of who answers for it.
    """

    class Protocol(models.TextChoices):
        """What is translated."""

        TCP = "tcp", "TCP"
        UDP = "udp", "UDP"
        ANY = "any", "全部"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outside_key = models.CharField(max_length=KEY)
    outside_port = models.PositiveIntegerField(default=0)
    inside_key = models.CharField(max_length=KEY)
    inside_port = models.PositiveIntegerField(default=0)
    inside_zone = models.CharField(max_length=80, blank=True, default="")
    protocol = models.CharField(max_length=3, choices=Protocol.choices)
    purpose = models.CharField(max_length=200, blank=True, default="")
    owner = models.CharField(max_length=100, blank=True, default="")
    reference = models.CharField(max_length=100, blank=True, default="")
    until = models.DateField(null=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("kernel.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outside_key", "protocol", "outside_port"], name="port_mapping_once")
        ]
        indexes = [models.Index(fields=["inside_key", "inside_port"], name="port_mapping_inside")]
