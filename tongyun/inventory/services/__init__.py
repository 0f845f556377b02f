"""Verbs of the inventory."""
