"""Verbs about people: accounts, invitations, groups, posts, appointments and substitutes."""
