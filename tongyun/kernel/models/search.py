"""The index of the search box. The words stand beside it in what each database is good at (see the migration)."""

from django.db import models


class SearchDocument(models.Model):
    """One record that can be found. Its words: table `kernel_search_words` (FTS5), or column `words` on PostgreSQL."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    title = models.CharField(max_length=500)
    subtitle = models.CharField(max_length=300, blank=True, default="")
    href = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_once")]
