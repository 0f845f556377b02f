"""Tongyun (统运): one operations platform for a government's IT. One folder a layer; see docs/developer-guide.md."""

__version__ = "0.1.0"
