"""`filter(name__among=values)`: as `in`, for hundreds of values at once, always by the index.

A list of hundreds of parameters takes longer to be read than to be answered, and SQLite, which believes its table to be
as small as when it last looked, may read all of it instead. Here the values are one parameter.
"""

import json
from typing import Any
from uuid import UUID

from django.db.models import CharField, Lookup, UUIDField
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
@UUIDField.register_lookup
class Among(Lookup):
    """One of these texts, or of these ids."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """SQLite takes the values as JSON."""
        column, parameters = self.process_lhs(compiler, connection)
        values = [value.hex if isinstance(value, UUID) else value for value in self.rhs]
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, json.dumps(values))  # noqa: S608 - a column

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """PostgreSQL takes them as an array."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))
