"""Kernel: who are you and what may you see?

Owns users, organisations, roles, sessions and tokens, the audit chain, durable tasks and the outbox, notifications,
number sequences and the registries that rooms above fill in (pack kinds, search providers, health checks, menus).
Neighbours call `tongyun.kernel.facade` and use the frozen types of `tongyun.kernel.contracts`; nothing else.
"""
