"""Verbs of process: each checks permission, changes, logs, audits and publishes in one transaction."""
