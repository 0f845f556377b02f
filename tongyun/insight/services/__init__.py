"""Verbs of insight."""
