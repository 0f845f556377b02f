"""Django's entry to the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers the kernel's own handlers when the process starts."""

    name = "tongyun.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Wire handlers and health checks."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
