"""The kernel's door: everything a neighbour may call."""

from .api.grammar import Column, Filter, Listing, Meaning, Page, page
from .api.hiding import Hiding, is_hidden, without
from .api.import_columns import import_columns, import_row_columns
from .api.lists.conditions import condition as list_condition
from .api.lists.conditions import filtered as list_filtered
from .api.lists.export import EXPORT as MAY_EXPORT
from .api.schemas.bulk import BulkOut, RowsIn
from .api.security import guarded, public
from .api.shapes import Schema
from .api.versions import expected_version, matched_version, named_version
from .database.creating import CreateTables
from .models.sealed import SealedField
from .queries.organisations import (
    organisation_names,
    organisation_tree,
    organisations_above,
    organisations_below,
)
from .queries.substitution import stands_in_for, substitutes_of, with_substitutes
from .queries.users import duty_users, find_user, user_names
from .services.access import bearer, issue_token
from .services.audit import audit, declare_sensitive, declare_stream, secret_digest
from .services.bulk import bulk
from .services.calendars import business_time, calendar_exists
from .services.context import acting_as, become, current_actor, system_actor
from .services.dictionaries import FormValidator, dictionary, require_dictionaries
from .services.exporting.csv_file import csv_chunks
from .services.exporting.xlsx_file import write_xlsx
from .services.files import attach_files, file_hosts, files_of, keyword_problems, open_file, store_file
from .services.forms import broken_fields, fault_of
from .services.imports.columns import day as read_day
from .services.imports.columns import plain as plain_text
from .services.imports.stepping import (
    apply_table,
    begin_table,
    cancel_table,
    find_table,
    remap_table,
    row_imports,
    table_rows,
    tables_seen,
    wrong_rows,
)
from .services.live import live_topics, publish_live
from .services.notify import notify
from .services.notify.categories import declare_category
from .services.permissions import (
    allows,
    declare,
    declare_hideable,
    hidden_fields,
    may,
    permissions_of,
    protect_administrator,
    reach_of,
    refuse_last_administrator,
    require,
    users_with,
    visible,
)
from .services.policies import policy, register_policy
from .services.posting import NotTakenError, post_json
from .services.prepared import Prepared
from .services.privacy import REVEAL as REVEAL_PERSONAL
from .services.privacy import clearly, reveal
from .services.registries import health_checks, pack_kinds
from .services.retention import purges
from .services.rich_text import clean_html, words_of_html
from .services.rows import Rows
from .services.schedules import register_schedule
from .services.sealing import Unsealable, seal, unseal
from .services.searching import forget_document, index_document, index_documents, search_sources
from .services.sequence import next_number
from .services.short_memory import ShortMemory
from .services.work import cancel_later, publish, publish_all, register_handler, run_every, run_later, subscribe

__all__ = [
    "MAY_EXPORT",
    "REVEAL_PERSONAL",
    "BulkOut",
    "Column",
    "CreateTables",
    "Filter",
    "FormValidator",
    "Hiding",
    "Listing",
    "Meaning",
    "NotTakenError",
    "Page",
    "Prepared",
    "Rows",
    "RowsIn",
    "Schema",
    "SealedField",
    "ShortMemory",
    "Unsealable",
    "acting_as",
    "allows",
    "apply_table",
    "attach_files",
    "audit",
    "bearer",
    "become",
    "begin_table",
    "broken_fields",
    "bulk",
    "business_time",
    "calendar_exists",
    "cancel_later",
    "cancel_table",
    "clean_html",
    "clearly",
    "csv_chunks",
    "current_actor",
    "declare",
    "declare_category",
    "declare_hideable",
    "declare_sensitive",
    "declare_stream",
    "dictionary",
    "duty_users",
    "expected_version",
    "fault_of",
    "file_hosts",
    "files_of",
    "find_table",
    "find_user",
    "forget_document",
    "guarded",
    "health_checks",
    "hidden_fields",
    "import_columns",
    "import_row_columns",
    "index_document",
    "index_documents",
    "is_hidden",
    "issue_token",
    "keyword_problems",
    "list_condition",
    "list_filtered",
    "live_topics",
    "matched_version",
    "may",
    "named_version",
    "next_number",
    "notify",
    "open_file",
    "organisation_names",
    "organisation_tree",
    "organisations_above",
    "organisations_below",
    "pack_kinds",
    "page",
    "permissions_of",
    "plain_text",
    "policy",
    "post_json",
    "protect_administrator",
    "public",
    "publish",
    "publish_all",
    "publish_live",
    "purges",
    "reach_of",
    "read_day",
    "refuse_last_administrator",
    "register_handler",
    "register_policy",
    "register_schedule",
    "remap_table",
    "require",
    "require_dictionaries",
    "reveal",
    "row_imports",
    "run_every",
    "run_later",
    "seal",
    "search_sources",
    "secret_digest",
    "stands_in_for",
    "store_file",
    "subscribe",
    "substitutes_of",
    "system_actor",
    "table_rows",
    "tables_seen",
    "unseal",
    "user_names",
    "users_with",
    "visible",
    "with_substitutes",
    "without",
    "words_of_html",
    "write_xlsx",
    "wrong_rows",
]
