"""Changes that were recorded before know what their item was then, and edges since when they are there.

Locks: every change is updated once, 100 a statement; no table is rewritten, rows that writers hold are waited for. What people had decided before was not recorded: it counts as decided when the item was made.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import migrations

from tongyun.inventory.models.history import FOREVER

BATCH = 500


def begin(apps: Any, schema_editor: Any) -> None:
    """Replay the history of each item once."""
    change, span = apps.get_model("inventory", "ItemChange"), apps.get_model("inventory", "RelationSpan")
    items = list(apps.get_model("inventory", "Item").objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(items), BATCH):
        _replay(apps, change, span, items[start : start + BATCH])


def _replay(apps: Any, change: Any, span: Any, items: list[Any]) -> None:
    own_relations = apps.get_model("inventory", "Relation").objects.filter(source_id__in=items)
    known = {
        (kind, source, target): source_of_knowledge
        for kind, source, target, source_of_knowledge in own_relations.values_list(
            "type_id", "source_id", "target_id", "source_of_knowledge"
        )
    }
    decided = {
        item: {"manual": [None, sorted(manual)], "manual_lifecycle": [None, by_hand]}
        for item, manual, by_hand in apps.get_model("inventory", "Item")
        .objects.filter(id__in=items)
        .values_list("id", "manual_attributes", "manual_lifecycle")
    }
    changed: list[Any] = []
    spans: list[Any] = []
    for item, own in groupby(
        change.objects.filter(item_id__in=items).order_by("item_id", "version"), lambda row: row.item_id
    ):
        edges: dict[tuple[Any, ...], Any] = {}
        for row in _with_headers(own):
            changed.append(row)
            if row.version == 1:
                row.decided = decided[item]
            for edge, drawn in _edges(row):
                if drawn:
                    edges[edge] = row.at
                elif edge in edges:
                    spans.append(_span(span, edge, edges.pop(edge), row.at, known))
        spans += [_span(span, edge, began, FOREVER, known) for edge, began in edges.items()]
    fields = ["name", "type_key", "lifecycle", "organisation_id", "decided"]
    change.objects.bulk_update(changed, fields, batch_size=100)
    span.objects.bulk_create((each for each in spans if each.began_at < each.ended_at), batch_size=100)


def _edges(row: Any) -> Iterator[tuple[tuple[Any, ...], bool]]:
    if row.kind == "relation":
        for field, (_, after) in row.delta.items():
            yield (field[1:], row.item_id, row.other_id), after is not None


def _with_headers(changes: Iterator[Any]) -> Iterator[Any]:
    header: dict[str, Any] = {}
    for row in changes:
        header |= {name: pair[1] for name, pair in row.delta.items() if row.kind != "relation"}
        row.name = header.get("@name") or ""
        row.type_key = header.get("@type") or ""
        row.lifecycle = header.get("@lifecycle") or ""
        row.organisation_id = header.get("@organisation")
        yield row


def _span(model: Any, edge: tuple[Any, ...], began: Any, ended: Any, known: dict[Any, str]) -> Any:
    kind, source, target = edge
    return model(
        type_id=kind,
        source_id=source,
        target_id=target,
        source_of_knowledge=known.get(edge, ""),
        began_at=began,
        ended_at=ended,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_time_travel"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop, elidable=True)]
