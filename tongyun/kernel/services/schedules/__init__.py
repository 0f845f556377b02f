"""What runs by the clock or by the calendar."""

from .keeping import register_schedule

__all__ = ["register_schedule"]
