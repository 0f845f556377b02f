"""Django's entry to jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers what jobs offers when the process starts."""

    name = "tongyun.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Wire permissions, handlers, the agents' port and the pack kind."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
