"""Verbs of events."""
