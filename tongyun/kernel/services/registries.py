"""What rooms above register with the kernel while the process starts."""

from ..contracts import HealthCheck, PackKind, Registry

pack_kinds: Registry[PackKind] = Registry("pack kinds", key=lambda kind: kind.name)
health_checks: Registry[HealthCheck] = Registry("health checks", key=lambda check: check.key)
