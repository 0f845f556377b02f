"""Signing in: first factor, second factor, what else is due, and the session that comes of it."""
