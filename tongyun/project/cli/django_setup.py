"""Start Django for a command or a process."""

import os

import django


def setup() -> None:
    """Load settings and wire the rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongyun.project.settings")
    django.setup()
