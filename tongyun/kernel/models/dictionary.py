"""Data dictionaries: lists of values with a code, which forms and item types let people choose from."""

from typing import Any

from django.db import models

from ..contracts import new_id, utc_now


class Dictionary(models.Model):
    """One dictionary. `pack` is the pack that ships it; empty for one that the site made.

    `version` rises with every change of it or of its entries, so that a process knows whether what it read still holds.
    """

    key = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, blank=True, default="")
    description = models.CharField(max_length=500, blank=True, default="")
    pack = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return self.title


class DictionaryEntry(models.Model):
    """One value. It is never removed: records that hold its code stay readable.

    `shipped` is what the pack says of it (none: the site made it), `edited` names the fields in which the site's word
    counts instead. `place` orders the whole dictionary as a tree.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dictionary = models.ForeignKey(Dictionary, on_delete=models.CASCADE, related_name="entries")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.IntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True, default="")
    shipped: Any = models.JSONField(null=True, blank=True)
    edited: Any = models.JSONField(default=list, blank=True)
    place = models.CharField(max_length=120, blank=True, default="")
    depth = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="dictionary_entry_once")]
        indexes = [models.Index(fields=["dictionary", "place"], name="dictionary_in_order")]

    def __str__(self) -> str:
        return self.title
