"""All routes of the kernel, one router an idea."""

from ninja import Router

from . import (
    access,
    account,
    account_security,
    audit,
    calendars,
    calls,
    channels,
    dictionaries,
    groups,
    health,
    identity_providers,
    live,
    mlps,
    notifications,
    organisations,
    people,
    people_imports,
    policies,
    preferences,
    schedules,
    scim,
    search,
    session,
    setup,
    sign_in,
    substitutions,
    tokens,
)

IDEAS = (
    health,
    setup,
    session,
    access,
    notifications,
    search,
    organisations,
    people,
    people_imports,
    groups,
    substitutions,
    audit,
    calls,
    tokens,
    policies,
    channels,
    live,
    preferences,
    sign_in,
    identity_providers,
    account,
    account_security,
    mlps,
    scim,
    calendars,
    schedules,
    dictionaries,
)

router = Router()
for idea in IDEAS:
    router.add_router("", idea.router)
