"""What rooms above register with the kernel while the process starts."""

from ..contracts import HealthCheck, PackKind, Registry, SearchProvider

pack_kinds: Registry[PackKind] = Registry("pack kinds", key=lambda kind: kind.name)
search_providers: Registry[SearchProvider] = Registry("search providers", key=lambda provider: provider.kind)
health_checks: Registry[HealthCheck] = Registry("health checks", key=lambda check: check.key)
