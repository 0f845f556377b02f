"""The collectors' door."""

from .probes import PROBES
from .scheduler import Scheduler

__all__ = ["PROBES", "Scheduler"]
