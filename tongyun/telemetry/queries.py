"""Reads of telemetry: panels of an item, targets of the probes."""

from typing import Any
from uuid import UUID

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import NotFound

from .contracts import ProbeTarget
from .models import Panel, Probe


def panels_of(item_id: UUID) -> list[dict[str, Any]]:
    """The panels of an item: those of its type and of the types above, with the item's id filled in."""
    item = inventory.item_view(item_id)
    if item is None:
        raise NotFound("no_item", "没有这个配置项。")
    chain = inventory.type_chain(item.type)
    rows = sorted(Panel.objects.filter(item_type__in=chain), key=lambda row: (chain.index(row.item_type), row.rank))
    return [_filled(row.content, str(item_id)) for row in rows]


def probe_targets() -> list[ProbeTarget]:
    """Everything to be probed now."""
    targets: list[ProbeTarget] = []
    for probe in Probe.objects.all():
        for item in inventory.items_of_type(probe.item_type):
            address = item.attributes.get(probe.attribute)
            if isinstance(address, str) and address and item.lifecycle == "active":
                targets.append(
                    ProbeTarget(
                        key=f"{probe.key}:{item.id}",
                        kind=probe.kind,
                        address=address,
                        interval_s=probe.interval_s,
                        timeout_s=probe.timeout_s,
                        labels={"ci": str(item.id), "probe": probe.key},
                    )
                )
    return targets


def _filled(content: dict[str, Any], item_id: str) -> dict[str, Any]:
    queries = [{**query, "expr": query["expr"].replace("$ci", item_id)} for query in content["queries"]]
    return {**content, "queries": queries, "thresholds": content.get("thresholds", [])}
