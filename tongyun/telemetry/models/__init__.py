"""Tables of telemetry. Samples are not here: they live in the store."""

from .agent import Agent
from .content import Panel, Probe

__all__ = ["Agent", "Panel", "Probe"]
