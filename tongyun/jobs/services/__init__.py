"""Verbs of jobs."""
