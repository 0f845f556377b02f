"""The command line: one file a family of commands; `main.py` only parses and calls."""
