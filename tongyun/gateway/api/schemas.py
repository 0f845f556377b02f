"""Shapes of the gateway's API."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema


class SubscriptionIn(Schema):
    """Who wants to hear of what."""

    name: str = Field(min_length=1, max_length=100)
    url: str = Field(max_length=500)
    topics: list[str] = Field(max_length=50)


class SubscriptionOut(Schema):
    """A subscription, without its secret."""

    id: UUID
    name: str
    url: str
    topics: list[str]
    enabled: bool
    created_at: datetime
    last_success_at: datetime | None
    last_error: str


class SubscriptionMadeOut(Schema):
    """A new subscription with its secret, shown this once."""

    subscription: SubscriptionOut
    secret: str
