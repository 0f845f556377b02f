"""Shapes of the API call log."""

from datetime import datetime
from uuid import UUID

from ..shapes import Schema


class CallOut(Schema):
    """One call."""

    id: UUID
    at: datetime
    method: str
    route: str
    status: int
    ms: int
    bytes_in: int
    bytes_out: int
    actor_kind: str
    actor_id: str
    actor_name: str
    token: str
    ip: str
    request_id: str


class RouteStatisticsOut(Schema):
    """All calls of one interface in a period. Times in milliseconds; `error_rate` counts 4xx and 5xx, from 0 to 1."""

    method: str
    route: str
    calls: int
    refused: int
    failed: int
    error_rate: float
    ms_average: float
    ms_max: int
    bytes_in: int
    bytes_out: int
    last_at: datetime
