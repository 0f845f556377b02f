"""The gateway's door."""

from .services.subscriptions import TOPICS, create_subscription, remove_subscription

__all__ = ["TOPICS", "create_subscription", "remove_subscription"]
