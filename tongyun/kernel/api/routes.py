"""All routes of the kernel, one router an idea."""

from ninja import Router

from . import (
    audit,
    channels,
    groups,
    health,
    identity_providers,
    live,
    notifications,
    organisations,
    people,
    people_imports,
    policies,
    preferences,
    search,
    session,
    sign_in,
    substitutions,
    tokens,
)

IDEAS = (
    health,
    session,
    notifications,
    search,
    organisations,
    people,
    people_imports,
    groups,
    substitutions,
    audit,
    tokens,
    policies,
    channels,
    live,
    preferences,
    sign_in,
    identity_providers,
)

router = Router()
for idea in IDEAS:
    router.add_router("", idea.router)
