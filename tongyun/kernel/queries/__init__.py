"""Reads of the kernel, one file an idea."""
