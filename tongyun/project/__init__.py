"""Composition root: environment, settings, urls, asgi, the processes and the command line. It alone sees every room."""
