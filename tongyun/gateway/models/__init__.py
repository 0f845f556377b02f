"""Tables of the gateway."""

from .subscription import Subscription

__all__ = ["Subscription"]
