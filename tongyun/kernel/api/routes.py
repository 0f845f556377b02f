"""All routes of the kernel, one router an idea."""

from ninja import Router

from . import audit, health, notifications, people, search, session, tokens

router = Router()
for idea in (health, session, notifications, search, people, audit, tokens):
    router.add_router("", idea.router)
