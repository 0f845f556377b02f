"""All routes of the kernel, one router an idea."""

from ninja import Router

from . import (
    audit,
    groups,
    health,
    notifications,
    organisations,
    people,
    policies,
    search,
    session,
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
    groups,
    substitutions,
    audit,
    tokens,
    policies,
)

router = Router()
for idea in IDEAS:
    router.add_router("", idea.router)
