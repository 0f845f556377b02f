"""Verbs of the pack engine."""
