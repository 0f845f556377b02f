"""Django's entry to the composition root."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the system checks that watch the house itself."""

    name = "tongyun.project"
    label = "project"

    def ready(self) -> None:
        """Load the checks."""
        from . import checks  # noqa: F401, PLC0415 - registers itself with Django
