"""Tongyun (统运): one operations platform for a government's IT. One folder a layer; see docs/developers.md for the map."""

__version__ = "0.1.0"
