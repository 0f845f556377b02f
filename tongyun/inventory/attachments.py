"""Files on items: drawings, licences, acceptance papers. Whoever sees an item reads them, whoever changes it adds."""

from uuid import UUID

from tongyun.kernel.contracts import FileHost
from tongyun.kernel.facade import hidden_fields, is_hidden

from .models import Item
from .queries import READ, RESOURCE, seen_items

WRITE = "inventory:write"


def _reaches(item_id: UUID, permission: str) -> bool:
    return seen_items(permission).filter(id=item_id).exists()


def _label(item_id: UUID) -> str:
    return Item.objects.values_list("name", flat=True).get(id=item_id)


def _hides(field: str) -> bool:
    return is_hidden(field.strip("/").replace("/", ".", 1), hidden_fields(RESOURCE))


HOST = FileHost("item", "配置项", "Items", READ, WRITE, "/items/{id}", _reaches, _label, hides=_hides)
