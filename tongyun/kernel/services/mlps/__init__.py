"""Self-assessment for classified protection (等保自查): looks at the running installation, not at promises."""

from .report import assess

__all__ = ["assess"]
