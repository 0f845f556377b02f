"""What the list filters by and what may be there once, as rows of their own: JSON columns have no portable index."""

from django.db import models

from tongyun.kernel.contracts import new_id

from .items import Item


class ItemValue(models.Model):
    """One value of an indexed attribute (`x-index`); a list has a row for each entry.

    `text` is folded to lower case and cut at 200 characters; figures stand in `number`, too, so that they are compared
    as figures. Days are text as they are, moments text in UTC: both sort as they pass.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    number = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name", "text", "item"], name="item_value_text"),
            models.Index(fields=["name", "number", "item"], name="item_value_number"),
        ]


class ItemUnique(models.Model):
    """One value, or several together, that only one item may have. The unique digest makes the database refuse a
    second one, whoever writes it and however concurrently."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="unique_values")
    type_key = models.CharField(max_length=80)
    rule = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, unique=True)
