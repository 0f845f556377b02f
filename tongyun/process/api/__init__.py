"""The HTTP side of process."""
