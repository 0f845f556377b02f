"""Durable work of events."""

from typing import Any
from uuid import UUID

from tongyun.inventory.contracts import ITEM_CHANGED
from tongyun.kernel.contracts import Message
from tongyun.kernel.facade import register_handler, subscribe

from .services import evaluation, ledger, rules


def on_item_changed(message: Message) -> None:
    """An item that was taken out of service has no alerts any more."""
    ledger.end_alerts_of_item(UUID(str(message.payload["item"])), "配置项已退役")


def is_retirement(payload: dict[str, Any]) -> bool:
    """Whether a change of an item took it out of service."""
    return payload.get("kind") == "lifecycle" and payload.get("lifecycle") == "retired"


def wire() -> None:
    """Register the handlers."""
    # Not transactional: the store is asked first, and only a change opens a transaction.
    register_handler(rules.EVALUATE, evaluation.evaluate_group, transactional=False)
    subscribe(ITEM_CHANGED, "events.item_retired", on_item_changed, wanted=is_retirement)
