"""Labels of items: what is printed on a thing, with a QR code that opens its page on a phone."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.facade import Page, Schema, guarded, hidden_fields, is_hidden, page

from ..catalogue import Catalogue, catalogue
from ..models import Item
from ..personal import masked_attributes
from ..queries import RESOURCE
from .listing import ITEMS, asked_items, described
from .rendering import type_titles, unhidden

router = Router(tags=["inventory"])

LABELS = replace(ITEMS, columns=())


class LabelOut(Schema):
    """What stands on the label of one item. `address`, the absolute address of its page, goes into the QR code."""

    id: str
    name: str
    type_title: str
    type_title_en: str
    serial: str
    code: str
    organisation: str
    address: str


@router.get("/item-labels", response=Page[LabelOut], **described(guarded("inventory:read", LABELS)))
def labels(request: HttpRequest) -> dict[str, Any]:
    """Labels of items, filtered and sorted as the list of items is. Their addresses begin with
    TONGYUN_PUBLIC_URL; whoever prints them draws the QR codes."""
    rows, listing = asked_items(request, LABELS)
    return page(request, rows, listing, labels_out)


def labels_out(items: list[Item]) -> list[dict[str, Any]]:
    """A page of labels; what a role hides stands on none, personal data are masked: paper has no readers' rights."""
    types = catalogue()
    names_units = not is_hidden("organisation", hidden_fields(RESOURCE))
    return [_label(types, item, names_units=names_units) for item in items]


def page_address(item: Item) -> str:
    """Where the item's page is for whoever stands before the thing with a phone."""
    return f"{settings.TONGYUN.public_url}/items/{item.id}"


def _label(types: Catalogue, item: Item, *, names_units: bool) -> dict[str, Any]:
    shown = masked_attributes(types, item.type_id, unhidden(item.attributes))
    return {
        "id": str(item.id),
        "name": item.name,
        **type_titles(types, item.type_id),
        "serial": str(shown.get("serial") or ""),
        "code": str(shown.get("code") or ""),
        "organisation": item.organisation.name if names_units and item.organisation else "",
        "address": page_address(item),
    }
