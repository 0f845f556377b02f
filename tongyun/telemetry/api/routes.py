"""Routes of telemetry."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import NotFound
from tongyun.kernel.facade import guarded

from ..queries import panels_of
from . import schemas
from .agents import router as agents
from .prometheus import router as prometheus

router = Router(tags=["telemetry"])
router.add_router("", agents)
router.add_router("", prometheus)


@router.get("/items/{item_id}/panels", response=list[schemas.PanelOut], **guarded("telemetry:read"))
def panels(request: HttpRequest, item_id: UUID) -> list[dict[str, Any]]:
    """Charts of an item, with expressions ready to be sent to `query_range`."""
    if inventory.unseen([item_id], "telemetry:read"):
        raise NotFound("no_item", "没有这个配置项。")
    return panels_of(item_id)
