"""Django's entry to events."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers what events offers and hears when the process starts."""

    name = "tongyun.events"
    label = "events"

    def ready(self) -> None:
        """Wire permissions, handlers, ports and the pack kind."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
