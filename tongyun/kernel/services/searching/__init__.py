"""The search box: one index over records of every kind, on SQLite and on PostgreSQL without extensions."""

from .index import forget_document, index_document, index_documents, rebuild, search_sources

__all__ = ["forget_document", "index_document", "index_documents", "rebuild", "search_sources"]
