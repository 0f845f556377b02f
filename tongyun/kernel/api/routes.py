"""All routes of the kernel, one router an idea."""

from ninja import Router

from . import audit, health, notifications, people, policies, search, session, tokens

router = Router()
for idea in (health, session, notifications, search, people, audit, tokens, policies):
    router.add_router("", idea.router)
