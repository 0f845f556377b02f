"""Shapes of the kernel's API, one file an idea."""
