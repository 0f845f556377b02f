"""The door of events: everything a neighbour may call."""

from .queries import alerts_of_item, incident_view, incidents_open, open_alert_counts
from .services.rules import schedule

__all__ = [
    "alerts_of_item",
    "incident_view",
    "incidents_open",
    "open_alert_counts",
    "schedule",
]
