"""The plan of addresses: ranges that items stand for, addresses that items have, and what is allotted on purpose.

Keys are texts of fixed width that sort as addresses do (addressing/texts.py), so that a range is a range of an index.
"""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .history import HistoryRow
from .items import Item

KEY = 33


class AddressZone(models.Model):
    """The address space that a network zone is. Whoever changes the plan of one holds its row."""

    key = models.CharField(max_length=80, primary_key=True)


class AddressBlock(models.Model):
    """The range of addresses that an item stands for: a prefix, or a pool within one. Kept beside the item, in its
    transaction; there is none for a retired one.

    Ranges of a zone nest or are apart; `parent` is the smallest one around. `shared` ranges may hold an address several
    times (a bridge inside each host).
    """

    class Kind(models.TextChoices):
        """What the range is."""

        PREFIX = "prefix", "网段"
        POOL = "pool", "地址池"

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="block")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    zone = models.CharField(max_length=80, blank=True)
    family = models.PositiveSmallIntegerField()
    first = models.CharField(max_length=KEY)
    last = models.CharField(max_length=KEY)
    length = models.PositiveSmallIntegerField(null=True)
    gateway = models.CharField(max_length=KEY, blank=True, default="")
    shared = models.BooleanField(default=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "kind", "first", "last"], name="address_block_once")]
        indexes = [models.Index(fields=["zone", "first", "last"], name="address_block_range")]


class HeldAddress(models.Model):
    """An address that an item says it has, whoever said so: seen, not allotted. `holder` is the item that it counts
    for (the machine of a card); a `shared` one wanders between items."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="held_addresses")
    zone = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=KEY)
    shared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["key", "zone", "holder"], name="held_address_key")]


class AddressUse(models.Model):
    """An address that is allotted on purpose. The unique key makes the database refuse a second one, whoever writes it
    and however concurrently. `block` is the smallest range around it; `until` the last day."""

    class State(models.TextChoices):
        """What was decided."""

        RESERVED = "reserved", "已预留"
        ALLOCATED = "allocated", "已分配"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    block = models.ForeignKey(AddressBlock, on_delete=models.PROTECT, related_name="uses")
    zone = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=KEY)
    state = models.CharField(max_length=10, choices=State.choices)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="address_uses")
    purpose = models.CharField(max_length=200, blank=True, default="")
    owner = models.CharField(max_length=100, blank=True, default="")
    reference = models.CharField(max_length=100, blank=True, default="")
    until = models.DateField(null=True)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="address_use_once")]
        indexes = [
            models.Index(fields=["block", "key"], name="address_use_block"),
            models.Index(fields=["until"], name="address_use_until"),
        ]


class AddressChange(HistoryRow):
    """What happened to an allotted address. `place` is the item of the range it lay in, `delta` {name: [old, new]}."""

    class Kind(models.TextChoices):
        """What happened."""

        ALLOTTED = "allotted", "分配"
        CHANGED = "changed", "变更"
        RELEASED = "released", "释放"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    use = models.UUIDField()
    zone = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=KEY)
    place = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=utc_now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    delta = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["zone", "key", "at"], name="address_change_of"),
            models.Index(fields=["at"], name="address_change_at"),
        ]
