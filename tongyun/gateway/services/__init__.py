"""Verbs of the gateway."""
