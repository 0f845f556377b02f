"""Verbs of the organisation tree: create, edit, rename, move, merge, retire, reinstate."""

from .changing import create_organisation, edit_organisation, move_organisation
from .ending import merge_organisations, reinstate_organisation, retire_organisation
from .fields import OrganisationDraft

__all__ = [
    "OrganisationDraft",
    "create_organisation",
    "edit_organisation",
    "merge_organisations",
    "move_organisation",
    "reinstate_organisation",
    "retire_organisation",
]
