"""Django's entry to process."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Registers what process offers and hears when the process starts."""

    name = "tongyun.process"
    label = "process"

    def ready(self) -> None:
        """Wire permissions, handlers, subscribers, ports and pack kinds."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
