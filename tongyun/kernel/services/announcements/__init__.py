"""Announcements: written, looked at by a second person, published when it is time, read and confirmed."""

from .wiring import wire

__all__ = ["wire"]
